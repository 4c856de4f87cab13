"""The door to the life of messages: everything that the floor above needs of it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from decimal import Decimal
from itertools import batched

from ..api.models import SendResult
from .assembly import Assembly
from .limits.limits import Repeated
from .limits.paid_question import ask
from .limits.prices import Query
from .problem import Problem
from .record.draft import Draft
from .record.message import Message
from .resolving.listing import Calibration
from .sending.batch import MOST_PHONES
from .surroundings import Surroundings
from .tasks import Tasks


class Messenger:
    """Sends messages, follows them, and receives those that come in."""

    def __init__(self, surroundings: Surroundings) -> None:
        """Take what the floor needs; nothing runs before `start`."""
        self._parts = Assembly(surroundings)
        self._listener = self._parts.listener
        self._taking = Tasks()
        self.wrong_pins = self._parts.wrong_pins
        self.has_written = self._parts.inbox.wrote
        self.known_up_to = self._parts.polling.known_up_to
        self.settled = self._parts.chains.settled
        self.finished = self._parts.chains.finished
        self.steps = self._parts.chains.steps
        self.goes_on = self._parts.chains.goes_on
        self.listen_inbound = self._parts.polling.listen
        self.look_for_inbound = self._parts.polling.look
        self.standing = self._parts.outbox.intake.standing
        self.repeats = self._parts.limits.repeats
        self.allow = self._parts.limit_watch.allow
        self.heard = self._parts.heard
        self.report = self._parts.delivery.report

    async def start(self) -> None:
        """Load what was written down; sending works at once."""
        await self._parts.start()

    def announce(self) -> None:
        """Tell of what happened, from now on: whoever reacts to it is ready."""
        self._parts.announce()

    async def stop(self) -> None:
        """Start no request, await those under way, and write everything down."""
        await self._parts.stop()

    @property
    def over(self) -> bool:
        """Return whether the run has ended: what becomes of a message now, the next one knows."""
        return self._parts.ledger.waits.over

    @property
    def balance(self) -> Decimal | None:
        """Return the roubles that the last send left in the account."""
        return self._parts.balance

    @property
    def reachable(self) -> bool:
        """Return whether the gateway could be reached when it was last asked for anything."""
        return self._parts.reachable

    @property
    def callback_url(self) -> str | None:
        """Return where the gateway is told to push delivery reports to."""
        return self._parts.sending.callback_url

    @callback_url.setter
    def callback_url(self, url: str | None) -> None:
        """Tell the gateway another address, from the next message on."""
        self._parts.sending.callback_url = url

    @property
    def queued(self) -> int:
        """Return how many messages are not yet with the gateway."""
        return self._parts.outbox.queued

    @property
    def total_spent(self) -> Decimal:
        """Return the roubles spent since the account was set up."""
        return self._parts.limits.total_spent

    @property
    def messages(self) -> Sequence[Message]:
        """Return the open messages and those closed in the last day, oldest first."""
        return tuple(self._parts.ledger.messages.values())

    def find(self, message_id: str) -> Message | None:
        """Return a message by our own id."""
        return self._parts.ledger.messages.get(message_id)

    @property
    def gateway_list(self) -> Calibration | None:
        """Return what was learned of the gateway's list of messages, None if nothing was yet."""
        return self._parts.recent.calibration

    @property
    def receiving(self) -> bool:
        """Return whether somebody listens for inbound messages."""
        return self._parts.polling.listening

    def watch(self, watcher: Callable[[Message], None]) -> Callable[[], None]:
        """Tell of every change of a message's state; call the result to hear no more."""
        watchers = self._parts.ledger.waits.watchers
        watchers.append(watcher)
        return lambda: watchers.remove(watcher)

    def accept(self, drafts: Iterable[Draft]) -> list[Message]:
        """Take messages over, in the drafts' order; never raises.

        A text that waits for a phone, is on its way to it or was accepted for it just now gives
        that message. One that would go past a limit comes back rejected, with a LimitReachedError
        as its error, and is not sent.
        """
        return self._parts.escalation.accept(drafts)

    async def accept_all(self, drafts: Sequence[Draft]) -> list[Message]:
        """Take any number of messages over as `accept` does; who cancels this stops nothing."""
        if len(drafts) <= MOST_PHONES:
            return self.accept(drafts)
        return await asyncio.shield(self._taking.spawn(self._accept_all(drafts)))

    async def ask(self, query: Query, request: Callable[[], Awaitable[SendResult]]) -> SendResult:
        """Make a request that is paid and no message; its roubles count like those of messages.

        Raises LimitReachedError without making it if they are more than are left of the day's,
        and what the request raises.
        """
        self._parts.journal.save_later()
        balance = None
        try:
            result = await ask(self._parts.limits, query, request)
            balance = result.balance
        finally:
            if not self.over:
                self._charged(balance)
        return result

    def cancel(self, ids: Collection[str] | None = None) -> list[Message]:
        """Cancel messages that are still queued, all of them without `ids`; return those.

        No further step of any of them begins.
        """
        return self._parts.escalation.cancel(ids)

    def grant(self, problem: Problem) -> None:
        """Grant one more allowance of the limit that was reached."""
        self._parts.limit_watch.grant(problem)
        self._parts.journal.save_later()

    def in_touch_with(self, phone: str) -> bool:
        """Return whether the phone wrote, or was written to, within the last day."""
        return self.has_written(phone) or self._parts.ledger.wrote_to(phone)

    async def _accept_all(self, drafts: Iterable[Draft]) -> list[Message]:
        """Take over as many at a time as go in a request, so that no save holds too many."""
        messages: list[Message] = []
        repeated: Repeated = {}
        written = True
        for some in batched(drafts, MOST_PHONES, strict=False):
            if messages:
                written = await (
                    self._parts.journal.save() if written else asyncio.sleep(0, result=False)
                )
            messages += self._parts.escalation.accept(some, repeated)
        return messages

    def _charged(self, balance: Decimal | None) -> None:
        """Tell that money may have been spent."""
        self._parts.limit_watch.report()
        self._parts.journal.save_later()
        if balance is not None:
            self._parts.balance_told(balance)
        self._listener.changed()
