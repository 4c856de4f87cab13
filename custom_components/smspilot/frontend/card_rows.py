"""What the card is told about a message."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Any, Final

from ..api.errors import GatewayError
from ..api.models import Channel
from ..const import CHANNELS
from ..messaging.phone_number import sender_phone
from ..messaging.receiving.inbound_rows import moment
from ..messaging.record.message import State
from ..problems.refusal_kinds import refusal_kind
from ..recipients.recipient import owner, recipient_of

if TYPE_CHECKING:
    from ..api.models import InboundMessage
    from ..coordinator import SmsPilotConfigEntry
    from ..messaging.record.message import Message

type Row = dict[str, Any]

MOSCOW: Final = 3 * 3600.0
"""Seconds; the zone of the gateway's times until its list of messages has taught another."""

_CHANNEL_NAMES: Final[dict[str, str]] = {
    channel.value: name for name, channel in CHANNELS.items()
} | {Channel.VOICE_MALE.value: "voice"}


def outgoing_row(entry: SmsPilotConfigEntry, message: Message, text: str | None) -> Row:
    """Return a message that went out, or shall; without a text nobody knows it any more."""
    channel = _CHANNEL_NAMES.get(message.sender or "")
    whose = recipient_of(entry, message.recipient) or owner(entry, message.phone)
    waits = message.state is State.QUEUED and message.held
    return {
        "id": message.id,
        "at": message.created,
        "recipient": whose.id if whose else None,
        "phone": message.phone,
        "text": text,
        "state": "waiting" if waits else message.state.value,
        "error": _error(message.error),
        "channel": channel or "sms",
        "sender": None if channel else message.sender,
        "price": None if message.price is None else float(message.price),
        "parts": message.parts,
        "send_at": message.send_at and message.send_at.timestamp(),
        "test": message.test,
        "can_cancel": message.state is State.QUEUED,
        "follows": message.follows,
    }


def inbound_row(
    entry: SmsPilotConfigEntry, message: InboundMessage, *, late: bool, offset: float, met: float
) -> Row:
    """Return a message that came in; `offset` is what the gateway's clock is ahead of UTC.

    It came in no later than it was `met` here.
    """
    phone = sender_phone(message.phone) or message.phone
    whose = owner(entry, phone)
    return {
        "id": f"{message.id} {message.created}",
        "at": _moment(message.created, offset, met),
        "recipient": whose.id if whose else None,
        "phone": phone,
        "text": message.text,
        "late": late,
    }


def _moment(created: str, offset: float, met: float) -> float:
    """Return when a message came in; what cannot be read, or lies ahead, is when it was met."""
    found = moment(created)
    return met if found is None else min(found.replace(tzinfo=UTC).timestamp() - offset, met)


def _error(error: Exception | None) -> dict[str, Any] | None:
    """Return why a message did not go or arrive: our word for it, and the gateway's words."""
    if error is None:
        return None
    if not isinstance(error, GatewayError):
        return {"kind": refusal_kind(error)}
    return {
        "kind": refusal_kind(error),
        "code": error.code,
        "en": error.description,
        "ru": error.description_ru,
    }
