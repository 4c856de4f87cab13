"""Whether and when the next step of a chain begins: what is to be hoped of its last message."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum, auto
from math import inf

from ...api.errors import (
    AccountBlockedError,
    AuthenticationError,
    DuplicateError,
    IpRestrictionError,
    NoMoneyError,
)
from ..record.message import Message, State
from .chain import Chain

ON_ITS_WAY = (State.QUEUED, State.SENDING)
_NO_CHANNEL_CURES = (AccountBlockedError, AuthenticationError, IpRestrictionError, NoMoneyError)


class Outlook(Enum):
    """What is to be hoped of a message."""

    OPEN = auto()
    """It may still arrive."""
    FAILED = auto()
    """It did not arrive, or nobody can say."""
    REPEATED = auto()
    """It was refused because its very text is there already."""
    OVER = auto()
    """It arrived, or no other channel could do better."""


def outlook(message: Message) -> Outlook:
    """Return what is to be hoped of a message in its state."""
    match message.state:
        case State.REJECTED | State.UNKNOWN if isinstance(message.error, DuplicateError):
            return Outlook.REPEATED
        case State.QUEUED | State.SENDING | State.ACCEPTED:
            return Outlook.OPEN
        case State.UNDELIVERED | State.UNCONFIRMED | State.UNKNOWN:
            return Outlook.FAILED
        case State.EXPIRED:
            return Outlook.FAILED if message.attempt else Outlook.OVER
        case _:
            refused = message.state is State.REJECTED
            cured = refused and not isinstance(message.error, _NO_CHANNEL_CURES)
            return Outlook.FAILED if cured else Outlook.OVER


def reached(messages: Sequence[Message]) -> bool:
    """Return whether one of the messages arrived."""
    return any(message.state is State.DELIVERED for message in messages)


def is_over(chain: Chain, messages: Sequence[Message], now: float) -> bool:
    """Return whether a chain's messages, as far as they are known, leave nothing to be done."""
    if not messages or messages[-1].id != chain.last_id:
        return True  # it was closed so long ago that it is forgotten
    if reached(messages):
        return True
    if messages[-1].state in ON_ITS_WAY:
        return False
    last = outlook(messages[-1])
    if now > chain.until or last is Outlook.OVER:
        return True
    ended = last is Outlook.FAILED or bool(chain.since)
    return ended and not chain.draft.steps


def due(chain: Chain, last: Message) -> float:
    """Return from when on a chain wants to go on; -inf is at once, and inf until there is news."""
    wait = chain.draft.steps[0].wait if chain.draft.steps else inf
    if last.state is State.ACCEPTED:
        return last.due + wait
    if outlook(last) is Outlook.OPEN:
        return inf
    return chain.since + wait if chain.since else -inf
