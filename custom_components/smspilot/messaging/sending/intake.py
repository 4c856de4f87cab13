"""Drafts become messages: merged with what waits, held against the limits, and entered."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from uuid import uuid4

from ...api.errors import NotSentError
from ..clock import Clock
from ..limits.limits import Limits
from ..record.ledger import Ledger
from ..record.message import Draft, Message, State

LEAST_HOLD = 30.0
"""Seconds that one attempt may take, so that a message without a hold time gets its one."""


class Intake:
    """What the outbox takes in, and for which run."""

    def __init__(self, ledger: Ledger, limits: Limits, clock: Clock) -> None:
        """Take nothing in yet: the journal has not been read."""
        self._ledger = ledger
        self._limits = limits
        self._clock = clock
        self.taking = False
        """Whether the journal can still keep what is taken in."""
        self.sending = False
        """Whether this run still sends it; else the next one does what may wait."""

    def take(self, drafts: Iterable[Draft]) -> list[Message]:
        """Return a message for each draft; one past a limit is rejected at once."""
        messages: list[Message] = []
        fresh: list[Message] = []
        ignoring: set[str] = set()
        now = self._clock.steady()
        for draft in drafts:
            message = self._still_queued(draft, fresh)
            if message is None:
                message = Message.from_draft(draft, uuid4().hex, now, LEAST_HOLD)
                fresh.append(message)
                if draft.ignore_limits:
                    ignoring.add(message.id)
            else:
                message.join(draft, now, LEAST_HOLD)
            messages.append(message)
        self._enter([message for message in fresh if self._may_enter(message)], ignoring)
        return messages

    def _may_enter(self, message: Message) -> bool:
        """Return whether a message can be sent, by this run or the next; else it is closed."""
        if self.taking and (self.sending or not message.once):
            message.held = not self.sending
            return True
        message.state, message.error = State.EXPIRED, NotSentError("not running")
        return False

    def _enter(self, messages: Sequence[Message], ignoring: Collection[str]) -> None:
        """Enter messages in the ledger, but for those past a limit."""
        refused = self._limits.reserve(messages, ignoring)
        for message in messages:
            if message in refused:
                message.state = State.REJECTED
            else:
                self._ledger.add(message)

    def _still_queued(self, draft: Draft, fresh: Sequence[Message]) -> Message | None:
        """Return the message that waits with the same text for the same phone."""
        for message in (*self._ledger.in_state(State.QUEUED), *fresh):
            if message.phone == draft.phone and message.content == draft.content:
                return message
        return None
