"""The blueprint that carries out commands."""

from __future__ import annotations

from typing import Any

import pytest
from homeassistant.core import HomeAssistant, ServiceCall, callback
from homeassistant.exceptions import HomeAssistantError

from simulator import Simulator
from tests.accounts import MASHA, PETYA
from tests.blueprints.running import automate, came, does, heard, home, ran, sent
from tests.common import act, events_of, issues_of, until

pytestmark = pytest.mark.usefixtures("quick_polls")


STRANGER = "79031112233"


async def command(
    hass: HomeAssistant, simulator: Simulator, language: str = "", **inputs: Any
) -> tuple[list[Any], list[str]]:
    """Make a home that obeys Masha; return what came in, and what was done."""
    entry = await home(hass, simulator)
    inputs = {
        "allowed": ["8 (908) 796-47-81"],
        "pin": "0815",
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
    await command(hass, simulator, language)
    simulator.receive(MASHA, word)
    reply = await sent(simulator, 1)
    assert reply.phone == MASHA
    assert reply.text.startswith(answer)


@pytest.mark.parametrize(
    ("language", "words", "answer"),
    [("", "0815  OPEN  gate!", "Done"), ("_ru", "Открой ворота, 0815.", "Готово")],
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
    simulator.receive(PETYA, "0815 lights on")
    await sent(simulator, 1)
    assert done == ["lights"]


@pytest.mark.parametrize("text", ["0815 open gate", "open gate 0815"])
async def test_a_command_with_its_pin_is_done(
    hass: HomeAssistant, simulator: Simulator, text: str
) -> None:
    _, done = await command(hass, simulator)
    simulator.receive(MASHA, text)
    await sent(simulator, 1)
    assert done == ["gate"]


async def test_words_that_yaml_makes_booleans_of_are_understood(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    _, done = await command(hass, simulator, words_2=[True])
    simulator.receive(MASHA, "0815 ON")
    await sent(simulator, 1)
    assert done == ["lights"]


@pytest.mark.parametrize("text", ["open gate", "815 open gate", "open gate 4711", "gate"])
async def test_a_command_without_its_pin_is_neither_done_nor_answered(
    hass: HomeAssistant, simulator: Simulator, text: str
) -> None:
    came_in, done = await command(hass, simulator)
    await came(simulator, came_in, MASHA, text)
    await came(simulator, came_in, MASHA, "0815 lights on")
    assert (await sent(simulator, 1)).text.startswith("Done")
    assert len(simulator.messages) == 1
    assert done == ["lights"]


async def test_a_thousand_wrong_pins_are_not_answered_and_the_right_one_helps_no_more(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    came_in, done = await command(hass, simulator, allowed=["Маша", "Петя"])
    for number in range(1000):
        simulator.receive(MASHA, f"{5000 + number} open gate")
    await came(simulator, came_in, MASHA, "0815 open gate")
    await came(simulator, came_in, PETYA, "0815 lights on")
    assert (await sent(simulator, 1)).phone == PETYA
    assert len(simulator.messages) == 1
    assert done == ["lights"]
    assert issues_of(hass) == ["wrong_pins"]


async def test_who_asks_for_the_status_all_night_spends_no_more_than_is_allowed(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    answer = "All is well, {{ trigger.message_id }}"
    came_in, _ = await command(hass, simulator, status_answer=answer)
    for _ in range(30):
        await came(simulator, came_in, MASHA, "status")
    await until(lambda: "limit_answers" in issues_of(hass))
    assert len(simulator.messages) == 20
    await act(hass, "send_message", entity_id="notify.masha", message="Пожар!")
    assert simulator.messages[-1].text == "Пожар!"


async def test_what_is_not_understood_is_answered_with_the_pin_alone(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    came_in, done = await command(hass, simulator, unknown_answer="What?")
    await came(simulator, came_in, MASHA, "hello")
    await came(simulator, came_in, MASHA, "0815")
    assert (await sent(simulator, 1)).text == "What?"
    assert len(simulator.messages) == 1
    assert not done


async def test_a_command_that_fails_says_so(hass: HomeAssistant, simulator: Simulator) -> None:
    @callback
    def jam(call: ServiceCall) -> None:
        raise HomeAssistantError(call.service)

    hass.services.async_register("gate", "open", jam)
    await command(hass, simulator, actions_1=[{"action": "gate.open"}, *does("gate")])
    simulator.receive(MASHA, "0815 open gate")
    assert "did not work" in (await sent(simulator, 1)).text


@pytest.mark.parametrize("language", ["", "_ru"])
async def test_a_status_that_cannot_be_told_is_answered_all_the_same(
    hass: HomeAssistant, simulator: Simulator, language: str
) -> None:
    answers = {"status_answer": "{{ states('sensor.gone') | round }}", "failed_answer": "Oh"}
    await command(hass, simulator, language, status_words=["status"], **answers)
    simulator.receive(MASHA, "status")
    assert (await sent(simulator, 1)).text == "Oh"


@pytest.mark.parametrize("state", ["on", "off", "1", "21.5", "нет"])
async def test_a_status_may_be_a_mere_state(
    hass: HomeAssistant, simulator: Simulator, state: str
) -> None:
    hass.states.async_set("sensor.lamp", state)
    await command(hass, simulator, status_answer="{{ states('sensor.lamp') }}")
    simulator.receive(MASHA, "status")
    assert (await sent(simulator, 1)).text == state


async def test_words_left_empty_are_no_command(hass: HomeAssistant, simulator: Simulator) -> None:
    _, done = await command(hass, simulator, words_1=["open gate", ""], words_3=[" "])
    simulator.receive(MASHA, "0815 open gate")
    await sent(simulator, 1)
    assert done == ["gate"]


async def test_who_asks_for_the_status_is_not_shut_out_where_the_pin_is_a_word(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """Any text might be meant to be such a PIN; one that is understood is not."""
    answer = "All is well, {{ trigger.message_id }}"
    came_in, done = await command(hass, simulator, pin="sesame", status_answer=answer)
    for _ in range(6):
        await came(simulator, came_in, MASHA, "Status?")
    await came(simulator, came_in, MASHA, "Sesame, open gate!")
    await sent(simulator, 7)
    assert done == ["gate"]
    assert issues_of(hass) == []


async def test_an_answer_is_cut_to_what_fits(hass: HomeAssistant, simulator: Simulator) -> None:
    await command(hass, simulator, status_answer="{{ 'a' * 700 }}")
    simulator.receive(MASHA, "status")
    assert len((await sent(simulator, 1)).text) == 670


async def test_strangers_are_neither_obeyed_nor_answered(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    came_in, done = await command(hass, simulator, unknown_answer="What?")
    for phone in (STRANGER, PETYA, "908796478", "OPEN"):
        await came(simulator, came_in, phone, "0815 open gate")
    await came(simulator, came_in, MASHA, "0815 hello")
    assert (await sent(simulator, 1)).text == "What?"
    assert len(simulator.messages) == 1
    assert not done


async def test_an_allowed_name_is_a_recipients_and_neither_a_number_nor_a_senders_own(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    came_in, done = await command(hass, simulator, allowed=["Маша", "Anna", "Flat 900"])
    for sender in ("900", "Anna", "МАША", "Flat 900"):
        await came(simulator, came_in, sender, "0815 open gate")
    await came(simulator, came_in, MASHA, "0815 lights on")
    await sent(simulator, 1)
    assert done == ["lights"]


async def test_an_empty_list_allows_nobody(hass: HomeAssistant, simulator: Simulator) -> None:
    came_in, done = await command(hass, simulator, allowed=["", " "])
    await came(simulator, came_in, MASHA, "0815 open gate")
    await came(simulator, came_in, "BANK", "0815 open gate")
    await hass.async_block_till_done()
    assert not ran(hass, "sms_commands")
    assert not done


async def test_a_command_that_comes_late_is_not_done(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    came_in, done = await command(hass, simulator)
    await simulator.turn_off()
    simulator.receive(MASHA, "0815 open gate")
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
    simulator.receive(MASHA, "0815 open gate")
    await sent(simulator, 1)
    entry = hass.config_entries.async_entries("smspilot")[0]
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()
    assert done == ["gate"]
