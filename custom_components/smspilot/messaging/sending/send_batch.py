"""A batch of messages equal in everything but the phone: written down, sent, and sorted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Protocol

from ...api.client import SmsPilotClient
from ...api.errors import (
    AccountBlockedError,
    AuthenticationError,
    DuplicateError,
    GatewayError,
    IpRestrictionError,
    NotSentError,
    TemporaryError,
)
from ...api.models import MessageStatus
from ..clock import Clock
from ..events import GatewayEvents
from ..problem import Problem
from ..record.ledger import Ledger
from ..record.message import Message, State
from ..surroundings import Listener
from ..tasks import unhurried
from .batch import Batch, Leftover
from .request import Fate, Posted, post

_INVALID_CALLBACK = 260
_ACCOUNT_WIDE = (AccountBlockedError, AuthenticationError, IpRestrictionError)


class SendingEvents(GatewayEvents, Protocol):
    """Whom the sending tells."""

    def answered(self) -> None:
        """Hear that messages have their answer, so that one save may hold it and what follows."""

    def accepted(self, message: Message) -> None:
        """Hear that the gateway took a message."""

    def balance_told(self, balance: Decimal) -> None:
        """Hear what is left in the account."""


class BatchSending:
    """Takes batches to the gateway."""

    def __init__(
        self,
        client: SmsPilotClient,
        ledger: Ledger,
        clock: Clock,
        events: SendingEvents,
        listener: Listener,
    ) -> None:
        """Take what a request needs."""
        self._client = client
        self._ledger = ledger
        self._clock = clock
        self._events = events
        self._listener = listener
        self.callback_url: str | None = None
        self.stopping = False

    async def run(self, batch: Batch) -> Leftover:
        """Write a batch down, then send it."""
        written = 0
        while written < len(batch.messages):
            written = len(batch.messages)
            self._date(batch.messages)
            saved = await self._ledger.journal.save()
            for message in batch.messages:
                message.unwritten = not saved
        batch.open = False
        return await self._send(batch.messages)

    async def _send(self, messages: Sequence[Message]) -> Leftover:
        """Send messages in one request, and one by one if that is refused as a whole."""
        leftover, due = self._withdraw(messages)
        if not due:
            return leftover
        callback_url = self.callback_url
        self._date(due)
        posted = await post(
            self._client,
            due,
            now=datetime.fromtimestamp(self._clock.wall(), UTC),
            callback_url=callback_url,
        )
        if not posted.postponed:  # which is no success that others could follow
            self._events.heard(answered=posted.answered)
        again = [] if posted.refusal is None else self._repeats(posted.refusal, due, callback_url)
        if again:
            await self._forget_dates(due)
        for messages_again in again:
            leftover.add(await self._send(messages_again))
        if not again:
            leftover.add(await self._settle(due, posted))
        return leftover

    def _date(self, messages: Iterable[Message]) -> None:
        """Note that messages are attempted now."""
        now, there = self._clock.steady(), self._client.clock.now()
        for message in messages:
            message.attempted, message.dated = now, there or 0.0

    async def _forget_dates(self, messages: Iterable[Message]) -> None:
        """Have nobody who reads the journal believe that these requests were the last ones."""
        for message in messages:
            message.dated = 0.0
            self._ledger.note(message)
        await self._ledger.journal.save()

    def _withdraw(self, messages: Iterable[Message]) -> tuple[Leftover, list[Message]]:
        """Part the messages whose time is up or that must wait for the next run from the others."""
        leftover, due = Leftover(), []
        for message in messages:
            if self.stopping or self._clock.steady() > message.deadline:
                self._hold(message, leftover)
            else:
                due.append(message)
        return leftover, due

    def _repeats(
        self, refusal: GatewayError, messages: Sequence[Message], callback_url: str | None
    ) -> Sequence[Sequence[Message]]:
        """Return the requests to make in the place of one that was refused as a whole."""
        if refusal.code == _INVALID_CALLBACK and callback_url is not None:
            if self.callback_url == callback_url:
                self.callback_url = None
                self._listener.problem(Problem.CALLBACK_REFUSED, active=True)
            return [messages]
        if len(messages) == 1 or isinstance(refusal, _ACCOUNT_WIDE):
            return []
        return [[message] for message in messages]

    async def _settle(self, messages: Sequence[Message], posted: Posted) -> Leftover:
        """Bring each message to the state that the answer means for it; save, then announce."""
        leftover = Leftover()
        async for message in unhurried(messages):
            self._sort(message, posted.fates[message.phone], leftover)
        changed = [message for message in messages if message.state is not State.SENDING]
        # Before whoever waits for the messages goes on.
        if posted.balance is not None:
            self._events.balance_told(posted.balance)
        for message in changed:
            refused = message.state is not State.ACCEPTED and not message.trial
            if refused and isinstance(message.error, GatewayError):
                self._listener.gateway_error(message.error)
        if changed:
            if not leftover.held:
                self._events.answered()
            await self._ledger.commit(changed)
        for message in changed:
            if message.state is State.ACCEPTED:
                self._events.accepted(message)
        return leftover

    def _sort(self, message: Message, fate: Fate, leftover: Leftover) -> None:
        """Bring one message to its state."""
        match fate:
            case MessageStatus():
                self._ledger.adopt(message, fate)
            case NotSentError() | TemporaryError() if not message.once:
                self._hold(message, leftover)
            case NotSentError():
                self._ledger.move(message, State.EXPIRED, fate)
            case GatewayError() if not _proves_nothing(fate, message):
                self._ledger.move(message, State.REJECTED, fate)
            case _:
                message.error = fate if isinstance(fate, DuplicateError) else None
                leftover.unclear.append(message)

    def _hold(self, message: Message, leftover: Leftover) -> None:
        """Take back an attempt that did not reach the gateway."""
        message.attempt -= 1
        message.held = True
        self._ledger.move(message, State.QUEUED)
        leftover.held.append(message)


def _proves_nothing(error: GatewayError, message: Message) -> bool:
    """Return whether a refusal may come from the message's own first attempt."""
    return isinstance(error, DuplicateError) and message.attempt > 1
