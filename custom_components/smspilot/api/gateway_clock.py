"""The gateway's own clock, as the HTTP dates of its answers tell it."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime

QUICK = 3.0
"""Seconds; an answer that took longer says too little of what time it is."""
_CONTRADICTION = 60.0
"""Seconds between the times that two answers of one clock never tell."""


class GatewayClock:
    """Tells the gateway's time, however wrong the clock of this machine is."""

    def __init__(self, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        """Take what goes on evenly between two answers."""
        self.monotonic = monotonic
        self._ahead: float | None = None

    def hear(self, date: datetime | None, asked: float) -> None:
        """Take the `Date` of an answer that has just come to what was asked at a moment.

        One that contradicts the last leaves the time unknown until the next is heard.
        """
        now = self.monotonic()
        if date is None or now - asked > QUICK:
            return
        ahead = date.timestamp() - now
        contradicts = self._ahead is not None and abs(ahead - self._ahead) > _CONTRADICTION
        self._ahead = None if contradicts else ahead

    def now(self) -> float | None:
        """Return the gateway's time as a Unix time, None until a quick answer has told it."""
        return None if self._ahead is None else self.monotonic() + self._ahead
