"""What a message is likely to cost, by what the last ones cost."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from ..api.models import Channel
from .message import Message
from .segments import segments

UNKNOWN_PRICE = Decimal(5)
"""Roubles taken for a part whose price is not known yet."""


class Prices:
    """The last price of a part, by channel."""

    def __init__(self) -> None:
        """Start without knowing any."""
        self._prices: dict[str, Decimal] = {}

    def learn(self, message: Message) -> None:
        """Note what each part of a message cost."""
        if message.price:
            self._prices[_tariff(message)] = message.price / _parts(message)

    def estimate(self, message: Message) -> Decimal:
        """Return the last price of such a message's part, times its parts."""
        return self._prices.get(_tariff(message), UNKNOWN_PRICE) * _parts(message)

    def highest(self) -> Decimal:
        """Return the highest known price of a part."""
        return max(self._prices.values(), default=UNKNOWN_PRICE)

    def as_dict(self) -> dict[str, str]:
        """Return what the journal keeps."""
        return {tariff: str(price) for tariff, price in self._prices.items()}

    def restore(self, data: dict[str, Any]) -> None:
        """Take over what the journal kept."""
        self._prices = {tariff: Decimal(price) for tariff, price in data.items()}


def _tariff(message: Message) -> str:
    """Return what the price depends on."""
    return message.sender if message.sender in set(Channel) and message.sender else "SMS"


def _parts(message: Message) -> int:
    """Return the gateway's number of parts, or our own count."""
    if message.parts:
        return message.parts
    return segments(message.text) if _tariff(message) in ("SMS", Channel.VIBER_OR_SMS) else 1
