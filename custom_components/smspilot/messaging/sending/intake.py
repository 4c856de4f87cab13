"""Drafts become messages: merged with equal ones, held against the limits, and entered."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from uuid import uuid7

from ...api.errors import NotSentError
from ..clock import Clock
from ..limits.limits import Limits
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
        self._known: dict[tuple[str, Content], Message] = {}
        self.taking = False
        """Whether the journal can still keep what is taken in."""
        self.sending = False
        """Whether this run still sends it; else the next one does what may wait."""

    def start(self) -> None:
        """Take in from now on, and know what the run before left open."""
        self.taking = self.sending = True
        open_ones = self._ledger.in_state(State.QUEUED, State.SENDING, State.ACCEPTED)
        self._known = {(message.phone, message.content): message for message in open_ones}

    def known(self, phone: str) -> list[Content]:
        """Return what is not taken a second time for a phone: it is on its way or just went."""
        self._forget()
        return [content for known_phone, content in self._known if known_phone == phone]

    def take(self, drafts: Iterable[Draft]) -> tuple[list[Message], list[Message]]:
        """Return a message for each draft, and those of them that are new.

        One past a limit is rejected at once.
        """
        self._forget()
        messages: list[Message] = []
        fresh: list[Message] = []
        ignoring: set[str] = set()
        answers: set[str] = set()
        now = self._clock.steady()
        for draft in drafts:
            message = self._known.get((draft.phone, draft.content))
            if message is None:
                message = Message.from_draft(draft, uuid7().hex, now, LEAST_HOLD)
                self._known[draft.phone, draft.content] = message
                fresh.append(message)
                if draft.ignore_limits:
                    ignoring.add(message.id)
                if draft.answer:
                    answers.add(message.id)
            else:
                message.join(draft, now, LEAST_HOLD)
                self._ledger.note(message)
            messages.append(message)
        self._enter([message for message in fresh if self._may_enter(message)], ignoring, answers)
        return messages, fresh

    def _may_enter(self, message: Message) -> bool:
        """Return whether a message can be sent, by this run or the next; else it is closed."""
        if self.taking and (self.sending or not message.once):
            return True
        message.state, message.error = State.EXPIRED, NotSentError("not running")
        return False

    def _enter(
        self, messages: Sequence[Message], ignoring: Collection[str], answers: Collection[str]
    ) -> None:
        """Enter messages in the ledger, but for those past a limit."""
        refused = self._limits.reserve(messages, ignoring, answers)
        for message in messages:
            if message in refused:
                message.state = State.REJECTED
            else:
                self._ledger.add(message)

    def _forget(self) -> None:
        """Forget what an equal draft would be another message of."""
        since = self._clock.steady() - ONCE_WITHIN
        self._known = {
            key: message
            for key, message in self._known.items()
            if message.state in (State.QUEUED, State.SENDING)
            or (message.state in _WITH_THE_GATEWAY and message.accepted > since)
        }
