"""Blueprints that do what a message says: commands, a question, talking to Assist."""

from __future__ import annotations

import asyncio
from collections.abc import Generator
from typing import Any
from unittest.mock import patch

import pytest
from homeassistant.core import HomeAssistant
from homeassistant.helpers.trigger import async_initialize_triggers
from homeassistant.setup import async_setup_component

from simulator import Simulator
from tests.accounts import MASHA, PETYA
from tests.blueprints import (
    LANGUAGES,
    automate,
    does,
    eagerly,
    happens,
    heard,
    home,
    idle,
    ran,
    recipients,
    runs,
    sent,
)
from tests.common import entity_id, events_of, until


@pytest.fixture(autouse=True)
def eager() -> Generator[None]:
    """Ask the gateway all the time."""
    with eagerly():
        yield


STRANGER = "79031112233"


async def command(
    hass: HomeAssistant, simulator: Simulator, language: str = "", **inputs: Any
) -> tuple[list[Any], list[str]]:
    """Make a home that obeys Masha; return what came in, and what was done."""
    entry = await home(hass, simulator)
    inputs = {
        "inbound": entity_id(hass, entry, "event", "inbound_message"),
        "allowed": ["8 (908) 796-47-81"],
        "actions_1": does("gate"),
        "words_2": ["Lights on"],
        "actions_2": does("lights"),
        **inputs,
    }
    await automate(hass, f"sms_commands{language}", inputs)
    return events_of(hass, entry, "inbound_message"), heard(hass, "gate", "lights")


async def came(simulator: Simulator, came_in: list[Any], phone: str, text: str) -> None:
    """Let a message come in, and wait until Home Assistant has it."""
    before = len(came_in)
    simulator.receive(phone, text)
    await until(lambda: len(came_in) > before)


@pytest.mark.parametrize(
    ("language", "word", "answer"), [("", "Status?", "All is well"), ("_ru", "СТАТУС", "Всё")]
)
async def test_status_is_answered(
    hass: HomeAssistant, simulator: Simulator, language: str, word: str, answer: str
) -> None:
    await command(hass, simulator, language, pin="0815")
    simulator.receive(MASHA, word)
    reply = await sent(simulator, 1)
    assert reply.phone == MASHA
    assert reply.text.startswith(answer)


@pytest.mark.parametrize(
    ("language", "words", "answer"),
    [("", " OPEN  gate!", "Done"), ("_ru", "Открой ворота.", "Готово")],
)
async def test_a_command_is_done_and_then_answered(
    hass: HomeAssistant, simulator: Simulator, language: str, words: str, answer: str
) -> None:
    _, done = await command(hass, simulator, language)
    simulator.receive(MASHA, words)
    assert (await sent(simulator, 1)).text.startswith(answer)
    assert done == ["gate"]


