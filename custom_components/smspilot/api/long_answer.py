"""Read a long answer row by row: whatever it holds, little of it is in memory at once."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator

from .parsing import DECODER, Json

LONGEST_PART = 64 << 10
"""Bytes, and characters; no row of the gateway's is nearly as long."""
MOST_PARTS = 60_000
"""More is no answer: eight mebibytes of the smallest values would become hundreds."""
_SPACE = re.compile(r"[ \t\n\r]*")
_MOST_KEPT = 4
"""How many longest parts the values make together that are kept as they are."""


def read_long[T](
    body: bytearray, charset: str, make: Callable[[Json], T], *, longest: int = LONGEST_PART
) -> tuple[dict[str, Json], dict[str, list[T]]]:
    """Return the values of an answer and, apart, what is made of the parts of those too long.

    Both are empty for what is no answer. The body is used up meanwhile.
    """
    text = _Text(body, charset, longest)
    values: dict[str, Json] = {}
    made: dict[str, list[T]] = {}
    try:
        for name in text.members("{"):
            try:
                values[name] = text.value()
            except ValueError:
                values[name] = []
                made[name] = [make(text.value()) for _ in text.members("[{")]
            else:
                made.pop(name, None)
                text.keep()
        text.end()
    except ValueError, RecursionError:
        return {}, {}
    return values, made


class _Text:
    """The text of a body, decoded only as far as it is looked at."""

    def __init__(self, body: bytearray, charset: str, longest: int) -> None:
        self._body, self._longest = body, longest
        self._decode = codecs.getincrementaldecoder(charset)(errors="replace").decode
        self._text, self._at, self._before = "", 0, 0
        self._parts, self._kept = MOST_PARTS, _MOST_KEPT * longest
        self._look_ahead()
        self._text = self._text.removeprefix("\ufeff")

    def members(self, brackets: str) -> Iterator[str]:
        """Stand at each value of an object, and yield its name, or of a list, and yield ""."""
        end = {"[": "]", "{": "}"}[self._sign(brackets)]
        sign = ","
        while sign != end:
            self._parts -= 1
            if self._parts < 0:
                raise ValueError
            yield self._name() if end == "}" else ""
            sign = self._sign("," + end)

    def _name(self) -> str:
        self._sign('"')
        self._at -= 1
        name = str(self.value())
        self._sign(":")
        return name

    def value(self) -> Json:
        """Return the value that begins here, or raise ValueError for none and a longer one."""
        self._look_ahead()
        value: Json
        value, end = DECODER.raw_decode(self._text, self._at)
        self._before, self._at = self._at, end
        return value

    def keep(self) -> None:
        """Count the last value as one that is kept, or raise ValueError for too many."""
        self._kept -= self._at - self._before
        if self._kept < 0:
            raise ValueError

    def end(self) -> None:
        """Raise ValueError if anything follows."""
        self._look_ahead()
        if self._text[self._at :]:
            raise ValueError

    def _sign(self, signs: str) -> str:
        self._look_ahead()
        sign = self._text[self._at : self._at + 1]
        if not sign or sign not in signs:
            raise ValueError
        self._at += 1
        return sign

    def _look_ahead(self) -> None:
        """Pass over space, and have a longest part before us if there is so much."""
        while True:
            self._at = next(_SPACE.finditer(self._text, self._at)).end()
            if not self._body or len(self._text) - self._at >= self._longest:
                return
            piece = bytes(self._body[: self._longest])
            del self._body[: self._longest]
            self._text = self._text[self._at :] + self._decode(piece, not self._body)
            self._at = 0
