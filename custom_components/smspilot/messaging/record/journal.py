"""The persisted state: written in order, by one task, whoever is cancelled meanwhile."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Any, Protocol

_LOGGER = logging.getLogger(__name__)

LAZY_SAVE = 10.0
"""Seconds that a change which may be lost in a crash waits for others."""

type State = dict[str, Any]


class SaveError(Exception):
    """The state did not reach the disk."""


class DamagedError(Exception):
    """The stored state could not be read and was set aside."""

    def __init__(self, *, reported: bool = False) -> None:
        """Remember whether the storage has told the user of it already."""
        super().__init__("the stored state could not be read")
        self.reported = reported


class Storage(Protocol):
    """Where a journal lies."""

    async def load(self) -> State | None:
        """Return what was saved, None if nothing ever was, or raise DamagedError."""

    async def save(self, data: State) -> None:
        """Return once the data is on the disk, or raise SaveError."""

    def save_later(self, data: Callable[[], State], delay: float) -> None:
        """Save some seconds later, together with what else comes until then."""

    async def set_aside(self) -> None:
        """Put what is stored out of the way, for somebody to look at; nothing is stored then."""


class Journal:
    """One stored state and the only task that writes it."""

    def __init__(
        self,
        storage: Storage,
        snapshot: Callable[[], State],
        *,
        on_damage: Callable[[], None],
        on_save: Callable[[bool], None],
    ) -> None:
        """Take where to save, what to save, and whom to tell when that fails."""
        self._storage = storage
        self._snapshot = snapshot
        self._on_damage = on_damage
        self._on_save = on_save
        self._waiting: asyncio.Future[bool] | None = None
        self._writer: asyncio.Task[None] | None = None
        self._unsaved = False
        self._closed = False

    async def load[T](self, restore: Callable[[State], T]) -> T | None:
        """Return what `restore` makes of the stored state, None if there is none to be had."""
        try:
            data = await self._storage.load()
            return None if data is None else restore(data)
        except DamagedError as error:
            if not error.reported:
                self._on_damage()
        except (KeyError, TypeError, ValueError, ArithmeticError, AttributeError) as error:
            # The kind only: the words of such an error may hold a phone number or a text.
            _LOGGER.error("A stored journal has an unexpected shape (%s)", type(error).__name__)
            await self._storage.set_aside()
            self._on_damage()
        return None

    async def save(self) -> bool:
        """Save what is true when the writing begins; return whether it reached the disk."""
        if self._waiting is None:
            self._waiting = asyncio.get_running_loop().create_future()
            if self._writer is None or self._writer.done():
                self._writer = asyncio.create_task(self._write())
        return await asyncio.shield(self._waiting)

    def save_later(self) -> None:
        """Save lazily: what a crash loses now can be learned again."""
        if self._closed:
            return  # the next run has the journal already
        self._unsaved = True
        self._storage.save_later(self._lazy_snapshot, LAZY_SAVE)

    async def close(self) -> None:
        """Write what still waits and return when nothing is being written any more."""
        self._closed = True
        if self._unsaved:
            await self.save()
        if self._writer is not None:
            await asyncio.shield(self._writer)

    async def _write(self) -> None:
        """Write as long as somebody waits for it."""
        while (waiting := self._waiting) is not None:
            self._waiting = None
            self._unsaved = False
            try:
                await self._storage.save(self._snapshot())
                saved = True
            except SaveError:
                self._unsaved = True
                saved = False
            except Exception as error:  # noqa: BLE001 - whatever it is, who waits must go on
                _LOGGER.error("A journal cannot be written (%s)", type(error).__name__)
                self._unsaved = True
                saved = False
            waiting.set_result(saved)
            self._on_save(saved)

    def _lazy_snapshot(self) -> State:
        """Return what is true when the lazy writing begins."""
        self._unsaved = False
        return self._snapshot()
