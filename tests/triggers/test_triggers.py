"""Automation triggers."""

from __future__ import annotations

from typing import Any

import pytest
from homeassistant.components.automation.const import DOMAIN as AUTOMATION
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.helpers import entity_registry as er, issue_registry as ir
from homeassistant.setup import async_setup_component

from simulator import Simulator
from tests.accounts import MASHA, PETYA, entry_of, recipient_data, set_up
from tests.common import act, entity_id, first_poll, issues_of, polls, some_polls, until

pytestmark = pytest.mark.usefixtures("quick_polls")

MASHAS = recipient_data("Маша", MASHA)
RUNAWAY = "^(a|aa)+$"
"""Takes for ever on `CRAFTED`, and no time on any ordinary text."""
CRAFTED = "a" * 60 + "!"


async def attach(hass: HomeAssistant, trigger: str, **options: Any) -> list[dict[str, Any]]:
    """Attach a trigger to an automation and return a list of what it is told."""
    told: list[dict[str, Any]] = []

    @callback
    def heard(event: Event) -> None:
        told.append(event.data["trigger"])

    hass.bus.async_listen("heard", heard)
    wanted: dict[str, Any] = {"trigger": f"smspilot.{trigger}"}
    if options:
        wanted["options"] = options
    said = {"event": "heard", "event_data": {"trigger": "{{ trigger }}"}}
    automation = {"alias": trigger, "mode": "parallel", "triggers": wanted, "actions": said}
    assert await async_setup_component(hass, AUTOMATION, {AUTOMATION: [automation]})
    await hass.async_block_till_done()
    state = hass.states.get(f"automation.{trigger}")
    assert state is not None
    assert state.state == "on", state
    return told


