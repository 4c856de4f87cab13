"""Goes further ways with a message that does not arrive, until one of them reached somebody."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Iterable
from math import inf

from ..clock import Clock
from ..delivery import Delivery
from ..limits.limits import Repeated
from ..record.draft import Draft
from ..record.ledger import Ledger
from ..record.message import Message, State
from ..resolving.second_attempt import Doubts
from ..sending.outbox import Outbox
from ..tasks import Tasks
from .chain import Chain
from .chains import Chains
from .duplicates import Duplicates
from .verdict import Verdict, judge, reached

_LOOK_EVERY = 3600.0
ASK_AGAIN = 30.0
"""Seconds until earlier messages are asked for again if the gateway did not answer."""

type Take = Callable[[Iterable[Draft], Repeated | None], list[Message]]


class Escalation:
    """Begins the next step of each chain whose last one did not arrive."""

    def __init__(
        self,
        chains: Chains,
        duplicates: Duplicates,
        outbox: Outbox,
        doubts: Doubts,
        delivery: Delivery,
        ledger: Ledger,
        clock: Clock,
        take: Take,
    ) -> None:
        """Take the parts, and what gives drafts to the outbox; nothing runs before `start`."""
        self.chains = chains
        self._duplicates = duplicates
        self._outbox = outbox
        self._doubts = doubts
        self._delivery = delivery
        self._ledger = ledger
        self._clock = clock
        self._take = take
        self._ask_again = -inf
        self._wake = asyncio.Event()
        self._tasks = Tasks()
        ledger.waits.watchers.append(self._watch)

    def start(self) -> None:
        """Go on where the run before stood."""
        self.chains.take_over()
        for message in self._ledger.messages.values():
            self._watch(message)
        self._tasks.keep_running(self._run, self._clock)

    async def stop(self) -> None:
        """Begin nothing more; the next run goes on."""
        await self._tasks.cancel()

    def accept(self, drafts: Iterable[Draft], repeated: Repeated | None = None) -> list[Message]:
        """Take messages over, in the drafts' order, with the further steps that they have."""
        drafts = list(drafts)
        messages = self._take(drafts, repeated)
        for draft, message in zip(drafts, messages, strict=True):
            if draft.steps:
                self.chains.add(draft, message)
                self._wake.set()
        return messages

    def cancel(self, ids: Collection[str] | None = None) -> list[Message]:
        """Cancel what is still queued, all of it without `ids`; begin no further step of it."""
        wanted = set() if ids is None else set(ids)
        for chain in self.chains:
            if ids is None or not wanted.isdisjoint(chain.ids):
                wanted |= {one.id for one in self.chains.messages(chain) if chain.began(one)}
                self._end(chain)
        return self._outbox.cancel(None if ids is None else wanted)

    def hurry(self) -> None:
        """Ask for what could not be asked for: the gateway has just answered."""
        if self._ask_again > self._clock.steady():
            self._ask_again = -inf
            self._wake.set()

    def _watch(self, message: Message) -> None:
        """Let no step leave that is needed no more, or of which that must first be found out.

        At once when a message of its chain changed: a queued one may leave in the same moment.
        """
        for chain in self.chains.with_message(message):
            self._wake.set()
            last = self.chains.last(chain)
            if last is None or not chain.began(last):
                continue
            if last.state is not State.QUEUED:
                chain.asked = False
            elif reached(self.chains.messages(chain)):
                self._outbox.cancel([last.id])
            else:
                last.barred = not chain.asked and bool(self.chains.open_messages(chain))

    async def _run(self) -> None:
        """Look at the chains whenever something of them may have become due."""
        while True:
            self._wake.clear()
            ready = [chain for chain in self.chains if self._is_ready(chain)]
            asked = await self._asked(ready)
            for chain in ready:
                if asked.issuperset(self.chains.open_messages(chain)) and self._is_ready(chain):
                    self._go_on(chain)
            now = self._clock.steady()
            due = [self.chains.due(chain) for chain in self.chains]
            until = min(max(min(due), self._ask_again), now + _LOOK_EVERY) if due else inf
            await self._clock.wait(self._wake, until - now + 0.001)

    def _is_ready(self, chain: Chain) -> bool:
        """Return whether a chain may go on; end it if it is over."""
        if chain in self.chains and self.chains.is_over(chain):
            self._end(chain)
        return chain in self.chains and self.chains.due(chain) <= self._clock.steady()

    async def _asked(self, ready: Iterable[Chain]) -> set[Message]:
        """Ask for the earlier messages of chains, and return those of which the answer is known."""
        found = (message for chain in ready for message in self.chains.open_messages(chain))
        messages = list(dict.fromkeys(found))
        if not messages or self._clock.steady() < self._ask_again:
            return set()
        if await self._delivery.ask(messages):
            return set(messages)
        self._ask_again = self._clock.steady() + ASK_AGAIN
        return set()

    def _go_on(self, chain: Chain) -> None:
        """Begin what comes next, or let go what was begun."""
        last = self.chains.messages(chain)[-1]
        now = self._clock.steady()
        self._wake.set()
        if last.barred:
            self._let_go(chain, last)
        elif judge(last) is Verdict.REPEATED and not chain.since:
            self._repeat(chain, last, now)
        else:
            self._begin(chain, chain.next_draft(now))

    def _repeat(self, chain: Chain, refused: Message, now: float) -> None:
        """Go on with a step whose very text is there already."""
        other, again = self._duplicates.find(chain, refused)
        if again:
            time = f"{self._clock.local(self._clock.wall()):%H:%M}"
            self._begin(chain, chain.draft_again(now, time))
            return
        refused.there = True
        if other is None:
            chain.since = now
            self.chains.note(chain)
        else:
            self.chains.carry_on(chain, other)
        self._ledger.journal.save_later()

    def _begin(self, chain: Chain, draft: Draft) -> None:
        """Begin a step; an equal message of somebody else's may be on its way already."""
        [message] = self._take([draft], None)
        if message.id not in self._ledger.messages:
            self.chains.end(chain)  # a limit is reached, which no channel cures
            return
        self.chains.carry_on(chain, message)
        chain.asked = not chain.resumed
        if message.barred:  # the run before may have sent it, and not have written that down
            self._doubts.seek(message)

    def _let_go(self, chain: Chain, message: Message) -> None:
        """Let a message leave."""
        chain.asked, message.barred = True, False
        self._outbox.pump()

    def _end(self, chain: Chain) -> None:
        """Do nothing more for a chain; what it held back goes if somebody else wants it."""
        self.chains.end(chain)
        for message in self.chains.messages(chain)[-1:]:
            if message.barred:
                self._let_go(chain, message)
