"""How long to wait after failures in a row."""

from __future__ import annotations

from random import Random

from ..clock import Clock

SHORTEST, LONGEST = 5.0, 300.0
"""Seconds."""
_NEVER = float("-inf")


class Backoff:
    """Waits twice as long after each failure, never exactly as long as others do."""

    def __init__(self, clock: Clock, random: Random) -> None:
        """Start without a failure."""
        self._clock = clock
        self._random = random
        self._seconds = SHORTEST
        self.until = _NEVER

    @property
    def failing(self) -> bool:
        """Return whether something has failed since the last reset."""
        return self.until > _NEVER

    def fail(self) -> None:
        """Wait; requests that fail together count as one failure."""
        now = self._clock.steady()
        if now >= self.until:
            self.until = now + self._seconds * self._random.uniform(0.8, 1.2)
            self._seconds = min(2 * self._seconds, LONGEST)

    def reset(self) -> None:
        """Wait no longer, and shortly after the next failure."""
        self.until = _NEVER
        self._seconds = SHORTEST
