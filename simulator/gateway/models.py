"""What the simulated gateway keeps: messages it took, messages that came in, requests it saw."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal

    from simulator.gateway.accounts import Account

REFUSED: Final = -2
UNDELIVERED: Final = -1
NEW: Final = 0
QUEUED: Final = 1
DELIVERED: Final = 2
SCHEDULED: Final = 3
FINAL: Final = frozenset({REFUSED, UNDELIVERED, DELIVERED})
DEFAULT_TTL: Final = 1440


class Channel(StrEnum):
    """How a message reaches a phone."""

    SMS = "sms"
    VIBER = "viber"
    VOICE = "voice"
    HLR = "hlr"
    PING = "ping"

    @property
    def is_query(self) -> bool:
        """Whether it only asks about the phone and shows nothing on it."""
        return self in (Channel.HLR, Channel.PING)


@dataclass(slots=True, kw_only=True, eq=False)
class Message:
    """A message to one phone."""

    server_id: int
    account: Account = field(repr=False)
    phone: str
    text: str
    sender: str
    sender_orig: str
    channel: Channel
    price: Decimal
    parts: int
    created: datetime
    modified: datetime
    status: int = NEW
    error: int = 0
    send_at: datetime | None = None
    ttl: int = DEFAULT_TTL
    test: bool = False
    callback: str | None = None
    callback_method: str = "get"
    country: str = "RU"
    operator: str = ""
    # Filled once an HLR request has its result.
    network: dict[str, str] = field(default_factory=dict)
    # False: this number was refused (status -2) while others of its request were taken.
    taken: bool = True
    # Its status was set by hand and no longer moves by itself.
    by_hand: bool = False
    # Added to `created` in answers (fault future_rows); None: not shown in any list yet.
    shown_ahead: timedelta | None = None

    @property
    def final(self) -> bool:
        """Whether its status will never change by itself."""
        return self.status in FINAL

    @property
    def starts(self) -> datetime:
        """The moment from which it is on its way."""
        return self.send_at or self.created

    @property
    def shown_created(self) -> datetime:
        """The moment that lists give as its creation."""
        return self.created + self.shown_ahead if self.shown_ahead else self.created


@dataclass(slots=True, kw_only=True, eq=False)
class InboundMessage:
    """A message that somebody sent to the account's number."""

    id: int
    account: Account = field(repr=False)
    phone: str
    number: str
    text: str
    created: datetime
    # Given out by inbound=new already.
    read: bool = False
    shown_ahead: timedelta | None = None

    @property
    def shown_created(self) -> datetime:
        """The moment that lists give as its creation."""
        return self.created + self.shown_ahead if self.shown_ahead else self.created


@dataclass(slots=True, kw_only=True, eq=False)
class Request:
    """A request as it was seen, with its secrets, for tests to assert on."""

    at: datetime
    method: str
    path: str
    query_string: str
    command: str
    parameters: dict[str, str]
    remote: str
    # What it came to, in a few words ("200", "error 112", "dropped …").
    outcome: str = ""
