"""All chains that are not over, and how far each is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from math import inf

from ..clock import Clock
from ..record.draft import Draft
from ..record.ledger import Ledger
from ..record.message import Message, State
from .chain import Chain
from .verdict import ON_ITS_WAY, due, is_over, reached


class Chains:
    """The chains by the ids of their first messages, which say the rest."""

    def __init__(self, ledger: Ledger, clock: Clock) -> None:
        """Take where the messages are kept."""
        self._ledger = ledger
        self._clock = clock
        self._chains = ledger.journal.table("chains", Chain.as_dict, Chain.from_dict)
        self._followers: dict[str, list[Message]] = {}
        self._with: defaultdict[str, list[Chain]] = defaultdict(list)

    def __iter__(self) -> Iterator[Chain]:
        """Yield those that are there now, whatever happens to them meanwhile."""
        return iter(tuple(self._chains.values()))

    def __contains__(self, chain: Chain) -> bool:
        """Return whether a chain has not been ended."""
        return self._chains.get(chain.id) is chain

    def with_message(self, message: Message) -> Sequence[Chain]:
        """Return the chains that a message belongs to."""
        return tuple(self._with.get(message.id, ()))

    def take_over(self) -> None:
        """Bring the chains of the run before to this run's clock."""
        for chain in self:
            chain.move_by(self._ledger.passed)
            chain.resumed = True
            self.note(chain)
            for message_id in chain.ids:
                self._with[message_id].append(chain)
        for message in self._ledger.messages.values():
            if message.follows is not None:
                self._followers.setdefault(message.follows, []).append(message)

    def add(self, draft: Draft, message: Message) -> None:
        """Begin a chain, unless the message has one or was refused by us."""
        known = self._ledger.messages
        for key in self._followers.keys() - known.keys():
            del self._followers[key]
        if message.id in known and message.id not in self._chains:
            ahead = draft.send_at.timestamp() - self._clock.wall() if draft.send_at else 0.0
            self._chains[message.id] = chain = Chain.of(draft, message, ahead)
            self._with[message.id].append(chain)

    def note(self, chain: Chain) -> None:
        """Have the next save write a chain: something of it has changed."""
        self._chains.note(chain.id)

    def carry_on(self, chain: Chain, message: Message) -> None:
        """Wait for another message from now on: the chain's own, or an equal one."""
        chain.ids.append(message.id)
        self._with[message.id].append(chain)
        self.note(chain)
        if message.follows == chain.id:
            self._followers.setdefault(chain.id, []).append(message)

    def end(self, chain: Chain) -> None:
        """Forget a chain, whose text nobody needs any more."""
        del self._chains[chain.id]
        for message_id in chain.ids:
            self._with[message_id].remove(chain)
            if not self._with[message_id]:
                del self._with[message_id]
        self._ledger.journal.save_later()

    def last(self, chain: Chain) -> Message | None:
        """Return the message that a chain waits for, unless it is forgotten."""
        return self._ledger.messages.get(chain.last_id)

    def messages(self, chain: Chain) -> list[Message]:
        """Return the messages of a chain that are remembered, in their order."""
        known = self._ledger.messages
        return [known[key] for key in chain.ids if key in known]

    def open_messages(self, chain: Chain) -> list[Message]:
        """Return the messages of a chain that the gateway may have delivered meanwhile."""
        return [one for one in self.messages(chain) if one.state is State.ACCEPTED]

    def is_over(self, chain: Chain) -> bool:
        """Return whether nothing is to be done for a chain any more."""
        return is_over(chain, self.messages(chain), self._clock.steady())

    def due(self, chain: Chain) -> float:
        """Return from when on a chain wants to go on."""
        return -inf if self.is_over(chain) else due(chain, self.messages(chain)[-1])

    def steps(self, message: Message) -> list[Message]:
        """Return a message and those that followed it, in their order."""
        return [message, *self._followers.get(message.id, ())]

    def goes_on(self, message: Message) -> bool:
        """Return whether a message belongs to a chain that is not over."""
        chain = self._chains.get(message.follows or message.id)
        return chain is not None and not self.is_over(chain)

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
        last = (self.messages(chain) if chain else self.steps(message))[-1]
        if last.state in ON_ITS_WAY:
            return last.state is State.QUEUED and last.held
        if chain is None or self.is_over(chain) or not last.state.final:
            return True
        return due(chain, last) > self._clock.steady()

    def is_finished(self, message: Message) -> bool:
        """Return whether a message or what followed it arrived, or nothing can come of them."""
        steps = self.steps(message)
        chain = self._chains.get(message.id)
        over = chain is None or self.is_over(chain)
        return reached(steps) or (over and steps[-1].state.final)

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
