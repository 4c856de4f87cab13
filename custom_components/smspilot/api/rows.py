"""Turn the rows of an answer into typed values."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Final, NamedTuple

from .models import Account, InboundMessage, MessageStatus, NumberCheck, Status
from .parsing import Json, count, digits, integer, money, price, word, words

_NUMBER_CHECK_KEYS = {
    "imsi": "imsi",
    "service_center": "msc",
    "country_code": "mcc",
    "operator_code": "mnc",
    "country": "cn",
    "operator": "net",
    "roaming_country": "rcn",
    "roaming_operator": "rnet",
}


class Listed[T](NamedTuple):
    """Where an answer lists things, and what makes one of a part; None of what is no good."""

    name: str
    make: Callable[[Json], T | None]


def _message_status(row: Json) -> MessageStatus | None:
    if not isinstance(row, dict):
        return None
    status = _status(row.get("status"))
    server_id = integer(row.get("server_id"))
    if server_id is None:
        if status is not Status.REFUSED:
            return None  # nobody could ask for it again, and it is no refusal either
        server_id = 0
    return _status_of_row(row, server_id, status)


def _status_of_row(row: dict[str, Json], server_id: int, status: Status | None) -> MessageStatus:
    return MessageStatus(
        server_id=server_id,
        phone=digits(row.get("phone")),
        status=status,
        price=price(row.get("price")),
        sender=word(row.get("sender")),
        sender_original=word(row.get("sender_orig")),
        created=word(row.get("created")),
        modified=word(row.get("modified")),
        parts=count(row.get("parts")),
        country=word(row.get("country")),
        operator=word(row.get("operator")),
        error=integer(row.get("error")) or 0,
        error_en=word(row.get("error_en")),
        error_ru=word(row.get("error_ru")),
        text=words(row["message"]) if isinstance(row.get("message"), str) else None,
        number_check=_number_check(row),
    )


def _status(value: Json) -> Status | None:
    number = integer(value)
    if number is not None:
        with suppress(ValueError):
            return Status(number)
    return None


def _number_check(row: dict[str, Json]) -> NumberCheck | None:
    if row.keys().isdisjoint(_NUMBER_CHECK_KEYS.values()):
        return None
    found = {name: word(row.get(key)) for name, key in _NUMBER_CHECK_KEYS.items()}
    return NumberCheck(**found) if any(found.values()) else None


def _inbound_message(row: Json) -> InboundMessage | None:
    if not isinstance(row, dict) or not word(row.get("id")):
        return None
    return InboundMessage(
        id=word(row.get("id")),
        phone=word(row.get("phone")).removeprefix("+"),
        service_number=word(row.get("num")),
        text=words(row.get("text")),
        created=word(row.get("created")),
    )


def account(answer: dict[str, Json]) -> Account | None:
    """Return the account in an answer, flat or wrapped in `info`; None without id and balance."""
    wrapped = answer.get("info")
    info = wrapped if isinstance(wrapped, dict) else answer
    balance = money(info.get("balance"))
    if balance is None or not word(info.get("id")):
        return None
    return Account(
        id=word(info.get("id")),
        balance=balance,
        tariff_id=word(info.get("tariff_id")),
        name=word(info.get("name")),
        phone=digits(info.get("phone")),
        created=word(info.get("date")),
        default_sender=word(info.get("default_sender")),
        senders=_senders(info.get("senders")),
    )


def _senders(value: Json) -> tuple[str, ...]:
    names = value if isinstance(value, list) else list(words(value).split(","))
    return tuple(word(name) for name in names if word(name))


SENT: Final = Listed("send", _message_status)
CHECKED: Final = Listed("check", _message_status)
INBOUND: Final = Listed("inbound", _inbound_message)
NOTHING: Final = Listed[None]("", lambda _: None)
"""Of an answer that lists nothing."""
