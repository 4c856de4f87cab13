"""What was charged in the last hour and today, counted as it comes: no message adds it all up."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Collection
from decimal import Decimal
from operator import attrgetter

from ..clock import Clock
from .charge import Charge, Limit

HOUR = 3600.0
_SAME_DAY = 1.0
"""Seconds by which the moment of midnight may seem to move: clocks never run quite alike."""


class Tally:
    """Counters of charges, which are told of each that comes, changes or goes."""

    def __init__(self, clock: Clock) -> None:
        """Start with nothing charged."""
        self._clock = clock
        self.count_anew(())

    def count_anew(self, charges: Collection[Charge]) -> None:
        """Count everything from the start."""
        self.settled = sum((charge.amount for charge in charges if charge.settled), Decimal(0))
        self.addresses = Counter(charge.address for charge in charges)
        self.messages = 0
        """Within the last hour, from the last grant on."""
        self.answers: Counter[str] = Counter()
        """As `messages`, by whom each answers."""
        self.texts: Counter[str] = Counter()
        """The fingerprints of the last hour."""
        self.spent = Decimal(0)
        """Spent and reserved today, from the last grant on."""
        self._midnight = float("inf")
        since = self._clock.steady() - HOUR
        recent = (charge for charge in charges if charge.moment > since)
        self._last_hour = deque(sorted(recent, key=attrgetter("moment")))
        for charge in self._last_hour:
            self._count(charge, 1)

    def keep_up(self, charges: Collection[Charge]) -> None:
        """Let the time pass: leave behind what is an hour old, and a day that has ended."""
        since = self._clock.steady() - HOUR
        while self._last_hour and self._last_hour[0].moment <= since:
            self._count(self._last_hour.popleft(), -1)
        midnight = self._clock.midnight()
        if abs(midnight - self._midnight) > _SAME_DAY:
            self._midnight = midnight
            self.spent = sum((self._of_today(charge) for charge in charges), Decimal(0))

    def add(self, charge: Charge) -> None:
        """Count a charge of now."""
        self._last_hour.append(charge)
        self._count(charge, 1)
        _count(self.addresses, charge.address, 1)
        self.spent += self._of_today(charge)

    def change(self, charge: Charge, amount: Decimal, *, settled: bool) -> None:
        """Give a charge another amount."""
        self.spent -= self._of_today(charge)
        self.settled -= charge.amount * charge.settled
        charge.amount, charge.settled = amount, settled
        self.settled += charge.amount * charge.settled
        self.spent += self._of_today(charge)

    def forget(self, charge: Charge) -> None:
        """Count a charge no more that is older than all that is counted here by time."""
        self.settled -= charge.amount * charge.settled
        _count(self.addresses, charge.address, -1)

    def _count(self, charge: Charge, one: int) -> None:
        """Count a charge into the last hour, or out of it."""
        _count(self.texts, charge.fingerprint, one)
        if Limit.MESSAGES_PER_HOUR not in charge.excused:
            self.messages += one
        if charge.answered and Limit.ANSWERS_PER_HOUR not in charge.excused:
            _count(self.answers, charge.answered, one)

    def _of_today(self, charge: Charge) -> Decimal:
        """Return how much of a charge counts today."""
        counts = charge.moment >= self._midnight and Limit.ROUBLES_PER_DAY not in charge.excused
        return charge.amount if counts else Decimal(0)


def _count(counter: Counter[str], key: str, one: int) -> None:
    """Count one more or less; what is not there any more is forgotten."""
    counter[key] += one
    if not counter[key]:
        del counter[key]
