"""Read phone numbers as people write them into the digits that the gateway takes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import suppress

import phonenumbers

DEFAULT_COUNTRY = "RU"

# Russia and Kazakhstan: the whole number, and as it is dialled at home
_WITH_SEVEN = ("RU", "KZ")
_SEVEN = re.compile(r"\+?(7[0-9]{10})")
_EIGHT = re.compile(r"8([3-9][0-9]{9})")
_NUMBER = re.compile(r"\+?[0-9]{3,20}")
_RECIPIENT = re.compile(r"[0-9]{10,15}")
_PUNCTUATION = re.compile(r"[\s()./-]")
_TYPOGRAPHY = {"\N{MINUS SIGN}": "-", "\N{FULLWIDTH PLUS SIGN}": "+"}
_TOO_LONG = 10**20
_E164 = phonenumbers.PhoneNumberFormat.E164


class InvalidPhoneNumberError(ValueError):
    """A text is no phone number; at most its last two digits are told."""

    def __init__(self, hint: str = "") -> None:
        """Keep the last two digits, or "" where there are none."""
        super().__init__(f"not a phone number: {masked(hint)}")
        self.hint = hint


def parse_phone_number(value: str | int, *, country: str | None = DEFAULT_COUNTRY) -> str:
    """Return a phone number as international digits, such as 79087964781.

    Eleven digits that start with 7 are international everywhere, as is what starts with + or 00.
    The rest is read in the home's country (None: Russia), and as international digits without
    their + where that makes no sense: YAML takes the + away from a number without quotes.
    """
    compact, country = _compact(value), country or DEFAULT_COUNTRY
    if found := _SEVEN.fullmatch(compact):
        return found[1]
    if country in _WITH_SEVEN and (found := _EIGHT.fullmatch(compact)):
        return f"7{found[1]}"
    if _NUMBER.fullmatch(compact):
        for number in _readings(compact, country):
            if _RECIPIENT.fullmatch(number):
                return number
    raise InvalidPhoneNumberError(re.sub(r"[^0-9]", "", compact)[-2:])


def displayed(phone: str) -> str:
    """Return digits in the form that `parse_phone_number` reads alike in every country."""
    return f"+{phone}"


def masked(phone: str) -> str:
    """Return what logs and errors may tell about a phone number: its last two digits."""
    return f"…{phone[-2:]}"


def prepare(country: str | None) -> None:
    """Load what reading a country's numbers needs; reads a file, so not in the event loop."""
    phonenumbers.PhoneMetadata.metadata_for_region(country or DEFAULT_COUNTRY, None)


def _compact(value: object) -> str:
    """Return a number without its punctuation, in plain digits and with + for 00."""
    if not isinstance(value, str | int):
        return ""
    if isinstance(value, int) and not 0 <= value < _TOO_LONG:
        return ""
    text = str(value)
    compact = _PUNCTUATION.sub("", text if text.isascii() else "".join(map(_plain, text)))
    return f"+{compact[2:]}" if compact.startswith("00") else compact


def _plain(character: str) -> str:
    """Return one character of a number without the typography of web pages and contacts."""
    match unicodedata.category(character):
        case "Cf":
            return ""
        case "Pd":
            return "-"
        case "Nd":
            return str(unicodedata.digit(character))
        case _:
            return _TYPOGRAPHY.get(character, character)


def _readings(compact: str, country: str) -> Iterator[str]:
    """Yield what a number may mean, the likeliest first."""
    if compact.startswith("+"):
        # Who writes the + may know a range of numbers that is newer than the library.
        yield from _reading(compact, None, _has_right_length)
        return
    own_code = str(phonenumbers.country_code_for_region(country))
    texts = (compact, f"+{compact}")
    for text in reversed(texts) if compact.startswith(own_code) else texts:
        yield from _reading(text, country, phonenumbers.is_valid_number)


def _reading(
    text: str, country: str | None, makes_sense: Callable[[phonenumbers.PhoneNumber], bool]
) -> Iterator[str]:
    """Yield the international digits of a number that makes sense."""
    with suppress(phonenumbers.NumberParseException):
        number = phonenumbers.parse(text, country)
        if makes_sense(number):
            yield phonenumbers.format_number(number, _E164).removeprefix("+")


def _has_right_length(number: phonenumbers.PhoneNumber) -> bool:
    reason = phonenumbers.is_possible_number_with_reason(number)
    return reason == phonenumbers.ValidationResult.IS_POSSIBLE
