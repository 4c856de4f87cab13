"""What became of a send whose answer was lost."""

from __future__ import annotations

import asyncio

from ...api.models import MessageStatus
from ..clock import Clock
from ..record.ledger import Ledger
from ..record.message import Message, State
from .attempts import Attempts
from .judge import Finding, Judge
from .listing import Calibration, RecentList

LOOKS = (5.0, 20.0, 60.0)
"""Seconds after the request's end at which an absent message must be absent."""
RETRIES = (5.0, 10.0, 20.0, 40.0, 60.0)
"""Seconds until the next look when the last one taught nothing."""
MOST_REFUSALS = 3
"""After so many looks without an answer to be used, what never left waits no longer for one."""


class Resolver:
    """Looks for messages in the gateway's list of the last 24 hours."""

    def __init__(
        self, recent: RecentList, ledger: Ledger, attempts: Attempts, clock: Clock
    ) -> None:
        """Take where to look and what is known."""
        self._recent = recent
        self._judge = Judge(recent, ledger, attempts)
        self._clock = clock
        self._hurry = asyncio.Event()

    def hurry(self) -> None:
        """Look again at once where the last look taught nothing: the gateway has answered."""
        hurry, self._hurry = self._hurry, asyncio.Event()
        hurry.set()

    async def find(self, message: Message, looks: int = len(LOOKS)) -> MessageStatus | Finding:
        """Return the message's row, or ABSENT after so many good answers without it, or BLIND."""
        self._judge.sought.add(message)
        try:
            found = await self._find(message, looks)
        finally:
            self._judge.sought.discard(message)
        if found is Finding.BLIND:
            self._recent.learn_anew()
        return found

    async def _find(self, message: Message, looks: int) -> MessageStatus | Finding:
        delays = LOOKS if looks > 1 else (0.0,)
        begun, looked, failed, refused = self._clock.steady(), 0, 0, 0
        while True:
            known = await self._recent.calibrated()
            if known is None:
                return Finding.BLIND
            if not (message.attempt or message.stale or known.echoes_text):
                return Finding.ABSENT  # whose is a row without its text? No request carried this
            if failed:
                await self._clock.wait(self._hurry, RETRIES[min(failed, len(RETRIES)) - 1])
            else:
                await self._clock.sleep_until(begun + delays[looked] + 2 * known.delay)
            found = await self._look(message, known)
            if found is Finding.NO_NEWS:
                failed += 1
                refused += self._recent.reached
                late = failed >= looks and self._clock.steady() > message.deadline
                if late or (message.state is State.QUEUED and refused >= MOST_REFUSALS):
                    return Finding.BLIND
                continue
            looked, failed = looked + 1, 0
            if looked == looks:
                absent = found is Finding.ABSENT
                message.highest_after = message.highest_before if absent else self._recent.highest
            if isinstance(found, MessageStatus) or looked == looks:
                return found

    async def _look(self, message: Message, known: Calibration) -> MessageStatus | Finding:
        """Look once."""
        rows = await self._recent.rows(known, message.highest_before)
        if rows is None or known != self._recent.calibration:
            return Finding.NO_NEWS  # nor if what is known of the list has changed meanwhile
        return self._judge.judge(message, rows, known)
