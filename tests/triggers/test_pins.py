"""PINs that automations ask for: who is obeyed, who is shut out, and what entities show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from homeassistant.components.automation.const import DOMAIN as AUTOMATION
from homeassistant.core import callback
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component

from custom_components.smspilot.const import DOMAIN
from tests.accounts import MASHA, PETYA, entry_of, recipient_data, set_up
from tests.common import entity_id, events_of, first_poll, issues_of, sends, some_polls, until
from tests.triggers.test_triggers import attach

if TYPE_CHECKING:
    from homeassistant.core import Event, HomeAssistant

    from simulator import Simulator

pytestmark = pytest.mark.usefixtures("quick_polls")

MASHAS = recipient_data("Маша", MASHA)


async def test_only_texts_with_the_pin_trigger_and_are_told_of_without_it(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = await set_up(hass, entry_of(simulator, MASHAS))
    told = await attach(hass, "message_received", pin="4711", contains="ворота")
    fired = events_of(hass, entry, "inbound_message")
    await first_poll(hass, entry)
    for text in ("Открой ворота", "4711 свет", "4711, Открой ворота!", "ворота 4711"):
        simulator.receive(MASHA, text)
    await until(lambda: len(told) == 2)
    assert [trigger["text"] for trigger in told] == ["Открой ворота!", "ворота"]
    assert "4711" not in repr(told)
    await until(lambda: len(fired) == 4)
    assert [state.attributes["text"] for state in fired][1:3] == [
        "•••• свет",
        "••••, Открой ворота!",
    ]


async def test_an_expression_sees_the_text_without_the_pin(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = await set_up(hass, entry_of(simulator))
    told = await attach(hass, "message_received", pin="4711", matches="^open$")
    await first_poll(hass, entry)
    simulator.receive(PETYA, "4711 open")
    await until(lambda: told)
    assert told[0]["text"] == "open"


async def test_a_thousand_wrong_pins_shut_the_number_out_and_the_right_one_helps_no_more(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = await set_up(hass, entry_of(simulator, MASHAS))
    told = await attach(hass, "message_received", pin="4711")
    await first_poll(hass, entry)
    for number in range(1000):
        simulator.receive(MASHA, f"{5000 + number} open gate")
    simulator.receive(MASHA, "4711 open gate")
    simulator.receive(PETYA, "4711 open gate")
    await until(lambda: told)
    assert [trigger["phone"] for trigger in told] == [PETYA]
    assert issues_of(hass) == ["wrong_pins"]
    [issue] = ir.async_get(hass).issues.values()
    assert MASHA not in repr(issue)
    assert sends(simulator) == []
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()
    assert issues_of(hass) == ["wrong_pins"]
    simulator.receive(MASHA, "4711 open gate")
    simulator.receive(PETYA, "4711 open")
    await until(lambda: len(told) == 2)
    assert told[1]["text"] == "open"


async def test_four_wrong_pins_and_words_without_figures_shut_nobody_out(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = await set_up(hass, entry_of(simulator))
    told = await attach(hass, "message_received", pin="4711")
    await first_poll(hass, entry)
    for text in ("1", "2", "3", "4", *["Спасибо!"] * 10, "4711 open"):
        simulator.receive(PETYA, text)
    await until(lambda: told)
    assert issues_of(hass) == []


async def test_the_pin_of_one_automation_is_no_wrong_one_for_another(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = await set_up(hass, entry_of(simulator))
    wanted = [
        {"trigger": "smspilot.message_received", "options": {"pin": pin}}
        for pin in ("4711", "0815")
    ]
    said = {"event": "heard", "event_data": {"text": "{{ trigger.text }}"}}
    texts: list[str] = []

    @callback
    def heard(event: Event[Any]) -> None:
        texts.append(event.data["text"])

    hass.bus.async_listen("heard", heard)
    automation = {"alias": "pins", "mode": "parallel", "triggers": wanted, "actions": said}
    assert await async_setup_component(hass, AUTOMATION, {AUTOMATION: [automation]})
    await some_polls(hass, entry, simulator)
    for number in range(8):
        simulator.receive(PETYA, f"0815 open {number}")
    simulator.receive(PETYA, "1234 open")
    simulator.receive(PETYA, "4711 close")
    await until(lambda: "close" in texts)
    assert len(texts) == 9
    assert issues_of(hass) == []


async def test_strangers_shut_nobody_out_where_they_are_not_named(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = await set_up(hass, entry_of(simulator, MASHAS))
    told = await attach(hass, "message_received", pin="4711", **{"from": ["Маша"]})
    await first_poll(hass, entry)
    for number in range(10):
        simulator.receive(PETYA, f"{number} open")
    simulator.receive(MASHA, "4711 open")
    await until(lambda: told)
    assert issues_of(hass) == []


async def test_a_pin_is_shown_again_when_nobody_asks_for_it_any_more(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = await set_up(hass, entry_of(simulator))
    await attach(hass, "message_received", pin="4711")
    await first_poll(hass, entry)
    await hass.services.async_call(
        AUTOMATION, "turn_off", {"entity_id": "automation.message_received"}, blocking=True
    )
    simulator.receive(PETYA, "4711")
    event = entity_id(hass, entry, "event", "inbound_message")
    await until(
        lambda: (state := hass.states.get(event)) and state.attributes.get("text") == "4711"
    )


@pytest.mark.parametrize("pin", ["", "  ", "!"])
async def test_a_pin_that_is_left_empty_is_refused(hass: HomeAssistant, pin: str) -> None:
    assert await async_setup_component(hass, DOMAIN, {})
    wanted = {"trigger": "smspilot.message_received", "options": {"pin": pin}}
    automation = {"alias": "broken", "triggers": wanted, "actions": []}
    await async_setup_component(hass, AUTOMATION, {AUTOMATION: [automation]})
    state = hass.states.get("automation.broken")
    assert state is None or state.state == "unavailable"
