"""This floor behind one door: everything that the floor above needs of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from random import Random
from typing import Protocol

from ..api.client import SmsPilotClient
from ..api.errors import GatewayError
from ..api.models import InboundMessage
from .clock import Clock
from .counters import Counters
from .delivery import Delivery
from .doubt import Doubts
from .inbox import Inbox
from .journal import Storage
from .ledger import Ledger
from .limits import Limit, Limits
from .listing import RecentList
from .message import Draft, Message, State
from .outbox import Outbox
from .polling import Polling
from .resolve import Resolver
from .sending import Sending
from .tasks import Tasks

_REVIEW_EVERY = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the user may set."""

    messages_per_hour: int = 60
    roubles_per_day: Decimal = Decimal(500)
    callback_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stores:
    """Where the three journals lie."""

    outbox: Storage
    inbox: Storage
    counters: Storage


class Problem(StrEnum):
    """What a user must be told."""

    LIMIT_MESSAGES = "limit_messages"
    LIMIT_ROUBLES = "limit_roubles"
    JOURNAL_DAMAGED = "journal_damaged"
    JOURNAL_UNWRITABLE = "journal_unwritable"
    CALLBACK_REFUSED = "callback_refused"


_LIMIT_PROBLEMS = {
    Limit.MESSAGES_PER_HOUR: Problem.LIMIT_MESSAGES,
    Limit.ROUBLES_PER_DAY: Problem.LIMIT_ROUBLES,
}


class Listener(Protocol):
    """The floor above."""

    def delivery(self, message: Message) -> None:
        """Announce a message's new state: accepted or a final one."""

    def inbound(self, message: InboundMessage, *, late: bool) -> None:
        """Announce an inbound message."""

    def refused(self, message: Message, *, awaited: bool) -> None:
        """Hear of a message that the gateway will not take."""

    def gateway_error(self, error: GatewayError) -> None:
        """Hear of a refused request, be it a send or a poll."""

    def problem(self, problem: Problem, *, active: bool) -> None:
        """Raise a problem or clear it."""

    def reachable(self, *, reachable: bool) -> None:
        """Hear that the gateway went or came back."""

    def changed(self) -> None:
        """Hear that the queue, the money spent or the balance changed."""


