"""What became of a send whose answer was lost."""

from __future__ import annotations

import asyncio
from enum import Enum, auto

from ...api.models import MessageStatus
from ..clock import Clock
from ..record.ledger import Ledger
from ..record.message import Message, State
from ..segments import segments
from .listing import Calibration, RecentList, moment, same_text

LOOKS = (5.0, 20.0, 60.0)
"""Seconds after the request's end at which an absent message must be absent."""
RETRIES = (5.0, 10.0, 20.0, 40.0, 60.0)
"""Seconds until the next look when the last one taught nothing."""
TOLERANCE = 120.0


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

    def hurry(self) -> None:
        """Look again at once where the last look taught nothing: the gateway has answered."""
        hurry, self._hurry = self._hurry, asyncio.Event()
        hurry.set()

    async def find(self, message: Message, looks: int = len(LOOKS)) -> MessageStatus | Verdict:
        """Return the message's row, or ABSENT after so many good answers without it, or BLIND."""
        delays = LOOKS if looks > 1 else (0.0,)
        begun, absent, failed = self._clock.steady(), 0, 0
        while absent < looks:
            known = await self._recent.calibrated()
            if known is None:
                return Verdict.BLIND
            if failed:
                await self._clock.wait(self._hurry, RETRIES[min(failed, len(RETRIES)) - 1])
            else:
                await self._clock.sleep_until(begun + delays[absent] + 2 * known.delay)
            found = await self._look(message, known)
            if found is Verdict.NO_NEWS:
                failed += 1
                if failed >= looks and self._clock.steady() > message.deadline:
                    return Verdict.BLIND
            elif found is Verdict.ABSENT:
                absent, failed = absent + 1, 0
            else:
                return found
        return Verdict.ABSENT

    async def _look(self, message: Message, known: Calibration) -> MessageStatus | Verdict:
        """Look once."""
        rows = await self._recent.rows(known.word, message.highest_before)
        if rows is None:
            return Verdict.NO_NEWS
        possible = [row for row in rows if self._possible(message, row)]
        if self._recent.knows_our_clock:
            possible = [row for row in possible if _young_enough(message, row, known)]
        if known.echoes_text and not all(row.text for row in possible):
            return Verdict.NO_NEWS
        alike = [row for row in possible if _alike(message, row, known)]
        ours = [
            row
            for row in alike
            if row.created
            and row.server_id > message.highest_before
            and _young_enough(message, row, known)
        ]
        if ours and not known.echoes_text and self._has_rival(message):
            return Verdict.BLIND
        if ours:
            return min(ours, key=lambda row: row.server_id)
        return Verdict.BLIND if alike else Verdict.ABSENT

    def _possible(self, message: Message, row: MessageStatus) -> bool:
        """Return whether a row is to the message's phone, and nobody else's."""
        return row.phone == message.phone and not self._ledger.holds(row.server_id)

    def _has_rival(self, message: Message) -> bool:
        """Return whether a row without its text may be another message's whose id is not known."""
        others = self._ledger.in_state(State.SENDING, State.UNKNOWN)
        return any(other.phone == message.phone and other is not message for other in others)


def _young_enough(message: Message, row: MessageStatus, known: Calibration) -> bool:
    """Return whether a row is not from before the message's attempt."""
    created_at = moment(row.created)
    since = (message.attempted or message.created) - TOLERANCE
    return created_at is None or created_at - known.offset >= since


def _alike(message: Message, row: MessageStatus, known: Calibration) -> bool:
    """Return whether a row has the message's text, or what the list shows in the place of it."""
    if known.echoes_text:
        return same_text(row.text, message.text)
    return message.sender in (None, row.sender) and row.parts == segments(message.text)
