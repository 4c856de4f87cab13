"""What a send asks for, read and checked (section 1); what is wrong for all is refused here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from yarl import URL

from simulator.basics.error_codes import RefusalError
from simulator.gateway import agreed_numbers
from simulator.gateway.accounts import Account
from simulator.gateway.core import Gateway
from simulator.gateway.models import DEFAULT_TTL, Channel
from simulator.protocol.call import Call
from simulator.protocol.moments import read_moment
from simulator.protocol.row_fields import read_fields

LONGEST_SMS: Final = 670
LONGEST_VIBER: Final = 1000
CHANNELS: Final = {
    "VIBER": Channel.VIBER,
    "VIBERSMS": Channel.VIBER,
    "GOLOS": Channel.VOICE,
    "GOLOSM": Channel.VOICE,
    "HLR": Channel.HLR,
    "HLRVIP": Channel.HLR,
    "PING": Channel.PING,
}
QUERIES: Final = ("HLR", "HLRVIP", "PING")
_TTL: Final = re.compile("[0-9]{1,4}")
_SENDER: Final = re.compile(r"\d{6,14}|[A-Za-z0-9.-]{3,11}")
# The marks with which people write numbers; a digit of another script is no mark.
_NUMBER: Final = re.compile(r"(?:[0-9]|[^\w]|_)*")
_UNREGISTERED: Final = frozenset({*CHANNELS, "2WAY"})
# A clock that is a little off does not make a time one of the past.
_PAST_ALLOWED: Final = timedelta(seconds=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A send that is right in all but perhaps some of its numbers."""

    account: Account
    text: str
    phones: tuple[str, ...]
    sender: str
    fields: tuple[str, ...]
    send_at: datetime | None
    ttl: int
    test: bool
    callback: str | None
    callback_method: str


def split_phones(value: str) -> tuple[str, ...]:
    """Return the digits of each number of a list, nothing for one with letters in it."""
    parts = (part for part in re.split(r"[,;\n]", value) if part.strip())
    return tuple(re.sub("[^0-9]", "", part) if _NUMBER.fullmatch(part) else "" for part in parts)


def read_order(gateway: Gateway, account: Account, call: Call) -> Order:
    """Return what is asked for, or refuse it."""
    text, sender = call.text("send"), call.value("from")
    if not text.strip() and sender in QUERIES:
        text = sender
    if not text.strip():
        raise RefusalError(220)
    if not (phones := split_phones(call.text("to"))):
        raise RefusalError(108)
    _check_sender(account, sender)
    order = Order(
        account=account,
        text=text,
        phones=phones,
        sender=sender or account.default_sender,
        fields=read_fields(call),
        send_at=_send_at(gateway, call),
        ttl=_ttl(call),
        test=call.flag("test"),
        callback=_callback(gateway, call) or account.callback,
        callback_method=(call.value("callback_method") or account.callback_method).lower(),
    )
    _check_text(order)
    return order


def _check_sender(account: Account, sender: str) -> None:
    if not sender or sender in _UNREGISTERED:
        return
    if not _SENDER.fullmatch(sender):
        raise RefusalError(115)
    if not account.knows_sender(sender):
        raise RefusalError(204)


def _check_text(order: Order) -> None:
    viber = order.sender in ("VIBER", "VIBERSMS")
    if len(order.text) > (LONGEST_VIBER if viber else LONGEST_SMS):
        raise RefusalError(221)
    if code := agreed_numbers.code_of_text(order.text):
        raise RefusalError(code)
    if order.text not in QUERIES and not order.account.approves(order.text):
        raise RefusalError(223)


def _send_at(gateway: Gateway, call: Call) -> datetime | None:
    """Return the time for a later send: GMT, or unix seconds (250 if wrong or past)."""
    if not (word := call.value("send_datetime")):
        return None
    when, now = read_moment(word, UTC), gateway.clock.now()
    if when is None or when < now - _PAST_ALLOWED:
        raise RefusalError(250)
    return when if when > now else None


def _ttl(call: Call) -> int:
    """Return the time to live in minutes (270 if it is not 1 to 1440)."""
    word = call.value("ttl") or str(DEFAULT_TTL)
    if not (_TTL.fullmatch(word) and 1 <= int(word) <= DEFAULT_TTL):
        raise RefusalError(270)
    return int(word)


def _callback(gateway: Gateway, call: Call) -> str | None:
    """Return the address for delivery reports (260 if it is none)."""
    if not (word := call.value("callback")):
        return None
    try:
        url = URL(word)
    except ValueError:
        raise RefusalError(260) from None
    schemes = ("http",) if gateway.dialect.refuse_https_callbacks else ("http", "https")
    if url.scheme not in schemes or not url.host:
        raise RefusalError(260)
    return word
