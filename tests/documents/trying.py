"""A home in which the documents' examples are tried, and what must happen to start them."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.script import Script, async_validate_actions_config
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import async_mock_service

from tests.accounts import MASHA, PETYA, entry_of, recipient_data, set_up
from tests.blueprints.running import idle
from tests.common import act, first_poll, until

if TYPE_CHECKING:
    from homeassistant.config_entries import ConfigEntry

    from simulator import Message, Simulator

OURS: Final = {"smspilot", "notify"}
SEND: Final = {"smspilot.send_message", "smspilot.ask_question", "notify.smspilot"}
PEOPLE: Final = {"en": ("Masha", "Family", "Neighbour"), "ru": ("Маша", "Семья", "Сосед")}
TEXTS: Final = ("status", "статус")
STATUSES: Final = {"message_delivered": 2, "message_failed": -1}


def mappings(value: object) -> Iterator[dict[str, Any]]:
    """Yield every mapping within an example."""
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from mappings(item)


async def furnish(hass: HomeAssistant, simulator: Simulator, language: str) -> ConfigEntry:
    """Set up the people and the rooms that the examples name."""
    masha, family, neighbour = PEOPLE[language]
    recipients = (
        recipient_data(masha, MASHA),
        recipient_data(family, MASHA, PETYA, subentry_id="family"),
        recipient_data(neighbour, "79021234567", subentry_id="neighbour"),
    )
    entry = await set_up(hass, entry_of(simulator, *recipients))
    rooms = {"sensor.living_room": "21.5", "input_text.phones": f"+{MASHA}, +{PETYA}"}
    for entity_id, state in rooms.items():
        hass.states.async_set(entity_id, state)
    await first_poll(hass, entry)
    return entry


def stand_in(hass: HomeAssistant, example: dict[str, Any]) -> None:
    """Put actions that do nothing in the place of those of other integrations."""
    for step in mappings(example):
        domain, _, name = str(step.get("action", "")).partition(".")
        if name and domain not in OURS:
            async_mock_service(hass, domain, name)


def hasten(example: dict[str, Any]) -> None:
    """Do not wait for minutes."""
    for step in mappings(example):
        if "wait_for_delivery" in step:
            step["wait_for_delivery"] = "00:00:01"


async def run(hass: HomeAssistant, simulator: Simulator, actions: list[dict[str, Any]]) -> None:
    """Run a script; whoever asks a question or for a number gets an answer."""
    sent = await act(hass, "send_message", numbers=[MASHA], message="Before")
    before = len(simulator.messages)
    happened = {"phone": MASHA, "text": "status", "to_state": {"name": "Kitchen"}}
    steps = await async_validate_actions_config(hass, cv.SCRIPT_SCHEMA(actions))
    script = Script(hass, steps, "example", "script")
    task = asyncio.ensure_future(script.async_run({"trigger": happened, "sent": sent}, Context()))
    await until(lambda: task.done() or len(simulator.messages) > before)
    for step in mappings(actions):
        if step.get("action") == "smspilot.ask_question":
            simulator.receive(MASHA, fitting(step["data"]))
        elif step.get("action") == "smspilot.check_number":
            simulator.set_status(simulator.messages[-1].server_id, 2)
    await task
    assert not sends(actions) or len(simulator.messages) > before


def sends(example: object) -> bool:
    """Tell whether an example sends to somebody of this home."""
    return any(
        step.get("action") in SEND
        or (step.get("action") == "notify.send_message" and "my_phone" not in str(step))
        for step in mappings(example)
    )


def fitting(options: dict[str, Any]) -> str:
    """Return a text that fits the options of a trigger, or answers a question."""
    said = [sentence for choice in mappings(options) for sentence in choice.get("sentences", ())]
    texts = [text for text in (options.get("contains"), *said, *TEXTS) if isinstance(text, str)]
    text = next(text for text in texts if re.search(options.get("matches", ""), text))
    return f"{options.get('pin', '')} {text}".strip()


async def automate(hass: HomeAssistant, simulator: Simulator, example: dict[str, Any]) -> None:
    """Make an automation of an example, and let each of its triggers happen."""
    config = {"actions": [], **example, "alias": "example"}
    assert await async_setup_component(hass, "automation", {"automation": config})
    await hass.async_block_till_done()
    state = hass.states.get("automation.example")
    assert state is not None
    assert state.state == "on"
    for trigger in example["triggers"]:
        await happen(hass, simulator, trigger)
        await idle(hass, "example")


async def happen(hass: HomeAssistant, simulator: Simulator, trigger: dict[str, Any]) -> None:
    """Let what a trigger waits for happen."""
    kind = trigger["trigger"].removeprefix("smspilot.")
    if kind in ("message_received", "event.received"):
        simulator.receive(MASHA, fitting(trigger.get("options", {})))
    elif kind == "state":
        hass.states.async_set(trigger["entity_id"], "off")
        hass.states.async_set(trigger["entity_id"], trigger["to"])
    elif kind == "message_waiting":
        await simulator.stop()
        await act(hass, "send_message", entity_id="notify.masha", message="It waits")
    else:
        await act(hass, "send_message", entity_id="notify.masha", message="It goes")
        report(hass, simulator, simulator.messages[-1], STATUSES[kind])


def report(hass: HomeAssistant, simulator: Simulator, message: Message, status: int) -> None:
    """Let the gateway report what became of a message."""
    simulator.set_status(message.server_id, status)
    [entry] = hass.config_entries.async_loaded_entries("smspilot")
    entry.runtime_data.messenger.report(message.server_id)
