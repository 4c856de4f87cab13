"""What a connected client saw over all lives of a home."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

from tests.e2e.homes.waiting import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Callable

FINAL: Final = frozenset(
    {"delivered", "undelivered", "unconfirmed", "rejected", "expired", "cancelled", "unknown"}
)
_INBOUND: Final = "_inbound_message"
_DELIVERY: Final = "_delivery"


class Notebook:
    """Events by the message they are about; an event restored at a start is no new one."""

    def __init__(self) -> None:
        """Begin with an empty page."""
        self.fired: defaultdict[str, dict[str, str]] = defaultdict(dict)
        """Inbound messages: id → moment → event type."""
        self.texts: dict[str, str] = {}
        """Inbound messages: id → text."""
        self.states: defaultdict[str, list[str]] = defaultdict(list)
        """Outgoing messages: id → states as they were announced."""
        self.server_ids: set[int] = set()
        self.now: dict[str, str] = {}
        """Entities: id → present state."""
        self._changed = asyncio.Event()

    def note(self, state: dict[str, Any]) -> None:
        """Write down a state, if it is an event's."""
        entity_id, attributes = str(state.get("entity_id")), state.get("attributes", {})
        self.now[entity_id] = str(state.get("state"))
        self._changed.set()
        message_id, kind = attributes.get("message_id"), attributes.get("event_type")
        if message_id is None or state["state"] == "unavailable":
            return
        if entity_id.endswith(_INBOUND):
            self.fired[message_id][state["state"]] = kind
            self.texts[message_id] = attributes["text"]
        elif entity_id.endswith(_DELIVERY):
            self.states[message_id].append(kind)
            if attributes["server_id"] is not None:
                self.server_ids.add(attributes["server_id"])

    def ended(self, message_id: str) -> bool:
        """Tell whether a final state of an outgoing message was announced."""
        return not FINAL.isdisjoint(self.states[message_id])

    def in_state(self, state: str) -> int:
        """Return how many messages were announced in a state."""
        return sum(state in states for states in self.states.values())

    async def until(self, done: Callable[[], bool], within: float = PATIENCE) -> bool:
        """Wait until something is written down; return whether it was, within so many seconds."""
        try:
            async with asyncio.timeout(within):
                while not done():
                    self._changed.clear()
                    await self._changed.wait()
        except TimeoutError:
            return False
        return True
