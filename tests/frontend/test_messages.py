"""What an open card is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er

from simulator import Simulator
from tests.accounts import MASHA, PETYA, entry_of, recipient_data, set_up
from tests.common import act, entity_id, events_of, kinds, notify, some_polls, until

from .watching import delivered

if TYPE_CHECKING:
    from .conftest import Opener

pytestmark = pytest.mark.usefixtures("quick_polls")


async def test_an_alarm_is_followed_from_the_queue_to_the_phone_and_keeps_its_text(
    hass: HomeAssistant, simulator: Simulator, open_card: Opener
) -> None:
    entry = await set_up(hass, entry_of(simulator, recipient_data("Маша", MASHA)))
    card = await open_card()
    assert card.head["problem"] is None
    assert card.head["account"]["id"] == entry.entry_id
    await notify(hass, entity_id(hass, entry, "notify", "masha"), "Дым на кухне")
    await card.until(lambda: card.column("state") == ["accepted"])
    await delivered(entry, simulator)
    await card.until(lambda: card.column("state") == ["delivered"])
    [row] = card.rows.values()
    assert row["text"] == "Дым на кухне"
    assert (row["recipient"], row["phone"], row["channel"]) == ("masha", MASHA, "sms")
    assert row["price"] > 0
    assert row["parts"] == 1
    await card.until(lambda: card.head["account"]["balance"] == float(simulator.account.balance))


async def test_the_recipients_are_those_whom_one_can_write_to(
    hass: HomeAssistant, simulator: Simulator, open_card: Opener
) -> None:
    entry = await set_up(
        hass, entry_of(simulator, recipient_data("Маша", MASHA, PETYA, channel="viber"))
    )
    card = await open_card()
    assert card.head["recipients"] == [
        {
            "id": "masha",
            "name": "Маша",
            "entity_id": entity_id(hass, entry, "notify", "masha"),
            "phones": [MASHA, PETYA],
            "channel": "viber",
        }
    ]


async def test_messages_that_come_in_are_told_at_once(
    hass: HomeAssistant, simulator: Simulator, open_card: Opener
) -> None:
    entry = await set_up(hass, entry_of(simulator, recipient_data("Маша", MASHA)))
    await some_polls(hass, entry, simulator)
    card = await open_card()
    simulator.receive(MASHA, "Статус?")
    await card.until(lambda: card.rows)
    simulator.receive("INFORM", "Реклама")
    await card.until(lambda: len(card.rows) == 2)
    assert sorted(zip(card.column("phone"), card.column("recipient"), strict=True)) == [
        (MASHA, "masha"),
        ("INFORM", None),
    ]
    assert card.column("late") == [False, False]
    assert all(
        abs(at - row.created.timestamp()) < 2
        for at, row in zip(card.column("at"), simulator.gateway.inbound, strict=True)
    )


async def test_a_message_from_the_future_came_in_when_it_was_met_and_moves_no_more(
    hass: HomeAssistant, simulator: Simulator, open_card: Opener
) -> None:
    entry = await set_up(hass, entry_of(simulator, recipient_data("Маша", MASHA)))
    await some_polls(hass, entry, simulator)
    card = await open_card()
    simulator.faults.add("future_rows", command="inbound")
    simulator.receive(MASHA, "Завтра")
    await card.until(lambda: card.rows)
    met = card.column("at")
    simulator.receive(MASHA, "Сегодня")
    await card.until(lambda: len(card.rows) == 2)
    assert card.column("at")[:1] == met


async def test_what_waited_is_marked_as_late_also_for_a_card_that_is_opened_later(
    hass: HomeAssistant, simulator: Simulator, open_card: Opener
) -> None:
    entry = await set_up(hass, entry_of(simulator))
    fired = events_of(hass, entry, "inbound_message")
    await some_polls(hass, entry, simulator)
    await hass.config_entries.async_unload(entry.entry_id)
    simulator.receive(MASHA, "Открой")
    simulator.clock.advance(3600)
    await hass.config_entries.async_setup(entry.entry_id)
    await until(lambda: kinds(fired) == ["received_late"])
    card = await open_card()
    await card.until(lambda: card.column("late") == [True])


async def test_a_message_that_waits_for_the_line_can_be_cancelled(
    hass: HomeAssistant, simulator: Simulator, open_card: Opener
) -> None:
    await set_up(hass, entry_of(simulator, recipient_data("Masha", MASHA)))
    card = await open_card()
    await simulator.stop()
    await notify(hass, "notify.masha", "Протечка")
    await card.until(lambda: card.column("state") == ["waiting"])
    [row] = card.rows.values()
    assert row["can_cancel"]
    await act(hass, "cancel_messages", message_id=row["id"])
    await card.until(lambda: card.column("state") == ["cancelled"])
    assert not card.rows[row["id"]]["can_cancel"]


async def test_a_refused_message_says_why_in_both_languages(
    hass: HomeAssistant, simulator: Simulator, open_card: Opener
) -> None:
    await set_up(hass, entry_of(simulator, recipient_data("Masha", MASHA)))
    card = await open_card()
    simulator.faults.add("error", code=223, command="send")
    with pytest.raises(HomeAssistantError, match="223"):
        await notify(hass, "notify.masha", "Скидки")
    await card.until(lambda: card.column("state") == ["rejected"])
    [error] = card.column("error")
    assert card.column("text") == ["Скидки"]
    assert (error["kind"], error["code"]) == ("template", 223)
    assert error["en"]
    assert error["ru"]


@pytest.mark.parametrize(
    "text",
    ["<img src=x onerror=alert(1)>", "\u202eволк\u2069", "я" * 10_000, "a\0b", "half \ud83d"],
    ids=["markup", "direction", "long", "nul", "half"],
)
async def test_a_hostile_message_reaches_the_card_and_the_entity_as_text(
    hass: HomeAssistant, simulator: Simulator, open_card: Opener, text: str
) -> None:
    entry = await set_up(hass, entry_of(simulator))
    await some_polls(hass, entry, simulator)
    card = await open_card()
    simulator.receive(MASHA, text)
    await card.until(lambda: card.rows)
    assert card.column("text") == [text.replace("\ud83d", "\ufffd")]
    event = entity_id(hass, entry, "event", "inbound_message")
    await until(lambda: (state := hass.states.get(event)) and "text" in state.attributes)
    state = hass.states.get(event)
    assert state is not None
    assert [state.attributes["text"]] == card.column("text")
    state.as_dict_json  # noqa: B018 - what every browser is sent of it


async def test_a_card_of_some_recipients_is_told_of_nobody_else(
    hass: HomeAssistant, simulator: Simulator, open_card: Opener
) -> None:
    await set_up(
        hass,
        entry_of(
            simulator,
            recipient_data("Masha", MASHA),
            recipient_data("Petya", PETYA, subentry_id="petya"),
        ),
    )
    await act(hass, "send_message", numbers=[MASHA, PETYA, "+79990000000"], message="Тревога")
    card = await open_card(recipients=["notify.petya"])
    await card.answered()
    assert card.column("recipient") == ["petya"]
    assert [each["name"] for each in card.head["recipients"]] == ["Petya"]


async def test_a_recipient_that_is_gone_is_named_and_one_that_comes_back_is_shown(
    hass: HomeAssistant, simulator: Simulator, open_card: Opener
) -> None:
    entry = await set_up(hass, entry_of(simulator, recipient_data("Masha", MASHA)))
    await act(hass, "send_message", numbers=[MASHA], message="Тревога")
    card = await open_card(recipients=["notify.masha"])
    await card.until(lambda: card.rows)
    registry = er.async_get(hass)
    registry.async_update_entity("notify.masha", new_entity_id="notify.mother")
    await card.until(lambda: card.head["missing"] == ["notify.masha"])
    assert card.rows == {}
    registry.async_update_entity("notify.mother", new_entity_id="notify.masha")
    await card.until(lambda: card.head["missing"] == [])
    assert card.column("text") == ["Тревога"]
    hass.config_entries.async_remove_subentry(entry, "masha")
    await card.until(lambda: card.head["missing"] == ["notify.masha"])


async def test_what_is_no_entity_is_named_as_missing(
    hass: HomeAssistant, simulator: Simulator, open_card: Opener
) -> None:
    await set_up(hass, entry_of(simulator, recipient_data("Masha", MASHA)))
    card = await open_card(recipients=["Masha"])
    assert card.head["missing"] == ["Masha"]


async def test_a_new_recipient_takes_its_messages_over(
    hass: HomeAssistant, simulator: Simulator, open_card: Opener
) -> None:
    entry = await set_up(hass, entry_of(simulator))
    await act(hass, "send_message", numbers=[MASHA], message="Тревога")
    card = await open_card()
    await card.until(lambda: card.column("recipient") == [None])
    recipient = recipient_data("Masha", MASHA)
    hass.config_entries.async_add_subentry(
        entry,
        ConfigSubentry(
            data=dict(recipient["data"]),  # type: ignore[arg-type]
            subentry_id="masha",
            subentry_type="recipient",
            title="Masha",
            unique_id=None,
        ),
    )
    await card.until(lambda: card.column("recipient") == ["masha"])
