"""Scripts as people write them in YAML: rehearsals, small limits, a line that is down."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from homeassistant.exceptions import HomeAssistantError
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import async_capture_events

from tests.accounts import MASHA, PETYA, entry_of, recipient_data, set_up
from tests.actions.scripts import run
from tests.common import until

if TYPE_CHECKING:
    from homeassistant.core import HomeAssistant

    from simulator import Simulator

BOTH = (recipient_data("Masha", MASHA), recipient_data("Petya", PETYA, subentry_id="petya"))
ALARM = """
- action: smspilot.send_message
  data:
    entity_id: notify.masha
    message: "{{ words }}"
    test: "{{ rehearsal | default(false) }}"
  response_variable: sent
- event: siren
"""


async def test_a_rehearsal_costs_nothing_and_keeps_no_alarm_back(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = await set_up(hass, entry_of(simulator, *BOTH, roubles_per_day=5, messages_per_hour=3))
    for number in range(10):
        result = await run(hass, ALARM, words=f"Rehearsal {number}", rehearsal=True)
        assert result["sent"]["messages"][0]["status"] == "accepted"
    assert entry.runtime_data.messenger.total_spent == 0
    result = await run(hass, ALARM, words="Fire")
    assert result["sent"]["messages"][0]["status"] == "accepted"


async def test_the_smallest_limit_lets_one_message_through(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    await set_up(hass, entry_of(simulator, *BOTH, roubles_per_day=1))
    result = await run(hass, ALARM, words="Fire " * 60)
    assert result["sent"]["messages"][0]["status"] == "accepted"
    with pytest.raises(HomeAssistantError) as raised:
        await run(hass, ALARM, words="Water")
    assert raised.value.translation_key == "limit_roubles_per_day"
    assert len(simulator.messages) == 1


async def test_with_the_line_down_neither_the_first_text_nor_the_next_keeps_the_siren_waiting(
    hass: HomeAssistant, simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("custom_components.smspilot.actions.outgoing.deliver.GATEWAY_PATIENCE", 1e6)
    entry = await set_up(hass, entry_of(simulator, *BOTH))
    await simulator.stop()
    sirens = async_capture_events(hass, "siren")
    for words in ("Fire", "Water"):
        result = await run(hass, ALARM, words=words)
        assert result["sent"]["messages"][0]["status"] == "queued"
    assert len(sirens) == 2
    await simulator.start()
    entry.runtime_data.messenger.heard(answered=True)
    await until(lambda: len(simulator.messages) == 2)
    assert [message.text for message in simulator.messages] == ["Fire", "Water"]


async def test_two_automations_at_the_same_moment_send_one_message(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    await set_up(hass, entry_of(simulator, *BOTH))
    send = {
        "action": "smspilot.send_message",
        "data": {"entity_id": ["notify.masha", "notify.petya"], "message": "Fire"},
    }
    automations = [
        {
            "alias": name,
            "triggers": {"trigger": "event", "event_type": "smoke"},
            "actions": [send, {"event": "done"}],
        }
        for name in ("kitchen", "hall")
    ]
    assert await async_setup_component(hass, "automation", {"automation": automations})
    done = async_capture_events(hass, "done")
    hass.bus.async_fire("smoke")
    await until(lambda: len(done) == 2)
    assert sorted(message.phone for message in simulator.messages) == [MASHA, PETYA]


async def test_the_same_alarm_by_two_notifiers_at_the_same_moment_is_one_message(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    await set_up(hass, entry_of(simulator, *BOTH))
    both = """
- parallel:
    - action: notify.send_message
      target: {entity_id: notify.masha}
      data: {message: Fire}
    - action: notify.smspilot_masha
      data: {message: Fire}
"""
    await asyncio.gather(run(hass, both), run(hass, both))
    assert [message.text for message in simulator.messages] == ["Fire"]
