"""Turn the rows of an answer into typed values."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from .models import Account, InboundMessage, MessageStatus, NumberCheck, Status
from .parsing import Json, count, digits, integer, money, price, rows, word, words

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


def message_statuses(value: Json) -> tuple[MessageStatus, ...]:
    """Return the rows about messages that can be understood, in the gateway's order."""
    return tuple(_message_statuses(value))


def checked_statuses(answer: dict[str, Json]) -> tuple[MessageStatus, ...]:
    """Return the rows of an answer to a question about messages."""
    return message_statuses(answer["check"])


def _message_statuses(value: Json) -> Iterator[MessageStatus]:
    for row in rows(value):
        status = _status(row.get("status"))
        server_id = integer(row.get("server_id"))
        if server_id is None:
            if status is not Status.REFUSED:
                continue  # nobody could ask for it again, and it is no refusal either
            server_id = 0
        yield _message_status(row, server_id, status)


def _message_status(row: dict[str, Json], server_id: int, status: Status | None) -> MessageStatus:
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


def inbound_messages(value: Json) -> tuple[InboundMessage, ...]:
    """Return the inbound rows that have an id, in the gateway's order."""
    return tuple(
        InboundMessage(
            id=word(row.get("id")),
            phone=word(row.get("phone")).removeprefix("+"),
            service_number=word(row.get("num")),
            text=words(row.get("text")),
            created=word(row.get("created")),
        )
        for row in rows(value)
        if word(row.get("id"))
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
        email=word(info.get("email")),
        name=word(info.get("name")),
        phone=digits(info.get("phone")),
        created=word(info.get("date")),
        default_sender=word(info.get("default_sender")),
        senders=_senders(info.get("senders")),
    )


def _senders(value: Json) -> tuple[str, ...]:
    names = value if isinstance(value, list) else list(words(value).split(","))
    return tuple(word(name) for name in names if word(name))
