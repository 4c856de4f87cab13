"""Who asks, whether they may, and which command answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator import reading, sending
from simulator.accounts import EMULATOR_KEY, is_well_formed
from simulator.answers import Refused
from simulator.errors import RefusalError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from simulator.accounts import Account
    from simulator.answers import Answer
    from simulator.faults import Fault
    from simulator.gateway import Gateway
    from simulator.parameters import Call


def answer(gateway: Gateway, call: Call, remote: str, faults: Mapping[str, Fault]) -> Answer:
    """Do what a call asks for; a refusal is an answer too."""
    try:
        account = authorise(gateway, call)
        if not account.allows(remote):
            return Refused(code=113)
        if account.blocked:
            return Refused(code=account.blocked)
        return _run(gateway, account, call, faults)
    except RefusalError as refusal:
        return Refused(code=refusal.code)


def authorise(gateway: Gateway, call: Call) -> Account:
    """Return the account of a key, or of an e-mail and a password (section 1.4)."""
    if key := call.value("apikey"):
        if key == EMULATOR_KEY:
            return gateway.emulator
        for account in gateway.accounts:
            if account.key == key:
                return account
        raise RefusalError(102 if is_well_formed(key) else 101)
    email, password = call.value("login"), call.text("password")
    if not email and not password:
        raise RefusalError(100)
    if not password or "@" not in email:
        raise RefusalError(401)
    for account in gateway.accounts:
        if account.email.lower() == email.lower() and account.password == password:
            return account
    raise RefusalError(400)


def _run(gateway: Gateway, account: Account, call: Call, faults: Mapping[str, Fault]) -> Answer:
    match call.command:
        case "send" | "cost":
            return sending.send(gateway, account, call)
        case "check":
            return reading.check(gateway, account, call)
        case "recent":
            return reading.recent(gateway, account, call, faults)
        case "balance":
            return reading.balance(gateway, account, call)
        case "inbound":
            return reading.inbound(gateway, account, call, faults)
        case _:
            return reading.account_info(account)
