"""What a caller wants sent to one phone."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple


class Content(NamedTuple):
    """What makes two messages equal in everything but the phone."""

    text: str
    sender: str | None
    send_at: datetime | None
    time_to_live: int | None
    test: bool


class Step(NamedTuple):
    """A further way to go with a message: the gateway's `from`, and when."""

    sender: str | None
    wait: float
    """Seconds after the acceptance of the step before, if that has not arrived by then."""


@dataclass(slots=True, kw_only=True, eq=False)
class Sendable:
    """What a draft and its message have in common; `sender` is the gateway's `from`."""

    phone: str = field(repr=False)
    text: str = field(repr=False)
    sender: str | None = None
    recipient: str | None = None
    send_at: datetime | None = None
    time_to_live: int | None = None
    """Minutes."""
    test: bool = False
    ignore_limits: bool = False
    """Whether it goes past the limits; of a message not persisted."""
    trial: bool = False
    """Whether a person tries it, who sees what comes of it; of a message not persisted."""
    answer: bool = False
    """Whether it goes to the mere number of somebody who wrote first; as `ignore_limits`."""
    follows: str | None = None
    """The id of the first message of the chain whose later step it is."""
    step: int = 1

    @property
    def content(self) -> Content:
        """Return what makes two messages equal in everything but the phone."""
        return Content(self.text, self.sender, self.send_at, self.time_to_live, self.test)


@dataclass(slots=True, kw_only=True)
class Draft(Sendable):
    """What a caller wants sent to one phone."""

    hold_for: float = 3600.0
    """Seconds."""
    steps: tuple[Step, ...] = ()
    """How to go on, one after the other, as long as it has not arrived."""
    question: bool = False
    """Whether its further ways begin only in the time for which it may be held itself."""
