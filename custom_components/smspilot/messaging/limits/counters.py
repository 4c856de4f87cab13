"""The small store of what counts on: limits, money spent, the date of the last poll."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from ..record.journal import Journal, Storage
from .limits import Limits

POLL_DATE_KEPT_EVERY: Final = 300.0
"""Seconds."""


class Counters:
    """Limits and the date of the last poll, in one store that is written lazily."""

    def __init__(
        self,
        storage: Storage,
        limits: Limits,
        *,
        on_damage: Callable[[], None],
        on_save: Callable[[bool], None],
    ) -> None:
        """Take where to keep them."""
        self.limits = limits
        self._last_poll: float | None = None
        self._last_poll_saved: float | None = None
        self.journal = Journal(storage, self._as_dict, on_damage=on_damage, on_save=on_save)

    @property
    def last_poll(self) -> float | None:
        """Return the gateway's date of the last complete poll."""
        return self._last_poll

    @last_poll.setter
    def last_poll(self, moment: float) -> None:
        """Note the date of a poll; SD cards wear out, so not each is written down."""
        self._last_poll = moment
        saved = self._last_poll_saved
        if saved is None or not 0 <= moment - saved < POLL_DATE_KEPT_EVERY:
            self._last_poll_saved = moment
            self.journal.save_later()

    async def load(self) -> None:
        """Take over what was counted before."""
        await self.journal.load(self._restore)

    async def close(self) -> None:
        """Write everything down."""
        await self.journal.save()
        await self.journal.close()

    def _as_dict(self) -> dict[str, Any]:
        """Return what the journal keeps."""
        return {"limits": self.limits.as_dict(), "last_poll": self._last_poll}

    def _restore(self, data: dict[str, Any]) -> None:
        """Take over what the journal kept."""
        last_poll = data["last_poll"]
        self._last_poll = self._last_poll_saved = None if last_poll is None else float(last_poll)
        self.limits.restore(data["limits"])
