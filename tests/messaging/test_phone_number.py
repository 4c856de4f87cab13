"""Phone numbers as people, phones, web pages and YAML write them."""

from __future__ import annotations

import re
import subprocess
import sys

import phonenumbers
import pytest
from hypothesis import given, strategies as st

from custom_components.smspilot.messaging.phone_number import (
    InvalidPhoneNumberError,
    displayed,
    masked,
    parse_phone_number,
    prepare,
)

NUMBER = "79087964781"


@pytest.mark.parametrize(
    "written",
    [
        *("8 (908) 796-47-81", "+7 908 796 47 81", "79087964781", 79087964781, 89087964781),
        *("9087964781", 9087964781, "8-908-796-47-81", "+7(908)7964781", "7.908.796.47.81"),
        *("+7 908 796 47 81", "8 908 796–47‑81", "8 908 796−47—81", "＋7 908 796 47 81"),
        *("٧٩٠٨٧٩٦٤٧٨١", "\u202a+7 908 796-47-81\u202c", " +79087964781\n", "\t8/908/7964781"),
        *("0079087964781", "00 7 908 796 47 81", "(+7) 908 796-47-81", "8 10 7 908 796 47 81"),
    ],
)
def test_one_number_is_written_in_many_ways(written: str | int) -> None:
    assert parse_phone_number(written) == NUMBER


@pytest.mark.parametrize("country", ["RU", "KZ", "DE", "US", "AQ", None])
@pytest.mark.parametrize(
    "written", ["79087964781", 79087964781, "+7 908 7964781", "00 79087964781"]
)
def test_eleven_digits_that_start_with_7_are_international_everywhere(
    written: str | int, country: str | None
) -> None:
    assert parse_phone_number(written, country=country) == NUMBER


@pytest.mark.parametrize(
    ("written", "country", "number"),
    [
        ("8 701 000 00 00", "KZ", "77010000000"),
        ("8 701 000 00 00", "RU", "77010000000"),
        ("8 (4742) 12-34-56", "RU", "74742123456"),
        ("0151 23456789", "DE", "4915123456789"),
        ("4915123456789", "DE", "4915123456789"),
        ("(650) 253-0000", "US", "16502530000"),
        ("06 1234 5678", "IT", "390612345678"),
        ("050 123 45 67", "UA", "380501234567"),
        ("80 29 123-45-67", "BY", "375291234567"),
        ("8 908 796-47-81", None, NUMBER),
        ("8 908 796-47-81", "US", None),
    ],
)
def test_a_number_without_its_country_is_read_at_home(
    written: str, country: str | None, number: str | None
) -> None:
    if number is None:
        with pytest.raises(InvalidPhoneNumberError):
            parse_phone_number(written, country=country)
    else:
        assert parse_phone_number(written, country=country) == number


@pytest.mark.parametrize("country", ["RU", "US", "AQ", None])
@pytest.mark.parametrize(
    "written",
    ["+49 151 23456789", "0049 151 23456789", "4915123456789", 4915123456789],
)
def test_a_foreign_number_needs_no_plus_where_it_makes_no_sense_at_home(
    written: str | int, country: str | None
) -> None:
    assert parse_phone_number(written, country=country) == "4915123456789"


def test_home_comes_before_abroad() -> None:
    assert parse_phone_number("9965551234", country="RU") == "79965551234"
    assert parse_phone_number("+996 555 1234 56", country="RU") == "996555123456"
    assert parse_phone_number("971 50 123 4567", country="DE") == "49971501234567"
    assert parse_phone_number("+971 50 123 4567", country="DE") == "971501234567"


def test_a_range_that_is_newer_than_the_library_needs_its_plus() -> None:
    assert parse_phone_number("+45 12 34 56 78") == "4512345678"
    with pytest.raises(InvalidPhoneNumberError):
        parse_phone_number("45 12 34 56 78")


UNREADABLE: list[object] = [
    *("", " ", "+", "INFORM", "112", "0", "00", "+7", "7908796478", "790879647811"),
    *(
        "+7 908 796 47 8",
        "+7 908 796 47 811",
        "+8 908 796 47 81",
        "8(+7)9087964781",
        "++79087964781",
    ),
    *("79087964781, 79161231212", "79087964781 79161231212", "79087964781 ext. 5", "79087964781x5"),
    *(
        "7908796478¹",
        "tel:+79087964781",
        "8-800-FLOWERS",
        "79087964781\x00",
        "1e10",
        "+376 312 345",
    ),
    *("9" * 5000, 0, 7, -79087964781, 10**19, 10**20, 10**5000),
    *(True, False, 79087964781.0, None, b"79087964781", ["79087964781"], "+999 123 456 789"),
]


