"""What the gateway answers, as typed values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import IntEnum, StrEnum


class Channel(StrEnum):
    """How a message travels; the value is the gateway's `from` (document, section 7)."""

    SMS = ""
    VIBER = "VIBER"
    VIBER_OR_SMS = "VIBERSMS"
    VOICE = "GOLOS"
    VOICE_MALE = "GOLOSM"

    @classmethod
    def of(cls, sender: str | None) -> Channel:
        """Return the channel that a `from` names; anything else is a sender of SMS."""
        return _CHANNELS.get(sender or "", cls.SMS)

    @property
    def longest(self) -> int:
        """Return how many characters a message may have (section 7; of SMS, 10 parts)."""
        return 1000 if self is Channel.VIBER else 670


_CHANNELS = {channel.value: channel for channel in Channel}


class Status(IntEnum):
    """The status of a message (document, sections 1.2 and 2.2)."""

    REFUSED = -2
    UNDELIVERED = -1
    NEW = 0
    QUEUED = 1
    DELIVERED = 2
    SCHEDULED = 3

    @property
    def final(self) -> bool:
        """Return whether the status can change no more."""
        return self in (Status.REFUSED, Status.UNDELIVERED, Status.DELIVERED)


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    """Access by API key (document, section 1)."""

    key: str = field(repr=False)

    @property
    def form(self) -> dict[str, str]:
        """Return what the body of a request says about who asks."""
        return {"apikey": self.key}


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """Access by e-mail and password (document, section 1.4)."""

    email: str = field(repr=False)
    password: str = field(repr=False)

    @property
    def form(self) -> dict[str, str]:
        """Return what the body of a request says about who asks."""
        return {"login": self.email, "password": self.password}


type Credentials = ApiKey | Login


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """The account (document, section 4); `created` is in the gateway's own zone."""

    id: str
    balance: Decimal
    tariff_id: str = ""
    name: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    created: str = ""
    default_sender: str = field(default="", repr=False)
    senders: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageStatus:
    """One row about one message to one phone (document, sections 1 and 2).

    `status` is None when the gateway gave a number that nobody knows. Prices are in roubles.
    `server_id` is 0 in a row that was refused without one; `phone` is "" for an unknown id.
    `created` and `modified` are the gateway's own words: their zone is not documented.
    """

    server_id: int
    phone: str = field(repr=False)
    status: Status | None
    price: Decimal | None = None
    sender: str = field(default="", repr=False)
    sender_original: str = field(default="", repr=False)
    created: str = ""
    modified: str = ""
    parts: int | None = None
    country: str = ""
    operator: str = ""
    error: int = 0
    error_en: str = ""
    error_ru: str = ""
    text: str | None = field(default=None, repr=False)
    number_check: NumberCheck | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberCheck:
    """What an HLR request found out (document, section 6)."""

    imsi: str = field(default="", repr=False)
    service_center: str = ""
    country_code: str = ""
    operator_code: str = ""
    country: str = ""
    operator: str = ""
    roaming_country: str = ""
    roaming_operator: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SendResult:
    """The gateway's answer to a send (document, section 1.1); money is in roubles."""

    messages: tuple[MessageStatus, ...]
    cost: Decimal | None = None
    balance: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundMessage:
    """An SMS that came in (document, section 5); `created` is in the gateway's own zone."""

    id: str
    phone: str = field(repr=False)
    service_number: str = field(default="", repr=False)
    text: str = field(repr=False)
    created: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundPage:
    """Inbound messages in the gateway's order, and the HTTP date of the answer."""

    messages: tuple[InboundMessage, ...]
    date: datetime | None = None
