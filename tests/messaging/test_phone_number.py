"""Phone numbers as people, phones, web pages and YAML write them."""

from __future__ import annotations

import re
import subprocess
import sys
from contextlib import suppress

import phonenumbers
import pytest
from hypothesis import assume, given, reject, settings, strategies as st

from custom_components.smspilot.messaging.phone_number import (
    Flaw,
    InvalidPhoneNumberError,
    displayed,
    masked,
    parse_phone_number,
    prepare,
    sender_phone,
    takes_sms,
)
from custom_components.smspilot.recipients.number_list import listed

NUMBER = "79087964781"
HOMES = ("RU", "KZ", "BY", "DE", "US", "AQ", None)


@pytest.mark.parametrize(
    "written",
    [
        *("8 (908) 796-47-81", "+7 908 796 47 81", "79087964781", 79087964781, 89087964781),
        *("9087964781", 9087964781, "8-908-796-47-81", "+7(908)7964781", "7.908.796.47.81"),
        *("+7 908 796 47 81", "8 908 796–47‑81", "8 908 796−47—81", "＋7 908 796 47 81"),
        *("٧٩٠٨٧٩٦٤٧٨١", "\u202a+7 908 796-47-81\u202c", " +79087964781\n", "\t8/908/7964781"),
        *("0079087964781", "00 7 908 796 47 81", "(+7) 908 796-47-81", "8 10 7 908 796 47 81"),
        *("8~10 7 908 796-47-81", "8-10-7-908-796-47-81", "81079087964781", 79087964781.0),
        *("tel:+7-908-796-47-81", "TEL:89087964781", " tel:+79087964781", "8（908）796．47．81"),
        *("[8] 908 796 47 81", "「8 908」796·47·81", "+7\ufe0f9087964781", "\ufeff+7 908 7964781"),
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
        ("908 796-47-81", "KZ", NUMBER),
        ("8 (4742) 12-34-56", "RU", "74742123456"),
        ("0151 23456789", "DE", "4915123456789"),
        ("015123456789", "DE", "4915123456789"),
        ("4915123456789", "DE", "4915123456789"),
        ("(650) 253-0000", "US", "16502530000"),
        ("06 1234 5678", "IT", "390612345678"),
        ("050 123 45 67", "UA", "380501234567"),
        ("80 29 123-45-67", "BY", "375291234567"),
        ("8 (029) 123-45-67", "BY", "375291234567"),
        ("98765 43210", "IN", "919876543210"),
        ("+49 (0)151 23456789", "RU", "4915123456789"),
    ],
)
def test_a_number_in_groups_is_what_people_at_home_write(
    written: str, country: str | None, number: str
) -> None:
    assert parse_phone_number(written, country=country) == number


@pytest.mark.parametrize("country", HOMES)
@pytest.mark.parametrize("written", ["8 (908) 796-47-81", "8-908-796-47-81", "89087964781"])
def test_an_eight_and_ten_digits_are_russian_in_every_home(
    written: str, country: str | None
) -> None:
    assert parse_phone_number(written, country=country) == NUMBER


@pytest.mark.parametrize("country", ["RU", "US", "AQ", None])
@pytest.mark.parametrize(
    "written",
    ["+49 151 23456789", "0049 151 23456789", "4915123456789", 4915123456789, "49 151 23456789"],
)
def test_a_foreign_number_needs_no_plus_where_it_makes_no_sense_at_home(
    written: str, country: str | None
) -> None:
    assert parse_phone_number(written, country=country) == "4915123456789"


def test_groups_are_read_at_home_before_abroad_and_need_its_trunk_prefix() -> None:
    assert parse_phone_number("996 555-12-34", country="RU") == "79965551234"
    assert parse_phone_number("+996 555 1234 56", country="RU") == "996555123456"
    assert parse_phone_number("971 50 123 4567", country="DE") == "971501234567"
    assert parse_phone_number("0971 501234567", country="DE") == "49971501234567"


