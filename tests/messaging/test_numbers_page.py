"""The page about numbers says what becomes of them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from custom_components.smspilot.messaging.phone_number import (
    InvalidPhoneNumberError,
    parse_phone_number,
)

DOCS = Path(__file__).parents[2] / "docs"
HOMES = ("RU", "DE", "US")
SAME = {"en": "the same", "ru": "так же"}
ERROR = {"en": "error", "ru": "ошибка"}
NAMES = ("Masha", "Маша")


def rows(language: str) -> list[list[str]]:
    """Return the rows of the table of spellings."""
    text = (DOCS / language / "numbers.md").read_text(encoding="utf-8")
    cells = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| `")]
    assert len(cells) > 10
    return cells


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_table_of_spellings_tells_the_truth(language: str) -> None:
    for written, *columns in rows(language):
        wanted = [columns[0] if cell == SAME[language] else cell for cell in columns]
        for text in re.findall("`(.+?)`", written):
            if text in NAMES:
                continue
            for country, cell in zip(HOMES, wanted, strict=True):
                if cell.startswith(ERROR[language]):
                    with pytest.raises(InvalidPhoneNumberError) as caught:
                        parse_phone_number(text, country=country)
                    assert all(code in cell for code in caught.value.codes)
                else:
                    phone = parse_phone_number(text, country=country)
                    assert phone == re.sub("[^0-9]", "", cell), (text, country)
