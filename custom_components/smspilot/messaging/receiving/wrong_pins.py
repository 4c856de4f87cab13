"""Who tried wrong PINs, and is not heard for it."""

from __future__ import annotations

from ..clock import Clock
from ..limits.limits import Limits
from ..limits.tally import HOUR
from ..phone_number import sender_phone
from ..problem import Problem
from ..record.journal import Journal
from ..surroundings import Listener

SHUT_OUT_AFTER = 5
"""Wrong PINs from one number within an hour."""


class WrongPins:
    """The moments of wrong PINs by sender, over restarts; it keeps neither number nor text."""

    def __init__(self, journal: Journal, limits: Limits, clock: Clock, listener: Listener) -> None:
        """Take where to remember, what makes marks of numbers, and whom to tell."""
        self._moments = journal.table(
            "wrong_pins",
            lambda moments: [clock.stamp(moment) for moment in moments],
            lambda stamps: [clock.recall(float(stamp)) for stamp in stamps],
        )
        self._limits = limits
        self._clock = clock
        self._listener = listener

    def shut_out(self, sender: str) -> bool:
        """Return whether a number is not heard: within the last hour it tried too often."""
        self._forget()
        return len(self._moments.get(self._mark(sender), ())) >= SHUT_OUT_AFTER

    def note(self, sender: str) -> None:
        """Count a wrong PIN; the last one that is allowed shuts the number out for an hour."""
        mark = self._mark(sender)
        moments = [*self._moments.get(mark, ()), self._clock.steady()]
        if len(moments) >= SHUT_OUT_AFTER:
            moments = moments[-1:] * SHUT_OUT_AFTER  # so that all are forgotten together
            self._listener.problem(Problem.WRONG_PINS, active=True)
        self._moments[mark] = moments

    def _forget(self) -> None:
        """Forget what is an hour old."""
        since = self._clock.steady() - HOUR
        for mark, moments in list(self._moments.items()):
            kept = [moment for moment in moments if moment > since]
            if not kept:
                del self._moments[mark]
            elif kept != moments:
                self._moments[mark] = kept

    def _mark(self, sender: str) -> str:
        return self._limits.mark(sender_phone(sender) or sender)
