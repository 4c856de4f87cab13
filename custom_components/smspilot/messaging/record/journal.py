"""What outlives a run: rows and facts, written in order, whoever is cancelled meanwhile."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from ..clock import Clock
from ..problem import Problem
from ..tasks import Tasks
from .facts import Facts
from .table import Table

_LOGGER = logging.getLogger(__name__)

PATIENCE = 10.0
"""Seconds that anybody waits for the disk: one that hangs counts as one that refuses."""
LAZY_SAVE = 10.0
"""Seconds that a change which may be lost in a crash waits for others."""

_FACTS = "facts"
_WRONG_SHAPE = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)

type Stored = Mapping[str, Mapping[str, str]]
"""By table and id."""
type Changes = Mapping[str, Mapping[str, str | None]]
"""By table and id; None for a row that is to be deleted."""


class SaveError(Exception):
    """The changes did not reach the disk."""


class DamagedError(Exception):
    """What is stored cannot be read."""


class Storage(Protocol):
    """Where the journal lies."""

    async def load(self) -> Stored:
        """Return what is stored in the order in which it was first written, or DamagedError."""

    async def write(self, changes: Changes) -> None:
        """Return once all of it is on the disk; else raise, with nothing of it on the disk.

        SaveError means that it may work another time, DamagedError that it never will.
        """

    async def set_aside(self) -> None:
        """Put what is stored out of the way, for somebody to look at; nothing is stored then."""

    async def close(self) -> None:
        """Let go of the disk; nothing is loaded or written any more."""


class Journal:
    """Everything that is remembered, and what alone writes it: one save after the other."""

    def __init__(self, storage: Storage, clock: Clock, tell: Callable[..., None]) -> None:
        """Take where to save, and whom to tell of a problem with that."""
        self._storage = storage
        self._clock = clock
        self._tell = tell
        self._tables: dict[str, Table[Any]] = {}
        self._facts = self.table(_FACTS, Facts.as_dict, Facts.from_dict)
        self._facts[_FACTS] = Facts()
        self._next_save: asyncio.Task[bool] | None = None
        self._writing = asyncio.Lock()
        self._tasks = Tasks()
        self._failing = False
        self._lazy: asyncio.Task[None] | None = None
        self._open = False
        self._closed = False
        self.away: float | None = None
        """Seconds by the wall since the run before saved last, if it did."""

    @property
    def facts(self) -> Facts:
        """Return the single values, to be read and changed."""
        return self._facts[_FACTS]

    def table[T](
        self, name: str, encode: Callable[[T], object], decode: Callable[[Any], T]
    ) -> Table[T]:
        """Return the rows of a table; all are asked for before `load`."""
        rows = Table(encode, decode)
        self._tables[name] = rows
        return rows

    async def load(self) -> None:
        """Take over what the run before wrote down; what cannot be read is set aside."""
        try:
            self._take_over(await self._storage.load())
        except (DamagedError, *_WRONG_SHAPE) as error:
            await self._begin_anew(error)
        self._open = True

    async def save(self) -> bool:
        """Save what is true when the writing begins; return whether it reached the disk."""
        if not self._open:
            return False
        if self._next_save is None:
            self._next_save = self._tasks.spawn(self._write())
        saved = self._next_save
        if await self._clock.give(saved, PATIENCE) and not saved.cancelled():
            return saved.result()
        self._note_failure(TimeoutError())
        return False

    def save_later(self) -> None:
        """Save lazily: what a crash loses now can be learned again."""
        if self._open and self._lazy is None:
            self._lazy = self._tasks.spawn(self._save_lazily())

    async def close(self) -> None:
        """Write what still waits; nothing is written any more when this returns."""
        if self._closed:
            return
        self._closed = True
        if self._open:  # what was not read must not be written over
            await self.save()
        self._open = False
        await self._tasks.cancel()
        await self._clock.give(asyncio.ensure_future(self._storage.close()), PATIENCE)

    def _take_over(self, stored: Stored) -> None:
        """Take over every row that is stored, or raise and take none."""
        if not any(stored.values()):
            return
        found = {name: rows.read(stored.get(name, {})) for name, rows in self._tables.items()}
        if not found[_FACTS]:
            raise LookupError
        for name, rows in self._tables.items():
            rows.update(found[name])  # and so not noted: it is written down
        self.away = self._clock.wall() - self.facts.saved_by_the_wall

    async def _begin_anew(self, error: Exception) -> None:
        """Set aside what is stored and write everything that is known into an empty one."""
        _LOGGER.error("The journal cannot be used and is set aside (%s)", _kind(error))
        await self._storage.set_aside()
        for rows in self._tables.values():
            rows.note(*rows)
        self._tell(Problem.JOURNAL_DAMAGED, active=True)

    async def _save_lazily(self) -> None:
        await self._clock.sleep(LAZY_SAVE)
        self._lazy = None
        await self.save()

    async def _write(self) -> bool:
        """Write when what is being written is done with, and once more later if that fails."""
        async with self._writing:
            self._next_save = None  # what changes from now on is the next one's
            if self._lazy is not None:
                self._lazy.cancel()
                self._lazy = None
            worked = await self._write_changes()
        if not worked:
            self.save_later()  # there may be room again
        return worked

    async def _write_changes(self) -> bool:
        """Write all that changed at once, and return whether it is on the disk."""
        self.facts.saved_at, self.facts.saved_by_the_wall = self._clock.steady(), self._clock.wall()
        self._facts.note(_FACTS)
        changes: dict[str, dict[str, str | None]] = {}
        try:
            for name, rows in self._tables.items():
                changes[name] = rows.changes()
            await self._storage.write(changes)
        except DamagedError as error:
            await self._begin_anew(error)
            return False
        except Exception as error:  # noqa: BLE001 - whatever it is, who waits must go on
            for name, changed in changes.items():
                self._tables[name].note(*changed)
            self._note_failure(error)
            return False
        if self._failing:
            self._failing = False
            self._tell(Problem.JOURNAL_UNWRITABLE, active=False)
        return True

    def _note_failure(self, error: Exception) -> None:
        """Tell that the disk refuses, once until it takes something again."""
        if not self._failing:
            self._failing = True
            _LOGGER.error("The journal cannot be written (%s)", _kind(error))
            self._tell(Problem.JOURNAL_UNWRITABLE, active=True)


def _kind(error: Exception) -> str:
    """Return what may be told of an error: its words may hold a phone number or a text."""
    return type(error.__cause__ or error).__name__