async def test_a_received_message_triggers_with_all_that_is_known(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = await set_up(hass, entry_of(simulator, MASHAS))
    told = await attach(hass, "message_received")
    await first_poll(hass, entry)
    simulator.receive(MASHA, "Статус")
    await until(lambda: told)
    wanted = {"phone": MASHA, "recipient": "Маша", "text": "Статус", "late": False}
    assert wanted.items() <= told[0].items()
    assert told[0]["config_entry_id"] == entry.entry_id


@pytest.mark.parametrize(
    ("options", "heard"),
    [
        ({"from": "8 (908) 796-47-81"}, ["Статус", "открой ворота 12"]),
        ({"from": ["маша"]}, ["Статус", "открой ворота 12"]),
        ({"from": ["INFORM"]}, ["скидки"]),
        ({"from": []}, []),
        ({"from": [PETYA, "Маша"], "contains": "ВОРОТА"}, ["открой ворота 12", "Ворота!"]),
        ({"matches": r"^открой ворота \d+$"}, ["открой ворота 12"]),
        ({"contains": ""}, ["Статус", "открой ворота 12", "Ворота!", "скидки"]),
    ],
)
async def test_only_messages_that_were_asked_for_trigger(
    hass: HomeAssistant, simulator: Simulator, options: dict[str, Any], heard: list[str]
) -> None:
    entry = await set_up(hass, entry_of(simulator, MASHAS))
    every: list[str] = []
    watched = entity_id(hass, entry, "event", "inbound_message")

    @callback
    def changed(event: Event) -> None:
        if event.data["entity_id"] == watched:
            every.append(event.data["new_state"].attributes.get("text"))

    hass.bus.async_listen("state_changed", changed)
    told = await attach(hass, "message_received", **options)
    await first_poll(hass, entry)
    sent = [
        (MASHA, "Статус"),
        (MASHA, "открой ворота 12"),
        (PETYA, "Ворота!"),
        ("INFORM", "скидки"),
    ]
    for phone, text in sent:
        simulator.receive(phone, text)
    await until(lambda: len([text for text in every if text]) == len(sent))
    await hass.async_block_till_done()
    assert [trigger["text"] for trigger in told] == heard


async def test_the_automation_is_told_which_command_a_text_is(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = await set_up(hass, entry_of(simulator, MASHAS))
    commands = [
        {"id": "gate", "sentences": ["Открой ворота", "ворота"]},
        {"id": "lights", "sentences": [True]},
        {"id": "not used", "sentences": []},
    ]
    told = await attach(hass, "message_received", pin="0815", commands=commands)
    await first_poll(hass, entry)
    for text in ("0815 ВОРОТА!", "On, 0815", "0815 открой ворота завтра"):
        simulator.receive(MASHA, text)
    await until(lambda: len(told) == 3)
    assert [trigger["command"] for trigger in told] == ["gate", "lights", None]


@pytest.mark.parametrize(
    "options",
    [
        {"matches": "("},
        {"commands": [{"id": "a", "sentences": ["x"]}, {"id": "b", "sentences": ["X!"]}]},
        {"commands": [{"id": "a", "sentences": ["?"]}]},
        {"commands": [{"sentences": ["x"]}]},
        {"commands": ["x"]},
    ],
)
async def test_options_that_cannot_be_meant_are_refused(
    hass: HomeAssistant, simulator: Simulator, options: dict[str, Any]
) -> None:
    await set_up(hass, entry_of(simulator))
    wanted = {"trigger": "smspilot.message_received", "options": options}
    automation = {"alias": "broken", "triggers": wanted, "actions": []}
    await async_setup_component(hass, AUTOMATION, {AUTOMATION: [automation]})
    state = hass.states.get("automation.broken")
    assert state is None or state.state == "unavailable"


async def test_an_expression_that_runs_away_is_given_up_and_told_of_without_the_text(
    hass: HomeAssistant, simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("custom_components.smspilot.triggers.expression.PATIENCE", 0.05)
    entry = await set_up(hass, entry_of(simulator, MASHAS))
    told = await attach(hass, "message_received", matches=RUNAWAY)
    await first_poll(hass, entry)
    simulator.receive(PETYA, CRAFTED)
    simulator.receive(MASHA, "AAA")
    await until(lambda: told)
    assert [trigger["text"] for trigger in told] == ["AAA"], "in their order"
    [issue] = ir.async_get(hass).issues.values()
    assert issue.translation_placeholders == {"expression": RUNAWAY}
    assert "aaaa" not in repr(issue)
    await hass.services.async_call(
        AUTOMATION, "turn_off", {"entity_id": "automation.message_received"}, blocking=True
    )
    assert issues_of(hass) == []


async def test_no_expression_is_tried_on_the_text_of_somebody_who_was_not_named(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = await set_up(hass, entry_of(simulator, MASHAS))
    told = await attach(hass, "message_received", matches=RUNAWAY, **{"from": "Маша"})
    await first_poll(hass, entry)
    simulator.receive(PETYA, CRAFTED)
    simulator.receive(MASHA, "aaa")
    await until(lambda: told)
    assert issues_of(hass) == []


async def test_an_expression_sees_as_much_as_fits_into_an_sms(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = await set_up(hass, entry_of(simulator, MASHAS))
    told = await attach(hass, "message_received", matches="b")
    await first_poll(hass, entry)
    for number in (670, 669):
        simulator.receive(MASHA, "a" * number + "b")
    await until(lambda: told)
    assert [len(trigger["text"]) for trigger in told] == [670]


@pytest.mark.parametrize(("options", "times"), [({}, 0), ({"late": True}, 1)])
async def test_late_messages_trigger_only_if_wanted(
    hass: HomeAssistant, simulator: Simulator, options: dict[str, Any], times: int
) -> None:
    entry = await set_up(hass, entry_of(simulator))
    told = await attach(hass, "message_received", **options)
    await first_poll(hass, entry)
    await hass.config_entries.async_unload(entry.entry_id)
    simulator.receive(PETYA, "опоздало")
    simulator.clock.advance(3600)
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    event = entity_id(hass, entry, "event", "inbound_message")
    await until(
        lambda: (
            (state := hass.states.get(event))
            and state.attributes.get("event_type") == "received_late"
        )
    )
    await hass.async_block_till_done()
    assert [trigger["late"] for trigger in told] == [True] * times


async def test_a_trigger_survives_a_reload_and_may_come_before_the_account(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = entry_of(simulator)
    told = await attach(hass, "message_received")
    await set_up(hass, entry)
    await some_polls(hass, entry, simulator)
    simulator.receive(PETYA, "раз")
    await until(lambda: len(told) == 1)
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()
    simulator.receive(PETYA, "два")
    await until(lambda: len(told) == 2)
    assert [trigger["text"] for trigger in told] == ["раз", "два"]


async def test_a_trigger_alone_has_inbound_messages_asked_for_until_it_is_gone(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = await set_up(hass, entry_of(simulator))
    await some_polls(hass, entry, simulator)
    er.async_get(hass).async_update_entity(
        entity_id(hass, entry, "event", "inbound_message"),
        disabled_by=er.RegistryEntryDisabler.USER,
    )
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()
    told = await attach(hass, "message_received")
    simulator.receive(PETYA, "раз")
    await until(lambda: told)
    await hass.services.async_call(
        AUTOMATION, "turn_off", {"entity_id": "automation.message_received"}, blocking=True
    )
    await until(lambda: simulator.requests[-1].outcome)
    before = polls(simulator)
    await entry.runtime_data.coordinator.async_refresh()
    assert polls(simulator) - before <= 1


async def test_a_trigger_of_another_account_stays_silent(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    first = await set_up(hass, entry_of(simulator))
    account = simulator.add_account()
    second = await set_up(hass, entry_of(simulator, account=account))
    told = await attach(hass, "message_received", config_entry_id=second.entry_id)
    await first_poll(hass, first)
    await first_poll(hass, second)
    simulator.receive(PETYA, "первому")
    simulator.receive(PETYA, "второму", account=account)
    await until(lambda: told)
    await hass.async_block_till_done()
    assert [trigger["text"] for trigger in told] == ["второму"]


@pytest.mark.parametrize(
    ("options", "times"),
    [
        ({}, 1),
        ({"recipient": " маша"}, 1),
        ({"recipient": ["Петя"]}, 0),
        ({"recipient": ["", " "]}, 1),
        ({"recipient": "notify.masha"}, 1),
        ({"recipient": "notify.petia", "number": ["8 908 796-47-81"]}, 1),
        ({"number": ["8 916 123-12-12"]}, 0),
        ({"recipient": ["", "Петя"]}, 0),
    ],
)
async def test_a_delivered_message_triggers(
    hass: HomeAssistant, simulator: Simulator, options: dict[str, Any], times: int
) -> None:
    entry = await set_up(hass, entry_of(simulator, MASHAS))
    told = await attach(hass, "message_delivered", **options)
    await act(hass, "send_message", numbers=MASHA, message="Пожар")
    await follow(hass, simulator, entry, 2)
    assert [trigger["status"] for trigger in told] == ["delivered"] * times
    assert [trigger["recipient"] for trigger in told] == ["Маша"] * times
    assert [trigger["config_entry_id"] for trigger in told] == [entry.entry_id] * times


async def test_a_message_that_waits_for_the_line_triggers_once(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = await set_up(hass, entry_of(simulator, MASHAS))
    told = await attach(hass, "message_waiting", recipient="notify.masha")
    await simulator.stop()
    await act(hass, "send_message", numbers=[MASHA, PETYA], message="Пожар")
    await until(lambda: told)
    entry.runtime_data.messenger.heard(answered=True)
    await simulator.start()
    entry.runtime_data.messenger.heard(answered=True)
    await until(lambda: len(simulator.messages) == 2)
    assert [(one["status"], one["recipient"]) for one in told] == [("waiting", "Маша")]


async def test_a_recipient_is_known_by_the_notifier_under_any_name(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = await set_up(hass, entry_of(simulator, MASHAS))
    told = await attach(hass, "message_delivered", recipient="notify.masha")
    hass.config_entries.async_update_subentry(entry, entry.subentries["masha"], title="Мария")
    await hass.async_block_till_done()
    await act(hass, "send_message", entity_id="notify.masha", message="Пожар")
    await follow(hass, simulator, entry, 2)
    assert [trigger["recipient"] for trigger in told] == ["Мария"]


@pytest.mark.parametrize(
    ("wanted", "lines"),
    [("notify.masha", 0), ("маша", 0), ("Паша", 1), ("+7 916 123-12-12", 0)],
)
async def test_a_name_that_nobody_has_is_told_once(
    hass: HomeAssistant,
    simulator: Simulator,
    caplog: pytest.LogCaptureFixture,
    wanted: str,
    lines: int,
) -> None:
    await set_up(hass, entry_of(simulator, MASHAS))
    await attach(hass, "message_delivered", recipient=wanted)
    assert caplog.text.count("no recipient is called so") == lines


async def test_only_messages_from_the_recipients_that_were_picked_trigger(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = await set_up(hass, entry_of(simulator, MASHAS))
    told = await attach(hass, "message_received", recipient="notify.masha")
    await some_polls(hass, entry, simulator)
    simulator.receive(PETYA, "чужое")
    simulator.receive(MASHA, "своё")
    await until(lambda: told)
    assert [trigger["text"] for trigger in told] == ["своё"]


async def test_a_row_left_empty_is_not_the_name_of_mere_numbers(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = await set_up(hass, entry_of(simulator, MASHAS))
    told = await attach(hass, "message_delivered", recipient=["", "Маша"])
    await act(hass, "send_message", numbers=PETYA, message="Пожар")
    await follow(hass, simulator, entry, 2)
    assert told == []


async def follow(
    hass: HomeAssistant, simulator: Simulator, entry: ConfigEntry, status: int, error: int = 0
) -> None:
    """Give the only message its final status and wait until the home knows it."""
    [message] = entry.runtime_data.messenger.messages
    await until(lambda: message.announced is not None)
    await hass.async_block_till_done()
    simulator.set_status(message.server_id, status, error)
    entry.runtime_data.messenger.report(message.server_id)
    await until(lambda: message.state.final)
    await hass.async_block_till_done()


@pytest.mark.parametrize(
    ("options", "times"),
    [
        ({}, 1),
        ({"status": "undelivered"}, 1),
        ({"status": ["rejected", "expired"]}, 0),
        ({"recipient": "Петя"}, 0),
    ],
)
async def test_an_undelivered_message_triggers_with_the_reason(
    hass: HomeAssistant, simulator: Simulator, options: dict[str, Any], times: int
) -> None:
    entry = await set_up(hass, entry_of(simulator, MASHAS))
    told = await attach(hass, "message_failed", **options)
    await act(hass, "send_message", numbers=MASHA, message="Пожар")
    await follow(hass, simulator, entry, -1, 602)
    assert [(one["status"], one["reason"]) for one in told] == [
        ("undelivered", "unreachable")
    ] * times


async def test_a_refused_message_triggers_with_the_reason(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    await set_up(hass, entry_of(simulator, MASHAS))
    told = await attach(hass, "message_failed")
    await act(hass, "send_message", numbers=[MASHA, "79080099212"], message="Пожар")
    await until(lambda: told)
    assert [(one["status"], one["reason"]) for one in told] == [("rejected", "phone")]
    assert [issue.rpartition("_")[0] for issue in issues_of(hass)] == ["refused_number"]
