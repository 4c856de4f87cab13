"""A message that counts towards the limits."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, Self

from ..clock import Clock


class Limit(StrEnum):
    """What is limited."""

    MESSAGES_PER_HOUR = "messages_per_hour"
    ROUBLES_PER_DAY = "roubles_per_day"
    ANSWERS_PER_HOUR = "answers_per_hour"


class LimitReachedError(Exception):
    """The message would go past a limit; nothing was sent."""

    def __init__(self, limit: Limit) -> None:
        """Name the limit."""
        super().__init__(str(limit))
        self.limit = limit


@dataclass(slots=True)
class Charge:
    """When a message was sent, for how many roubles, and fingerprints of what it was."""

    moment: float
    amount: Decimal
    fingerprint: str = ""
    settled: bool = False
    excused: Collection[Limit] = ()
    """The limits of which one more allowance was granted since."""
    address: str = ""
    """A fingerprint of the phone and the very text."""
    answered: str = ""
    """By what the phone is recognised that it answers, if it is an answer."""

    def as_list(self, clock: Clock) -> list[Any]:
        """Return what the journal keeps, the moment by the wall."""
        return [
            *(clock.stamp(self.moment), str(self.amount), self.fingerprint, self.settled),
            *(sorted(self.excused), self.address, self.answered),
        ]

    @classmethod
    def from_list(cls, values: list[Any], clock: Clock) -> Self:
        """Return what the journal kept, or raise what its shape leads to."""
        moment, amount, fingerprint, settled, excused, address, answered = values
        return cls(
            clock.recall(float(moment)),
            Decimal(amount),
            str(fingerprint),
            bool(settled),
            tuple(map(Limit, excused)),
            str(address),
            str(answered),
        )
