"""Goes further ways with a message that does not arrive, until one of them reached somebody."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Iterable
from math import inf

from ..clock import Clock
from ..delivery import DeliveryChecks
from ..limits.limits import Repeated
from ..record.draft import Draft
from ..record.ledger import Ledger
from ..record.message import Message, State
from ..resolving.second_attempt import SecondAttempts
from ..sending.batch import MOST_PHONES
from ..sending.outbox import Outbox
from ..tasks import Tasks
from .chain import Chain
from .chains import Chains
from .duplicates import Duplicates
from .earlier_steps import EarlierSteps
from .next_step import Outlook, outlook

type Take = Callable[[Iterable[Draft], Repeated | None], list[Message]]


class Escalation:
    """Begins the next step of each chain whose last one did not arrive."""

    def __init__(
        self,
        chains: Chains,
        duplicates: Duplicates,
        outbox: Outbox,
        second_attempts: SecondAttempts,
        delivery: DeliveryChecks,
        ledger: Ledger,
        clock: Clock,
        take: Take,
    ) -> None:
        """Take the parts, and what gives drafts to the outbox; nothing runs before `start`."""
        self.chains = chains
        self._duplicates = duplicates
        self._outbox = outbox
        self._second_attempts = second_attempts
        self._ledger = ledger
        self._clock = clock
        self._take = take
        self._stopped: set[Chain] = set()
        """Those whose step was stopped at the door: what came before it may have arrived."""
        self._wake = asyncio.Event()
        self._earlier_steps = EarlierSteps(chains, delivery, clock, self._wake)
        self.hurry = self._earlier_steps.hurry
        self._tasks = Tasks()
        ledger.waits.watchers.append(self._watch)

    def start(self) -> None:
        """Go on where the run before stood."""
        self.chains.take_over()
        for message in tuple(self._ledger.messages.values()):
            self._watch(message)
        self._tasks.keep_running(self._run, self._clock)

    async def stop(self) -> None:
        """Begin nothing more; the next run goes on."""
        await self._tasks.cancel()
        await self._earlier_steps.stop()

    def accept(self, drafts: Iterable[Draft], repeated: Repeated | None = None) -> list[Message]:
        """Take messages over, in the drafts' order, with the further steps that they have."""
        drafts = list(drafts)
        messages = self._take(drafts, repeated)
        further = [each for each in zip(drafts, messages, strict=True) if each[0].steps]
        if sum(self.chains.add(draft, message) for draft, message in further):
            self._wake.set()
            self._tasks.spawn(self._ledger.journal.save())
        return messages

    def cancel(self, ids: Collection[str] | None = None) -> list[Message]:
        """Cancel what is still queued, all of it without `ids`; begin no further step of it.

        What others want as well stays with them.
        """
        messages = self._ledger.messages
        named = [messages[key] for key in set(messages if ids is None else ids) if key in messages]
        ended = self.chains.named(named)
        for chain in ended:
            self.chains.end(chain)
        cancelled = {message.id for message in named if not self.chains.need(message)}
        for message in named:
            if message.id not in cancelled:
                message.for_chains = True
                self._ledger.note(message)
        later = (message for chain in ended for message in self.chains.messages(chain))
        cancelled.update(message.id for message in later if self._is_needless(message))
        if ended:
            self._tasks.spawn(self._ledger.journal.save())
        return self._outbox.cancel(cancelled)

    def stop_if_unsure(self, message: Message) -> bool:
        """Stop a step unless somebody wants it of whom it is known that nothing arrived yet.

        Return whether it was stopped; what is not known is found out then.
        """
        chains = self.chains.with_message(message)
        if any(map(self._earlier_steps.is_known, chains)):
            return False
        self._stopped.update(chains)
        self._wake.set()
        return True

    def _is_needless(self, message: Message) -> bool:
        """Return whether a message waits to be sent that nobody wants any more."""
        queued = message.state is State.QUEUED
        return queued and message.for_chains and not self.chains.need(message)

    def _watch(self, message: Message) -> None:
        """Hear what became of a message: nobody who was reached wants another one."""
        for chain in self.chains.with_message(message):
            self._wake.set()
            if message.state is State.DELIVERED:
                self._end(chain)
            elif message.state is State.SENDING:
                chain.asked = -inf
        if self._is_needless(message):
            self._outbox.cancel([message.id])

    async def _run(self) -> None:
        """Look at the chains whenever something of them may have become due."""
        while True:
            self._wake.clear()
            until = self._look()
            await self._clock.wait(self._wake, until - self._clock.steady() + 0.001)

    def _look(self) -> float:
        """Go on with what may go on, ask for what must be known first; return when to look next."""
        for chain in self.chains:
            if self.chains.is_over(chain):
                self._end(chain)
        now = self._clock.steady()
        due = {chain: self.chains.due(chain) for chain in self.chains}
        wanted = [chain for chain in due if due[chain] <= now or chain in self._stopped]
        known = list(filter(self._earlier_steps.is_known, wanted))
        moments = [each for chain in due for each in (due[chain], chain.until) if each > now]
        moments.append(self._earlier_steps.ask([one for one in wanted if one not in known], now))
        self._go_on([chain for chain in known if due[chain] <= now][:MOST_PHONES], now)
        if not self._stopped.isdisjoint(known):
            self._stopped.difference_update(known)
            self._outbox.pump()
        self._stopped.intersection_update(due)
        return min(moments)

    def _go_on(self, chains: Iterable[Chain], now: float) -> None:
        """Begin what comes next in chains, all in one go."""
        begun: dict[Chain, Draft] = {}
        for chain in chains:
            self._wake.set()
            last = self.chains.messages(chain)[-1]
            if outlook(last) is not Outlook.REPEATED or chain.since:
                begun[chain] = chain.next_draft(now)
            elif (draft := self._repeat(chain, last, now)) is not None:
                begun[chain] = draft
        if begun:
            for chain, message in zip(begun, self._take(begun.values(), None), strict=True):
                self._begin(chain, message)
            self._outbox.pump()

    def _repeat(self, chain: Chain, refused: Message, now: float) -> Draft | None:
        """Return what to send in the place of a step whose very text is there, if anything."""
        instead = self._duplicates.instead(chain, refused, now)
        if isinstance(instead, Draft):
            return instead
        refused.there = True
        if instead is None:
            chain.since = now
            self.chains.note(chain)
        else:
            self.chains.carry_on(chain, instead)
        self._tasks.spawn(self._ledger.journal.save())
        return None

    def _begin(self, chain: Chain, message: Message) -> None:
        """Wait for a step; it may be an equal message of somebody else's."""
        if message.id not in self._ledger.messages:
            self._end(chain)  # a limit is reached, which no channel cures
            return
        is_new = message.follows == chain.id and message.id not in chain.ids
        self.chains.carry_on(chain, message)
        if chain.resumed and is_new:  # the run before may have sent it, and not have noted that
            self._second_attempts.seek(message)

    def _end(self, chain: Chain) -> None:
        """Do nothing more for a chain, and do not send what only it wants."""
        self.chains.end(chain)
        last = self.chains.last(chain)
        if last is not None and self._is_needless(last):
            self._outbox.cancel([last.id])
