"""The parts of the floor put together, and what they tell each other and the floor above."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import cast

from .delivery import DeliveryChecks
from .escalation.chains import Chains
from .escalation.duplicates import Duplicates
from .escalation.escalation import Escalation
from .limits.limits import Limits, Repeated
from .limits.watch import LimitWatch
from .receiving.inbox import Inbox
from .receiving.polling import Polling
from .receiving.wrong_pins import WrongPins
from .record.draft import Draft
from .record.journal import Journal
from .record.ledger import Ledger
from .record.message import Message
from .resolving.attempts import Attempts
from .resolving.listing import RecentList
from .resolving.resolve import Resolver
from .resolving.second_attempt import SecondAttempts
from .sending.backoff import Backoff
from .sending.outbox import Outbox
from .sending.send_batch import BatchSending
from .surroundings import Listener, Shielded, Surroundings
from .tasks import Tasks


class Assembly:
    """One of each part; it is what they tell their news to."""

    def __init__(self, surroundings: Surroundings) -> None:
        """Put the parts together; nothing runs before `start`."""
        client, settings = surroundings.client, surroundings.settings
        self._clock = clock = surroundings.clock
        self.listener = listener = cast("Listener", Shielded(surroundings.listener))
        self._tasks = Tasks()
        self.reachable = True
        self._stopping = False
        self.balance: Decimal | None = None
        self.journal = journal = Journal(surroundings.storage, clock, listener.problem)
        self.limits = limits = Limits(journal, clock, settings)
        self.limit_watch = LimitWatch(limits, clock, listener)
        self.ledger = Ledger(journal, clock, announce=self._announced, changed=limits.follow)
        attempts = Attempts(client.clock, clock)
        self.recent = RecentList(client, self.ledger, clock, attempts, self)
        self._resolver = Resolver(self.recent, self.ledger, attempts, clock)
        second_attempts = self._create_second_attempts()
        self.sending = BatchSending(client, self.ledger, clock, self, listener)
        self.sending.callback_url = settings.callback_url
        backoff = Backoff(clock, settings.random)
        self.outbox = Outbox(
            self.sending, second_attempts, self.ledger, limits, clock, backoff, self._stop_if_unsure
        )
        self.delivery = DeliveryChecks(client, self.ledger, clock, self)
        self.chains = Chains(self.ledger, clock)
        self.escalation = Escalation(
            self.chains,
            Duplicates(self.ledger, limits, clock),
            self.outbox,
            second_attempts,
            self.delivery,
            self.ledger,
            clock,
            self._take,
        )
        self.inbox = Inbox(client, journal, limits, clock, hand_on=listener.inbound)
        self.polling = Polling(self.inbox, clock, self, listener)
        self.wrong_pins = WrongPins(journal, limits, clock, listener)

    async def start(self) -> None:
        """Load what was written down, and let everything run that works without listeners."""
        await self.journal.load()
        self.ledger.take_over()
        self.limits.take_over()
        self.inbox.take_over()
        self.outbox.start()
        self.escalation.start()
        self.delivery.start()
        self._tasks.keep_running(self.limit_watch.run, self._clock)

    def announce(self) -> None:
        """Let everything run that needs listeners, unless the run is over already."""
        if self._stopping:
            return
        self.ledger.start_announcing()
        self.polling.start()

    async def stop(self) -> None:
        """Start no request, await those under way, and write everything down."""
        self._stopping = True
        await self.polling.stop()
        await self.escalation.stop()
        await self.outbox.stop()
        await self.delivery.stop()
        await self.recent.stop()
        await self._tasks.cancel()
        await self.inbox.stop()
        self.outbox.close()
        self.ledger.end()
        await self.journal.close()

    def answered(self) -> None:
        """Let go what waited behind a message that has its answer."""
        self.outbox.pump()

    def accepted(self, message: Message) -> None:
        """Follow a message that the gateway took; an answer to it may come soon."""
        self.recent.calibrate(message)
        self._adopted(message)

    def balance_told(self, balance: Decimal) -> None:
        """Keep the balance of the last answer; it is told with what becomes of the messages."""
        self.balance = balance

    def heard(self, *, answered: bool) -> None:
        """Note whether the gateway answers; if so, everything that waits for it goes at once."""
        if answered:
            self.outbox.hurry()
            self.escalation.hurry()
        if answered is not self.reachable:
            self.reachable = answered
            if answered:
                self._resolver.hurry()
            self.listener.reachable(reachable=answered)

    def _take(self, drafts: Iterable[Draft], repeated: Repeated | None = None) -> list[Message]:
        """Give drafts to the outbox, and tell what that changed."""
        messages = self.outbox.accept(drafts, repeated)
        self.limit_watch.report()
        self.listener.changed()
        return messages

    def _stop_if_unsure(self, message: Message) -> bool:
        """Stop a step that may not be wanted; return whether it was stopped."""
        return self.escalation.stop_if_unsure(message)

    def _adopted(self, message: Message) -> None:
        """Follow a message that was found at the gateway; its moments teach nothing."""
        self.delivery.follow(message)
        self.polling.expect_answers()

    def _announced(self, message: Message) -> None:
        """Announce a state."""
        self.listener.delivery(message)
        self.listener.changed()

    def _create_second_attempts(self) -> SecondAttempts:
        """Return the part that finds out what became of messages."""
        return SecondAttempts(
            self._resolver,
            self.ledger,
            self._clock,
            adopted=self._adopted,
            cleared=lambda: self.outbox.look(),  # noqa: PLW0108 - there is no outbox yet
        )
