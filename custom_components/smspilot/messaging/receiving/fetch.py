"""All inbound messages since the newest known one, in as many answers as the gateway needs."""

from __future__ import annotations

from collections.abc import Container
from datetime import datetime, timedelta

from ...api.client import SmsPilotClient
from ...api.models import InboundPage
from .inbound_rows import FARTHEST_SHIFT, Keyed, as_asked, by_key, moments, since

WINDOW = timedelta(hours=24)
KEPT_FOR = WINDOW + FARTHEST_SHIFT
"""What the gateway lists of the window's time once that its zone was changed."""
USUALLY = timedelta(minutes=15)
"""How long before the newest known message a poll begins, for a gateway may list one late."""
WIDE_EVERY = 10
"""Of so many polls one begins a whole window before."""
_MOST_PAGES = 21
_A_SECOND = timedelta(seconds=1)

type Newest = tuple[str, datetime]
"""What tells the newest known message from all others, and when it came in."""


class Fetch:
    """Asks for inbound messages."""

    def __init__(self, client: SmsPilotClient) -> None:
        """Take whom to ask."""
        self._client = client
        self._until_wide = 0
        self._longest = 0
        self._beyond: datetime | None = None
        """From when on the next poll asks, for the last answer may have left out what is newer."""
        self._unlisted: str | None = None
        """The newest known message if the gateway lists it no more."""
        self.complete = True
        """Whether nothing is known to be out of reach: the gateway gives the oldest rows alone."""

    async def fetch(
        self, newest: Newest | None, known: Container[str], *, silent: bool
    ) -> tuple[Keyed, datetime | None]:
        """Return the rows since before the newest known one, and the date of the last answer."""
        self._until_wide -= 1
        oldest = newest and newest[1] - WINDOW
        beyond, self._beyond = self._beyond, None
        if beyond is not None:
            page = await self._ask(beyond)
            rows = since(await by_key(page), oldest)
            if all(key in known for key in rows):
                return rows, page.date
        self.complete = True
        wide = self._until_wide <= 0
        rows, date = await self._read_on(
            newest, known, wide=wide, to_its_end=silent, quiet=beyond is None
        )
        if wide:  # and was answered: else the next one would come too late
            self._until_wide = WIDE_EVERY
        # Whatever the gateway makes of the start: what left the window must not come back as new.
        return since(rows, oldest), date

    async def _read_on(
        self,
        newest: Newest | None,
        known: Container[str],
        *,
        wide: bool,
        to_its_end: bool,
        quiet: bool,
    ) -> tuple[Keyed, datetime | None]:
        """Ask until the newest known row is there.

        An answer without it was cut off, and so may be one as long as the longest: it is asked
        again from its newest; if it brought no news, and in a quiet time, not before the next poll.
        One that brings nothing further is passed a second at a time.
        """
        asked = newest and newest[1] - (WINDOW if wide else USUALLY)
        rows: Keyed = {}
        full_second = False
        for _ in range(_MOST_PAGES):
            page = await self._ask(asked)
            further = await by_key(page)
            fresh = further.keys() - rows.keys()
            if full_second and fresh:
                self.complete = False  # who knows what else came in that second
            rows |= further
            self._longest = max(self._longest, len(further))
            if newest and not (rows or wide or newest[0] == self._unlisted):
                asked, wide = newest[1] - WINDOW, True  # where did the newest one go?
                continue
            if (span := moments(further)) is None:
                break
            full_second = self._is_long(further) and span[0] == span[1]
            asked = span[1] if fresh and span[1] != asked else span[1] + _A_SECOND
            if newest and newest[0] in rows and not to_its_end:
                no_news = bool(fresh) and all(key in known for key in rows)
                if no_news and self._is_long(rows):
                    if quiet:
                        self._beyond = newest[1] + (_A_SECOND if full_second else timedelta())
                        break
                elif not full_second:
                    break
        if newest and wide:
            self._unlisted = None if newest[0] in rows else newest[0]
        return rows, page.date

    def _is_long(self, rows: Keyed) -> bool:
        """Return whether newer rows may have been left out."""
        return len(rows) >= max(2, self._longest)

    async def _ask(self, start: datetime | None) -> InboundPage:
        return await self._client.inbound(None if start is None else as_asked(start))
