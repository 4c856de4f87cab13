"""The commands that only read: check, recent, balance, account, inbound."""

from __future__ import annotations

import re
from datetime import timedelta
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from simulator.basics.error_codes import RefusalError
from simulator.protocol.answers import Checked, Info, Received, Single
from simulator.protocol.moments import read_moment
from simulator.protocol.row_fields import inbound_row, message_row, read_fields, unknown_row

if TYPE_CHECKING:
    from simulator.faults.switches import Struck
    from simulator.gateway.accounts import Account
    from simulator.gateway.core import Gateway
    from simulator.gateway.models import InboundMessage, Message
    from simulator.protocol.answers import Row
    from simulator.protocol.call import Call

_DAY: Final = timedelta(hours=24)
_ID: Final = re.compile("[0-9]{1,18}")


def check(gateway: Gateway, account: Account, call: Call) -> Checked:
    """Answer the status of messages by their ids (section 2)."""
    fields = read_fields(call)
    if not (words := call.list("check")):
        raise RefusalError(300)
    if not all(_ID.fullmatch(word) for word in words):
        raise RefusalError(301)

    def row(word: str) -> Row:
        message = gateway.by_id.get(int(word))
        if message is None or message.account is not account:
            return unknown_row(word, fields)
        return message_row(message, fields, gateway.zone)

    return Checked(rows=map(row, words), fields=fields)


def recent(gateway: Gateway, account: Account, call: Call, faults: Struck) -> Checked:
    """Answer the messages of the last 24 hours, newest first (section 2)."""
    fields = read_fields(call)
    word = call.value("check").lower()
    only = faults.get("recent_knows_only")
    if only is not None and only.parameters["word"] != word:
        if only.parameters["answer"] == "error":
            raise RefusalError(301)
        return Checked(rows=[unknown_row(word, fields)], fields=fields)
    messages = _last_day(gateway, account, faults)
    _date_ahead(messages, faults)
    rows = (message_row(message, fields, gateway.zone) for message in messages)
    return Checked(rows=rows, fields=fields)


def balance(gateway: Gateway, account: Account, call: Call) -> Single:
    """Answer the balance in roubles, or about how many messages it is good for (section 3)."""
    if call.value("balance").lower() == "sms":
        return Single(name="balance", value=str(max(0, int(account.balance / gateway.prices.sms))))
    return Single(name="balance", value=f"{account.balance:.2f}")


def account_info(account: Account) -> Info:
    """Answer what is known about the account (section 4)."""
    return Info(
        values={
            "id": str(account.id),
            "tariff_id": str(account.tariff_id),
            "email": account.email,
            "name": account.name,
            "phone": account.phone,
            "balance": f"{account.balance:.2f}",
            "date": account.registered,
            "default_sender": account.default_sender,
            "any_sender": str(int(account.any_sender)),
            "senders": ",".join(account.senders),
        }
    )


def inbound(gateway: Gateway, account: Account, call: Call, faults: Struck) -> Received:
    """Answer what came in, from a moment on (inclusive), newest first (section 5)."""
    word = call.value("inbound")
    messages = [message for message in gateway.inbound if message.account is account]
    if (lag := faults.get("inbound_lags")) is not None:
        youngest = gateway.clock.now() - timedelta(seconds=lag.parameters["seconds"])
        every = lag.parameters["every"]
        messages = [m for m in messages if m.created <= youngest or m.id % every]
    _date_ahead(messages, faults)
    if word.lower() == "new":
        messages = [message for message in messages if not message.read]
        for message in messages:
            message.read = True
    elif word.lower() != "all":
        since = read_moment(word, gateway.zone)
        if since is None:
            raise RefusalError(500)
        if (earlier := faults.get("inbound_from_earlier")) is not None:
            since -= timedelta(seconds=float(earlier.parameters["seconds"]))
        messages = [m for m in messages if m.shown_created >= since]
    messages.reverse()
    messages.sort(key=attrgetter("shown_created"), reverse=True)
    if (cut := faults.get("inbound_cut_off")) is not None:
        rows = int(cut.parameters["rows"])
        newest = cut.parameters["keep"] == "newest"
        messages = messages[:rows] if newest else messages[max(0, len(messages) - rows) :]
    return Received(rows=(inbound_row(message, gateway.zone) for message in messages))


def _last_day(gateway: Gateway, account: Account, faults: Struck) -> list[Message]:
    now = gateway.clock.now()
    lag = faults.get("recent_lags")
    youngest = now - timedelta(seconds=float(lag.parameters["seconds"]) if lag else 0)
    found = [
        message
        for message in reversed(gateway.by_id.values())
        if message.account is account and now - _DAY <= message.created <= youngest
    ]
    if (cut := faults.get("recent_cut_off")) is not None:
        del found[int(cut.parameters["rows"]) :]
    return found


def _date_ahead(messages: list[Message] | list[InboundMessage], faults: Struck) -> None:
    """Date rows ahead that no list has shown before, and keep them so."""
    fault = faults.get("future_rows")
    ahead = timedelta(seconds=float(fault.parameters["seconds"]) if fault else 0)
    for message in messages:
        if message.shown_ahead is None:
            message.shown_ahead = ahead
