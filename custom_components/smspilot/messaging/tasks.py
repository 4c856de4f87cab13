"""Tasks that belong to a part of this floor and end with it."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

from .clock import Clock


class Tasks:
    """Tasks whose owner can end them; nobody else's cancellation does."""

    def __init__(self) -> None:
        """Start without any."""
        self._tasks: set[asyncio.Task[Any]] = set()

    def __bool__(self) -> bool:
        """Return whether any is running."""
        return bool(self._tasks)

    def spawn[T](self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Run something in a task of its own."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def join(self) -> None:
        """Wait for those that run now, whatever they end with."""
        if self._tasks:
            await asyncio.wait(set(self._tasks))

    async def finish(self, clock: Clock, seconds: float) -> None:
        """Wait for those that run now, so many seconds at most, then end the rest."""
        waiting = {asyncio.ensure_future(self.join()), asyncio.ensure_future(clock.sleep(seconds))}
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        for one in waiting:
            one.cancel()
        await self.cancel()

    async def cancel(self) -> None:
        """End all and wait until they have ended."""
        for task in self._tasks:
            task.cancel()
        await self.join()
