"""What a message means for the chain that waits for it."""

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


class Verdict(Enum):
    """What a message means for its chain."""

    OPEN = auto()
    """It may still arrive."""
    FAILED = auto()
    """It did not arrive, or nobody can say."""
    REPEATED = auto()
    """It was refused because its very text is there already."""
    OVER = auto()
    """It arrived, or no other channel could do better."""


def judge(message: Message) -> Verdict:
    """Return what the state of a message means."""
    match message.state:
        case State.REJECTED | State.UNKNOWN if isinstance(message.error, DuplicateError):
            return Verdict.REPEATED
        case State.QUEUED | State.SENDING | State.ACCEPTED:
            return Verdict.OPEN
        case State.UNDELIVERED | State.UNCONFIRMED | State.UNKNOWN:
            return Verdict.FAILED
        case State.EXPIRED:
            return Verdict.FAILED if message.attempt else Verdict.OVER
        case _:
            refused = message.state is State.REJECTED
            cured = refused and not isinstance(message.error, _NO_CHANNEL_CURES)
            return Verdict.FAILED if cured else Verdict.OVER


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
    verdict = judge(messages[-1])
    if now > chain.until or verdict is Verdict.OVER:
        return True
    ended = verdict is Verdict.FAILED or bool(chain.since)
    return ended and not chain.draft.steps


def due(chain: Chain, last: Message) -> float:
    """Return from when on a chain wants to go on; -inf is at once, and inf until there is news."""
    wait = chain.draft.steps[0].wait if chain.draft.steps else inf
    if last.state is State.ACCEPTED:
        return last.due + wait
    if judge(last) is Verdict.OPEN:
        return inf
    return chain.since + wait if chain.since else -inf
