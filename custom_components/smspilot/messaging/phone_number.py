"""Read phone numbers as people write them into the digits that the gateway takes.

A wrong number is never dialled by guessing: digits without a + that make sense both at home and
abroad are an error, unless they are a phone that is known.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import suppress
from enum import StrEnum

import phonenumbers

DEFAULT_COUNTRY = "RU"

_WHOLE = re.compile(r"^(\s*\+?[0-9]+)\.0\s*$")
_TEL = re.compile(r"\s*tel:", re.IGNORECASE)
# What stands before an international number; 8, a tone, 10 is how Russia dials abroad.
_ABROAD = re.compile(r"\A[ ()./-]*(?:\+|0[ ()./-]*0|8[ -]*~[ -]*10|8[ -]+10(?=[ -]))")
_GROUPING = re.compile(r"[ ()./-]")
_DIGITS = re.compile(r"[0-9]{3,20}")
_RUSSIAN = re.compile(r"8([0-9]{10})")
_RUSSIAN_MOBILE = re.compile(r"\+79[0-9]{9}")
_RECIPIENT = re.compile(r"[0-9]{10,15}")
_EXTENDED = re.compile(r"[-+0-9 ()./~,;]{6,}[ (,;][^\W\d_]+\.?\s*[0-9]{1,6}[ )]*")
_UNUSUAL = re.compile(r"[^0-9A-Za-z+ ()./~-]")
_TYPOGRAPHY = {"\N{MINUS SIGN}": "-", "\N{WAVE DASH}": "~", "\N{MIDDLE DOT}": "."}
_CATEGORIES = {"Pd": "-", "Ps": "(", "Pe": ")", "Zs": " ", "Cf": "", "Mn": "", "Me": ""}
_TOO_LONG = 10**20
_E164 = phonenumbers.PhoneNumberFormat.E164
_Kind = phonenumbers.PhoneNumberType
_WITHOUT_SMS = (_Kind.TOLL_FREE, _Kind.PREMIUM_RATE, _Kind.SHARED_COST, _Kind.UAN, _Kind.VOICEMAIL)


class Flaw(StrEnum):
    """Why something is no phone number."""

    AMBIGUOUS = "ambiguous"
    EXTENSION = "extension"
    TEXT = "text"
    UNREADABLE = "unreadable"


class InvalidPhoneNumberError(ValueError):
    """Something is no phone number; at most its last two digits are told."""

    def __init__(self, flaw: Flaw, hint: str = "", codes: tuple[str, ...] = ()) -> None:
        """Keep the flaw, the last two digits ("" for none), and the codes of what it could be."""
        super().__init__(f"not a phone number ({flaw}): {masked(hint)}")
        self.flaw = flaw
        self.hint = hint
        self.codes = codes


def parse_phone_number(
    value: object,
    *,
    country: str | None = DEFAULT_COUNTRY,
    is_known: Callable[[str], bool] = lambda _phone: False,
) -> str:
    """Return a phone number as international digits, such as 79087964781.

    With +, 00, 8~10 it is international. In groups it is what people in the home's country (None:
    Russia) write, where that makes sense. Bare digits are a known phone, or what alone they can be.
    """
    text = plain_text(value)
    country = country or DEFAULT_COUNTRY
    rest = _ABROAD.sub("", text)
    digits = _GROUPING.sub("", rest)
    if not _DIGITS.fullmatch(digits):
        raise _no_number(text, country)
    if rest != text:
        # Who writes the + may know a range of numbers that is newer than the library.
        readings = set(_international(digits, phonenumbers.is_possible_number))
    elif rest.isdecimal() and is_known(digits):
        return digits
    else:
        readings = {*_russian(digits), *_at_home(digits, country)}
        if rest.isdecimal() or not readings:
            readings |= {*_international(digits, _is_handed_out)}
    if len(readings) == 1:
        return readings.pop()
    codes = (f"+{phonenumbers.parse(displayed(phone)).country_code}" for phone in readings)
    flaw = Flaw.AMBIGUOUS if readings else Flaw.UNREADABLE
    raise InvalidPhoneNumberError(flaw, digits[-2:], tuple(sorted(codes)))


def plain_text(value: object) -> str:
    """Return a number without the typography of web pages and contacts; "" for what is none."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < _TOO_LONG:
        return str(value)
    # A template makes 79087964781.0 of a number; elsewhere a dot may group.
    text = _WHOLE.sub(r"\1", _TEL.sub("", value, count=1)) if isinstance(value, str) else ""
    return _UNUSUAL.sub(_plain, text).strip(" ./-")


