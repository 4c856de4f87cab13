"""Segments and prices."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from math import ceil
from typing import Final

from simulator.gateway.models import Channel
from simulator.gateway.numbering import country_of, operator_of

# The alphabet of a text in Latin letters (GSM 03.38); the second row takes two places each.
_GSM: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_TWO_PLACES: Final = frozenset("\f^{}\\[~]|€")


def is_latin(text: str) -> bool:
    """Tell whether a text fits the short alphabet, so that 160 characters make one segment."""
    return all(character in _GSM or character in _GSM_TWO_PLACES for character in text)


def segments(text: str) -> int:
    """Return how many SMS a text takes (section 1: 160 or 70, then 153 or 67 each)."""
    if is_latin(text):
        length, alone, joined = sum(1 + (c in _GSM_TWO_PLACES) for c in text), 160, 153
    else:
        length, alone, joined = len(text.encode("utf-16-le", "surrogatepass")) // 2, 70, 67
    return 1 if length <= alone else ceil(length / joined)


@dataclass(slots=True, kw_only=True)
class Prices:
    """Roubles for a segment or a request; single phones may have their own."""

    sms: Decimal = Decimal("1.31")
    abroad: Decimal = Decimal("6.40")
    viber: Decimal = Decimal("1.16")
    voice: Decimal = Decimal("2.50")
    hlr: Decimal = Decimal("0.17")
    ping: Decimal = Decimal("0.35")
    emulator: Decimal = Decimal("1.68")
    by_phone: dict[str, Decimal] = field(default_factory=dict)
    # Numbers taken along to another operator.
    ported: dict[str, str] = field(default_factory=dict)

    def price(self, channel: Channel, phone: str, parts: int) -> Decimal:
        """Return what a message of so many segments costs."""
        if (own := self.by_phone.get(phone)) is not None:
            return own * parts
        if channel is Channel.SMS:
            return (self.sms if country_of(phone) == "RU" else self.abroad) * parts
        by_channel: dict[Channel, Decimal] = {
            Channel.VIBER: self.viber,
            Channel.VOICE: self.voice,
            Channel.HLR: self.hlr,
            Channel.PING: self.ping,
        }
        return by_channel[channel]

    def operator(self, phone: str) -> str:
        """Return the phone's operator, empty if it is not known here."""
        if phone in self.ported:
            return self.ported[phone]
        return operator_of(phone)
