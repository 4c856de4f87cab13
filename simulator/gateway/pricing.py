"""Segments, prices, operators and countries."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from math import ceil
from typing import Final

from simulator.gateway.models import Channel

# The alphabet of a text in Latin letters (GSM 03.38); the second row takes two places each.
_GSM: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_TWO_PLACES: Final = frozenset("\f^{}\\[~]|€")
_OPERATORS: Final = (
    ("MTS", (910, 919), (980, 989)),
    ("MEGAFON", (920, 939), (997, 997)),
    ("BEELINE", (903, 903), (905, 906), (909, 909), (960, 968)),
    ("TELE2", (900, 902), (904, 904), (908, 908), (950, 953), (958, 958), (977, 977), (991, 996)),
    ("YOTA", (999, 999)),
)
_COUNTRIES: Final = (
    ("375", "BY"),
    ("380", "UA"),
    ("994", "AZ"),
    ("995", "GE"),
    ("996", "KG"),
    ("998", "UZ"),
    ("374", "AM"),
    ("371", "LV"),
    ("49", "DE"),
    ("90", "TR"),
    ("33", "FR"),
    ("44", "GB"),
    ("77", "KZ"),
    ("76", "KZ"),
    ("7", "RU"),
    ("1", "US"),
)


def is_latin(text: str) -> bool:
    """Tell whether a text fits the short alphabet, so that 160 characters make one segment."""
    return all(character in _GSM or character in _GSM_TWO_PLACES for character in text)


def segments(text: str) -> int:
    """Return how many SMS a text takes (section 1: 160 or 70, then 153 or 67 each)."""
    if is_latin(text):
        length, alone, joined = sum(1 + (c in _GSM_TWO_PLACES) for c in text), 160, 153
    else:
        length, alone, joined = len(text), 70, 67
    return 1 if length <= alone else ceil(length / joined)


def country_of(phone: str) -> str:
    """Return the country's two letters, empty if it is not known here."""
    return next((name for prefix, name in _COUNTRIES if phone.startswith(prefix)), "")


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
        if country_of(phone) != "RU" or len(phone) < 4:  # noqa: PLR2004 - "7" and three digits
            return ""
        code = int(phone[1:4])
        for name, *ranges in _OPERATORS:
            if any(low <= code <= high for low, high in ranges):
                return name
        return ""
