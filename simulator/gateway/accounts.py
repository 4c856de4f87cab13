"""The accounts of the simulated gateway."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final
from zlib import crc32

EMULATOR_KEY: Final = "XXXXXXXXXXXXYYYYYYYYYYYYZZZZZZZZ" * 2
DEMO_KEY: Final = "SIMULATORKEY0000000000000000000000000000000000000000000000005671"

_KEY_START: Final = "SIMULATORKEY"
_KEY: Final = re.compile(r"[A-Za-z0-9]{64}")


@dataclass(slots=True, kw_only=True, eq=False)
class Account:
    """A customer of the gateway; the defaults are the one of the document's examples."""

    id: int = 5671
    key: str = field(default=DEMO_KEY, repr=False)
    email: str = field(default="info@example.com", repr=False)
    password: str = field(default="123456", repr=False)
    name: str = field(default="Иванов Сергей Николаевич", repr=False)
    phone: str = field(default="79087964781", repr=False)
    tariff_id: int = 5
    registered: str = "2010-06-03 09:45:41"
    balance: Decimal = Decimal("2934.76")
    default_sender: str = "INFORM"
    senders: list[str] = field(
        default_factory=lambda: ["79021121075", "79087964781", "INFORM", "test"]
    )
    any_sender: bool = False
    inbound_number: str = "79021121075"
    # None: no restriction.
    allowed_addresses: list[str] | None = None
    # One of 105, 106, 107, 122; None: not blocked.
    blocked: int | None = None
    # Seconds in which the same text to the same phone is refused (243); 0 switches it off.
    duplicate_window: float = 60.0
    # Approved texts of a private person (223 for any other); None: any text.
    templates: list[str] | None = None
    callback: str | None = None
    callback_method: str = "get"
    emulator: bool = False

    def allows(self, address: str) -> bool:
        """Tell whether requests from an address are let in."""
        return self.allowed_addresses is None or address in self.allowed_addresses

    def knows_sender(self, sender: str) -> bool:
        """Tell whether a sender's name is registered for this account."""
        return self.any_sender or sender in self.senders

    def approves(self, text: str) -> bool:
        """Tell whether a text fits one of the approved templates, blanks being `____`."""
        if self.templates is None:
            return True
        return any(_template(template).fullmatch(text) for template in self.templates)


def emulator_account() -> Account:
    """Return the account behind the vendor's public emulator key."""
    return Account(
        id=1,
        key=EMULATOR_KEY,
        email="emulator@example.com",
        name="Букин Геннадий",
        balance=Decimal("20006.97"),
        any_sender=True,
        emulator=True,
    )


def further_account(number: int) -> Account:
    """Make up an account besides the first one."""
    middle = f"{crc32(str(number).encode()):010d}".ljust(64 - len(_KEY_START) - 8, "0")
    return Account(
        id=number,
        key=f"{_KEY_START}{middle}{number:08d}",
        email=f"info{number}@example.com",
        name="Петрова Мария Ивановна",
        phone=f"7908000{number:04d}",
        inbound_number=f"7902112{number:04d}",
    )


def is_well_formed(key: str) -> bool:
    """Tell whether a string looks like a key at all (101 if not, 102 if merely unknown)."""
    return _KEY.fullmatch(key) is not None


def _template(template: str) -> re.Pattern[str]:
    parts = re.split(r"_{2,}", template)
    return re.compile(".*".join(re.escape(part) for part in parts), re.DOTALL)
