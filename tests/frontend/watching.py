"""A card as the integration sees it: it puts together what it is told."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tests.common import PATIENCE, until

if TYPE_CHECKING:
    from homeassistant.config_entries import ConfigEntry
    from pytest_homeassistant_custom_component.typing import MockHAClientWebSocket

    from simulator import Simulator


class Card:
    """An open card."""

    def __init__(self, client: MockHAClientWebSocket) -> None:
        """Take a connection."""
        self._client = client
        self.rows: dict[str, dict[str, Any]] = {}
        self.head: dict[str, Any] = {}
        self.told: list[int] = []
        """How many characters each time."""
        self._subscription = 0

    async def open(self, **request: Any) -> None:
        """Subscribe, and hear everything that there is."""
        await self._client.send_json_auto_id({"type": "smspilot/messages/subscribe", **request})
        answer = await self._client.receive_json()
        assert answer["success"], answer
        self._subscription = answer["id"]
        await self.hear()

    async def hear(self) -> None:
        """Wait until more is told."""
        told = await self._client.receive_str()
        self.told.append(len(told))
        event = json.loads(told)["event"]
        for gone in event.pop("gone", ()):
            del self.rows[gone]
        self.rows |= {row["id"]: row for row in event.pop("messages", ())}
        self.head |= event

    async def until(self, condition: Callable[[], object]) -> None:
        """Hear of changes until something holds."""
        async with asyncio.timeout(PATIENCE):
            while not condition():
                await self.hear()

    async def answered(self) -> None:
        """Wait until the gateway has been asked for what only it knows."""
        await self.until(lambda: self.head["history"] in ("answered", "failed"))

    async def close(self) -> None:
        """Subscribe to nothing any more."""
        await self._client.send_json_auto_id(
            {"type": "unsubscribe_events", "subscription": self._subscription}
        )
        while "result" not in await self._client.receive_json():
            pass

    def column(self, name: str) -> list[Any]:
        """Return one value of each message, the oldest message's first."""
        rows = sorted(self.rows.values(), key=lambda row: row["at"])
        return [row.get(name) for row in rows]


def asked(simulator: Simulator, *commands: str) -> int:
    """Return how often the gateway was asked for its lists."""
    return sum(request.command in commands for request in simulator.requests)


async def delivered(entry: ConfigEntry, simulator: Simulator) -> None:
    """Let the newest message arrive, and wait until the account has heard of it."""
    sent, messenger = simulator.messages[-1], entry.runtime_data.messenger
    simulator.set_status(sent.server_id, 2)

    def known() -> bool:
        messenger.report(sent.server_id)
        return bool(messenger.messages[-1].state.final)

    await until(known)
