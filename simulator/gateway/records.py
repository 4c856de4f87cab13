"""Accounts, messages and requests as plain JSON, for the state file and the control calls."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, cast

from simulator.faults.switches import Fault
from simulator.gateway.accounts import Account
from simulator.gateway.models import Channel, InboundMessage, Message, Request

type Record = dict[str, Any]


def record(thing: Account | Message | InboundMessage | Request) -> Record:
    """Return everything about one of them, money as strings and moments in ISO 8601."""
    return {each.name: _plain(getattr(thing, each.name)) for each in fields(thing)}


def fault_record(fault: Fault) -> Record:
    """Return what is switched on."""
    return {
        "name": fault.name,
        "parameters": fault.parameters,
        "commands": sorted(fault.commands),
        "times": fault.times,
        "once_per_text": fault.once_per_text,
        "probability": fault.probability,
        "hits": fault.hits,
    }


def account_from(data: Mapping[str, Any]) -> Account:
    """Read an account back."""
    return Account(**{**_known(Account, data), "balance": Decimal(str(data["balance"]))})


def message_from(data: Mapping[str, Any], accounts: Mapping[int, Account]) -> Message:
    """Read a message back."""
    known = _moments(_known(Message, data), "created", "modified", "send_at")
    known |= {
        "account": accounts[data["account"]],
        "channel": Channel(data["channel"]),
        "price": Decimal(data["price"]),
    }
    return Message(**known)


def inbound_from(data: Mapping[str, Any], accounts: Mapping[int, Account]) -> InboundMessage:
    """Read an inbound message back."""
    known = _moments(_known(InboundMessage, data), "created")
    return InboundMessage(**{**known, "account": accounts[data["account"]]})


def _plain(value: object) -> object:
    match value:
        case Account():
            return value.id
        case Decimal():
            return str(value)
        case datetime():
            return value.isoformat()
        case timedelta():
            return value.total_seconds()
        case _:
            return value


def _known(kind: type, data: Mapping[str, Any]) -> Record:
    """Return what this version knows of a record, which another version may have written."""
    names = {each.name for each in fields(kind)}
    return {name: value for name, value in data.items() if name in names}


def _moments(data: Record, *names: str) -> Record:
    moments = {
        name: None if data[name] is None else datetime.fromisoformat(cast("str", data[name]))
        for name in names
    }
    ahead = data["shown_ahead"]
    return data | moments | {"shown_ahead": None if ahead is None else timedelta(seconds=ahead)}
