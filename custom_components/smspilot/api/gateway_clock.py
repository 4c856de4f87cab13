"""The gateway's own clock, as the HTTP dates of its answers tell it."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime

QUICK = 3.0
"""Seconds; an answer that took longer says too little of what time it is."""


class GatewayClock:
    """Tells the gateway's time, however wrong the clock of this machine is."""

    def __init__(self, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        """Take what goes on evenly between two answers."""
        self.monotonic = monotonic
        self._ahead: float | None = None

    def hear(self, date: datetime | None, asked: float) -> None:
        """Take the `Date` of an answer that has just come to what was asked at a moment."""
        now = self.monotonic()
        if date is not None and now - asked <= QUICK:
            self._ahead = date.timestamp() - now

    def now(self) -> float | None:
        """Return the gateway's time as a Unix time, None until a quick answer has told it."""
        return None if self._ahead is None else self.monotonic() + self._ahead
