"""The gateway's list of the last 24 hours, and what it is worth."""

from __future__ import annotations

import asyncio
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from ...api.client import SmsPilotClient
from ...api.errors import NotSentError, SmsPilotError
from ...api.models import MessageStatus, Status
from ..clock import Clock
from ..events import GatewayEvents
from ..record.ledger import Ledger
from ..record.message import Message
from ..tasks import Tasks
from .attempts import Attempts

CALIBRATION_LOOKS = (1.0, 4.0, 10.0, 30.0)
"""Seconds between the looks for a message that was just accepted."""
CALIBRATED_FOR = 24 * 3600.0
UNPROVEN_FOR = 3600.0
FARTHEST_ZONE = 15 * 3600.0
"""Seconds; a row dated farther from our clock than any time zone teaches a wrong offset."""
WORDS = ("recent", "resent")
"""The document says "resent" where it most likely means "recent"."""

type Rows = tuple[MessageStatus, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """What the list is worth."""

    word: str
    echoes_text: bool
    offset: float | None
    """Seconds that `created` is ahead of the gateway's clock, None if nothing told that."""
    delay: float
    """Seconds until a message is visible."""


class RecentList:
    """Asks for the list, learns how to read it, and shares one answer among all who look."""

    def __init__(
        self,
        client: SmsPilotClient,
        ledger: Ledger,
        clock: Clock,
        attempts: Attempts,
        events: GatewayEvents,
    ) -> None:
        """Take whom to ask, what is known, and whom to tell that the gateway answers."""
        self._client = client
        self._ledger = ledger
        self._clock = clock
        self._attempts = attempts
        self._events = events
        self._lock = asyncio.Lock()
        self._answer: tuple[float, Rows | None] = (float("-inf"), None)
        self._calibrating = Tasks()
        self._calibrate_after = float("-inf")
        self._shown: dict[int, float] = {}
        self.reached = False
        """Whether the last request for the list left."""

    @property
    def calibration(self) -> Calibration | None:
        """Return what was learned of the list, None as long as no word is proven."""
        try:
            return Calibration(**self._ledger.journal.facts.calibration or {})
        except TypeError:  # another version's
            return None

    def calibrate(self, message: Message) -> None:
        """Learn from an accepted message, once in each run and daily."""
        if not (self._calibrating or message.test or self._clock.steady() < self._calibrate_after):
            self._calibrating.spawn(self._calibrate(message, message.text))

    def learn_anew(self) -> None:
        """Learn from the next accepted message: something may have changed since the last."""
        self._calibrate_after = float("-inf")

    async def calibrated(self) -> Calibration | None:
        """Return what was learned, as soon as no learning is under way."""
        await self._calibrating.join()
        return self.calibration

    async def rows(self, known: Calibration, highest_before: int) -> Rows | None:
        """Return a good answer that was asked for from now on, None if none came.

        It is good if it knows the word, shows our youngest message that it has had the time to,
        and reaches back to the youngest of before a request: a list cut off after that proves no
        absence.
        """
        now = self._clock.steady()
        async with self._lock:
            if self._answer[0] < now:
                self._answer = (self._clock.steady(), await self._ask(known.word))
            rows = self._answer[1]
        return rows if rows is not None and self._good(rows, known, highest_before) else None

    @property
    def highest(self) -> int:
        """Return the highest `server_id` of the last answer."""
        return max((row.server_id for row in self._answer[1] or ()), default=0)

    def showed(self, row: MessageStatus, *, before: float) -> bool:
        """Return whether a row was listed in this run before a moment."""
        return self._shown.get(row.server_id, before) < before

    async def stop(self) -> None:
        """Stop learning."""
        await self._calibrating.cancel()

    def _good(self, rows: Rows, known: Calibration, highest_before: int) -> bool:
        """Return whether an answer lists what it should."""
        if any(row.status is Status.REFUSED and not row.phone for row in rows):
            return False
        listed = {row.server_id for row in rows}
        visible = self._clock.steady() - 2 * known.delay
        youngest = self._ledger.youngest
        landmarks = (youngest(visible), youngest(visible, highest_before))
        return all(message is None or message.server_id in listed for message in landmarks)

    async def _ask(self, word: str) -> Rows | None:
        """Return the list of the last 24 hours, None if there is no answer."""
        try:
            rows = await self._client.recent(word)
        except SmsPilotError as error:
            self.reached = not isinstance(error, NotSentError)
            return None
        self.reached = True
        self._events.heard(answered=True)
        now = self._clock.steady()
        self._shown = {row.server_id: self._shown.get(row.server_id, now) for row in rows}
        return rows

    async def _calibrate(self, message: Message, text: str) -> None:
        """Find a message of ours in the list, by either word."""
        answered = False
        for wait in CALIBRATION_LOOKS:
            await self._clock.sleep(wait)
            for word in WORDS:
                rows = await self._ask(word)
                answered |= rows is not None
                if self._learn(message, text, word, rows or ()):
                    return
        self._calibrate_after = self._clock.steady() + UNPROVEN_FOR
        if answered:
            self._ledger.journal.facts.calibration = None
            self._ledger.journal.save_later()

    def _learn(self, message: Message, text: str, word: str, rows: Rows) -> bool:
        """Remember what the list is worth if it shows the message."""
        now, attempted = self._clock.steady(), self._attempts.moment(message)
        for row in rows:
            created = moment(row.created)
            if (
                row.server_id != message.server_id
                or not message.is_to(row.phone)
                or created is None
            ):
                continue
            offset = None if attempted is None else created - attempted
            if abs(offset or 0.0) > FARTHEST_ZONE:
                continue
            self._ledger.journal.facts.calibration = asdict(
                Calibration(
                    word=word,
                    echoes_text=same_text(row.text, text),
                    offset=offset,
                    delay=now - message.accepted,
                )
            )
            self._calibrate_after = now + CALIBRATED_FOR
            self._ledger.journal.save_later()
            return True
        return False


def same_text(listed: str | None, sent: str) -> bool:
    """Return whether a row gives a text back, whatever became of its white space."""
    return (listed or "").split() == sent.split()


def moment(created: str) -> float | None:
    """Return the gateway's local time as seconds in a zone of its own."""
    try:
        return datetime.fromisoformat(created).replace(tzinfo=UTC).timestamp()
    except ValueError:
        return None
