"""What the gateway remembers of messages that the home does not: texts, and earlier inbound ones.

Asked for when a card opens, and then every ten minutes at most; kept in memory only, and only
while a card is open.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from homeassistant.exceptions import HomeAssistantError
from homeassistant.util import dt as dt_util

from ..account.read_requests import async_read
from ..messaging.receiving.inbound_rows import order
from ..messaging.resolving.listing import WORDS
from .card_rows import MOSCOW

if TYPE_CHECKING:
    from ..api.models import InboundMessage, MessageStatus
    from ..coordinator import SmsPilotConfigEntry
    from ..messaging.record.message import Message

SELDOM: Final = timedelta(minutes=10)
INBOUND_SINCE: Final = timedelta(days=30)
MOST_INBOUND: Final = 1000

type TextKey = tuple[int, str]


class Asked(StrEnum):
    """How the last asking went."""

    NEVER = "never"
    NOW = "asking"
    ANSWERED = "answered"
    FAILED = "failed"


class History:
    """An account's own lists at the gateway."""

    def __init__(self, entry: SmsPilotConfigEntry) -> None:
        """Know nothing yet."""
        self._entry = entry
        self.asked = Asked.NEVER
        self.asked_at = dt_util.utc_from_timestamp(0)
        self.inbound: tuple[InboundMessage, ...] = ()
        self._texts: dict[TextKey, str] = {}

    @property
    def may_ask(self) -> bool:
        """Return whether enough time has passed since the last asking."""
        return self.asked is not Asked.NOW and dt_util.utcnow() - self.asked_at >= SELDOM

    @property
    def offset(self) -> float:
        """Return how many seconds the gateway's times are ahead of UTC."""
        learned = self._entry.runtime_data.messenger.gateway_list
        if learned is None or learned.offset is None:
            return MOSCOW
        # What was measured holds the time that a request took, too; zones differ by quarters.
        return round(learned.offset / 900) * 900.0

    def text_of(self, message: Message) -> str | None:
        """Return a closed message's text, None if the gateway has not given it."""
        return self._texts.get((message.server_id or 0, message.phone))

    async def async_ask(self) -> None:
        """Ask for both lists; one that fails leaves what was known of it."""
        self.asked, self.asked_at = Asked.NOW, dt_util.utcnow()
        try:
            await self._async_ask_for_texts()
            await self._async_ask_for_inbound()
        except HomeAssistantError:
            self.asked = Asked.FAILED
        else:
            self.asked = Asked.ANSWERED

    async def _async_ask_for_texts(self) -> None:
        """Take the texts from the list of the last 24 hours."""
        rows = await self._async_recent()
        self._texts = {(row.server_id, row.phone): row.text for row in rows if row.text is not None}

    async def _async_recent(self) -> Sequence[MessageStatus]:
        """Return the list of the last 24 hours, by any of its names until one is known."""
        data = self._entry.runtime_data
        learned = data.messenger.gateway_list
        *others, last = WORDS if learned is None else (learned.word,)
        for word in others:
            with suppress(HomeAssistantError):
                rows = await async_read(data, data.client.recent(word))
                if any(row.phone for row in rows):
                    return rows
        return await async_read(data, data.client.recent(last))

    async def _async_ask_for_inbound(self) -> None:
        """Take the newest inbound messages."""
        data = self._entry.runtime_data
        since = dt_util.utcnow() - INBOUND_SINCE
        page = await async_read(data, data.client.inbound(since))
        newest = sorted(page.messages, key=order)
        self.inbound = tuple(newest[-MOST_INBOUND:])
