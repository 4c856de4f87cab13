"""The journal's database: SQLite on a thread of its own, so that a slow disk holds up no other.

One table for rows of every kind: all are read at the start and written by their numbers, so
nothing is ever searched, a new kind needs no other schema, and what belongs together lies together.
An index would be a third more to write, and could contradict the rows after a torn copy.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sqlite3
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, suppress
from itertools import count
from pathlib import Path
from typing import Any, Final

from homeassistant.util import dt as dt_util

from .messaging.record.journal import PATIENCE, Changes, DamagedError, SaveError, Stored

_LOGGER = logging.getLogger(__name__)

VERSION: Final = 1
"""Kept in the database as `user_version`; `_connect` is where an older one would be changed."""

# Pages are what is written, so they are as small as most rows.
_COLUMNS: Final = "number INTEGER PRIMARY KEY, kind TEXT, id TEXT, data TEXT"
_SCHEMA: Final = f"""\
PRAGMA page_size = 1024;
BEGIN; CREATE TABLE journal ({_COLUMNS}) STRICT; PRAGMA user_version = {VERSION}; COMMIT"""

# A commit is on the disk, whatever happens to the power. Closed messages keep no text, in no corner
# of the file either.
_SETTINGS: Final = """\
PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON"""
_CHECKPOINT_PAGES: Final = 1000
_BUSY_FOR: Final = 1.0
"""Seconds that a save waits for another program that writes into the database."""
_DAMAGED: Final = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


class JournalDatabase:
    """One account's database (see messaging.record.journal.Storage)."""

    def __init__(self, path: Path) -> None:
        """Take the file; nothing is opened yet."""
        self._path = path
        self._last_check: str | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=self._path.name)
        self._connection: sqlite3.Connection | None = None

    async def load(self) -> Stored:
        """Return what is stored, by kind and id, in the order in which it came."""
        return await self._run(self._load)

    async def write(self, changes: Changes) -> None:
        """Return once the changes are committed, all or none."""
        await self._run(lambda: self._write(changes))

    async def set_aside(self) -> None:
        """Rename the files, for somebody to look at."""
        await self._run(self._set_aside)

    async def close(self) -> None:
        """Close the file and end the thread."""
        await self._run(self._close)
        await asyncio.to_thread(self._thread.shutdown)

    async def keep_still(self, *, still: bool) -> None:
        """Bring everything into the file itself, and let that be copied until told otherwise.

        What is written meanwhile goes into the file beside it; nobody waits to write.
        """
        await self._try(lambda: self._keep_still(still=still))

    async def examine(self) -> dict[str, Any] | None:
        """Return how many rows of each kind there are, the size, and what the last check found."""
        return await self._try(self._examine)

    async def _run[T](self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    async def _try[T](self, work: Callable[[], T]) -> T | None:
        """Do what no message depends on; a disk that hangs or refuses is told and waited out."""
        try:
            async with asyncio.timeout(PATIENCE):
                return await self._run(work)
        except (OSError, sqlite3.Error) as error:
            _LOGGER.warning("%s cannot be looked at (%s)", self._path.name, type(error).__name__)
            return None

    def _load(self) -> Stored:
        stored = defaultdict[str, dict[str, str]](dict)
        try:
            connection = self._open()
            [self._last_check] = connection.execute("PRAGMA quick_check(1)").fetchone()
            if self._last_check != "ok":
                raise DamagedError
            rows = connection.execute("SELECT number, kind, id, data FROM journal ORDER BY number")
            for number, kind, row_id, data in rows:
                self._numbers[kind][row_id] = number
                stored[kind][row_id] = data
        except (OSError, sqlite3.Error) as error:
            raise DamagedError from error
        return stored

    def _write(self, changes: Changes) -> None:
        try:
            with self._open() as connection:
                rows = [
                    (self._numbers[kind][row_id], kind, row_id, data)
                    for kind, changed in changes.items()
                    for row_id, data in changed.items()
                ]
                there = [row for row in rows if row[3] is not None]
                gone = [row[:1] for row in rows if row[3] is None]
                connection.executemany("INSERT OR REPLACE INTO journal VALUES (?, ?, ?, ?)", there)
                connection.executemany("DELETE FROM journal WHERE number = ?", gone)
        except (OSError, sqlite3.Error) as error:
            damaged = getattr(error, "sqlite_errorcode", None) in _DAMAGED
            raise (DamagedError if damaged else SaveError) from error
        for _, kind, row_id, data in rows:
            if data is None:
                del self._numbers[kind][row_id]

    def _open(self) -> sqlite3.Connection:
        """Return the connection, made anew as long as that has not worked."""
        if self._connection is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            if not os.access(self._path, os.W_OK, effective_ids=True):
                _begin(self._path)
            try:
                self._connection = _connect(self._path)
            except sqlite3.OperationalError:
                # A full disk has no room for the memory that programs share. Nobody needs it here.
                self._connection = _connect(self._path, "PRAGMA locking_mode = EXCLUSIVE;")
            [last] = self._connection.execute("SELECT max(number) FROM journal").fetchone()
            new = count((last or 0) + 1).__next__  # a new row comes last
            self._numbers = defaultdict[str, dict[str, int]](lambda: defaultdict(new))
        return self._connection

    def _keep_still(self, *, still: bool) -> None:
        connection = self._open()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute(f"PRAGMA wal_autocheckpoint = {0 if still else _CHECKPOINT_PAGES}")
        connection.setconfig(sqlite3.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, still)

    def _examine(self) -> dict[str, Any]:
        kinds = self._open().execute("SELECT kind, count(*) FROM journal GROUP BY kind")
        sizes = [path.stat().st_size for path in self._path.parent.glob(f"{self._path.name}*")]
        return {"rows": dict(kinds), "bytes": sum(sizes), "last_check": self._last_check}

    def _set_aside(self) -> None:
        self._close()
        aside = f"{self._path.name}.unreadable.{dt_util.utcnow().isoformat()}"
        try:
            for suffix in ("", "-wal", "-shm"):
                with suppress(FileNotFoundError):
                    found = self._path.with_name(self._path.name + suffix)
                    found.rename(self._path.with_name(aside + suffix))
        except OSError as error:
            _LOGGER.error("%s cannot be set aside: %s", self._path.name, error.strerror)

    def _close(self) -> None:
        connection, self._connection = self._connection, None
        if connection:
            connection.close()


def _connect(path: Path, first: str = "") -> sqlite3.Connection:
    """Open a database; raise DamagedError for a newer one and for other people's."""
    with ExitStack() as until_it_is_ours:
        connection = sqlite3.connect(path, timeout=_BUSY_FOR)
        until_it_is_ours.callback(connection.close)
        connection.executescript(first)
        if connection.execute("PRAGMA user_version").fetchone() != (VERSION,):
            raise DamagedError
        connection.executescript(_SETTINGS)
        until_it_is_ours.pop_all()
    return connection


def _begin(path: Path) -> None:
    """Make a whole journal, so that an empty file is a damaged one; or copy a read-only one."""
    draft = path.with_name(f"{path.name}.new")
    draft.unlink(missing_ok=True)
    draft.touch(mode=0o600)  # SQLite gives the files beside it the same mode
    if path.exists():
        draft.write_bytes(path.read_bytes())
    else:
        with closing(sqlite3.connect(draft)) as connection:
            connection.executescript(_SCHEMA)
    draft.rename(path)
