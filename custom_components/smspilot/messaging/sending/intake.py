"""Drafts become messages: merged with equal ones, held against the limits, and entered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from uuid import uuid7

from ...api.errors import NotSentError
from ..clock import Clock
from ..limits.limits import Limits, Repeated
from ..record.draft import Content, Draft
from ..record.ledger import Ledger
from ..record.message import Message, State

LEAST_HOLD = 30.0
"""Seconds that one attempt may take, so that a message without a hold time gets its one."""
ONCE_WITHIN = 30.0
"""Seconds after the acceptance of a text during which an equal one is the same message."""

_WITH_THE_GATEWAY = (State.ACCEPTED, State.DELIVERED)


class Intake:
    """What the outbox takes in, and for which run."""

    def __init__(self, ledger: Ledger, limits: Limits, clock: Clock) -> None:
        """Take nothing in yet: the journal has not been read."""
        self._ledger = ledger
        self._limits = limits
        self._clock = clock
        self._standing: defaultdict[str, dict[Content, Message]] = defaultdict(dict)
        self._forget_at = float("-inf")
        self.taking = False
        """Whether the journal can still keep what is taken in."""
        self.sending = False
        """Whether this run still sends it; else the next one does what may wait."""

    def start(self) -> None:
        """Take in from now on, and know what the run before left open."""
        self.taking = self.sending = True
        for message in self._ledger.in_state(State.QUEUED, State.SENDING, State.ACCEPTED):
            self._standing[message.phone][message.content] = message

    def standing(self, phone: str) -> list[Content]:
        """Return what is not taken a second time for a phone: it is on its way or just went."""
        standing = self._standing.get(phone, {})
        return [content for content, message in standing.items() if self._stands(message)]

    def take(
        self, drafts: Iterable[Draft], repeated: Repeated | None = None
    ) -> tuple[list[Message], list[Message]]:
        """Return a message for each draft, and those of them that are new.

        One past a limit is rejected at once. Who gives drafts in several turns gives the same
        `repeated` to each.
        """
        self._forget()
        messages: list[Message] = []
        fresh: list[Message] = []
        now = self._clock.steady()
        for draft in drafts:
            standing, content = self._standing[draft.phone], draft.content
            message = standing.get(content)
            if message is None or not self._stands(message):
                message = Message.from_draft(draft, uuid7().hex, now, LEAST_HOLD)
                standing[content] = message
                fresh.append(message)
            else:
                message.join(draft, now, LEAST_HOLD)
                self._ledger.note(message)
            messages.append(message)
        entering = [message for message in fresh if self._may_enter(message)]
        refused = self._limits.reserve(entering, repeated)
        for message in entering:
            if message in refused:
                message.state = State.REJECTED
            else:
                self._ledger.add(message)
        return messages, fresh

    def _may_enter(self, message: Message) -> bool:
        """Return whether a message can be sent, by this run or the next; else it is closed."""
        if self.taking and (self.sending or not message.once):
            return True
        message.state, message.error = State.EXPIRED, NotSentError("not running")
        return False

    def _stands(self, message: Message) -> bool:
        """Return whether an equal draft is this message, and not another one."""
        if message.state in _WITH_THE_GATEWAY:
            return self._clock.steady() - message.accepted < ONCE_WITHIN
        return message.state in (State.QUEUED, State.SENDING)

    def _forget(self) -> None:
        """Now and then, forget what an equal draft would be another message of."""
        now = self._clock.steady()
        if now < self._forget_at:
            return
        self._forget_at = now + ONCE_WITHIN
        for phone, standing in list(self._standing.items()):
            for content, message in list(standing.items()):
                if not self._stands(message):
                    del standing[content]
            if not standing:
                del self._standing[phone]
