"""What actions answer about messages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from ..messaging.phone_number import displayed
from ..problems.errors import why_refused
from ..problems.refusal_kinds import refusal_kind
from ..recipients.recipient import recipient_of

if TYPE_CHECKING:
    from decimal import Decimal

    from homeassistant.core import HomeAssistant

    from ..coordinator import SmsPilotConfigEntry
    from ..messaging.record.message import Message
    from .outgoing.targets import Refused

INVALID: Final = "invalid"
"""The status of what nothing was sent to, because of something that was written into the action."""


def described(hass: HomeAssistant, entry: SmsPilotConfigEntry, message: Message) -> dict[str, Any]:
    """Return what an action answers about a message."""
    recipient = recipient_of(entry, message.recipient)
    error = message.error
    return {
        "id": message.id,
        "server_id": message.server_id,
        "recipient": recipient.name if recipient else None,
        "number": displayed(message.phone),
        "phone": message.phone,
        "status": message.state.value,
        "price": amount(message.price),
        "parts": message.parts,
        "step": message.step,
        "follows": message.follows,
        "error": error and (why_refused(hass, error, "") or refusal_kind(error)),
    }


def described_refusal(hass: HomeAssistant, refused: Refused) -> dict[str, Any]:
    """Return what an action answers about somebody nothing was sent to."""
    address = refused.address
    whose = address.whose if address else None
    return {
        "id": None,
        "server_id": None,
        "recipient": whose.name if whose else None,
        "number": displayed(address.phone) if address else refused.written or None,
        "phone": address.phone if address else None,
        "status": INVALID,
        "price": None,
        "parts": None,
        "step": 1,
        "follows": None,
        "error": why_refused(hass, refused.error, refused.name),
    }


def amount(roubles: Decimal | None) -> float | None:
    """Return an amount as JSON knows it."""
    return None if roubles is None else float(roubles)
