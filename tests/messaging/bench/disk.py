"""A run of Home Assistant that may crash at any step, and the disk that outlives it."""

from __future__ import annotations

import asyncio
import copy
from collections.abc import Callable
from typing import Any, NoReturn

from custom_components.smspilot.messaging.record.journal import DamagedError, SaveError


class Run:
    """One run, from its start to its end or to the step at which it dies."""

    def __init__(self) -> None:
        """Start alive."""
        self.dead = False
        self.crash_in: int | None = None
        self.busy = 0

    async def step(self) -> None:
        """Crash here if it is time; a dead run goes no further."""
        if self.crash_in is not None:
            self.crash_in -= 1
            self.dead = self.dead or self.crash_in < 0
        if self.dead:
            await _for_ever()


async def _for_ever() -> NoReturn:
    while True:
        await asyncio.get_running_loop().create_future()


class Disk:
    """One stored journal: what was saved survives a crash, what was not does not.

    A save takes no time, or so many seconds; it may fail, and what is stored may be damaged.
    """

    def __init__(self) -> None:
        """Start empty."""
        self.data: dict[str, Any] | None = None
        self.damaged = False
        self.load_error: Exception | None = None
        self.unwritable = False
        self.seconds = 0.0
        self.times_set_aside = 0
        self.saves = 0
        self.on_save: Callable[[dict[str, Any]], None] = lambda _data: None


class DiskStorage:
    """A disk as one run sees it."""

    def __init__(self, disk: Disk, run: Run, sleep: Callable[[float], Any]) -> None:
        """Belong to a run: when it has crashed, nothing is written any more."""
        self._disk = disk
        self._run = run
        self._sleep = sleep
        self._lazy: asyncio.Task[None] | None = None

    async def load(self) -> dict[str, Any] | None:
        """Return what was saved last."""
        if self._disk.load_error is not None:
            raise self._disk.load_error
        if self._disk.damaged:
            self._disk.damaged, self._disk.data = False, None
            raise DamagedError
        return copy.deepcopy(self._disk.data)

    async def save(self, data: dict[str, Any]) -> None:
        """Save, with a chance to crash before and after."""
        written = copy.deepcopy(data)
        self._run.busy += 1
        try:
            await self._sleep(self._disk.seconds)
            await self._run.step()
            if self._disk.unwritable:
                raise SaveError
            self._disk.data = written
            self._disk.saves += 1
            self._disk.on_save(written)
            await self._run.step()
        finally:
            self._run.busy -= 1

    def save_later(self, data: Callable[[], dict[str, Any]], delay: float) -> None:
        """Save when the time has come, unless the run ends before."""
        if self._lazy is None or self._lazy.done():
            self._lazy = asyncio.get_running_loop().create_task(self._save_lazily(data, delay))

    async def set_aside(self) -> None:
        """Put the data out of the way."""
        self._disk.data = None
        self._disk.times_set_aside += 1

    def close(self) -> None:
        """Forget what was to be saved later; a clean end has saved it already."""
        if self._lazy is not None:
            self._lazy.cancel()

    async def _save_lazily(self, data: Callable[[], dict[str, Any]], delay: float) -> None:
        await self._sleep(delay)
        if not self._disk.unwritable:
            await self.save(data())
