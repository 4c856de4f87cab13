"""Time that moves only when a test says so."""

from __future__ import annotations

import asyncio
import heapq
from itertools import count


class VirtualTime:
    """Seconds, and those who sleep through them."""

    def __init__(self) -> None:
        """Start at nought."""
        self.now = 0.0
        self.tick = 0.0
        """Seconds that pass at each look at the clock: no two looks show the same."""
        self._looked = count()
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._order = count()

    def monotonic(self) -> float:
        """Return the seconds since the start."""
        return self.now + (self.tick and self.tick * next(self._looked))

    async def sleep(self, seconds: float) -> None:
        """Sleep until a test has let so many seconds pass."""
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        waking = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self.now + seconds, next(self._order), waking))
        await waking

    def next_moment(self) -> float | None:
        """Return when the next sleeper wakes."""
        while self._sleepers and self._sleepers[0][2].done():
            heapq.heappop(self._sleepers)
        return self._sleepers[0][0] if self._sleepers else None

    def move_to(self, moment: float) -> None:
        """Let time pass, and wake whoever is due."""
        self.now = max(self.now, moment)
        while self._sleepers and self._sleepers[0][0] <= self.now:
            waking = heapq.heappop(self._sleepers)[2]
            if not waking.done():
                waking.set_result(None)
