"""Which of the agreed sentences a text is."""

from __future__ import annotations

from unicodedata import normalize

import pytest

from custom_components.smspilot.messaging.receiving.words import (
    SentenceError,
    Sentences,
    folded_words,
)

WEATHER = Sentences(
    [
        {"id": "dry", "sentences": ["no", "Нет, ещё сухо"]},
        {"id": "unsure", "sentences": ("no idea",)},
        {"id": True, "sentences": True},
        {"id": 3, "sentences": 112},
    ]
)


def test_words_are_compared_without_case_marks_and_dots_over_letters() -> None:
    assert folded_words(" Ещё, РАЗ!\nда ") == ["еще", "раз", "да"]


@pytest.mark.parametrize("written", [normalize("NFD", "Открой ёлку"), "открой  елку"])
def test_a_letter_is_the_same_in_one_piece_and_with_its_mark_beside_it(written: str) -> None:
    assert folded_words(written) == ["открой", "елку"]


def test_wide_letters_and_figures_are_the_usual_ones() -> None:
    assert folded_words("Ｙｅｓ, ４７１１") == ["yes", "4711"]


def test_rows_left_empty_are_no_sentences() -> None:
    assert Sentences([{"id": "a", "sentences": ["yes", "", " ", None]}]).whole("yes") == "a"


@pytest.mark.parametrize(
    ("text", "whole", "beginning"),
    [
        ("NO!", "dry", "dry"),
        ("нет - еще сухо", "dry", "dry"),
        ("no rain", None, "dry"),
        ("No idea, sorry", None, "unsure"),
        ("on", "yes", "yes"),
        ("Y", "yes", "yes"),
        ("112", "3", "3"),
        ("nothing", None, None),
        ("?", None, None),
    ],
)
def test_a_text_is_a_sentence_or_begins_with_one(
    text: str, whole: str | None, beginning: str | None
) -> None:
    assert WEATHER.whole(text) == whole
    assert WEATHER.beginning(text) == beginning


def test_the_same_sentence_twice_of_one_choice_is_no_matter() -> None:
    assert Sentences([{"id": "a", "sentences": ["Yes", "yes!"]}]).whole("yes") == "a"


@pytest.mark.parametrize(
    ("rows", "flaw", "told"),
    [
        ([{"id": "a", "sentences": []}], "without_sentences", "a"),
        ([{"id": "a", "sentences": [None, " "]}], "without_sentences", "a"),
        ([{"id": "a", "sentences": None}], "without_sentences", "a"),
        ([{"id": False, "sentences": ["?!"]}], "without_sentences", "no"),
        (
            [{"id": "a", "sentences": "yes"}, {"id": "b", "sentences": ["Yes."]}],
            "shares_sentence",
            "Yes.",
        ),
    ],
)
def test_choices_that_cannot_be_told_apart_are_refused(
    rows: list[dict[str, object]], flaw: str, told: str
) -> None:
    with pytest.raises(SentenceError) as caught:
        Sentences(rows)
    assert (caught.value.flaw, caught.value.told) == (flaw, told)
