"""All chains that are not over, and how far each is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from ..clock import Clock
from ..record.draft import Draft
from ..record.ledger import Ledger
from ..record.message import Message, State
from .chain import Chain
from .next_step import ON_ITS_WAY, due, is_over, reached


class Chains:
    """The chains by the ids of their first messages, which say the rest."""

    def __init__(self, ledger: Ledger, clock: Clock) -> None:
        """Take where the messages are kept."""
        self._ledger = ledger
        self._clock = clock
        self._chains = ledger.journal.table("chains", Chain.as_dict, Chain.from_dict)
        self._ids: dict[str, list[str]] = {}
        """The messages of each chain, also of one that is over; a chain's own list."""
        self._with: defaultdict[str, list[Chain]] = defaultdict(list)

    def __iter__(self) -> Iterator[Chain]:
        """Yield those that are there now, whatever happens to them meanwhile."""
        return iter(tuple(self._chains.values()))

    def with_message(self, message: Message) -> Sequence[Chain]:
        """Return the chains that a message belongs to."""
        return tuple(self._with.get(message.id, ()))

    def need(self, message: Message) -> bool:
        """Return whether a chain that is not over has come to a message, or is about to."""
        return message.id in self._with or message.follows in self._chains

    def named(self, messages: Iterable[Message]) -> list[Chain]:
        """Return the chains that somebody means who names messages.

        What an action wants by itself stands for what that action began, whoever else joined it.
        """
        firsts = {(one.for_chains and one.follows) or one.id for one in messages}
        return [self._chains[first] for first in firsts if first in self._chains]

    def take_over(self) -> None:
        """Bring the chains of the run before to this run's clock."""
        for chain in self:
            chain.move_by(self._ledger.passed)
            chain.resumed = True
            self.note(chain)
            self._ids[chain.id] = chain.ids
            for message_id in chain.ids:
                self._with[message_id].append(chain)
        for message in self._ledger.messages.values():
            if message.follows is not None and message.follows not in self._chains:
                self._ids.setdefault(message.follows, [message.follows]).append(message.id)

    def add(self, draft: Draft, message: Message) -> bool:
        """Begin a chain unless the message was refused by us; return whether something changed.

        A message has one chain: that of the first action that wanted it to go further, which goes
        on with what later ones want beside it.
        """
        messages = self._ledger.messages
        for key in [key for key in self._ids if key not in messages]:
            del self._ids[key]
        if message.id not in messages:
            return False
        chain = Chain.of(draft, message, self._clock.wall())
        older = self._chains.get(message.id)
        if older is None:
            self._chains[message.id] = chain
            self._ids[message.id] = chain.ids
            self._with[message.id].append(chain)
            return True
        self.note(older)
        return older.join(chain)

    def note(self, chain: Chain) -> None:
        """Have the next save write a chain, and who waits look again: something has changed."""
        self._chains.note(chain.id)
        self._ledger.waits.signal_more()

    def carry_on(self, chain: Chain, message: Message) -> None:
        """Wait for another message from now on: the chain's own, or an equal one.

        Those who wait for the same go on with the same, also where the time is added to it.
        """
        chain.begun = self._chains.get(message.follows or message.id, chain).begun
        chain.ids.append(message.id)
        self._with[message.id].append(chain)
        self.note(chain)

    def end(self, chain: Chain) -> None:
        """Forget a chain, whose text nobody needs any more."""
        del self._chains[chain.id]
        for message_id in chain.ids:
            self._with[message_id].remove(chain)
            if not self._with[message_id]:
                del self._with[message_id]
        self._ledger.journal.save_later()
        self._ledger.waits.signal_more()

    def last(self, chain: Chain) -> Message | None:
        """Return the message that a chain waits for, unless it is forgotten."""
        return self._ledger.messages.get(chain.last_id)

    def messages(self, chain: Chain) -> list[Message]:
        """Return the messages of a chain that are remembered, in their order."""
        return self._remembered(chain.ids)

    def open_messages(self, chain: Chain) -> list[Message]:
        """Return the messages of a chain that the gateway may have delivered meanwhile."""
        return [one for one in self.messages(chain) if one.state is State.ACCEPTED]

    def is_over(self, chain: Chain) -> bool:
        """Return whether nothing is to be done for a chain any more."""
        return is_over(chain, self.messages(chain), self._clock.steady())

    def due(self, chain: Chain) -> float:
        """Return from when on a chain that is not over wants to go on."""
        return due(chain, self.messages(chain)[-1])

    def steps(self, message: Message) -> list[Message]:
        """Return a message and those that followed it, in their order."""
        return [one for one in self._all(message) if one is message or one.follows == message.id]

    def goes_on(self, message: Message) -> bool:
        """Return whether a message belongs to a chain of its own or others' that is not over."""
        chains = map(self._chains.get, (message.id, message.follows or ""))
        return any(chain is not None and not self.is_over(chain) for chain in chains)

    async def settled(
        self, messages: Sequence[Message], timeout: float = 10.0, *, attended: bool = True
    ) -> None:
        """Wait until each is accepted, closed, or held after an attempt; or the time is up.

        What failed and goes on is waited for as well. `attended` tells whether a person sees what
        comes of it.
        """
        await self._wait(messages, self.is_settled, timeout, attended=attended)

    async def finished(
        self, messages: Sequence[Message], timeout: float, *, attended: bool = True
    ) -> None:
        """Wait until each has come to its end, with its further steps; or the run, or the time."""
        await self._wait(messages, self.is_finished, timeout, attended=attended)

    def is_settled(self, message: Message) -> bool:
        """Return whether an action need not wait any longer for a message or what follows it."""
        chain = self._chains.get(message.id)
        last = self._all(message)[-1]
        if last.state in ON_ITS_WAY:
            return last.state is State.QUEUED and last.held
        if chain is None or self.is_over(chain) or not last.state.final:
            return True
        return due(chain, last) > self._clock.steady()

    def is_finished(self, message: Message) -> bool:
        """Return whether a message or what followed it arrived, or nothing can come of them."""
        messages = self._all(message)
        chain = self._chains.get(message.id)
        over = chain is None or self.is_over(chain)
        return reached(messages) or (over and messages[-1].state.final)

    def _all(self, message: Message) -> list[Message]:
        """Return a message, and what its chain came to wait for after it."""
        return [message, *self._remembered(self._ids.get(message.id, ())[1:])]

    def _remembered(self, ids: Iterable[str]) -> list[Message]:
        messages = self._ledger.messages
        return [messages[key] for key in ids if key in messages]

    async def _wait(
        self,
        messages: Sequence[Message],
        done: Callable[[Message], bool],
        seconds: float,
        *,
        attended: bool,
    ) -> None:
        """Wait; to those with further steps it may matter what becomes of other messages."""
        alone = not (self._chains and any(map(self.with_message, messages)))
        await self._ledger.waits.wait(messages, done, seconds, attended=attended, alone=alone)