def sender_phone(sender: str) -> str | None:
    """Return the phone of an inbound message's sender; some senders are no numbers."""
    # The gateway names phones by their international digits, which would else be read at home.
    for spelling in (displayed(sender), sender):
        with suppress(InvalidPhoneNumberError):
            return parse_phone_number(spelling)
    return None


def takes_sms(phone: str) -> bool:
    """Return whether an SMS can reach a phone: none does where calls are free or a service."""
    return phonenumbers.number_type(phonenumbers.parse(displayed(phone))) not in _WITHOUT_SMS


def displayed(phone: str) -> str:
    """Return digits in the form that `parse_phone_number` reads alike in every country."""
    return f"+{phone}"


def masked(phone: str) -> str:
    """Return what logs and errors may tell about a phone number: its last two digits."""
    return f"…{phone[-2:]}"


def prepare(country: str | None) -> None:
    """Load what reading a country's numbers needs; reads files, so not in the event loop."""
    for home in (country, DEFAULT_COUNTRY):
        with suppress(InvalidPhoneNumberError):
            parse_phone_number("8 701 000-00-00", country=home)


def _plain(found: re.Match[str]) -> str:
    """Return one character in its plainest form."""
    category = unicodedata.category(character := found[0])
    if category == "Nd":
        return str(unicodedata.digit(character))
    if category in _CATEGORIES:
        return _CATEGORIES[category]
    if category in ("Po", "Sm"):
        return _TYPOGRAPHY.get(character) or unicodedata.normalize("NFKC", character)
    return " " if character.isspace() else character


def _russian(digits: str) -> Iterator[str]:
    """Yield the number that an 8 and ten digits are in every home."""
    if found := _RUSSIAN.fullmatch(digits):
        yield from _international(f"7{found[1]}", _is_handed_out)


def _at_home(digits: str, country: str) -> Iterator[str]:
    """Yield the number that people at home mean, if they write it with their trunk prefix."""
    matches = phonenumbers.PhoneNumberMatcher(digits, country)
    for whole in (match for match in matches if match.raw_string == digits):
        yield from _taken(whole.number)


def _international(
    digits: str, makes_sense: Callable[[phonenumbers.PhoneNumber], bool]
) -> Iterator[str]:
    """Yield the number that digits are with a + before them, if it makes sense."""
    with suppress(phonenumbers.NumberParseException):
        number = phonenumbers.parse(displayed(digits))
        if makes_sense(number):
            yield from _taken(number)


def _is_handed_out(number: phonenumbers.PhoneNumber) -> bool:
    """Return whether a number exists; Russian mobile ones do before the library knows of it."""
    is_mobile = _RUSSIAN_MOBILE.fullmatch(phonenumbers.format_number(number, _E164))
    return is_mobile is not None or phonenumbers.is_valid_number(number)


def _taken(number: phonenumbers.PhoneNumber) -> Iterator[str]:
    """Yield a number's digits if the gateway takes so many."""
    digits = phonenumbers.format_number(number, _E164).removeprefix("+")
    if _RECIPIENT.fullmatch(digits):
        yield digits


def _no_number(text: str, country: str) -> InvalidPhoneNumberError:
    """Return what is wrong with a text that holds more than a number, or less."""
    hint = re.sub(r"[^0-9]", "", text)[-2:]
    with suppress(phonenumbers.NumberParseException):
        if _EXTENDED.fullmatch(text) or phonenumbers.parse(text, country).extension:
            return InvalidPhoneNumberError(Flaw.EXTENSION, hint)
    wordy = not hint or any(character.isalpha() for character in text)
    return InvalidPhoneNumberError(Flaw.TEXT if wordy else Flaw.UNREADABLE, hint)
