"""Read the gateway's JSON liberally: a bad value never costs the good ones beside it."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from email.utils import parsedate_to_datetime
from typing import Final

from .errors import GatewayError, gateway_error

type Json = str | bool | list[Json] | dict[str, Json] | None
"""A decoded value; numbers are kept as the strings that the document shows."""

DECODER: Final = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=str, strict=False)

_INTEGER = re.compile(r"\s*([+-]?[0-9]{1,18})\s*")
_ROW_KEYS = {"server_id", "id", "phone"}
_NO_DIGIT = re.compile(r"[^0-9]")
_LARGEST_COUNT = 1000
_LARGEST_MONEY = 15
"""Digits before the point."""


def decode(body: bytes | bytearray, charset: str) -> dict[str, Json]:
    """Return the JSON object in a body, whatever its content type says; empty if there is none."""
    text = body.decode(charset, errors="replace").removeprefix("\ufeff")
    try:
        value = DECODER.decode(text)
    except ValueError, RecursionError:
        return {}
    return value if isinstance(value, dict) else {}


def whole(text: str) -> str:
    """Replace half characters, which wrong escapes leave and which can be neither kept nor sent."""
    if text.isascii():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def words(value: Json) -> str:
    """Return a value as text, "" if it is none."""
    return whole(value) if isinstance(value, str) else ""


def word(value: Json) -> str:
    """Return a value as text without space around it."""
    return words(value).strip()


def digits(value: Json) -> str:
    """Return the digits of a phone number."""
    return _NO_DIGIT.sub("", words(value))


def integer(value: Json) -> int | None:
    """Return a whole number, or None."""
    found = _INTEGER.fullmatch(words(value))
    return int(found[1]) if found else None


def count(value: Json) -> int | None:
    """Return how many there are of something, or None."""
    number = integer(value)
    return number if number is not None and 0 < number <= _LARGEST_COUNT else None


def price(value: Json) -> Decimal | None:
    """Return what something costs in roubles, or None: nobody is paid for a message."""
    amount = money(value)
    return amount if amount is not None and amount >= 0 else None


def money(value: Json) -> Decimal | None:
    """Return an amount in roubles, or None."""
    try:
        amount = Decimal(word(value))
    except InvalidOperation:
        return None
    if not amount.is_finite() or abs(amount.adjusted()) > _LARGEST_MONEY:
        return None
    return amount


def parts(value: Json) -> list[Json]:
    """Return what a list holds, or an object of rows, or one row alone."""
    if isinstance(value, dict):
        return [value] if value.keys() & _ROW_KEYS else list(value.values())
    return value if isinstance(value, list) else []


def refusal(answer: dict[str, Json]) -> GatewayError | None:
    """Return the gateway's error in an answer (document, section 1.1), or None."""
    error = answer.get("error")
    if not isinstance(error, dict):
        error = {"code": error}
    code = integer(error.get("code"))
    if not code:
        return None
    return gateway_error(code, word(error.get("description")), word(error.get("description_ru")))


def http_date(value: str | None) -> datetime | None:
    """Return the time in an HTTP `Date` header as UTC, or None."""
    try:
        date = parsedate_to_datetime(value or "")
        return (date if date.tzinfo else date.replace(tzinfo=UTC)).astimezone(UTC)
    except ValueError, OverflowError:
        return None


def unix_time(moment: datetime | None) -> str:
    """Return an aware moment in the words of a parameter, empty for none."""
    if moment is None:
        return ""
    if moment.tzinfo is None:
        raise ValueError("a time needs a zone")
    return str(int(moment.timestamp()))
