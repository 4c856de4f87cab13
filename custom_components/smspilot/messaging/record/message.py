"""An outgoing message to one phone, and the states it goes through."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from operator import attrgetter
from sys import intern
from typing import Any, Self

from .draft import Draft, Sendable
from .kept_errors import error_as_dict, error_from_dict


class State(StrEnum):
    """Where a message is in its life."""

    QUEUED = "queued"
    WAITING = "waiting"
    """Queued, and the line is down; only ever announced, no message is in it."""
    SENDING = "sending"
    ACCEPTED = "accepted"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    UNCONFIRMED = "unconfirmed"
    REJECTED = "rejected"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"

    @property
    def final(self) -> bool:
        """Return whether the state can change no more."""
        return not _NEXT[self]

    @property
    def announced(self) -> bool:
        """Return whether listeners are told of the state."""
        return self not in (State.QUEUED, State.SENDING)

    def leads_to(self, state: State) -> bool:
        """Return whether a message may go from this state to another."""
        return state in _NEXT[self]


_CLOSING = {State.REJECTED, State.EXPIRED, State.CANCELLED, State.UNKNOWN}
_FROM_QUEUED = {State.SENDING, State.ACCEPTED} | _CLOSING
_NEXT: dict[State, set[State]] = {state: set() for state in State} | {
    State.QUEUED: _FROM_QUEUED,
    State.WAITING: _FROM_QUEUED,
    State.SENDING: {State.QUEUED, State.ACCEPTED} | _CLOSING,
    State.ACCEPTED: {State.DELIVERED, State.UNDELIVERED, State.UNCONFIRMED},
}


@dataclass(slots=True, kw_only=True, eq=False)
class Message(Sendable):
    """A message to one phone; moments are steady time (see Clock), prices roubles."""

    id: str
    text: str = field(default="", repr=False)
    """A closed message keeps none."""
    once: bool = False
    """Whether it must never be sent a second time, whatever became of the first."""
    stale: bool = False
    """Whether a backup may have brought it back, and no look has found it absent since."""
    created: float
    deadline: float
    state: State = State.QUEUED
    announced: State | None = None
    attempt: int = 0
    attempted: float = 0.0
    """Of a run before and without an answer: 0, as its clock was another."""
    dated: float = 0.0
    """When it was attempted by the gateway's clock, until that has answered; 0 if it is unknown."""
    highest_before: int = 0
    """The highest `server_id` known before the attempt."""
    highest_after: int = 0
    """The highest `server_id` that may be its own, since it was looked for; 0 if nobody knows."""
    accepted: float = 0.0
    due: float = 0.0
    """When it may be delivered at the earliest."""
    closed: float = 0.0
    server_id: int | None = None
    price: Decimal | None = None
    parts: int | None = None
    operator: str = ""
    country: str = ""
    error: Exception | None = None
    held: bool = False
    """Whether it waits because the gateway cannot be reached; not persisted."""
    unwritten: bool = False
    """Whether the journal could not be written before it was sent; not persisted."""
    for_chains: bool = False
    """Whether only chains want it, and no action by itself."""
    there: bool = False
    """Whether it was refused because the phone has its text, which is as good; not persisted."""
    waiters: int = 0
    """How many people wait for it; not persisted."""
    waited_for: bool = False
    """Whether somebody waited for it when it was closed; not persisted."""

    @property
    def news(self) -> State | None:
        """Return what listeners shall know of it, None while there is nothing to tell."""
        if self.state is State.QUEUED and self.held:
            return State.WAITING
        return self.state if self.state.announced else None

    @property
    def spellings(self) -> tuple[str, ...]:
        """Return how the gateway may write the phone: a Russian one with an 8, or with neither."""
        if self.phone.startswith("7") and len(self.phone) == _RUSSIAN_DIGITS:
            return (self.phone, "8" + self.phone[1:], self.phone[1:])
        return (self.phone,)

    def is_to(self, phone: str) -> bool:
        """Return whether the gateway's digits of a phone are those of this message."""
        return phone in self.spellings

    @classmethod
    def from_draft(cls, draft: Draft, message_id: str, now: float, least_hold: float) -> Self:
        """Make a message of a draft; without a hold time it is sent at most once."""
        return cls(
            **dict(zip(_OF_DRAFT, _in_common(draft), strict=True)),
            id=message_id,
            for_chains=draft.follows is not None,
            once=draft.hold_for <= 0,
            created=now,
            deadline=now + max(draft.hold_for, least_hold),
        )

    def move_by(self, seconds: float) -> None:
        """Bring its moments from the clock of one run to that of another."""
        for name in _MOMENTS:
            if moment := getattr(self, name):
                setattr(self, name, moment + seconds)

    def join(self, draft: Draft, now: float, least_hold: float) -> None:
        """Take an equal draft in: it may wait as long as that one may."""
        self.deadline = max(self.deadline, now + max(draft.hold_for, least_hold))
        self.once = self.once and draft.hold_for <= 0
        self.for_chains = self.for_chains and draft.follows is not None

    def as_dict(self) -> dict[str, Any]:
        """Return what the journal keeps, without what has its default value."""
        named = zip(_KEPT, _values(self), strict=True)
        values: dict[str, Any] = {name: value for name, value in named if value}
        if self.send_at is not None:
            values["send_at"] = int(self.send_at.timestamp())
        if self.follows is None:
            del values["step"]
        if self.price is not None:
            values["price"] = str(self.price)
        if self.error is not None:
            values["error"] = error_as_dict(self.error)
        return values

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        """Return the message that the journal kept, or raise what its shape leads to."""
        # A parameter is found by the very string that is its name, and by others slowly.
        return cls(**{intern(name): _KEPT[name](value) for name, value in data.items()})


_OF_DRAFT = [each.name for each in fields(Sendable)]
_in_common = attrgetter(*_OF_DRAFT)
_RUSSIAN_DIGITS = 11
_MOMENTS = ("created", "deadline", "attempted", "accepted", "due", "closed")
_KEPT: dict[str, Callable[[Any], Any]] = {
    **dict.fromkeys(("id", "text", "follows"), str),
    **dict.fromkeys(("phone", "sender", "recipient", "operator", "country"), intern),
    **dict.fromkeys(("time_to_live", "attempt", "server_id", "parts"), int),
    **dict.fromkeys(("highest_before", "highest_after"), int),
    **dict.fromkeys((*_MOMENTS, "dated"), float),
    **dict.fromkeys(("test", "once", "stale", "for_chains"), bool),
    **dict.fromkeys(("state", "announced"), {state.value: state for state in State}.__getitem__),
    "step": int,
    "send_at": lambda moment: datetime.fromtimestamp(moment, UTC),
    "price": Decimal,
    "error": error_from_dict,
}
"""What the journal keeps, and how each is read."""
_values = attrgetter(*_KEPT)