@pytest.mark.parametrize("written", UNREADABLE, ids=range(len(UNREADABLE)))
@pytest.mark.parametrize("country", ["RU", "AQ"])
def test_what_is_no_number_is_refused(written: object, country: str) -> None:
    with pytest.raises(InvalidPhoneNumberError):
        parse_phone_number(written, country=country)  # type: ignore[arg-type]


def test_an_error_tells_the_last_two_digits_and_no_more() -> None:
    with pytest.raises(InvalidPhoneNumberError) as caught:
        parse_phone_number("+7 908 796 47 81 3")
    assert caught.value.hint == "13"
    assert str(caught.value) == "not a phone number: …13"
    assert caught.value.__context__ is None
    assert masked(NUMBER) == "…81"


@st.composite
def punctuated(draw: st.DrawFn, digits: str) -> str:
    """Return digits with punctuation between them."""
    gap = st.text(st.sampled_from(" -–‑().\u00a0\u2009\t\u200b"), max_size=3)
    return draw(gap) + "".join(digit + draw(gap) for digit in digits)


@given(data=st.data(), subscriber=st.from_regex(r"9[0-9]{9}", fullmatch=True))
def test_punctuation_changes_no_number(data: st.DataObject, subscriber: str) -> None:
    prefixes = ["+7", "7", "8", "007"]
    if phonenumbers.is_valid_number(phonenumbers.parse(subscriber, "RU")):
        prefixes.append("")
    for prefix in prefixes:
        plus, digits = ("+", "7") if prefix == "+7" else ("", prefix)
        written = plus + data.draw(punctuated(digits + subscriber))
        assert parse_phone_number(written) == "7" + subscriber


@given(st.data())
def test_every_country_is_read_at_home_and_abroad(data: st.DataObject) -> None:
    country = data.draw(st.sampled_from(sorted(phonenumbers.SUPPORTED_REGIONS)))
    example = phonenumbers.example_number_for_type(country, phonenumbers.PhoneNumberType.MOBILE)
    if example is None:
        return
    digits = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164)[1:]
    if len(digits) < 10:
        return
    international = phonenumbers.format_number(
        example, phonenumbers.PhoneNumberFormat.INTERNATIONAL
    )
    national = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.NATIONAL)
    assert parse_phone_number(international) == digits
    assert parse_phone_number(national, country=country) == digits
    assert parse_phone_number(digits, country=country) == digits
    assert (
        parse_phone_number(displayed(digits), country=data.draw(st.none() | st.just("US")))
        == digits
    )


WRITTEN = (
    st.text(st.characters(codec="utf-8", categories=["Nd", "Zs", "Pd"]) | st.just("+"))
    | st.from_regex(r"\+?[0-9 -]{5,25}", fullmatch=True)
    | st.integers()
)


@given(written=WRITTEN, country=st.sampled_from(["RU", "KZ", "DE", "US", None]))
def test_an_answer_is_ten_to_fifteen_digits_and_an_error_is_silent(
    written: str | int, country: str | None
) -> None:
    number, error = None, None
    try:
        number = parse_phone_number(written, country=country)
    except InvalidPhoneNumberError as caught:
        error = caught
    if error is not None:
        assert re.fullmatch(r"[0-9]{0,2}", error.hint)
        assert str(error) == f"not a phone number: …{error.hint}"
    if number is not None:
        assert re.fullmatch(r"[0-9]{10,15}", number)
        assert parse_phone_number(displayed(number), country=country) == number


LOADING = """
import importlib.util, sys
spec = importlib.util.spec_from_file_location("phone_number", sys.argv[1])
phone_number = importlib.util.module_from_spec(spec)
spec.loader.exec_module(phone_number)
def regions():
    return {name[-2:] for name in sys.modules if name.startswith("phonenumbers.data.region_")}
assert regions() == set(), regions()
for country in (None, "DE", "AQ"):
    phone_number.prepare(country)
assert regions() == {"RU", "DE"}, regions()
phone_number.parse_phone_number("8 908 796-47-81", country=None)
phone_number.parse_phone_number("0151 23456789", country="DE")
assert regions() == {"RU", "DE"}, regions()
"""


def test_only_the_countries_that_are_needed_are_loaded_and_before_they_are_needed() -> None:
    module = sys.modules[parse_phone_number.__module__]
    subprocess.run([sys.executable, "-c", LOADING, str(module.__file__)], check=True)
    prepare("RU")