class Messenger:
    """Sends messages, follows them, and receives those that come in."""

    def __init__(
        self,
        *,
        client: SmsPilotClient,
        stores: Stores,
        clock: Clock,
        settings: Settings,
        listener: Listener,
        random: Random | None = None,
    ) -> None:
        """Put the parts together; nothing runs before `start`."""
        self._listener = listener
        self._clock = clock
        self._tasks = Tasks()
        self._reachable = True
        self._reported: set[Limit] = set()
        self.balance: Decimal | None = None
        damaged, saved = self._damaged, self._saved
        limits = Limits(clock, settings.messages_per_hour, settings.roubles_per_day)
        self._counters = Counters(stores.counters, limits, on_damage=damaged, on_save=saved)
        self._ledger = Ledger(
            stores.outbox, clock, announce=self._announced, on_damage=damaged, on_save=saved
        )
        self._recent = RecentList(client, self._ledger, clock, self.heard)
        self._resolver = Resolver(self._recent, self._ledger, clock)
        self._sending = Sending(client, self._ledger, limits, clock, self)
        self._sending.callback_url = settings.callback_url
        doubts = Doubts(
            self._resolver,
            self._ledger,
            clock,
            adopted=self._adopted,
            cleared=lambda: self._outbox.pump(),
        )
        self._outbox = Outbox(
            self._sending, doubts, self._ledger, limits, clock, random or Random()
        )
        self._delivery = Delivery(client, self._ledger, limits, clock, self.heard)
        self._inbox = Inbox(
            client,
            stores.inbox,
            clock,
            self._counters,
            hand_on=listener.inbound,
            on_damage=damaged,
            on_save=saved,
        )
        self._polling = Polling(self._inbox, clock, self.heard, listener.gateway_error)

    async def start(self) -> None:
        """Load what was written down; sending works at once."""
        await self._counters.load()
        await self._ledger.load()
        await self._inbox.load()
        self._counters.limits.recover(self._ledger.messages.values())
        self._outbox.start()
        self._delivery.start()
        self._tasks.spawn(self._review_limits())

    def announce(self) -> None:
        """Tell of what happened, from now on: whoever reacts to it is ready."""
        self._ledger.start_announcing()
        self._polling.start()

    async def stop(self) -> None:
        """Start no request, await those under way, and write everything down."""
        await self._polling.stop()
        await self._outbox.stop()
        await self._delivery.stop()
        await self._recent.stop()
        await self._tasks.cancel()
        await self._ledger.journal.save()
        await self._ledger.journal.close()
        await self._inbox.close()
        await self._counters.close()

    @property
    def callback_url(self) -> str | None:
        """Return where the gateway is told to push delivery reports to."""
        return self._sending.callback_url

    @callback_url.setter
    def callback_url(self, url: str | None) -> None:
        """Tell the gateway another address, from the next message on."""
        self._sending.callback_url = url

    @property
    def queued(self) -> int:
        """Return how many messages are not yet with the gateway."""
        return self._outbox.queued

    @property
    def total_spent(self) -> Decimal:
        """Return the roubles spent since the account was set up."""
        return self._counters.limits.total_spent

    @property
    def messages(self) -> Sequence[Message]:
        """Return the open messages and those closed in the last day, oldest first."""
        return tuple(self._ledger.messages.values())

    def find(self, message_id: str) -> Message | None:
        """Return a message by our own id."""
        return self._ledger.messages.get(message_id)

    def accept(self, drafts: Iterable[Draft]) -> list[Message]:
        """Take messages over, in the drafts' order; never raises.

        A text that still waits for a phone gives the waiting message. One that would go past a
        limit comes back rejected, with a LimitReachedError as its error, and is not sent.
        """
        messages = self._outbox.accept(drafts)
        self._report_limits()
        self._counters.journal.save_later()
        self._listener.changed()
        return messages

    async def settled(self, messages: Iterable[Message], timeout: float = 10.0) -> None:
        """Wait until each is accepted, closed, or held after an attempt; or the time is up."""
        await self._ledger.wait(messages, _is_settled, timeout)

    async def finished(self, messages: Iterable[Message], timeout: float) -> None:
        """Wait until each is in a final state, or the time is up."""
        await self._ledger.wait(messages, lambda message: message.state.final, timeout)

    def cancel(self, ids: Collection[str] | None = None) -> list[Message]:
        """Cancel messages that are still queued, all of them without `ids`; return those."""
        return self._outbox.cancel(ids)

    def listen_inbound(self) -> Callable[[], None]:
        """Fetch inbound messages while somebody listens; call the result to listen no more."""
        return self._polling.listen()

    def report(self, server_id: int) -> None:
        """Take a pushed delivery report as a reason to ask, not as the truth."""
        self._delivery.report(server_id)

    def gateway_answered(self) -> None:
        """Hear from the floor above that the gateway answers: what is held goes at once."""
        self.heard(answered=True)

    def grant(self, problem: Problem) -> None:
        """Grant one more allowance of the limit that was reached."""
        for limit, of_limit in _LIMIT_PROBLEMS.items():
            if of_limit is problem:
                self._counters.limits.grant(limit)
        self._report_limits()
        self._counters.journal.save_later()

    def sent_recently(self, text: str) -> bool:
        """Return whether such a text went out within the last hour."""
        return self._counters.limits.sent_recently(text)

    # What the parts tell

    def accepted(self, message: Message) -> None:
        """Follow a message that the gateway took; an answer to it may come soon."""
        self._recent.calibrate(message)
        self._adopted(message)

    def _adopted(self, message: Message) -> None:
        """Follow a message that was found at the gateway; its moments teach nothing."""
        self._delivery.follow(message)
        self._polling.expect_answers()
        self._counters.journal.save_later()

    def refused(self, message: Message, error: GatewayError) -> None:
        """Pass a refusal on."""
        self._listener.gateway_error(error)
        self._listener.refused(message, awaited=message.waiters > 0)

    def callback_refused(self) -> None:
        """Pass on that delivery reports cannot be pushed."""
        self._listener.problem(Problem.CALLBACK_REFUSED, active=True)

    def balance_told(self, balance: Decimal) -> None:
        """Keep the balance of the last answer."""
        self.balance = balance
        self._listener.changed()

    def heard(self, *, answered: bool) -> None:
        """Note whether the gateway answers; if so, everything that waits for it goes at once."""
        if answered:
            self._outbox.hurry()
        if answered is not self._reachable:
            self._reachable = answered
            if answered:
                self._resolver.hurry()
            self._listener.reachable(reachable=answered)

    def _announced(self, message: Message) -> None:
        """Announce a state."""
        self._listener.delivery(message)
        self._listener.changed()

    def _damaged(self) -> None:
        """Tell that a journal had to be set aside."""
        self._listener.problem(Problem.JOURNAL_DAMAGED, active=True)

    def _saved(self, saved: bool) -> None:  # noqa: FBT001 - a plain callback
        """Tell when a journal cannot be written, and when it can again."""
        self._listener.problem(Problem.JOURNAL_UNWRITABLE, active=not saved)

    async def _review_limits(self) -> None:
        """Clear the problem of a limit when there is room again."""
        while True:
            await self._clock.sleep(_REVIEW_EVERY)
            if self._reported:
                self._counters.limits.review()
                self._report_limits()

    def _report_limits(self) -> None:
        """Raise and clear the problems of the limits, each once."""
        reached = self._counters.limits.reached
        for limit, problem in _LIMIT_PROBLEMS.items():
            if (limit in reached) is not (limit in self._reported):
                self._listener.problem(problem, active=limit in reached)
        self._reported = set(reached)


def _is_settled(message: Message) -> bool:
    """Return whether an action need not wait any longer."""
    return message.state not in (State.QUEUED, State.SENDING) or (
        message.state is State.QUEUED and message.held
    )
