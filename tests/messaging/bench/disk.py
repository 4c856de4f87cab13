"""A run of Home Assistant that may crash at any step, and the disk that outlives it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any, NoReturn

from custom_components.smspilot.messaging.record.journal import (
    Changes,
    DamagedError,
    SaveError,
    Stored,
)


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
    """What was saved survives a crash, what was not does not.

    A save takes no time, or so many seconds; it may hang or fail, and what is stored be damaged.
    """

    def __init__(self) -> None:
        """Start empty."""
        self.tables: dict[str, dict[str, str]] = {}
        self.damaged = False
        self.load_error: Exception | None = None
        self.unwritable = False
        self.seconds = 0.0
        self.moves = asyncio.Event()
        """Unset while it hangs: what is written waits."""
        self.moves.set()
        self.times_set_aside = 0
        self.saves = 0
        self.on_save: Callable[[], None] = lambda: None

    @property
    def works(self) -> bool:
        """Return whether it neither hangs nor refuses."""
        return self.moves.is_set() and not self.unwritable

    @property
    def facts(self) -> dict[str, Any]:
        """Return the single values that are stored."""
        found: dict[str, Any] = json.loads(self.tables["facts"]["facts"])
        return found

    def rows(self, table: str) -> list[Any]:
        """Return what is stored in a table."""
        return [json.loads(row) for row in self.tables.get(table, {}).values()]

    def change_facts(self, **changes: object) -> None:
        """Change single values behind a run's back."""
        self.tables["facts"]["facts"] = json.dumps(self.facts | changes)

    def write(self, changes: Changes) -> None:
        """Take what changed."""
        self.saves += 1
        for table, rows in changes.items():
            stored = self.tables.setdefault(table, {})
            for key, row in rows.items():
                if row is None:
                    stored.pop(key, None)
                else:
                    stored[key] = row


class DiskStorage:
    """A disk as one run sees it."""

    def __init__(self, disk: Disk, run: Run, sleep: Callable[[float], Any]) -> None:
        """Belong to a run: when it has crashed, nothing is written any more."""
        self._disk = disk
        self._run = run
        self._sleep = sleep
        self._closed = False

    async def load(self) -> Stored:
        """Return what was saved last."""
        if self._disk.load_error is not None:
            raise self._disk.load_error
        if self._disk.damaged:
            raise DamagedError
        return {table: dict(rows) for table, rows in self._disk.tables.items() if rows}

    async def write(self, changes: Changes) -> None:
        """Save, with a chance to crash before and after."""
        assert not self._closed
        await self._disk.moves.wait()
        self._run.busy += 1
        try:
            await self._sleep(self._disk.seconds)
            await self._run.step()
            if self._disk.damaged:
                raise DamagedError
            if self._disk.unwritable:
                raise SaveError
            self._disk.write(changes)
            self._disk.on_save()
            await self._run.step()
        finally:
            self._run.busy -= 1

    async def set_aside(self) -> None:
        """Put the data out of the way."""
        self._disk.damaged, self._disk.tables = False, {}
        self._disk.times_set_aside += 1

    async def close(self) -> None:
        """Be written no more."""
        self._closed = True
