"""The journal's database: SQLite on a thread of its own, so that a slow disk holds up no other.

One table for rows of every kind: all are read at the start and written by their ids, so nothing
is ever searched, a new kind needs no other schema, and what belongs together lies together.
"""

from __future__ import annotations

import asyncio
import logging
import shutil
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Final

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from .const import DOMAIN
from .messaging.record.journal import Changes, DamagedError, SaveError, Stored

_LOGGER = logging.getLogger(__name__)

VERSION: Final = 1
"""Kept in the database as `user_version`; `_prepare` is where an older one would be changed."""

_SCHEMA: Final = f"""\
BEGIN;
CREATE TABLE journal (
    kind TEXT NOT NULL, id TEXT NOT NULL, data TEXT NOT NULL, PRIMARY KEY (kind, id)
) STRICT;
PRAGMA user_version = {VERSION};
COMMIT"""
_PUT: Final = """\
INSERT INTO journal (kind, id, data) VALUES (?, ?, ?)
ON CONFLICT (kind, id) DO UPDATE SET data = excluded.data"""
_DELETE: Final = "DELETE FROM journal WHERE kind = ? AND id = ?"

_SETTINGS: Final = (
    "PRAGMA page_size = 1024",  # as small as most rows, since pages are what is written
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",  # a commit is on the disk, whatever happens to the power
    "PRAGMA secure_delete = ON",  # closed messages keep no text, in no corner of the file either
)
_BUSY_FOR: Final = 1.0
"""Seconds that a save waits for another program that writes into the database."""
_DAMAGED: Final = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


class JournalDatabase:
    """One account's database (see messaging.record.journal.Storage)."""

    def __init__(self, hass: HomeAssistant, entry_id: str) -> None:
        """Take whose it is; nothing is opened yet."""
        self._path = _path(hass, entry_id)
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
        with suppress(RuntimeError):  # it was closed before
            await self._run(self._close)
        self._thread.shutdown(wait=False)

    async def _run[T](self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def _load(self) -> Stored:
        stored: dict[str, dict[str, str]] = {}
        try:
            connection = self._open()
            if connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
                raise DamagedError
            rows = connection.execute("SELECT kind, id, data FROM journal ORDER BY rowid")
            for kind, row_id, data in rows:
                stored.setdefault(kind, {})[row_id] = data
        except (OSError, sqlite3.Error) as error:
            raise DamagedError from error
        return stored

    def _write(self, changes: Changes) -> None:
        rows = [(kind, key, row) for kind, rows in changes.items() for key, row in rows.items()]
        try:
            with self._open() as connection:
                connection.executemany(_PUT, [row for row in rows if row[2] is not None])
                connection.executemany(_DELETE, [row[:2] for row in rows if row[2] is None])
        except (OSError, sqlite3.Error) as error:
            damaged = getattr(error, "sqlite_errorcode", None) in _DAMAGED
            raise (DamagedError if damaged else SaveError) from error

    def _open(self) -> sqlite3.Connection:
        """Return the connection, made anew as long as that has not worked."""
        if self._connection is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._path.touch(mode=0o600)  # SQLite gives the files beside it the same mode
            connection = sqlite3.connect(self._path, timeout=_BUSY_FOR)
            try:
                _prepare(connection)
            except BaseException:
                connection.close()
                raise
            self._connection = connection
        return self._connection

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
        if connection is not None:
            connection.close()


async def async_remove_database(hass: HomeAssistant, entry_id: str) -> None:
    """Delete what was stored about an account, and what of it was set aside."""
    path = _path(hass, entry_id)

    def remove() -> None:
        for found in path.parent.glob(f"{path.name}*"):
            if found.is_dir():
                shutil.rmtree(found)
            else:
                found.unlink(missing_ok=True)

    await hass.async_add_executor_job(remove)


def _path(hass: HomeAssistant, entry_id: str) -> Path:
    return Path(hass.config.path(".storage", f"{DOMAIN}.{entry_id}.db"))


def _prepare(connection: sqlite3.Connection) -> None:
    """Make a new database ours; raise DamagedError for a newer one and for other people's."""
    try:
        connection.execute("PRAGMA journal_mode = WAL")
    except sqlite3.OperationalError:
        # A full disk has no room for the memory that programs share, which we can do without.
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    for setting in _SETTINGS:
        connection.execute(setting)
    [version] = connection.execute("PRAGMA user_version").fetchone()
    [tables] = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    if version == 0 and tables == 0:
        connection.executescript(_SCHEMA)
    elif version != VERSION:
        raise DamagedError
