"""What the tests of the Home Assistant modules share."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import Context, Event, HomeAssistant, State, callback
from homeassistant.helpers import entity_registry as er, issue_registry as ir

from custom_components.smspilot.const import DOMAIN
from tests.journals import Journals

if TYPE_CHECKING:
    from homeassistant.config_entries import ConfigEntry

    from simulator import Request, Simulator

PATIENCE = 120.0
"""Seconds that a test waits for what must come: enough for a machine that is busy with more."""


async def until(condition: Callable[[], object]) -> None:
    """Wait until something holds; how long that takes is nobody's business."""
    async with asyncio.timeout(PATIENCE):
        while not condition():  # noqa: ASYNC110 - most of what is waited for has no event
            await asyncio.sleep(0.005)


async def first_poll(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Wait until inbound messages were fetched once, silently: from then on they are news."""
    await until(Journals(hass.config.config_dir, entry.entry_id).are_polled)


async def some_polls(hass: HomeAssistant, entry: ConfigEntry, simulator: Simulator) -> None:
    """Wait until a poll is complete beyond doubt (with `quick_polls`): what comes is not late."""
    await first_poll(hass, entry)
    before = polls(simulator)
    await until(lambda: polls(simulator) > before + 1)


def polls(simulator: Simulator) -> int:
    """Return how often inbound messages were asked for."""
    return sum(request.command == "inbound" for request in simulator.requests)


def entity_id(hass: HomeAssistant, entry: ConfigEntry, platform: str, key: str) -> str:
    """Return the id of an account's entity or, if the key begins so, of a recipient's."""
    registry = er.async_get(hass)
    if platform == "notify":
        key = f"{key}_notifier"
    found = registry.async_get_entity_id(
        platform, DOMAIN, f"{entry.unique_id}_{key}"
    ) or registry.async_get_entity_id(platform, DOMAIN, key)
    assert found is not None
    return found


def state_of(hass: HomeAssistant, entry: ConfigEntry, platform: str, key: str) -> State:
    """Return the state of one of an account's entities."""
    state = hass.states.get(entity_id(hass, entry, platform, key))
    assert state is not None
    return state


def events_of(hass: HomeAssistant, entry: ConfigEntry, key: str) -> list[State]:
    """Return a list that grows by each event that one of an account's event entities fires."""
    watched = entity_id(hass, entry, "event", key)
    fired: list[State] = []

    @callback
    def changed(event: Event[Any]) -> None:
        new = event.data["new_state"]
        # A restored event is none.
        known = {STATE_UNAVAILABLE, STATE_UNKNOWN, *(state.state for state in fired)}
        if event.data["entity_id"] == watched and new and new.state not in known:
            fired.append(new)

    hass.bus.async_listen("state_changed", changed)
    return fired


def kinds(fired: list[State]) -> list[str]:
    """Return the types of events."""
    return [state.attributes["event_type"] for state in fired]


async def notify(
    hass: HomeAssistant,
    to: str | list[str],
    message: str,
    *,
    context: Context | None = None,
    **more: Any,
) -> None:
    """Send a message the way Home Assistant's own action does."""
    data = {"entity_id": to, "message": message, **more}
    await hass.services.async_call("notify", "send_message", data, blocking=True, context=context)


async def act(hass: HomeAssistant, action: str, **data: Any) -> dict[str, Any]:
    """Call one of the integration's actions and return its response."""
    response = await hass.services.async_call(
        DOMAIN, action, data, blocking=True, return_response=True
    )
    assert isinstance(response, dict)
    return response


def issues_of(hass: HomeAssistant) -> list[str]:
    """Return the ids of the integration's repair issues, without the accounts' own ids."""
    found = (issue for (domain, issue), _ in ir.async_get(hass).issues.items() if domain == DOMAIN)
    entries = hass.config_entries.async_entries(DOMAIN)
    names = list(found)
    for entry in entries:
        names = [name.replace(f"_{entry.entry_id}", "") for name in names]
    return sorted(names)


def sends(simulator: Simulator) -> list[Request]:
    """Return the requests to send something."""
    return [request for request in simulator.requests if request.command == "send"]
