"""What people may set an account and the dialect to, checked before anything is changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from math import isfinite
from typing import Any, Final

from yarl import URL

from simulator.basics.error_codes import BLOCKING_CODES
from simulator.gateway.dialect import Dialect
from simulator.gateway.records import Record

_LONGEST_WAIT: Final = 1e8
_YEARS: Final = range(1970, 9000)


def read_account(data: Record) -> Record:
    """Return the values of an account, or say which of them it cannot have."""
    if wrong := data.keys() - _READERS.keys():
        raise ValueError(f"an account has no {', '.join(sorted(wrong))}")
    return {name: _READERS[name](value) for name, value in data.items()}


def read_dialect(data: Record, now: Dialect) -> Dialect:
    """Return the dialect with what is given changed."""
    known = asdict(now)
    for name, value in data.items():
        if type(value) is not type(known.get(name)):
            raise TypeError(f"the dialect has no {name} of this kind")
    return Dialect(**{**known, **data})


def read_moment(value: object) -> datetime:
    """Return a moment, which has to say its offset."""
    when = datetime.fromisoformat(text(value))
    if when.tzinfo is None or when.year not in _YEARS:
        raise ValueError("a moment needs its offset from UTC, and a year between 1970 and 9000")
    return when


def seconds(value: object) -> float:
    """Return a number of seconds that can be reckoned with."""
    number = float(text(value))
    if not isfinite(number) or abs(number) > _LONGEST_WAIT:
        raise ValueError("this is no number of seconds")
    return number


def text(value: object) -> str:
    """Return a text; a number will do."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise TypeError("a text is expected")
    return str(value)


def _money(value: object) -> Decimal:
    money = Decimal(text(value).replace(",", "."))
    if not money.is_finite() or abs(money) > _LONGEST_WAIT:
        raise ValueError("this is no amount of money")
    return money


def _texts(value: object) -> list[str]:
    if not isinstance(value, list):
        raise TypeError("a list of texts is expected")
    return [text(each) for each in value]


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError("true or false is expected")
    return value


def _block(value: object) -> int:
    if value not in BLOCKING_CODES:
        raise ValueError(f"blocked is one of: {', '.join(map(str, sorted(BLOCKING_CODES)))}")
    return int(text(value))


def _address(value: object) -> str:
    if URL(address := text(value)).scheme not in ("http", "https"):
        raise ValueError("an address begins with http:// or https://")
    return address


def _method(value: object) -> str:
    if value not in ("get", "post"):
        raise ValueError("callback_method is get or post")
    return str(value)


def _or_none[T](read: Callable[[object], T]) -> Callable[[object], T | None]:
    return lambda value: None if value is None else read(value)


_READERS: Final[dict[str, Callable[[object], Any]]] = {
    **dict.fromkeys(("key", "email", "password", "name", "phone", "registered"), text),
    **dict.fromkeys(("default_sender", "inbound_number"), text),
    "tariff_id": lambda value: int(text(value)),
    "balance": _money,
    "senders": _texts,
    "any_sender": _flag,
    "allowed_addresses": _or_none(_texts),
    "blocked": _or_none(_block),
    "duplicate_window": seconds,
    "templates": _or_none(_texts),
    "callback": _or_none(_address),
    "callback_method": _method,
}
