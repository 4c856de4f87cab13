"""Two streams that go on while a home lives and dies: messages out, and messages in."""

from __future__ import annotations

import asyncio
import re
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from tests.e2e.homes.bare_home import PHONE, RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from random import Random

    from simulator import Simulator
    from tests.e2e.homes.bare_home import Watch
    from tests.e2e.homes.notebook import Notebook

PHONES: Final = (PHONE, *(f"7902123456{number}" for number in range(7)))
_PAUSES: Final = (0.02, 0.25)
MEAN_PAUSE: Final = sum(_PAUSES) / 2
"""Seconds from one text to the next at a pace of one."""
_TEXTS: Final = ("Fire {}", "Ещё тревога № {} 🔥", "Test {}: " + "вода в подвале, " * 6)
_CRASH_LINE: Final = re.compile(
    r"Inbound messages that a crash may have kept .*: ([\d, ]+)$", re.MULTILINE
)


class Traffic:
    """Sends through whatever home is there, and lets messages come in whether or not one is."""

    def __init__(
        self,
        simulator: Simulator,
        chance: Random,
        *,
        phones: Sequence[str] = PHONES[:2],
        pace: float = 1.0,
    ) -> None:
        """Take the gateway, the chance that decides, to whom to send, and how fast."""
        self._simulator = simulator
        self._chance = chance
        self._phones = phones
        self._pace = pace
        self._tasks: set[asyncio.Task[None]] = set()
        self._streams: list[asyncio.Task[None]] = []
        self._number = 0
        self.watch: Watch | None = None
        self.calls = 0
        self.accepted: dict[str, tuple[str, str]] = {}
        """Messages that an action returned: id → phone and text."""
        self.refused: list[tuple[str, str]] = []
        """Texts that an action refused to send, and in which words."""
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

    async def until_inbound_works(self, watch: Watch, notebook: Notebook) -> None:
        """Wait until a message that came in is fired: those before the first poll never are."""
        await watch.until_running()
        await watch.act("send_message", numbers=[PHONE], message="Test 0")  # makes polls frequent
        canaries: set[str] = set()
        while not canaries & notebook.fired.keys():
            canaries.add(str(self._simulator.receive(PHONE, "Canary").id))
            await notebook.until(lambda: bool(canaries & notebook.fired.keys()), within=2)

    async def _out(self) -> None:
        while True:
            await asyncio.sleep(self._chance.uniform(*_PAUSES) / self._pace)
            if self.watch is not None:
                task = asyncio.create_task(self._send(self.watch))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

    async def _in(self) -> None:
        while True:
            await asyncio.sleep(self._chance.uniform(0.1, 0.5) / self._pace)
            self._number += 1
            row = self._simulator.receive(PHONE, f"Входящее {self._number}")
            self.inbound.add(str(row.id))

    async def _send(self, watch: Watch) -> None:
        self.calls += 1
        numbers = self._chance.sample(self._phones, self._chance.choice([1, 2]))
        text = self._chance.choice(_TEXTS).format(self.calls).rstrip()
        try:
            response = await watch.act("send_message", numbers=numbers, message=text)
        except RefusedError as refusal:
            self.refused.append((text, str(refusal)))
        except ConnectionError:
            pass  # killed before it answered: nothing was promised
        else:
            for message in response["messages"]:
                self.accepted[message["id"]] = (message["phone"], text)


def kept_by_a_crash(logs: Iterable[str]) -> set[str]:
    """Return the inbound messages of which logs say that a crash may have kept them."""
    lines = [line for log in logs for line in _CRASH_LINE.findall(log)]
    return {message_id for line in lines for message_id in line.split(", ")}
