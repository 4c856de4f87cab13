"""The messages that have not left: which wait for the line, and which have waited too long."""

from __future__ import annotations

from collections.abc import Collection
from math import inf

from ..clock import Clock
from ..record.ledger import Ledger
from ..record.message import Message, State
from .backoff import Backoff


class Queue:
    """What is queued, oldest first."""

    def __init__(self, ledger: Ledger, backoff: Backoff, clock: Clock) -> None:
        """Take what is known, and how long nothing is tried after a failure."""
        self._ledger = ledger
        self._backoff = backoff
        self._clock = clock

    @property
    def messages(self) -> list[Message]:
        """Return all of them."""
        return self._ledger.in_state(State.QUEUED)

    def waiting(self) -> set[str]:
        """Return the phones for which messages wait for the line."""
        if self._clock.steady() >= self._backoff.until:
            return set()
        return {message.phone for message in self.messages if message.held}

    def join(self, phones: Collection[str]) -> list[Message]:
        """Let further messages to these phones wait with those that do; return them."""
        joining = [
            message
            for message in (self.messages if phones else ())
            if message.phone in phones and not (message.held or message.once)
        ]
        for message in joining:
            message.held = True
            self._ledger.waits.signal(message)
        return joining

    def expired(self, but: Collection[tuple[str, str]]) -> list[Message]:
        """Return those that could not be sent in time, but not these phones and texts."""
        now = self._clock.steady()
        return [
            message
            for message in self.messages
            if now > message.deadline and (message.phone, message.text) not in but
        ]

    def next_moment(self) -> float:
        """Return when to look again: a message's time is up, or the next attempt is due."""
        now = self._clock.steady()
        moments = [message.deadline for message in self.messages]
        if any(message.held for message in self.messages):
            moments.append(self._backoff.until)
        return min((moment for moment in moments if moment >= now), default=inf)
