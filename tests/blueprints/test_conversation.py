"""Blueprints in which the home and a person talk: a question and its answer, Assist."""

from __future__ import annotations

from typing import Any

import pytest
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component

from simulator import Simulator
from tests.accounts import MASHA
from tests.blueprints.running import (
    LANGUAGES,
    automate,
    came,
    does,
    happens,
    heard,
    home,
    idle,
    ran,
    recipients,
    sent,
)
from tests.common import events_of, until

pytestmark = pytest.mark.usefixtures("quick_polls")


STRANGER = "79031112233"


async def ask(
    hass: HomeAssistant, simulator: Simulator, language: str = "", **inputs: Any
) -> list[str]:
    """Ask Masha, wait until her answer is waited for, and return what is done about it."""
    entry = await home(hass, simulator)
    inputs = {
        "triggers": [happens("nobody_home")],
        "recipients": recipients(hass, entry, "masha"),
        "yes_actions": does("yes"),
        "no_actions": does("no"),
        "silence_actions": does("silence"),
        **inputs,
    }
    await automate(hass, f"sms_question{language}", inputs)
    done = heard(hass, "yes", "no", "silence")
    hass.bus.async_fire("nobody_home")
    await until(lambda: simulator.messages or done)
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
        ("Маша", "0815 yes"),
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
    done = await ask(hass, simulator, wait=0.02)
    await until(lambda: done)
    assert done == ["silence"]


async def test_a_question_that_cannot_be_sent_ends_in_silence(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    simulator.account.templates = []
    assert await ask(hass, simulator) == ["silence"]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_question_that_cannot_be_made_ends_in_silence(
    hass: HomeAssistant, simulator: Simulator, language: str
) -> None:
    question = "{{ trigger.to_state.name }}?"  # an event has no state
    assert await ask(hass, simulator, language, question=question) == ["silence"]
    assert not simulator.messages


async def assist(
    hass: HomeAssistant, simulator: Simulator, language: str = "", **inputs: Any
) -> list[Any]:
    """Make a home that talks to Masha, and return what comes in."""
    entry = await home(hass, simulator)
    assert await async_setup_component(hass, "homeassistant", {})
    assert await async_setup_component(hass, "conversation", {})
    inputs = {
        "allowed": ["+7 908 796-47-81"],
        "pin": "0815",
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
    simulator.receive(MASHA, "0815 is the lamp on?")
    reply = await sent(simulator, 1)
    assert (reply.phone, reply.text) == (MASHA, "Yes")


@pytest.mark.parametrize("text", ["0815 is the lamp on?", "Is the lamp on 0815"])
async def test_assist_is_not_told_the_pin(
    hass: HomeAssistant, simulator: Simulator, text: str
) -> None:
    await assist(hass, simulator)
    simulator.receive(MASHA, text)
    assert (await sent(simulator, 1)).text == "Yes"


async def test_assist_takes_an_allowed_name_neither_for_a_number_nor_for_a_senders_own(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    came_in = await assist(hass, simulator, allowed=["Маша", "Anna", f"Flat {STRANGER}"])
    for sender in (STRANGER, "Anna", "МАША"):
        await came(simulator, came_in, sender, "0815 is the lamp on?")
    await came(simulator, came_in, MASHA, "0815 is the lamp on?")
    assert (await sent(simulator, 1)).phone == MASHA
    await idle(hass, "sms_assist")
    assert len(simulator.messages) == 1


async def test_assist_hears_neither_strangers_nor_wrong_pins(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    came_in = await assist(hass, simulator)
    await came(simulator, came_in, STRANGER, "0815 is the lamp on?")
    await came(simulator, came_in, MASHA, "is the lamp on?")
    await came(simulator, came_in, MASHA, "1111 is the lamp on?")
    await hass.async_block_till_done()
    assert not ran(hass, "sms_assist")
    assert not simulator.messages
