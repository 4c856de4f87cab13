"""The command that sends, or reckons what sending would cost (sections 1, 1.3, 6 and 7)."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from simulator.basics.error_codes import RefusalError
from simulator.commands.order import CHANNELS, QUERIES, Order, read_order
from simulator.gateway import agreed_numbers
from simulator.gateway.accounts import Account
from simulator.gateway.core import Gateway
from simulator.gateway.models import REFUSED, Channel, Message
from simulator.gateway.numbering import country_of, wrong_number
from simulator.gateway.pricing import is_latin, segments
from simulator.protocol.answers import Answer, Sent, Single
from simulator.protocol.call import Call
from simulator.protocol.row_fields import message_row

EMULATOR_ID: Final = 10000


def send(gateway: Gateway, account: Account, call: Call) -> Answer:
    """Take messages, or only say what they would cost."""
    order = read_order(gateway, account, call)
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


def _message(gateway: Gateway, order: Order, phone: str) -> Message:
    """Return the message to one phone, without an id as yet."""
    channel = CHANNELS.get(order.text if order.text in QUERIES else order.sender, Channel.SMS)
    if (order.sender == "VIBERSMS" and agreed_numbers.lacks_viber(phone)) or (
        channel is Channel.VOICE and is_latin(order.text)
    ):
        channel = Channel.SMS
    parts = segments(order.text) if channel is Channel.SMS else 1
    price = gateway.prices.price(channel, phone, parts)
    if order.account.emulator:
        price = gateway.prices.emulator
    fell_back = channel is Channel.SMS and order.sender in CHANNELS
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
        code = wrong_number(message.phone) or agreed_numbers.refusal_of_number(message.phone)
        if not code and message.phone in seen:
            code = 214
        if not code and repeats and not message.channel.is_query:
            code = 243 * gateway.repeats(order.account, message.phone, order.text)
        seen.add(message.phone)
        if code:
            message.taken, message.status, message.error = False, REFUSED, code
            message.price = Decimal("0.00")


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
