"""What a message or a question is likely to cost, by what the last ones cost."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from ...api.models import Channel
from ..record.journal import Journal
from ..record.message import Message
from ..segments import segments

UNKNOWN_PRICE = Decimal(5)
"""Roubles taken for a part whose price is not known yet."""


class Query(StrEnum):
    """A paid question about a number; the value is what goes in the place of a text."""

    HLR = "HLR"
    PING = "PING"


class Prices:
    """The last price of a part, by channel, and of a paid question, by its kind."""

    def __init__(self, journal: Journal) -> None:
        """Take where they are kept."""
        self._journal = journal

    def learn(self, message: Message) -> None:
        """Note what each part of a message cost."""
        if message.price:
            self.note(_tariff(message), message.price / _parts(message))

    def note(self, tariff: str, price: Decimal) -> None:
        """Note the price of a part or a question; what was for free teaches nothing."""
        if price:
            self._known[tariff] = price

    def last(self, tariff: str) -> Decimal:
        """Return the last price of a part or a question."""
        return self._known.get(tariff, UNKNOWN_PRICE)

    def estimate(self, message: Message) -> Decimal:
        """Return the last price of such a message's part, times its parts."""
        return self.last(_tariff(message)) * _parts(message)

    def highest(self) -> Decimal:
        """Return the highest known price of a part of a message."""
        parts = (price for tariff, price in self._known.items() if tariff not in set(Query))
        return max(parts, default=UNKNOWN_PRICE)

    @property
    def _known(self) -> dict[str, Decimal]:
        return self._journal.facts.prices


def _tariff(message: Message) -> str:
    """Return what the price depends on."""
    return Channel.of(message.sender) or "SMS"


def _parts(message: Message) -> int:
    """Return the gateway's number of parts, or our own count."""
    if message.parts:
        return message.parts
    return segments(message.text) if _tariff(message) in ("SMS", Channel.VIBER_OR_SMS) else 1
