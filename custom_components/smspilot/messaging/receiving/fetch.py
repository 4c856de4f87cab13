"""All inbound messages since the newest known one, in as many answers as the gateway needs."""

from __future__ import annotations

from collections.abc import Container
from datetime import datetime, timedelta

from ...api.client import SmsPilotClient
from ...api.models import InboundPage
from .rows import Rows, as_asked, by_key, moment, since

WINDOW = timedelta(hours=24)
USUALLY = timedelta(minutes=15)
"""How long before the newest known message a poll begins, for a gateway may list one late."""
WIDE_EVERY = 10
"""Of so many polls one begins a whole window before."""
_MOST_PAGES = 21
_A_SECOND = timedelta(seconds=1)


class Fetch:
    """Asks for inbound messages."""

    def __init__(self, client: SmsPilotClient) -> None:
        """Take whom to ask."""
        self._client = client
        self._polls = 0
        self._longest = 0
        self.complete = True
        """Whether nothing is known to be out of reach: the gateway gives the oldest rows alone."""

    async def fetch(
        self, newest: tuple[str, datetime] | None, known: Container[str], *, silent: bool
    ) -> tuple[Rows, datetime | None]:
        """Return the rows since before the newest known one, and the date of the last answer.

        An answer without that one was cut off, and so may be one as long as the longest: it is
        asked again from its newest. One that brings nothing further is passed a second at a time.
        """
        self.complete = True
        wide = self._polls % WIDE_EVERY == 0
        self._polls += 1
        oldest = newest and newest[1] - WINDOW
        asked = newest and newest[1] - (WINDOW if wide else USUALLY)
        rows: Rows = {}
        full_second = False
        for _ in range(_MOST_PAGES):
            page = await self._ask(asked)
            further = by_key(page)
            fresh = further.keys() - rows.keys()
            if full_second and fresh:
                self.complete = False  # who knows what else came in that second
            rows |= further
            self._longest = max(self._longest, len(further))
            if not (rows or wide or oldest is None):
                asked, wide = oldest, True  # where did the newest one go?
                continue
            moments = [when for row in further.values() if (when := moment(row.created))]
            if not moments:
                break
            full_second = self._is_long(further) and min(moments) == max(moments)
            found = newest is not None and newest[0] in rows and not silent
            nothing_new = all(key in known for key in rows)
            if found and not full_second and not (fresh and nothing_new and self._is_long(rows)):
                break
            again = max(moments)
            asked = again if fresh and again != asked else again + _A_SECOND
        # Whatever the gateway makes of the start: what left the window must not come back as new.
        return since(rows, oldest), page.date

    def _is_long(self, rows: Rows) -> bool:
        """Return whether newer rows may have been left out."""
        return len(rows) >= max(2, self._longest)

    async def _ask(self, start: datetime | None) -> InboundPage:
        return await self._client.inbound(None if start is None else as_asked(start))
