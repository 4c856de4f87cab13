"""Words as they are compared, and which of the agreed sentences a text is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final
from unicodedata import normalize

WORD: Final = re.compile(r"\w+")
DOTS: Final = "\N{COMBINING DIAERESIS}"
"""People seldom write the dots over a letter."""
_BOOLEANS: Final = {True: ("yes", "on", "true", "y"), False: ("no", "off", "false", "n")}
"""What YAML makes booleans of."""


def folded_word(word: str) -> str:
    """Return a word without case and dots, and with letters and figures of the usual width."""
    return normalize("NFKC", normalize("NFKD", word.casefold()).replace(DOTS, "")).casefold()


def folded_words(text: str) -> list[str]:
    """Return the words of a text as they are compared: without case, dots, blanks and marks."""
    return [folded_word(word) for word in WORD.findall(composed(text))]


def composed(text: str) -> str:
    """Return a text with each letter in one piece: a mark that stands by itself parts words."""
    return normalize("NFC", text)


class SentenceError(ValueError):
    """A choice that has no sentence, or one that another has as well."""

    def __init__(self, flaw: str, told: str) -> None:
        """Tell `without_sentences` of a choice, or `shares_sentence` of a sentence."""
        super().__init__(flaw)
        self.flaw = flaw
        self.told = told


class Sentences:
    """The ids of what can be answered or ordered, by sentences that people write."""

    def __init__(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Take rows of `id` and `sentences`, as YAML gives them; SentenceError for a bad one."""
        self._ids: dict[tuple[str, ...], str] = {}
        for row in rows:
            self._add(_spellings(row["id"])[0], row["sentences"])

    def _add(self, choice: str, sentences: object) -> None:
        spelled = {
            tuple(folded_words(one)): one
            for value in written(sentences)
            for one in _spellings(value)
        }
        if not spelled or () in spelled:
            raise SentenceError("without_sentences", choice)
        for words, sentence in spelled.items():
            if self._ids.setdefault(words, choice) != choice:
                raise SentenceError("shares_sentence", sentence)

    def __bool__(self) -> bool:
        """Return whether there is anything to choose from."""
        return bool(self._ids)

    def whole(self, text: str) -> str | None:
        """Return the id of the sentence that a text is."""
        return self._ids.get(tuple(folded_words(text)))

    def beginning(self, text: str) -> str | None:
        """Return the id of the longest sentence that a text begins with: "no rain" is not "no"."""
        words = folded_words(text)
        begins = (tuple(words[:count]) for count in range(len(words), 0, -1))
        return next((self._ids[one] for one in begins if one in self._ids), None)


def written(sentences: object) -> list[object]:
    """Return the sentences of a choice; rows that were left empty are none."""
    rows = sentences if isinstance(sentences, list | tuple) else [sentences]
    return [row for row in rows if row is not None and str(row).strip()]


def _spellings(value: object) -> tuple[str, ...]:
    """Return what somebody wrote, or all that YAML can have made a boolean of."""
    return _BOOLEANS[value] if isinstance(value, bool) else (str(value),)