async def test_names_of_recipients_may_be_allowed(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    _, done = await command(hass, simulator, allowed=["петя"])
    simulator.receive(PETYA, "lights on")
    await sent(simulator, 1)
    assert done == ["lights"]


@pytest.mark.parametrize("text", ["0815 open gate", "open gate 0815"])
async def test_a_command_with_its_pin_is_done(
    hass: HomeAssistant, simulator: Simulator, text: str
) -> None:
    _, done = await command(hass, simulator, pin="0815")
    simulator.receive(MASHA, text)
    await sent(simulator, 1)
    assert done == ["gate"]


@pytest.mark.parametrize("text", ["open gate", "815 open gate", "open gate 4711", "gate"])
async def test_a_command_without_its_pin_is_not_done_and_its_owner_told(
    hass: HomeAssistant, simulator: Simulator, text: str
) -> None:
    came_in, done = await command(hass, simulator, pin="0815", unknown_answer="Wrong words")
    await came(simulator, came_in, MASHA, text)
    assert (await sent(simulator, 1)).text.startswith("Wrong")
    assert not done


async def test_after_a_wrong_pin_nothing_is_read_for_a_while(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    came_in, done = await command(hass, simulator, pin="0815", pause=3600)
    await came(simulator, came_in, MASHA, "1111 open gate")
    await sent(simulator, 1)
    await came(simulator, came_in, MASHA, "0815 open gate")
    await until(lambda: runs(hass, "sms_commands") == 2)
    assert not done


async def test_after_the_pause_that_follows_a_wrong_pin_commands_are_done_again(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    came_in, done = await command(hass, simulator, pin="0815", pause=0.01)
    await came(simulator, came_in, MASHA, "1111 open gate")
    await came(simulator, came_in, MASHA, "0815 open gate")
    await sent(simulator, 2)
    assert done == ["gate"]


async def test_strangers_are_neither_obeyed_nor_answered(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    came_in, done = await command(hass, simulator, unknown_answer="What?")
    for phone in (STRANGER, PETYA, "908796478", "OPEN"):
        await came(simulator, came_in, phone, "open gate")
    await came(simulator, came_in, MASHA, "hello")
    assert (await sent(simulator, 1)).text == "What?"
    assert len(simulator.messages) == 1
    assert not done


async def test_an_empty_list_allows_nobody(hass: HomeAssistant, simulator: Simulator) -> None:
    came_in, done = await command(hass, simulator, allowed=["", " "])
    await came(simulator, came_in, MASHA, "open gate")
    await came(simulator, came_in, "BANK", "open gate")
    await hass.async_block_till_done()
    assert not ran(hass, "sms_commands")
    assert not done


async def test_a_command_that_comes_late_is_not_done(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    came_in, done = await command(hass, simulator)
    await simulator.turn_off()
    simulator.receive(MASHA, "open gate")
    simulator.clock.advance(3600)
    await simulator.turn_on()
    await until(lambda: came_in)
    assert came_in[0].attributes["event_type"] == "received_late"
    await hass.async_block_till_done()
    assert not ran(hass, "sms_commands")
    assert not done


async def test_a_command_is_not_done_again_after_a_reload(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    _, done = await command(hass, simulator)
    simulator.receive(MASHA, "open gate")
    await sent(simulator, 1)
    entry = hass.config_entries.async_entries("smspilot")[0]
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()
    assert done == ["gate"]


async def ask(
    hass: HomeAssistant, simulator: Simulator, language: str = "", **inputs: Any
) -> list[str]:
    """Ask Masha, wait until her answer is waited for, and return what is done about it."""
    entry = await home(hass, simulator)
    inputs = {
        "triggers": [happens("nobody_home")],
        "recipients": recipients(hass, entry, "masha"),
        "inbound": entity_id(hass, entry, "event", "inbound_message"),
        "yes_actions": does("yes"),
        "no_actions": does("no"),
        "silence_actions": does("silence"),
        **inputs,
    }
    await automate(hass, f"sms_question{language}", inputs)
    done = heard(hass, "yes", "no", "silence")
    listening = asyncio.Event()

    async def listen(*given: Any, **named: Any) -> Any:
        remove = await async_initialize_triggers(*given, **named)
        listening.set()
        return remove

    with patch("homeassistant.helpers.trigger.async_initialize_triggers", listen):
        hass.bus.async_fire("nobody_home")
        await until(lambda: listening.is_set() or done)
    return done


@pytest.mark.parametrize(
    ("language", "word", "outcome"),
    [("", "Yes!", "yes"), ("", " no ", "no"), ("_ru", "Да", "yes"), ("_ru", "НЕТ", "no")],
)
async def test_a_question_is_answered(
    hass: HomeAssistant, simulator: Simulator, language: str, word: str, outcome: str
) -> None:
    done = await ask(hass, simulator, language)
    simulator.receive(MASHA, word)
    await until(lambda: done)
    assert done == [outcome]


async def test_other_messages_are_no_answer_even_if_they_come_together(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    done = await ask(hass, simulator, pin="0815")
    for phone, text in (
        (STRANGER, "0815 yes"),
        (MASHA, "yes"),
        (MASHA, "maybe"),
        (MASHA, "no 0815"),
        (STRANGER, "0815 yes"),
    ):
        simulator.receive(phone, text)
    await until(lambda: done)
    assert done == ["no"]


async def test_a_question_that_nobody_answers_in_time_ends_in_silence(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    simulator.receive(MASHA, "yes")
    done = await ask(hass, simulator, wait=0.01)
    await until(lambda: done)
    assert done == ["silence"]


async def test_a_question_that_cannot_be_sent_ends_in_silence(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    simulator.account.templates = []
    assert await ask(hass, simulator) == ["silence"]


async def assist(
    hass: HomeAssistant, simulator: Simulator, language: str = "", **inputs: Any
) -> list[Any]:
    """Make a home that talks to Masha, and return what comes in."""
    entry = await home(hass, simulator)
    assert await async_setup_component(hass, "homeassistant", {})
    assert await async_setup_component(hass, "conversation", {})
    inputs = {
        "inbound": entity_id(hass, entry, "event", "inbound_message"),
        "allowed": ["+7 908 796-47-81"],
        **inputs,
    }
    await automate(hass, f"sms_assist{language}", inputs)
    hass.states.async_set("light.lamp", "on", {"friendly_name": "Lamp"})
    return events_of(hass, entry, "inbound_message")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_assist_answers_by_sms(
    hass: HomeAssistant, simulator: Simulator, language: str
) -> None:
    await assist(hass, simulator, language)
    simulator.receive(MASHA, "is the lamp on?")
    reply = await sent(simulator, 1)
    assert (reply.phone, reply.text) == (MASHA, "Yes")


@pytest.mark.parametrize("text", ["0815 is the lamp on?", "Is the lamp on 0815"])
async def test_assist_is_not_told_the_pin(
    hass: HomeAssistant, simulator: Simulator, text: str
) -> None:
    await assist(hass, simulator, pin="0815")
    simulator.receive(MASHA, text)
    assert (await sent(simulator, 1)).text == "Yes"


async def test_assist_hears_neither_strangers_nor_wrong_pins(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    came_in = await assist(hass, simulator, pin="0815", pause=0.01)
    await came(simulator, came_in, STRANGER, "0815 is the lamp on?")
    await came(simulator, came_in, MASHA, "is the lamp on?")
    await idle(hass, "sms_assist")
    assert not simulator.messages
