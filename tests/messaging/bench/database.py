"""The real database on a bench, which waits for it as it waits for the gateway."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from custom_components.smspilot.journal_database import JournalDatabase
from custom_components.smspilot.messaging.record.journal import Changes

from .disk import Run


class BenchDatabase(JournalDatabase):
    """A real database of which a bench knows when it is busy."""

    def __init__(self, path: Path, run: Run) -> None:
        """Belong to a run."""
        super().__init__(path)
        self._run_of_bench = run

    async def write(self, changes: Changes) -> None:
        """Write, unless the run is dead."""
        with self._busy():
            await self._run_of_bench.step()
            await super().write(changes)

    async def close(self) -> None:
        """Close, however fast the time of the bench goes."""
        with self._busy():
            await super().close()

    @contextmanager
    def _busy(self) -> Iterator[None]:
        self._run_of_bench.busy += 1
        try:
            yield
        finally:
            self._run_of_bench.busy -= 1