@pytest.mark.parametrize(
    ("written", "country", "codes"),
    [
        ("9607000000", "RU", ("+7", "+960")),
        (9607000000, "KZ", ("+7", "+960")),
        (84912000000, "DE", ("+7", "+84")),
        ("84 912 000 000", "VN", ("+7", "+84")),
        ("5016001234", "US", ("+1", "+501")),
    ],
)
def test_what_can_be_two_numbers_is_neither_and_both_are_named(
    written: str | int, country: str, codes: tuple[str, ...]
) -> None:
    with pytest.raises(InvalidPhoneNumberError) as caught:
        parse_phone_number(written, country=country)
    assert (caught.value.flaw, caught.value.codes) == (Flaw.AMBIGUOUS, codes)
    for code in codes:
        rest = str(written).removeprefix(code[1:]).replace(" ", "")
        assert parse_phone_number(f"{code} {rest[-10:]}", country=country)


def test_bare_digits_are_a_known_phone_and_what_people_wrote_in_groups_is_not() -> None:
    known = {"9607000000"}.__contains__
    assert parse_phone_number("9607000000", is_known=known) == "9607000000"
    assert parse_phone_number(9607000000.0, is_known=known) == "9607000000"
    assert parse_phone_number("960 700-00-00", is_known=known) == "79607000000"
    assert parse_phone_number(85291234567) == "85291234567"


def test_a_range_that_is_newer_than_the_library_needs_its_plus() -> None:
    assert parse_phone_number("+45 12 34 56 78") == "4512345678"
    with pytest.raises(InvalidPhoneNumberError):
        parse_phone_number("45 12 34 56 78")
    assert parse_phone_number("8 930 000-00-00") == parse_phone_number(79300000000) == "79300000000"


@pytest.mark.parametrize(
    ("written", "flaw"),
    [
        ("+7 908 796-47-81 доб. 5", Flaw.EXTENSION),
        ("79087964781 ext. 5", Flaw.EXTENSION),
        ("79087964781x5", Flaw.EXTENSION),
        ("tel:+79087964781;ext=5", Flaw.EXTENSION),
        ("8 908 796-47-81 #5", Flaw.EXTENSION),
        ("8 (495) 123-45-67 вн. 12", Flaw.EXTENSION),
        ("8(495)123-45-67 (внутр. 12)", Flaw.EXTENSION),
        ("8 495 123-45-67, доп. 5", Flaw.EXTENSION),
        ("8 495 123-45-67 доп 5", Flaw.EXTENSION),
        ("Вася", Flaw.TEXT),
        ("unknown", Flaw.TEXT),
        ("8-800-FLOWERS", Flaw.TEXT),
        (None, Flaw.TEXT),
        ("+7 908 796-47", Flaw.UNREADABLE),
        ("7908796478¹", Flaw.UNREADABLE),
        ("112", Flaw.UNREADABLE),
    ],
)
def test_an_error_says_what_is_wrong(written: object, flaw: Flaw) -> None:
    with pytest.raises(InvalidPhoneNumberError) as caught:
        parse_phone_number(written)
    assert caught.value.flaw is flaw


@pytest.mark.parametrize(
    ("value", "parts"),
    [
        (None, []),
        ("", []),
        (" ,; \u200b\n", []),
        ([[], (), None, "", [None]], []),
        ((79087964781, 79161231212.0), [79087964781, 79161231212.0]),
        (
            [["+7 908 796-47-81"], ("8 916 123 12 12", None)],
            ["+7 908 796-47-81", "8 916 123 12 12"],
        ),
        ("+79087964781, 89161231212;\n79161231213", ["+79087964781", "89161231212", "79161231213"]),
        ("+7 908 796-47-81 +7 916 123-12-12", ["+7 908 796-47-81", "+7 916 123-12-12"]),
        ("tel:+79087964781;ext=5", ["tel:+79087964781;ext=5"]),
        ("+7 495 123-45-67, доб. 5", ["+7 495 123-45-67, доб. 5"]),
        ("+7 495 123-45-67, Room 5", ["+7 495 123-45-67", "Room 5"]),
        ({"phone": 1}, [{"phone": 1}]),
    ],
)
def test_what_templates_give_is_read_as_if_typed(value: object, parts: list[object]) -> None:
    assert list(listed(value)) == parts


@pytest.mark.parametrize(
    ("phone", "taken"),
    [
        (NUMBER, True),
        ("74951234567", True),
        ("16502530000", True),
        ("78005553535", False),
        ("78091234567", False),
        ("78041234567", False),
        ("18005551234", False),
    ],
)
def test_free_calls_and_services_take_no_sms(phone: str, taken: bool) -> None:
    assert takes_sms(phone) is taken


