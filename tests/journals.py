"""Where an account's journal lies, and what somebody with the disk in hand can do to it.

Nothing else in the tests knows of this file. A home that runs may be writing into it at any moment:
SQLite keeps that from harm, nothing else does.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, Self


class Journals:
    """The journal of one account in a folder of Home Assistant's."""

    def __init__(self, config: str | Path, entry_id: str) -> None:
        """Take Home Assistant's folder and the account."""
        self.path = Path(config) / ".storage" / f"smspilot.{entry_id}.db"
        self._obstacle: sqlite3.Connection | None = None

    @classmethod
    def all_in(cls, config: Path) -> list[Self]:
        """Return the journals of all accounts."""
        found = (config / ".storage").glob("smspilot.*.db")
        return [cls(config, path.stem.removeprefix("smspilot.")) for path in found]

    def files(self) -> list[Path]:
        """Return the files of the database and what of it was set aside."""
        return sorted(self.path.parent.glob(f"{self.path.name}*"))

    def rows(self, kind: str) -> list[Any]:
        """Return what is kept of a kind; nothing as long as there is no journal."""
        if not self.path.exists():
            return []
        try:
            with closing(sqlite3.connect(f"file:{self.path}?mode=ro", uri=True)) as connection:
                found = connection.execute(
                    "SELECT data FROM journal WHERE kind = ? ORDER BY number", [kind]
                ).fetchall()
        except sqlite3.OperationalError:  # it is being made
            return []
        return [json.loads(data) for (data,) in found]

    def are_polled(self) -> bool:
        """Tell whether inbound messages were fetched once and that was written down."""
        return any(not facts["silent"] for facts in self.rows("facts"))

    def are_calibrated(self) -> bool:
        """Tell whether it is written down how to find a message again; true from then on."""
        return any(facts["calibration"] for facts in self.rows("facts"))

    def damage(self) -> None:
        """Spoil what is known, while the account is not loaded."""
        with closing(sqlite3.connect(self.path)) as connection, connection:
            connection.execute("UPDATE journal SET data = '?'")

    def obstruct(self) -> None:
        """Let nothing more be written."""
        self._obstacle = sqlite3.connect(self.path, autocommit=True, check_same_thread=False)
        self._obstacle.execute("BEGIN IMMEDIATE")

    def clear_the_way(self) -> None:
        """Let be written again; the next time everything is."""
        assert self._obstacle is not None
        self._obstacle.close()
