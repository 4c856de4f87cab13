"""Tasks that belong to a part of this floor and end with it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable
from typing import Any

from .clock import Clock

_LOGGER = logging.getLogger(__name__)

PAUSE = 60.0
"""Seconds until work that must not end goes on after an unexpected error."""


A_TURN = 50
"""Things that are done in one turn of the loop, where there may be thousands."""


async def unhurried[T](things: Iterable[T]) -> AsyncIterator[T]:
    """Yield things, and let everything else go on after every so many."""
    for number, thing in enumerate(things, 1):
        yield thing
        if not number % A_TURN:
            await asyncio.sleep(0)


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
        task.add_done_callback(self._ended)
        return task

    def keep_running(self, work: Callable[[], Coroutine[Any, Any, None]], clock: Clock) -> None:
        """Run something that must not end, whatever unexpected happens to it."""
        self.spawn(self._again_and_again(work, clock))

    async def join(self) -> None:
        """Wait for those that run now, whatever they end with."""
        if self._tasks:
            await asyncio.wait(set(self._tasks))

    async def finish(self, clock: Clock, seconds: float) -> None:
        """Wait for those that run now, so many seconds at most, then end the rest."""
        joining = asyncio.ensure_future(self.join())
        await clock.give(joining, seconds)
        joining.cancel()
        await self.cancel()

    async def cancel(self) -> None:
        """End all and wait until they have ended."""
        for task in self._tasks:
            task.cancel()
        await self.join()

    def _ended(self, task: asyncio.Task[Any]) -> None:
        """Forget a task; what nobody expected is told, without its words."""
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log_unexpected(error)

    async def _again_and_again(
        self, work: Callable[[], Coroutine[Any, Any, None]], clock: Clock
    ) -> None:
        while True:
            try:
                await work()
            except Exception as error:  # noqa: BLE001 - whatever it is, alarms must go on
                log_unexpected(error)
            await clock.sleep(PAUSE)


def log_unexpected(error: BaseException) -> None:
    """Log the kind only of an error that nobody expected: its words may hold a text or a phone."""
    _LOGGER.error("Unexpected %s", type(error).__name__)
