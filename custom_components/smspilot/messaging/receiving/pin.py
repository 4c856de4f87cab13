"""A PIN that a text must begin or end with."""

from __future__ import annotations

import hmac
import re
from unicodedata import normalize

from .words import DOTS, WORD, composed, folded_word, folded_words

_MASK = "•" * 4
_WIDER = 0xFEE0
"""How far the wide form of a letter or a figure is from the usual one."""
_BESIDE_IT = " \t\r\n,.;:-–—"


class Pin:
    """What is asked for besides the right number, since the sender of an SMS can be forged."""

    def __init__(self, pin: str) -> None:
        """Take a PIN; without a letter or a figure it is none, and ValueError."""
        words = folded_words(pin)
        if not words:
            raise ValueError("no PIN")
        self._count = len(words)
        self._pin = _secret(words)
        self._has_digits = any(map(str.isdigit, "".join(words)))
        # Spelled out, as in 47-11, it is not taken, and would be given away all the same.
        letters = map(_however_written, "".join(words))
        self._anywhere = re.compile(r"[\W_]*".join(letters), re.IGNORECASE)

    def without(self, text: str) -> str | None:
        """Return the text without the PIN that it begins or ends with; None if it does neither."""
        text = composed(text)
        words = list(WORD.finditer(text))
        begins = self._is_pin(words[: self._count])
        ends = self._is_pin(words[-self._count :])
        if not (begins or ends):
            return None
        start = words[self._count - 1].end() if begins else 0
        end = words[-self._count].start() if ends else len(text)
        return text[start : max(start, end)].strip(_BESIDE_IT)

    def may_be_tried_by(self, text: str) -> bool:
        """Return whether a text can be meant to hold a PIN like this one.

        One with figures is not tried by words alone: whoever writes "thanks" guesses nothing.
        """
        words = WORD.findall(composed(text))
        outer = words[: self._count] + words[-self._count :]
        return bool(words) and (not self._has_digits or any(map(str.isdigit, "".join(outer))))

    def masked(self, text: str) -> str:
        """Return a text that does not show the PIN, wherever in it that stands."""
        return self._anywhere.sub(_MASK, composed(text))

    def _is_pin(self, words: list[re.Match[str]]) -> bool:
        """Return whether words are the PIN; how long that takes tells nothing of it."""
        return hmac.compare_digest(
            self._pin, _secret([folded_word(word.group()) for word in words])
        )


def _however_written(letter: str) -> str:
    """Return an expression for a letter with dots over it or none, and of any width."""
    dotted = normalize("NFC", letter + DOTS)
    wide = chr(ord(letter) + _WIDER) if letter.isascii() else ""
    return f"[{letter}{wide}{dotted if len(dotted) == 1 else ''}]"


def _secret(words: list[str]) -> bytes:
    return " ".join(words).encode(errors="replace")