def test_a_sender_is_a_phone_however_the_gateway_writes_it_or_none() -> None:
    assert sender_phone("79087964781") == sender_phone("+79087964781") == NUMBER
    assert sender_phone("9607000000") == "9607000000"
    assert sender_phone("89087964781") == NUMBER
    assert sender_phone("INFORM") is sender_phone("900") is None


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
        "8-800-FLOWERS",
        "79087964781\x00",
        "1e10",
        "+376 312 345",
    ),
    *("9" * 5000, 0, 7, -79087964781, 10**19, 10**20, 10**5000),
    *(True, False, 79087964781.5, None, b"79087964781", ["79087964781"], "+999 123 456 789"),
    *(float("inf"), float("nan"), 1e300, -79087964781.0),
]


@pytest.mark.parametrize("written", UNREADABLE, ids=range(len(UNREADABLE)))
@pytest.mark.parametrize("country", ["RU", "AQ"])
def test_what_is_no_number_is_refused(written: object, country: str) -> None:
    with pytest.raises(InvalidPhoneNumberError):
        parse_phone_number(written, country=country)


def test_an_error_tells_the_last_two_digits_and_no_more() -> None:
    with pytest.raises(InvalidPhoneNumberError) as caught:
        parse_phone_number("+7 908 796 47 81 3")
    assert caught.value.hint == "13"
    assert str(caught.value) == "not a phone number (unreadable): …13"
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


@st.composite
def valid_numbers(draw: st.DrawFn) -> phonenumbers.PhoneNumber:
    """Return a valid number of any country: the library's example, its tail replaced by chance."""
    region = draw(st.sampled_from(sorted(phonenumbers.SUPPORTED_REGIONS)))
    kinds = sorted(phonenumbers.supported_types_for_region(region))
    example = phonenumbers.example_number_for_type(region, draw(st.sampled_from(kinds)))
    if example is None:
        reject()
    digits = displayed_digits(example)
    kept = draw(st.integers(len(str(example.country_code)), len(digits)))
    tail = draw(st.text("0123456789", min_size=len(digits) - kept, max_size=len(digits) - kept))
    number = phonenumbers.parse(f"+{digits[:kept]}{tail}")
    assume(phonenumbers.is_valid_number(number))
    return number


def displayed_digits(number: phonenumbers.PhoneNumber) -> str:
    """Return a number as the gateway names it."""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)[1:]


def reading(written: object, country: str | None) -> str | None:
    """Return what a number is read as, None for an error."""
    with suppress(InvalidPhoneNumberError):
        return parse_phone_number(written, country=country)
    return None


@settings(max_examples=1000)
@given(number=valid_numbers(), country=st.sampled_from(HOMES))
def test_what_the_gateway_calls_a_phone_is_that_phone_or_an_error_and_never_another(
    number: phonenumbers.PhoneNumber, country: str | None
) -> None:
    digits = displayed_digits(number)
    assert reading(digits, country) in (digits, None)
    assert reading(int(digits), country) in (digits, None)
    assert reading(float(digits), country) in (digits, None)
    long_enough = len(digits) >= 10
    assert parse_phone_number(digits, country=country, is_known={digits}.__contains__) == digits
    assert reading(displayed(digits), country) == (digits if long_enough else None)
    international = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    assert reading(international, country) == (digits if long_enough else None)


@settings(max_examples=500)
@given(number=valid_numbers())
def test_what_people_write_at_home_is_their_number(number: phonenumbers.PhoneNumber) -> None:
    digits, home = displayed_digits(number), phonenumbers.region_code_for_number(number)
    national = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
    assert reading(national, home) in (digits, None)


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
        assert str(error) == f"not a phone number ({error.flaw}): …{error.hint}"
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
loaded = regions()
assert {"RU", "KZ", "DE"} <= loaded, loaded
assert len(loaded) < 6, loaded
phone_number.parse_phone_number("8 908 796-47-81", country=None)
phone_number.parse_phone_number("0151 23456789", country="DE")
assert regions() == loaded, regions()
"""


def test_only_the_countries_that_are_needed_are_loaded_and_before_they_are_needed() -> None:
    module = sys.modules[parse_phone_number.__module__]
    subprocess.run([sys.executable, "-c", LOADING, str(module.__file__)], check=True)
    prepare("RU")
