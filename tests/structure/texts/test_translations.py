"""Both languages say everything, and say it in a form that Home Assistant shows."""

from __future__ import annotations

import re

import pytest

from tests.structure.source import LANGUAGES, placeholders, texts, translations

ENGLISH = texts(translations("en"))
RUSSIAN = texts(translations("ru"))


def test_both_languages_have_the_same_texts() -> None:
    assert ENGLISH.keys() == RUSSIAN.keys()


def test_a_text_has_the_same_placeholders_in_both_languages() -> None:
    different = [
        path for path, text in ENGLISH.items() if placeholders(text) != placeholders(RUSSIAN[path])
    ]
    assert not different


def test_russian_texts_are_in_russian() -> None:
    names = {"SMS", "Viber", "SMSPILOT"}
    foreign = [
        path
        for path, text in RUSSIAN.items()
        if not re.search("[а-яё]", text, re.IGNORECASE)
        and not set(re.findall(r"[A-Za-z]+", re.sub(r"{\w+}", "", text))) <= names
    ]
    assert not foreign


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("flaw", "pattern"),
    [
        ("a reference, which only Home Assistant's own texts may use", r"\[%key"),
        ("an address, which belongs into a placeholder", r"https?://|www\."),
        ("HTML", r"</?[a-z]+>"),
        ("a placeholder in single quotes, which would be shown as it is", r"'{\w+}'"),
        ("a space at its end, or two in a row", r"^\s|\s$|  "),
        ("nothing", r"^$"),
    ],
)
def test_no_text_holds(language: str, flaw: str, pattern: str) -> None:
    found = texts(translations(language)).items()
    assert not [path for path, text in found if re.search(pattern, text)], flaw
