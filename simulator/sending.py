"""The command that sends, or reckons what sending would cost (sections 1, 1.3, 6 and 7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, timedelta
from decimal import Decimal
import re
from typing import TYPE_CHECKING, Final

from yarl import URL

from simulator import behaviour
from simulator.answers import Sent, Single
from simulator.errors import RefusalError
from simulator.models import DEFAULT_TTL, REFUSED, Channel, Message
from simulator.pricing import country_of, is_latin, segments
from simulator.reading import read_moment
from simulator.rows import message_row, read_fields

if TYPE_CHECKING:
    from datetime import datetime

    from simulator.accounts import Account
    from simulator.answers import Answer
    from simulator.gateway import Gateway
    from simulator.parameters import Call

EMULATOR_ID: Final = 10000
LONGEST_SMS: Final = 670
LONGEST_VIBER: Final = 1000
_SENDER: Final = re.compile(r"\d{6,14}|[A-Za-z0-9.-]{3,11}")
_CHANNELS: Final = {
    "VIBER": Channel.VIBER,
    "VIBERSMS": Channel.VIBER,
    "GOLOS": Channel.VOICE,
    "GOLOSM": Channel.VOICE,
    "HLR": Channel.HLR,
    "HLRVIP": Channel.HLR,
    "PING": Channel.PING,
}
_QUERIES: Final = ("HLR", "HLRVIP", "PING")
_UNREGISTERED: Final = frozenset({*_CHANNELS, "2WAY"})
# A clock that is a little off does not make a time one of the past.
_PAST_ALLOWED: Final = timedelta(seconds=60)
_RUSSIAN_LENGTH: Final = 11
_LENGTHS: Final = range(10, 16)


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


def send(gateway: Gateway, account: Account, call: Call) -> Answer:
    """Take messages, or only say what they would cost."""
    order = _read(gateway, account, call)
    only_cost = call.flag("cost")
    messages = [_message(gateway, order, phone) for phone in order.phones]
    _refuse_numbers(gateway, order, messages, repeats=not (only_cost or order.test))
    good = [message for message in messages if message.taken]
    if not good:
        codes = {message.error for message in messages}
        raise RefusalError(codes.pop() if len(messages) == 1 else 111)
    cost = sum((message.price for message in good), Decimal())
    if only_cost:
        return Single(name="cost", value=f"{cost:.2f}")
    if cost > account.balance and not order.test:
        raise RefusalError(112)
    _take(gateway, messages)
    rows = [message_row(message, order.fields, gateway.zone) for message in messages]
    single_viber = order.sender == "VIBER" and len(rows) == 1
    return Sent(
        rows=rows,
        fields=order.fields,
        balance=f"{account.balance:.2f}",
        cost=f"{cost:.2f}",
        packet_id=str(messages[0].server_id) if gateway.dialect.packet_id else None,
        as_object=single_viber and gateway.dialect.viber_object,
    )


def split_phones(value: str) -> tuple[str, ...]:
    """Return the digits of each number of a list."""
    return tuple(re.sub(r"\D", "", part) for part in re.split(r"[,;\n]", value) if part.strip())


def _read(gateway: Gateway, account: Account, call: Call) -> Order:
    text, sender = call.text("send"), call.value("from")
    if not text.strip() and sender in _QUERIES:
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
    if code := behaviour.code_of_text(order.text):
        raise RefusalError(code)
    if order.text not in _QUERIES and not order.account.approves(order.text):
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
    if not (word.isascii() and word.isdigit() and 1 <= int(word) <= DEFAULT_TTL):
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


def _message(gateway: Gateway, order: Order, phone: str) -> Message:
    """Return the message to one phone, without an id as yet."""
    channel = _CHANNELS.get(order.text if order.text in _QUERIES else order.sender, Channel.SMS)
    if order.sender == "VIBERSMS" and behaviour.lacks_viber(phone):
        channel = Channel.SMS
    elif channel is Channel.VOICE and is_latin(order.text):
        channel = Channel.SMS
    parts = segments(order.text) if channel is Channel.SMS else 1
    price = gateway.prices.price(channel, phone, parts)
    if order.account.emulator:
        price = gateway.prices.emulator
    fell_back = channel is Channel.SMS and order.sender in _CHANNELS
    now = gateway.clock.now()
    return Message(
        server_id=0,
        account=order.account,
        phone=phone,
        text=order.text,
        sender=order.account.default_sender if fell_back else order.sender,
        sender_orig=order.sender,
        channel=channel,
        price=price,
        parts=parts,
        created=now,
        modified=now,
        send_at=order.send_at,
        ttl=order.ttl,
        test=order.test,
        callback=order.callback,
        callback_method=order.callback_method,
        country=country_of(phone),
        operator=gateway.prices.operator(phone),
    )


def _refuse_numbers(
    gateway: Gateway, order: Order, messages: list[Message], *, repeats: bool
) -> None:
    """Mark the messages whose number or repetition is refused."""
    seen: set[str] = set()
    for message in messages:
        code = _wrong_number(message.phone) or behaviour.refusal_of_number(message.phone)
        if not code and message.phone in seen:
            code = 214
        if not code and repeats and not message.channel.is_query:
            code = 243 * gateway.repeats(order.account, message.phone, order.text)
        seen.add(message.phone)
        if code:
            message.taken, message.status, message.error = False, REFUSED, code
            message.price = Decimal("0.00")


def _wrong_number(phone: str) -> int:
    if len(phone) not in _LENGTHS or (phone[0] == "7" and len(phone) != _RUSSIAN_LENGTH):
        return 215 if phone else 111
    # Russia's numbers go with the country's 7, not with the 8 that is dialled at home.
    return 111 if phone.startswith("89") and len(phone) == _RUSSIAN_LENGTH else 0


def _take(gateway: Gateway, messages: list[Message]) -> None:
    for message in messages:
        if message.account.emulator:
            message.server_id = EMULATOR_ID
            continue
        message.server_id = gateway.new_id()
        if message.taken:
            gateway.take(message)
        else:
            gateway.keep(message)
