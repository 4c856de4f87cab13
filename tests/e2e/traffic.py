"""Two streams that go on while a home lives and dies: messages out, and messages in."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from tests.e2e.bare_home import PHONE, RefusedError

if TYPE_CHECKING:
    from random import Random

    from simulator import Simulator
    from tests.e2e.bare_home import Watch

_NEIGHBOUR = "79021234567"


class Traffic:
    """Sends through whatever home is there, and lets messages come in whether or not one is."""

    def __init__(self, simulator: Simulator, chance: Random) -> None:
        """Take the gateway, and the chance that decides on pauses and recipients."""
        self._simulator = simulator
        self._chance = chance
        self._tasks: set[asyncio.Task[None]] = set()
        self._streams: list[asyncio.Task[None]] = []
        self._number = 0
        self.watch: Watch | None = None
        self.calls = 0
        self.accepted: set[str] = set()
        """Ids of the messages that an action returned."""
        self.refusals: list[str] = []
        self.inbound: set[str] = set()
        """Ids of the messages that came in."""

    def begin(self) -> None:
        """Start both streams."""
        self._streams = [asyncio.create_task(self._out()), asyncio.create_task(self._in())]

    async def open(self, watch: Watch) -> None:
        """Send through this home as soon as it has started, if it lives that long."""
        with suppress(ConnectionError):
            await watch.until_running()
            self.watch = watch

    async def end(self) -> None:
        """End both streams, and await the actions that are still under way."""
        for stream in self._streams:
            stream.cancel()
        await asyncio.gather(*self._streams, return_exceptions=True)
        await asyncio.gather(*self._tasks)

    async def _out(self) -> None:
        while True:
            await asyncio.sleep(self._chance.uniform(0.02, 0.25))
            if self.watch is not None:
                task = asyncio.create_task(self._send(self.watch))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

    async def _in(self) -> None:
        while True:
            await asyncio.sleep(self._chance.uniform(0.1, 0.5))
            self._number += 1
            row = self._simulator.receive(PHONE, f"Входящее {self._number}")
            self.inbound.add(str(row.id))

    async def _send(self, watch: Watch) -> None:
        self.calls += 1
        numbers = self._chance.sample([PHONE, _NEIGHBOUR], self._chance.choice([1, 2]))
        try:
            response = await watch.act(
                "send_message", numbers=numbers, message=f"Test {self.calls}"
            )
        except RefusedError as refusal:
            self.refusals.append(str(refusal))
        except ConnectionError:
            pass  # killed before it answered: nothing was promised
        else:
            self.accepted |= {message["id"] for message in response["messages"]}
