"""The blueprint that carries out commands."""

from __future__ import annotations

from typing import Any

import pytest
from homeassistant.core import HomeAssistant

from simulator import Simulator
from tests.accounts import MASHA, PETYA
from tests.blueprints.running import automate, came, does, heard, home, ran, runs, sent
from tests.common import entity_id, events_of, until

pytestmark = pytest.mark.usefixtures("quick_polls")


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
    assert "wrong" in (await sent(simulator, 1)).text.casefold()
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


async def test_an_allowed_name_is_a_recipients_and_neither_a_number_nor_a_senders_own(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    came_in, done = await command(hass, simulator, allowed=["Маша", "Anna", "Flat 900"])
    for sender in ("900", "Anna", "МАША", "Flat 900"):
        await came(simulator, came_in, sender, "open gate")
    await came(simulator, came_in, MASHA, "lights on")
    await sent(simulator, 1)
    assert done == ["lights"]


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
