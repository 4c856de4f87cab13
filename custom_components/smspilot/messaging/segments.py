"""How much of a text goes in a message, and how many SMS it takes (the document, section 1)."""

from __future__ import annotations

from ..api.models import Channel

_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_EXTENDED = frozenset("^{}\\[~]|€\f")


def segments(text: str) -> int:
    """Return the number of SMS: 160 (153 each of several) or, beyond GSM's letters, 70 (67)."""
    if all(letter in _GSM or letter in _GSM_EXTENDED for letter in text):
        length = len(text) + sum(letter in _GSM_EXTENDED for letter in text)
        single, joined = 160, 153
    else:
        length = len(text.encode("utf-16-le")) // 2
        single, joined = 70, 67
    return 1 if length <= single else -(-length // joined)


def fitted(text: str, sender: str | None, addition: str = "") -> str:
    """Return a text, cut to what the channel of a `from` takes, with something added."""
    return text[: Channel.of(sender).longest - len(addition)].rstrip() + addition
