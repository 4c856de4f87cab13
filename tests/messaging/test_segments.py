"""How many SMS a text takes."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from custom_components.smspilot.messaging.segments import segments
from simulator.gateway.pricing import segments as gateways_segments

GSM = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡AZÄÖÑÜ§¿azäöñüà"
EXTENDED = "^{}\\[~]|€"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("п" * 70, 1),
        ("п" * 71, 2),
        ("п" * 134, 2),
        ("п" * 135, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("a" * 69 + "п", 1),
        ("a" * 70 + "п", 2),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
    ],
)
def test_parts_are_counted_as_the_document_says(text: str, number: int) -> None:
    assert segments(text) == number


@given(st.text(st.characters(max_codepoint=0xFFFF, exclude_categories=["Cs"]), max_size=700))
def test_the_gateway_counts_alike(text: str) -> None:
    assert segments(text) == gateways_segments(text)


@given(st.text(GSM + EXTENDED, max_size=700))
def test_a_text_in_the_short_alphabet_takes_no_more_than_its_places(text: str) -> None:
    places = len(text) + sum(letter in EXTENDED for letter in text)
    number = segments(text)
    assert places <= (160 if number == 1 else 153 * number)
    assert number == 1 or places > 153 * (number - 1)


@given(st.text(max_size=300), st.text(max_size=300))
def test_a_longer_text_never_takes_fewer_parts(text: str, more: str) -> None:
    assert segments(text + more) >= segments(text)
