"""Copies of the journal's files, taken while messages run: a home starts from each."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from custom_components.smspilot.journal_database import JournalDatabase
from custom_components.smspilot.messaging.record.journal import DamagedError, Stored
from tests.messaging.bench import Bench, Run
from tests.messaging.bench.database import BenchDatabase

MINUTE, HOUR = 60.0, 3600.0
PHONES = [f"7908796478{number}" for number in range(10)]
AWAY, BACK = 15, 25
"""The texts at which the gateway goes and comes."""


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("told", [True, False], ids=["told of the backup", "not told"])
async def test_a_home_that_starts_from_a_copy_sends_nothing_again(
    idle_bench: Bench, tmp_path: Path, told: bool, long: bool
) -> None:
    bench, copies = idle_bench, Copies(tmp_path)
    await copies.start_home(bench, tmp_path / "home" / "journal.db")
    await bench.calibrate()
    bench.fault("drop_after", "send", probability=0.2, seed=1)
    texts = 100 if long else 40
    for number in range(texts):
        if number == AWAY:
            await bench.simulator.stop()
        if number == BACK:
            await bench.simulator.start()
        bench.messenger.accept(bench.drafts(f"Text {number}", *PHONES))
        await bench.advance(2)
        if number % 7 == 3:
            await copies.take(bench, told=told)
    await bench.advance(10 * MINUTE)
    taken = bench.taken()
    assert taken.total() == 1 + 10 * texts + 2 * len(copies.taken)
    assert {times for _, times in taken.items()} == {1}
    assert await copies.are_whole() or not told
    for copy in copies.taken:
        await bench.kill()
        await copies.start_home(bench, copy)
        await bench.advance(HOUR)
        assert bench.taken() == taken
    await bench.kill()
    await copies.close()


class Copies:
    """Copies of a journal's files as a backup makes them: one file after the other."""

    def __init__(self, folder: Path) -> None:
        """Take where to put them."""
        self._folder = folder
        self._databases: list[BenchDatabase] = []
        self.taken: list[Path] = []
        self._known: list[int] = []

    async def start_home(self, bench: Bench, path: Path) -> None:
        """Start a home with the journal there."""

        def opened(run: Run) -> BenchDatabase:
            self._databases.append(BenchDatabase(path, run))
            return self._databases[-1]

        bench.open_disk = opened
        await bench.start(listen=False)

    async def close(self) -> None:
        """Let go of the files of all homes."""
        for database in self._databases:
            await database.close()

    async def take(self, bench: Bench, *, told: bool) -> None:
        """Copy the files, with messages going out between one and the next."""
        database = self._databases[-1]
        if told:
            await database.keep_still(still=True)
        self._known.append(len(bench.messenger.messages))
        folder = self._folder / f"copy {len(self.taken)}"
        folder.mkdir()
        path = database._path  # noqa: SLF001  # whose files are copied behind its back
        for suffix in ("", "-wal"):
            shutil.copy(path.with_name(path.name + suffix), folder)
            bench.messenger.accept(
                bench.drafts(f"While copying {len(self.taken)}{suffix}", PHONES[0])
            )
            await bench.advance(1)
        if told:
            await database.keep_still(still=False)
        self.taken.append(folder / path.name)

    async def are_whole(self) -> bool:
        """Tell whether each holds every message that was known when it was begun."""
        found = [await _messages(path) for path in self.taken]
        return all(len(rows) >= known for rows, known in zip(found, self._known, strict=True))


async def _messages(copy: Path) -> dict[str, str]:
    """Return the messages of a copy, read from a copy of it; none if it is damaged."""
    folder = copy.with_name("looked at")
    shutil.copytree(copy.parent, folder)
    database = JournalDatabase(folder / copy.name)
    try:
        stored: Stored = await database.load()
    except DamagedError:
        return {}
    finally:
        await database.close()
    return dict(stored["messages"])
