"""The time that this floor goes by; a test gives its own."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, tzinfo
from math import inf
from typing import Any


class Clock:
    """Wall time, a time that never jumps within a run, and sleep."""

    def __init__(
        self,
        *,
        wall: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        zone: tzinfo = UTC,
    ) -> None:
        """Take the sources of time and the zone whose midnight ends a day."""
        self.wall = wall
        self._monotonic = monotonic
        self._sleep = sleep
        self._zone = zone
        self._start = wall() - monotonic()

    def steady(self) -> float:
        """Return the wall time of the run's start plus what has really passed since."""
        return self._start + self._monotonic()

    def stamp(self, moment: float) -> float:
        """Return what the wall shows for a steady moment: what another run can make sense of."""
        return self.wall() - (self.steady() - moment)

    def recall(self, stamp: float) -> float:
        """Return the steady moment of a stamp; one from the future is now."""
        return self.steady() - max(0.0, self.wall() - stamp)

    def local(self, moment: float) -> datetime:
        """Return the local date and time of a moment."""
        return datetime.fromtimestamp(moment, self._zone)

    def midnight(self) -> float:
        """Return the steady moment at which the local day began."""
        begun = self.local(self.wall()).replace(hour=0, minute=0, second=0, microsecond=0)
        return self.recall(begun.timestamp())

    async def sleep(self, seconds: float) -> None:
        """Sleep."""
        await self._sleep(max(0.0, seconds))

    async def sleep_until(self, moment: float) -> None:
        """Sleep until a steady moment."""
        await self.sleep(moment - self.steady())

    async def wait(self, event: asyncio.Event, seconds: float) -> bool:
        """Wait for an event, so many seconds at most, and return whether it came."""
        if seconds == inf:
            return await event.wait()
        waiting = asyncio.ensure_future(event.wait())
        try:
            await self.give(waiting, seconds)
        finally:
            waiting.cancel()
        return event.is_set()

    async def give(self, work: asyncio.Future[Any], seconds: float) -> bool:
        """Give some work so many seconds, and return whether it is done; it goes on if not."""
        sleeping = asyncio.ensure_future(self.sleep(seconds))
        try:
            await asyncio.wait({work, sleeping}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            sleeping.cancel()
        return work.done()
