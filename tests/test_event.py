"""Event entities."""

from __future__ import annotations

from typing import Any

import pytest
from homeassistant.core import CoreState, HomeAssistant, State
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from pytest_homeassistant_custom_component.common import mock_restore_cache_with_extra_data

from custom_components.smspilot.account.signals import SIGNAL_INBOUND
from simulator import Simulator
from tests.accounts import MASHA, PETYA, account_asked_for, entry_of, recipient_data, set_up
from tests.common import act, entity_id, events_of, first_poll, kinds, notify, some_polls, until

pytestmark = pytest.mark.usefixtures("quick_polls")


async def test_an_inbound_message_fires_once_with_its_text_and_the_senders_name(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = await set_up(hass, entry_of(simulator, recipient_data("Маша", MASHA)))
    fired = events_of(hass, entry, "inbound_message")
    await first_poll(hass, entry)
    row = simulator.receive(MASHA, "Статус?\nЖду «ответа» 🙂")
    await until(lambda: fired)
    simulator.receive("INFORM", "второе")
    await until(lambda: len(fired) == 2)
    assert kinds(fired) == ["received", "received"]
    wanted = {
        "message_id": str(row.id),
        "phone": MASHA,
        "recipient": "Маша",
        "service_number": simulator.account.inbound_number,
        "text": "Статус?\nЖду «ответа» 🙂",
    }
    assert wanted.items() <= fired[0].attributes.items()
    assert fired[0].attributes["created"]
    assert (fired[1].attributes["phone"], fired[1].attributes["recipient"]) == ("INFORM", None)


async def test_messages_from_before_the_account_was_set_up_fire_nothing(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    simulator.receive(PETYA, "старое")
    entry = await set_up(hass, entry_of(simulator))
    fired = events_of(hass, entry, "inbound_message")
    await first_poll(hass, entry)
    simulator.receive(PETYA, "новое")
    await until(lambda: fired)
    assert [state.attributes["text"] for state in fired] == ["новое"]


async def test_a_reload_fires_nothing_again(hass: HomeAssistant, simulator: Simulator) -> None:
    entry = await set_up(hass, entry_of(simulator))
    fired = events_of(hass, entry, "inbound_message")
    await some_polls(hass, entry, simulator)
    simulator.receive(PETYA, "раз")
    await until(lambda: fired)
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()
    simulator.receive(PETYA, "два")
    await until(lambda: len(fired) > 1)
    assert [state.attributes["text"] for state in fired] == ["раз", "два"]


async def test_nobody_asks_for_inbound_messages_while_the_entity_is_disabled(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = await set_up(hass, entry_of(simulator))
    await first_poll(hass, entry)
    er.async_get(hass).async_update_entity(
        entity_id(hass, entry, "event", "inbound_message"),
        disabled_by=er.RegistryEntryDisabler.USER,
    )
    await hass.config_entries.async_reload(entry.entry_id)
    await account_asked_for(entry)
    before = len(simulator.requests)
    await entry.runtime_data.coordinator.async_refresh()
    later = simulator.requests[before:]
    assert [request.command for request in later] == ["account", "balance"]


async def test_events_wait_until_home_assistant_has_started(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    hass.set_state(CoreState.starting)
    entry = await set_up(hass, entry_of(simulator, recipient_data("Маша", MASHA)))
    fired = events_of(hass, entry, "masha_delivery")
    await notify(hass, entity_id(hass, entry, "notify", "masha"), "Пожар")
    await hass.async_block_till_done()
    assert fired == []
    hass.set_state(CoreState.running)
    hass.bus.async_fire("homeassistant_started")
    await until(lambda: kinds(fired) == ["accepted"])


async def test_a_message_is_accepted_and_then_delivered(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = await set_up(hass, entry_of(simulator, recipient_data("Маша", MASHA)))
    fired = events_of(hass, entry, "masha_delivery")
    await notify(hass, entity_id(hass, entry, "notify", "masha"), "Пожар")
    await until(lambda: fired)
    [sent] = simulator.messages
    simulator.set_status(sent.server_id, 2)
    entry.runtime_data.messenger.report(sent.server_id)
    await until(lambda: kinds(fired) == ["accepted", "delivered"])
    accepted, delivered = (state.attributes for state in fired)
    assert delivered["message_id"] == accepted["message_id"]
    wanted = {
        "server_id": sent.server_id,
        "recipient": "Маша",
        "phone": MASHA,
        "error": None,
        "price": float(sent.price),
        "parts": sent.parts,
    }
    assert wanted.items() <= delivered.items()
    assert delivered["operator"]
    assert delivered["country"]


async def test_an_undelivered_message_tells_the_operators_reason(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = await set_up(hass, entry_of(simulator, recipient_data("Маша", MASHA)))
    fired = events_of(hass, entry, "masha_delivery")
    await notify(hass, entity_id(hass, entry, "notify", "masha"), "Пожар")
    await until(lambda: fired)
    [sent] = simulator.messages
    simulator.set_status(sent.server_id, -1, 602)
    entry.runtime_data.messenger.report(sent.server_id)
    await until(lambda: kinds(fired) == ["accepted", "undelivered"])
    assert "602" in fired[1].attributes["error"]


async def test_several_states_at_once_are_an_event_each(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = await set_up(hass, entry_of(simulator, recipient_data("Семья", MASHA, PETYA)))
    fired = events_of(hass, entry, "masha_delivery")
    await notify(hass, entity_id(hass, entry, "notify", "masha"), "Пожар")
    await until(lambda: len(fired) == 2)
    assert kinds(fired) == ["accepted", "accepted"]
    assert {state.attributes["phone"] for state in fired} == {MASHA, PETYA}


async def test_deliveries_are_told_where_they_belong(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    both = (recipient_data("Маша", MASHA), recipient_data("Петя", PETYA, subentry_id="petya"))
    entry = await set_up(hass, entry_of(simulator, *both))
    keys = ("masha_delivery", "petya_delivery", "delivery")
    masha, petya, others = (events_of(hass, entry, key) for key in keys)
    await act(hass, "send_message", numbers=[MASHA, "79991112233"], message="Пожар")
    await until(lambda: (kinds(masha), kinds(others)) == (["accepted"], ["accepted"]))
    assert petya == []
    assert masha[0].name == "Маша Delivery"
    assert masha[0].attributes["icon"] == "mdi:check"
    hass.config_entries.async_remove_subentry(entry, "masha")
    [one] = [sent for sent in simulator.messages if sent.phone == MASHA]
    simulator.set_status(one.server_id, 2)
    entry.runtime_data.messenger.report(one.server_id)
    await until(lambda: kinds(others) == ["accepted", "delivered"])
    assert others[1].attributes["icon"] == "mdi:check-all"


async def test_the_last_event_is_there_after_a_restart(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    inbound = "event.smspilot_5671_inbound_message"
    told = {"event_type": "received", "message_id": "7", "recipient": "Маша"}
    state = State(inbound, "2026-11-22T09:00:00.000+00:00", {**told, "text": "Статус"})
    extra = {"last_event_type": "received", "last_event_attributes": told}
    mock_restore_cache_with_extra_data(hass, [(state, extra)])
    await set_up(hass, entry_of(simulator))
    restored = hass.states.get(inbound)
    assert restored is not None
    assert restored.state == state.state
    assert {**told, "text": "Статус"}.items() <= restored.attributes.items()
    assert restored.attributes["icon"] == "mdi:message-text"


async def test_texts_and_numbers_are_kept_out_of_entities_and_not_of_triggers(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = await set_up(hass, entry_of(simulator, recipient_data("Маша", MASHA)))
    events = [events_of(hass, entry, key) for key in ("inbound_message", "masha_delivery")]
    heard: list[dict[str, Any]] = []
    async_dispatcher_connect(hass, SIGNAL_INBOUND, lambda told: heard.append(told.attributes))
    await some_polls(hass, entry, simulator)
    simulator.receive(MASHA, "раз")
    await act(hass, "send_message", numbers=MASHA, message="Пожар")
    await until(lambda: all(events))
    before = [hass.states.get(fired[0].entity_id) for fired in events]
    hass.config_entries.async_update_entry(entry, options={"private_entities": True})
    await hass.async_block_till_done()
    bare = {"event_types", "event_type", "message_id", "recipient", "friendly_name", "icon"}
    for fired, was in zip(events, before, strict=True):
        state = hass.states.get(fired[0].entity_id)
        assert state is not None
        assert was is not None
        assert (state.state, state.last_changed) == (was.state, was.last_changed)
        assert state.attributes.keys() == bare
    simulator.receive(MASHA, "два")
    await until(lambda: len(heard) > 1)
    assert heard[1]["text"] == "два"
    state = hass.states.get(events[0][0].entity_id)
    assert state is not None
    assert state.attributes.keys() == bare
