"""What became of a send whose answer was lost."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from enum import Enum, auto

from ...api.models import MessageStatus
from ..clock import Clock
from ..record.ledger import Ledger
from ..record.message import Message, State
from .likeness import alike, by_sender, fits, young_enough
from .listing import Calibration, RecentList, moment

LOOKS = (5.0, 20.0, 60.0)
"""Seconds after the request's end at which an absent message must be absent."""
RETRIES = (5.0, 10.0, 20.0, 40.0, 60.0)
"""Seconds until the next look when the last one taught nothing."""
LONGEST_REQUEST = 40.0
"""Seconds after the start of a request until which the gateway may date what it took."""
MOST_REFUSALS = 3
"""After so many looks without an answer to be used, what never left waits no longer for one."""


class Verdict(Enum):
    """What is known of a message that was not found."""

    ABSENT = auto()
    """It was not taken."""
    BLIND = auto()
    """Nothing can be learned of it."""
    NO_NEWS = auto()
    """This look taught nothing; the next one may."""


class Resolver:
    """Looks for messages in the gateway's list of the last 24 hours."""

    def __init__(self, recent: RecentList, ledger: Ledger, clock: Clock) -> None:
        """Take where to look and what is known."""
        self._recent = recent
        self._ledger = ledger
        self._clock = clock
        self._hurry = asyncio.Event()
        self._begun = clock.steady()
        self._sought: set[Message] = set()

    def hurry(self) -> None:
        """Look again at once where the last look taught nothing: the gateway has answered."""
        hurry, self._hurry = self._hurry, asyncio.Event()
        hurry.set()

    async def find(self, message: Message, looks: int = len(LOOKS)) -> MessageStatus | Verdict:
        """Return the message's row, or ABSENT after so many good answers without it, or BLIND."""
        self._sought.add(message)
        try:
            return await self._find(message, looks)
        finally:
            self._sought.discard(message)

    async def _find(self, message: Message, looks: int) -> MessageStatus | Verdict:
        delays = LOOKS if looks > 1 else (0.0,)
        begun, looked, failed, refused = self._clock.steady(), 0, 0, 0
        while True:
            known = await self._recent.calibrated()
            if known is None:
                return Verdict.BLIND
            if not (message.attempt or message.stale or known.echoes_text):
                return Verdict.ABSENT  # whose is a row without its text? No request carried this
            if failed:
                await self._clock.wait(self._hurry, RETRIES[min(failed, len(RETRIES)) - 1])
            else:
                await self._clock.sleep_until(begun + delays[looked] + 2 * known.delay)
            found = await self._look(message, known)
            if found is Verdict.NO_NEWS:
                failed += 1
                refused += self._recent.reached
                late = failed >= looks and self._clock.steady() > message.deadline
                if late or (message.state is State.QUEUED and refused >= MOST_REFUSALS):
                    return Verdict.BLIND
                continue
            looked, failed = looked + 1, 0
            if isinstance(found, MessageStatus) or looked == looks:
                return found

    async def _look(self, message: Message, known: Calibration) -> MessageStatus | Verdict:
        """Look once."""
        rows = await self._recent.rows(known, message.highest_before)
        if rows is None or known != self._recent.calibration:
            return Verdict.NO_NEWS  # nor if what is known of the list has changed meanwhile
        return self._judge(message, rows, known)

    def _judge(
        self, message: Message, rows: Iterable[MessageStatus], known: Calibration
    ) -> MessageStatus | Verdict:
        """Return what a good answer says of a message."""
        possible = [row for row in rows if self._possible(message, row, known)]
        if known.echoes_text and not all(row.text for row in possible):
            return Verdict.NO_NEWS
        others = self._others(message, known)
        ours = [
            row
            for row in possible
            if alike(message, row, known)
            and fits(message, row, known)
            and not _is_by_another_channel(message, others, row)
        ]
        ours.sort(key=lambda row: row.server_id)
        if ours and known.echoes_text:
            return ours[0]
        if all(known.echoes_text and _is_of_any(others, row, known) for row in possible):
            return Verdict.ABSENT
        if any(other.state is State.SENDING and other not in self._sought for other in others):
            return Verdict.NO_NEWS  # the answer that is under way will tell which row is whose
        return self._own(message, ours, others, known) or Verdict.BLIND

    def _possible(self, message: Message, row: MessageStatus, known: Calibration) -> bool:
        """Return whether a row may be the message's own, in whatever form it is listed."""
        if not message.is_to(row.phone) or self._ledger.holds(row.server_id):
            return False
        if self._recent.knows_our_clock and not young_enough(message, row, known):
            return False
        if self._recent.showed(row, before=message.attempted or message.created):
            return False
        return row.server_id > message.highest_before or alike(message, row, known)

    def _others(self, message: Message, known: Calibration) -> list[Message]:
        """Return the other messages to the same phone whose rows are not known.

        What is queued and sought may have been sent, too, as only its text can tell.
        """
        unknown = self._ledger.in_state(State.SENDING, State.UNKNOWN)
        also = self._sought.difference(unknown) if known.echoes_text else ()
        return [
            other
            for other in (*unknown, *also)
            if other is not message and other.phone == message.phone
        ]

    def _own(
        self,
        message: Message,
        rows: Sequence[MessageStatus],
        others: Iterable[Message],
        known: Calibration,
    ) -> MessageStatus | None:
        """Return the message's own of rows without their texts, None if nobody can tell which."""
        if not message.attempt:
            return None  # in a restored backup: a stranger's row would look just like it
        rivals = [[one for one in others if self._rivals(one, row, known)] for row in rows]
        for row, claimed_by in zip(rows, rivals, strict=True):
            if not claimed_by:
                return row
        claimants = {message}.union(*rivals)
        if len(claimants) != len(rows):
            return None
        in_order = [one for one in self._ledger.messages.values() if one in claimants]
        in_order.sort(key=lambda one: one.attempted)
        return rows[in_order.index(message)]  # all were taken, one after the other

    def _rivals(self, other: Message, row: MessageStatus, known: Calibration) -> bool:
        """Return whether a row without its text may be another message's."""
        created_at = moment(row.created)
        # By this run's clock; that of the run before was another.
        latest = max(other.attempted, self._begun) + LONGEST_REQUEST
        return (
            fits(other, row, known)
            and (not other.text or alike(other, row, known))
            and (created_at is None or created_at - known.offset <= latest)
            and not self._recent.showed(row, before=other.attempted)
        )


def _is_of_any(others: Iterable[Message], row: MessageStatus, known: Calibration) -> bool:
    """Return whether a row is that of another message, as its text tells."""
    return any(alike(other, row, known) for other in others)


def _is_by_another_channel(message: Message, others: Iterable[Message], row: MessageStatus) -> bool:
    """Return whether a row is that of another message with the same text, as its sender tells."""
    return not by_sender(message, row) and any(
        by_sender(other, row) and other.text == message.text for other in others
    )
