"""What has a PIN, what is left of it without, and what shows it."""

from __future__ import annotations

from unicodedata import normalize

import pytest

from custom_components.smspilot.messaging.receiving.pin import Pin


@pytest.mark.parametrize(
    ("pin", "text", "rest"),
    [
        ("4711", "4711 Open Gate!", "Open Gate!"),
        ("4711", "Open gate 4711", "Open gate"),
        ("4711", "  4711, open gate.  ", "open gate"),
        ("4711", "4711 open 4711", "open"),
        ("4711", "4711", ""),
        ("4711", "4711 4711", ""),
        ("0815", "0815:да", "да"),
        ("Ёлка", "ЕЛКА открой", "открой"),
        ("йод", normalize("NFD", "Йод открой"), "открой"),
        ("4711", "４７１１ open", "open"),
        ("47-11", "47 11 open", "open"),
        ("47 11", "open 47.11", "open"),
        ("4711", "open 4711 gate", None),
        ("4711", "47110 open", None),
        ("4711", "4711open", None),
        ("4711", "471 1 open", None),
        ("47 11", "47 open", None),
        ("4711", "", None),
        ("4711", "…", None),
    ],
)
def test_the_pin_stands_first_or_last_and_is_left_out(
    pin: str, text: str, rest: str | None
) -> None:
    assert Pin(pin).without(text) == rest


@pytest.mark.parametrize("pin", ["", "  ", "!?"])
def test_a_pin_without_a_letter_or_a_figure_is_none(pin: str) -> None:
    with pytest.raises(ValueError, match="PIN"):
        Pin(pin)


@pytest.mark.parametrize(
    ("pin", "text", "tried"),
    [
        ("4711", "4712 open", True),
        ("4711", "open 1", True),
        ("rose7", "rose open", False),
        ("4711", "thanks", False),
        ("4711", "open 5 gates", False),
        ("sesame", "thanks", True),
        ("sesame", "", False),
    ],
)
def test_words_alone_do_not_try_a_pin_of_figures(pin: str, text: str, tried: bool) -> None:
    assert Pin(pin).may_be_tried_by(text) is tried


def test_whatever_is_right_is_a_try() -> None:
    for text in ("4711", "open 4711", "4711 open"):
        assert Pin("4711").may_be_tried_by(text)


@pytest.mark.parametrize(
    ("pin", "text", "masked"),
    [
        ("4711", "4711 open, I said 4711!", "•••• open, I said ••••!"),
        ("4711", "x4711y", "x••••y"),
        ("елка", "ЁЛКА", "••••"),
        ("йод7", normalize("NFD", "ЙОД") + "７ да", "•••• да"),
        ("47 11", "47-11 open 4711", "•••• open ••••"),
        ("4711", "4-7-1-1 open, 47 11", "•••• open, ••••"),
        ("елка7", "Ёлка 7", "••••"),
        ("4711", "4712 open", "4712 open"),
    ],
)
def test_a_masked_text_shows_the_pin_nowhere(pin: str, text: str, masked: str) -> None:
    assert Pin(pin).masked(text) == masked
