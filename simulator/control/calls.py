"""What the control calls that are POSTed do, each from a JSON object to a JSON answer."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import asdict
from zoneinfo import ZoneInfo

from simulator.control.values import read_account, read_dialect, read_moment, seconds, text
from simulator.gateway.accounts import Account
from simulator.gateway.core import Gateway
from simulator.gateway.records import Record, fault_record, record

type ControlCall = Callable[[Record], object]


class ControlCalls:
    """The control calls that change something."""

    def __init__(self, gateway: Gateway) -> None:
        """Change a gateway."""
        self._gateway = gateway

    def all(self) -> dict[str, ControlCall]:
        """Return the calls by name."""
        return {
            "receive": self._receive,
            "status": self._status,
            "phone": self._phone,
            "balance": self._account,
            "key": self._key,
            "account": self._account,
            "accounts": self._add_account,
            "faults": self._add_fault,
            "release": self._release,
            "clock": self._clock,
            "dialect": self._dialect,
            "reset": self._reset,
        }

    def _account_of(self, data: Record) -> Account:
        number = data.pop("account", None)
        for account in self._gateway.accounts:
            if number is None or account.id == number:
                return account
        raise ValueError(f"there is no account {number}")

    def _receive(self, data: Record) -> object:
        created = data.get("created")
        message = self._gateway.receive(
            text(data["phone"]),
            text(data["text"]),
            number=text(data.get("number") or ""),
            created=read_moment(created) if created else None,
            account=self._account_of(data),
        )
        return record(message)

    def _status(self, data: Record) -> object:
        number = int(data["server_id"])
        self._gateway.set_status(number, int(data["status"]), int(data.get("error", 0)))
        return record(self._gateway.by_id[number])

    def _phone(self, data: Record) -> object:
        self._gateway.name(text(data["phone"]), text(data["name"]).strip())
        return self._gateway.names

    def _account(self, data: Record) -> object:
        account = self._account_of(data)
        return record(_changed(account, read_account(data)))

    def _key(self, data: Record) -> object:
        account = self._account_of(data)
        account.key = text(data.get("key") or secrets.token_hex(32).upper())
        return record(account)

    def _add_account(self, data: Record) -> object:
        changes = read_account(data)
        return record(_changed(self._gateway.add_account(), changes))

    def _add_fault(self, data: Record) -> object:
        fault = self._gateway.faults.add(str(data.pop("name")), **data)
        return fault_record(fault)

    def _release(self, _data: Record) -> object:
        self._gateway.faults.release()
        return {}

    def _clock(self, data: Record) -> object:
        clock = self._gateway.clock
        if data.get("frozen") is True:
            clock.freeze()
        if "advance" in data:
            clock.advance(seconds(data["advance"]))
        if "set" in data:
            clock.set(read_moment(data["set"]))
        if data.get("frozen") is False:
            clock.run()
        if "timezone" in data:
            self._gateway.zone = ZoneInfo(str(data["timezone"]))
        return {
            "now": clock.now().isoformat(),
            "frozen": clock.frozen,
            "timezone": self._gateway.zone.key,
        }

    def _dialect(self, data: Record) -> object:
        gateway = self._gateway
        gateway.dialect = read_dialect(data, gateway.dialect)
        return asdict(gateway.dialect)

    def _reset(self, data: Record) -> object:
        self._gateway.reset(accounts=bool(data.get("accounts")))
        return {}


def _changed(account: Account, changes: Record) -> Account:
    for name, value in changes.items():
        setattr(account, name, value)
    return account
