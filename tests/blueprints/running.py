"""Automations made of the project's blueprints, in a home that need not be patient."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from homeassistant.core import Event, HomeAssistant, ServiceCall, callback
from homeassistant.setup import async_setup_component

from custom_components.smspilot.const import DOMAIN
from tests.accounts import MASHA, PETYA, entry_of, recipient_data, set_up
from tests.common import entity_id, first_poll, until

if TYPE_CHECKING:
    from homeassistant.config_entries import ConfigEntry

    from simulator import Message, Simulator

FOLDER = Path(__file__).parents[2] / "blueprints" / "automation" / DOMAIN
NAMES = sorted(path.stem for path in FOLDER.glob("*.yaml") if not path.stem.endswith("_ru"))
LANGUAGES = ("", "_ru")


def happens(event: str, **data: Any) -> dict[str, Any]:
    """Return a trigger, or an action, of an event that a test fires, or hears."""
    return {"trigger": "event", "event_type": event, **data}


def does(event: str) -> list[dict[str, Any]]:
    """Return actions that a test can hear."""
    return [{"event": event}]


async def home(hass: HomeAssistant, simulator: Simulator, **options: Any) -> ConfigEntry:
    """Set up an account with two recipients, and wait until inbound messages are news."""
    masha = recipient_data("Маша", MASHA)
    petya = recipient_data("Петя", PETYA, subentry_id="petya")
    entry = await set_up(hass, entry_of(simulator, masha, petya, **options))
    await first_poll(hass, entry)
    return entry


async def automate(hass: HomeAssistant, name: str, inputs: dict[str, Any]) -> None:
    """Make an automation of a blueprint, the way the user interface writes it."""
    folder = Path(hass.config.path("blueprints", "automation", DOMAIN))
    await hass.async_add_executor_job(lambda: shutil.copytree(FOLDER, folder, dirs_exist_ok=True))
    use = {"path": f"{DOMAIN}/{name}.yaml", "input": inputs}
    config = {"automation": {"id": name, "alias": name, "use_blueprint": use}}
    assert await async_setup_component(hass, "automation", config)
    await hass.async_block_till_done()
    state = hass.states.get(f"automation.{name}")
    assert state is not None
    assert state.state == "on"


def recipients(hass: HomeAssistant, entry: ConfigEntry, *names: str) -> list[str]:
    """Return the notify entities of recipients."""
    return [entity_id(hass, entry, "notify", name) for name in names]


def heard(hass: HomeAssistant, *events: str) -> list[str]:
    """Return a list that grows by the name of each of these events."""
    names: list[str] = []

    @callback
    def hear(event: Event[Any]) -> None:
        names.append(str(event.event_type))

    for event in events:
        hass.bus.async_listen(event, hear)
    return names


def calls_of(hass: HomeAssistant, domain: str, action: str) -> list[ServiceCall]:
    """Put an action that does nothing in the place of one, and return a list of its calls."""
    calls: list[ServiceCall] = []

    @callback
    def note(call: ServiceCall) -> None:
        calls.append(call)

    hass.services.async_register(domain, action, note)
    return calls


async def sent(simulator: Simulator, number: int) -> Message:
    """Return a message once the gateway has taken so many."""
    await until(lambda: len(simulator.messages) >= number)
    return simulator.messages[number - 1]


async def came(simulator: Simulator, came_in: list[Any], phone: str, text: str) -> None:
    """Let a message come in, and wait until Home Assistant has it."""
    before = len(came_in)
    simulator.receive(phone, text)
    await until(lambda: len(came_in) > before)


async def switch_off(hass: HomeAssistant) -> None:
    """Switch the automations off; one that waits for an hour of the day would outlast the test."""
    everything = {"entity_id": "all"}
    await hass.services.async_call("automation", "turn_off", everything, blocking=True)


def runs(hass: HomeAssistant, name: str) -> int:
    """Return how many runs of an automation are under way or queued."""
    state = hass.states.get(f"automation.{name}")
    return int(state.attributes["current"]) if state else 0


def ran(hass: HomeAssistant, name: str) -> bool:
    """Return whether an automation has begun to run at any time."""
    state = hass.states.get(f"automation.{name}")
    return state is not None and state.attributes["last_triggered"] is not None


async def idle(hass: HomeAssistant, name: str) -> None:
    """Wait until an automation has run and runs no more."""
    await until(lambda: ran(hass, name) and not runs(hass, name))
