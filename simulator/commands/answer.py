"""Who asks, whether they may, and which command answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.basics.error_codes import RefusalError
from simulator.commands import reading, sending
from simulator.gateway.accounts import EMULATOR_KEY, is_well_formed
from simulator.protocol.answers import Refused

if TYPE_CHECKING:
    from simulator.faults.switches import Struck
    from simulator.gateway.accounts import Account
    from simulator.gateway.core import Gateway
    from simulator.protocol.answers import Answer
    from simulator.protocol.call import Call


def answer(gateway: Gateway, call: Call, remote: str, faults: Struck) -> Answer:
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


def _run(gateway: Gateway, account: Account, call: Call, faults: Struck) -> Answer:
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
        case "unknown":
            raise RefusalError(14)
        case _:
            return reading.account_info(account)
