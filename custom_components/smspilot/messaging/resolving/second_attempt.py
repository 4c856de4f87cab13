"""What follows once a lost answer was looked for: adopted, sent a second time, or unknown."""

from __future__ import annotations

from collections.abc import Callable

from ...api.errors import gateway_error
from ...api.models import MessageStatus, Status
from ..clock import Clock
from ..record.ledger import RECENT, Ledger
from ..record.message import Message, State
from ..segments import segments
from ..tasks import Tasks, log_unexpected
from .judge import Finding
from .resolve import LOOKS, Resolver

MOST_ATTEMPTS = 2
FRESH_JOURNAL = 600.0
"""Seconds; an older journal may be a restored backup."""


class SecondAttempts:
    """Looks for doubtful messages: adopts what is found, lets the absent go (again)."""

    def __init__(
        self,
        resolver: Resolver,
        ledger: Ledger,
        clock: Clock,
        *,
        adopted: Callable[[Message], None],
        cleared: Callable[[], None],
    ) -> None:
        """Take how to look, and whom to tell of what is found and of what may go."""
        self._resolver = resolver
        self._ledger = ledger
        self._clock = clock
        self._adopted = adopted
        self._cleared = cleared
        self._messages: set[Message] = set()
        self._is_fresh = True
        self._tasks = Tasks()

    def start(self) -> None:
        """Doubt whatever the run before left open; a restored backup knows less than it seems."""
        now, away = self._clock.steady(), self._ledger.journal.away
        self._is_fresh = away is not None and abs(away) < FRESH_JOURNAL
        for message in self._ledger.in_state(State.SENDING, State.QUEUED):
            late = now > message.deadline
            message.stale |= not self._is_fresh
            if not _never_attempted(message):
                self.add(message, looks=1 if late else len(LOOKS))
            elif not late:
                self.add(message, looks=1)

    def keys(self) -> set[tuple[str, str]]:
        """Return the phones and texts for which nothing may be sent meanwhile."""
        return {(message.phone, message.text) for message in self._messages}

    def seek(self, message: Message) -> None:
        """Look for a new message that the run before may have sent already, whenever that was."""
        message.attempted = message.created - RECENT
        message.stale = not self._is_fresh
        self.add(message, looks=1)

    def add(self, message: Message, looks: int = len(LOOKS)) -> None:
        """Find out what became of a message before anything else happens to it."""
        self._messages.add(message)
        self._tasks.spawn(self._resolve(message, looks))

    async def stop(self) -> None:
        """Stop looking; the next run looks again."""
        await self._tasks.cancel()

    async def _resolve(self, message: Message, looks: int) -> None:
        """Look, and bring the message to the state that follows."""
        found: MessageStatus | Finding = Finding.BLIND
        doubted = message.state
        try:
            found = await self._resolver.find(message, looks)
        except Exception as error:  # noqa: BLE001 - whatever it is, the message comes to an end
            log_unexpected(error)
        finally:
            self._messages.discard(message)
        if isinstance(found, MessageStatus):
            await self._adopt(message, found)
        elif message.state is doubted:  # else it was cancelled meanwhile
            await self._conclude(message, found)
        self._cleared()

    async def _conclude(self, message: Message, finding: Finding) -> None:
        """Bring a message that was not found to the state that follows."""
        late = self._clock.steady() > message.deadline
        if not late and self._may_be_sent(message, finding):
            message.stale = False
            self._ledger.move(message, State.QUEUED)
        elif not (late and _never_attempted(message)):
            if finding is not Finding.ABSENT:
                message.error = None  # a refusal that may come from its own first attempt
            message.parts = segments(message.text)  # by which the list's rows are told apart
            self._ledger.move(message, State.UNKNOWN)
            await self._ledger.commit([message])

    async def _adopt(self, message: Message, row: MessageStatus) -> None:
        """Take what was found for the answer that was lost."""
        if row.status is Status.REFUSED:
            error = gateway_error(row.error, row.error_en, row.error_ru)
            self._ledger.move(message, State.REJECTED, error)
        else:
            self._ledger.adopt(message, row)
        await self._ledger.commit([message])
        if message.state is State.ACCEPTED:
            self._adopted(message)

    def _may_be_sent(self, message: Message, finding: Finding) -> bool:
        """Return whether a message that was not found may go, for the first or the second time."""
        if message.state is State.QUEUED:
            return finding is Finding.ABSENT or not message.stale
        barred = message.once or message.unwritten or message.attempt >= MOST_ATTEMPTS
        return finding is Finding.ABSENT and not barred


def _never_attempted(message: Message) -> bool:
    """Return whether no request ever carried the message."""
    return message.state is State.QUEUED and message.attempt == 0
