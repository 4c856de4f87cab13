"""Every message that is open or was closed lately, and what listeners know of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

from ...api.models import MessageStatus
from ..clock import Clock
from ..tasks import unhurried
from .journal import Journal
from .message import Message, State
from .unsent import Unsent
from .waits import Waits

KEPT_FOR = 26 * 3600.0
"""Seconds that a closed message is remembered: the gateway lists the last 24 hours."""
FORGET_EVERY = 3600.0
RECENT = 24 * 3600.0


class Ledger:
    """The messages, their changes of state, and the announcement of each."""

    def __init__(
        self,
        journal: Journal,
        clock: Clock,
        *,
        announce: Callable[[Message], None],
        changed: Callable[[Message], None],
    ) -> None:
        """Take where to keep the messages and whom to tell."""
        self._clock = clock
        self._announce = announce
        self._changed = changed
        self._announcing = False
        self.journal = journal
        self.messages = journal.table("messages", Message.as_dict, Message.from_dict)
        self._unsent = Unsent()
        self.queued_texts = self._unsent.queued_texts
        self._phones: Counter[str] = Counter()
        self._forget_at = float("-inf")
        self.passed = 0.0
        """Seconds by which the clock of the run before was behind this one's."""
        self.waits = Waits(clock)

    def end(self) -> None:
        """Announce nothing more, and let nobody wait: the next run knows what comes."""
        self._announcing = False
        self.waits.end()

    @property
    def highest_id(self) -> int:
        """Return the highest `server_id` known."""
        return self.journal.facts.highest_id

    def take_over(self) -> None:
        """Bring the messages of the run before to this run's clock.

        The time away counts, a clock set back does not.
        """
        away = max(0.0, self.journal.away or 0.0)
        self.passed = self._clock.steady() - self.journal.facts.saved_at - away
        for message in self.messages.values():
            message.move_by(self.passed)
            if not message.server_id:
                message.attempted = 0.0
            self._keep(message)
            if not message.state.final:
                self.note(message)

    def note(self, message: Message) -> None:
        """Have the next save write a message: something of it has changed."""
        self.messages.note(message.id)
        self._changed(message)

    def add(self, message: Message) -> None:
        """Take a message in."""
        self._forget()
        message.highest_before = self.highest_id
        self.messages[message.id] = message
        self._keep(message)

    def move(self, message: Message, state: State, error: Exception | None = None) -> bool:
        """Change a message's state where its life allows it; a closed one keeps no text."""
        if not message.state.leads_to(state):
            return False
        before, message.state = message.state, state
        self._unsent.follow(message, before)
        self.note(message)
        if error is not None:
            message.error = error
        self.waits.signal(message)
        if state.final:
            message.closed = self._clock.steady()
            first = self.messages.get(message.follows or message.id, message)
            message.waited_for = message.waiters + first.waiters > 0
            message.text = ""
        return True

    def adopt(self, message: Message, row: MessageStatus) -> None:
        """Take a row of the gateway's as what became of a message: it is accepted."""
        message.server_id, message.error, message.dated = row.server_id or None, None, 0.0
        message.accepted = self._clock.steady()
        ahead = message.send_at.timestamp() - self._clock.wall() if message.send_at else 0.0
        message.due = message.accepted + max(0.0, ahead)
        # Lower than the last one if that was nonsense.
        self.journal.facts.highest_id = row.server_id
        self.learn(message, row)
        self.move(message, State.ACCEPTED)

    def learn(self, message: Message, row: MessageStatus) -> None:
        """Note what a row tells beside the status."""
        known = [price for price in (message.price, row.price) if price is not None]
        message.price = max(known, default=None)  # of two rows only one may be asked for
        message.parts = row.parts or message.parts
        message.operator = row.operator or message.operator
        message.country = row.country or message.country
        self.note(message)

    async def commit(self, messages: Iterable[Message]) -> bool:
        """Save, then announce; return whether it reached the disk."""
        messages = list(messages)
        saved = await self.journal.save()
        async for message in unhurried(messages):
            self._tell(message)
        return saved

    async def commit_later(self, messages: Iterable[Message]) -> None:
        """Announce now and save lazily: a crash would only announce once more."""
        self.journal.save_later()
        async for message in unhurried(messages):
            self._tell(message)

    def start_announcing(self) -> None:
        """Announce what nobody could be told of yet, and from now on everything at once."""
        self._announcing = True
        for message in list(self.messages.values()):
            self._tell(message)
        self.journal.save_later()

    def in_state(self, *states: State) -> list[Message]:
        """Return the messages in some states, oldest first."""
        unsent = {State.QUEUED, State.SENDING}.issuperset(states)
        among = self._unsent.messages if unsent else self.messages
        return [message for message in among.values() if message.state in states]

    def wrote_to(self, phone: str) -> bool:
        """Return whether a message that is remembered went to a phone."""
        return phone in self._phones

    def holds(self, server_id: int) -> bool:
        """Return whether a message of ours has this id already."""
        return any(message.server_id == server_id for message in self.messages.values())

    def youngest(self, before: float, highest_id: int | None = None) -> Message | None:
        """Return the youngest message of the last 24 hours accepted before a moment.

        `highest_id` leaves out those with a higher id.
        """
        since = self._clock.steady() - RECENT
        recent = (
            message
            for message in self.messages.values()
            if message.server_id is not None
            and message.attempted > since
            and message.accepted <= before
            and not message.test
            and (highest_id is None or message.server_id <= highest_id)
        )
        return max(recent, key=lambda message: message.attempted, default=None)

    def _tell(self, message: Message) -> None:
        """Announce a state that has not been announced."""
        news = message.news
        if self._announcing and news is not None and message.announced is not news:
            message.announced = news
            self.note(message)
            self._announce(message)
            self.journal.save_later()

    def _keep(self, message: Message) -> None:
        """Know a message by what it is looked up by."""
        self._phones[message.phone] += 1
        self._unsent.follow(message, None)

    def _forget(self) -> None:
        """Now and then, forget what was closed long ago."""
        now = self._clock.steady()
        if now < self._forget_at:
            return
        self._forget_at = now + FORGET_EVERY
        for known in list(self.messages.values()):
            told = known.state.final and known.announced is known.state
            if told and known.closed < now - KEPT_FOR:
                del self.messages[known.id]
                self._phones[known.phone] -= 1
        self._phones = +self._phones
