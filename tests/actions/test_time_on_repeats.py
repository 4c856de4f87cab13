"""The time in a text that repeats."""

from __future__ import annotations

from collections.abc import Generator
from datetime import datetime
from unittest.mock import Mock, patch

import pytest
from homeassistant.core import HomeAssistant

from simulator import Simulator
from tests.accounts import MASHA, PETYA, a_minute_later, entry_of, recipient_data, set_up
from tests.common import act, entity_id, notify, sends, until

BOTH = (recipient_data("Маша", MASHA), recipient_data("Петя", PETYA, subentry_id="petya"))


@pytest.fixture(autouse=True)
def clock() -> Generator[Mock]:
    """Let it be 10:35, and a test say what time it is then."""
    with patch("custom_components.smspilot.actions.outgoing.time_on_repeats.dt_util") as clock:
        at(clock, 10, 35)
        yield clock


def at(clock: Mock, hour: int, minute: int) -> None:
    """Set the time that is added."""
    clock.now.return_value = datetime(2026, 11, 22, hour, minute)  # noqa: DTZ001 - of any zone


async def test_the_time_is_added_to_a_text_that_repeats_if_the_option_is_on(
    hass: HomeAssistant, simulator: Simulator, clock: Mock
) -> None:
    entry = await set_up(hass, entry_of(simulator, *BOTH, time_on_repeats=True))
    notifier = entity_id(hass, entry, "notify", "masha")
    await notify(hass, notifier, "Пожар")
    await notify(hass, notifier, "Пожар")
    a_minute_later(entry)
    await notify(hass, notifier, "Пожар")
    at(clock, 10, 36)
    await notify(hass, notifier, "Пожар")
    assert [message.text for message in simulator.messages] == ["Пожар", "Пожар (10:35)"]


async def test_a_text_for_several_at_once_is_no_repetition(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = await set_up(hass, entry_of(simulator, *BOTH, time_on_repeats=True))
    notifiers = [entity_id(hass, entry, "notify", name) for name in ("masha", "petya")]
    await notify(hass, notifiers, "Пожар")
    assert {message.text for message in simulator.messages} == {"Пожар"}
    assert len(sends(simulator)) == 1


async def test_a_repetition_for_several_is_one_request(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = await set_up(hass, entry_of(simulator, time_on_repeats=True))
    await act(hass, "send_message", numbers=[MASHA, PETYA], message="Пожар")
    a_minute_later(entry)
    await act(hass, "send_message", numbers=[MASHA, PETYA], message="Пожар")
    assert [message.text for message in simulator.messages[2:]] == ["Пожар (10:35)"] * 2
    assert len(sends(simulator)) == 2


async def test_a_text_is_no_repetition_for_a_phone_that_it_did_not_go_to(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = await set_up(hass, entry_of(simulator, time_on_repeats=True))
    await act(hass, "send_message", numbers=MASHA, message="Пожар")
    a_minute_later(entry)
    await act(hass, "send_message", numbers=[MASHA, PETYA], message="Пожар")
    texts = {message.phone: message.text for message in simulator.messages[1:]}
    assert texts == {MASHA: "Пожар (10:35)", PETYA: "Пожар"}


async def test_a_repeated_text_that_has_no_room_for_the_time_stays_as_it_is(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    simulator.account.duplicate_window = 0
    entry = await set_up(hass, entry_of(simulator, *BOTH, time_on_repeats=True))
    notifier = entity_id(hass, entry, "notify", "masha")
    await notify(hass, notifier, "я" * 670)
    a_minute_later(entry)
    await notify(hass, notifier, "я" * 670)
    assert [len(message.text) for message in simulator.messages] == [670, 670]


@pytest.mark.parametrize("sent_before", [[], ["Пожар"]])
async def test_while_the_line_is_down_a_text_that_repeats_waits_once(
    hass: HomeAssistant, simulator: Simulator, clock: Mock, sent_before: list[str]
) -> None:
    entry = await set_up(hass, entry_of(simulator, *BOTH, time_on_repeats=True))
    notifiers = [entity_id(hass, entry, "notify", name) for name in ("masha", "petya")]
    for text in sent_before:
        await notify(hass, notifiers, text)
    a_minute_later(entry)
    await simulator.stop()
    for minute in (35, 40, 45):
        at(clock, 10, minute)
        await notify(hass, notifiers, "Пожар")
    messenger = entry.runtime_data.messenger
    assert messenger.queued == 2
    await simulator.start()
    messenger.heard(answered=True)
    await until(lambda: not messenger.queued)
    waited = "Пожар (10:35)" if sent_before else "Пожар"
    assert [one.text for one in simulator.messages if one.text not in sent_before] == [waited] * 2


async def test_a_text_that_waits_for_another_channel_is_another(
    hass: HomeAssistant, simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("custom_components.smspilot.actions.outgoing.deliver.GATEWAY_PATIENCE", 0.0)
    entry = await set_up(hass, entry_of(simulator, time_on_repeats=True))
    await simulator.stop()
    for channel in ("sms", "viber"):
        await act(hass, "send_message", numbers=MASHA, message="Пожар", channel=channel)
    texts = [message.text for message in entry.runtime_data.messenger.messages]
    assert texts == ["Пожар", "Пожар (10:35)"]


async def test_a_text_that_another_begins_with_is_another(
    hass: HomeAssistant, simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("custom_components.smspilot.actions.outgoing.deliver.GATEWAY_PATIENCE", 0.0)
    entry = await set_up(hass, entry_of(simulator, time_on_repeats=True))
    await simulator.stop()
    for text in ("Пожар в доме", "Пожар", "Пожа."):
        await act(hass, "send_message", numbers=MASHA, message=text)
    texts = [message.text for message in entry.runtime_data.messenger.messages]
    assert texts == ["Пожар в доме", "Пожар", "Пожа."]


async def test_a_text_on_its_way_is_not_sent_a_second_time(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    await set_up(hass, entry_of(simulator, time_on_repeats=True))
    simulator.faults.add("hold", command="send")
    first = hass.async_create_task(act(hass, "send_message", numbers=MASHA, message="Пожар"))
    await simulator.faults.wait_held()
    second = act(hass, "send_message", numbers=[PETYA, MASHA], message="Пожар")
    both = hass.async_create_task(second)
    await simulator.faults.wait_held(2)
    simulator.faults.clear()
    [masha] = (await first)["messages"]
    assert [row["status"] for row in (await both)["messages"]] == ["accepted"] * 2
    assert (await both)["messages"][1] == masha
    assert [(one.phone, one.text) for one in simulator.messages] == [
        (MASHA, "Пожар"),
        (PETYA, "Пожар"),
    ]
