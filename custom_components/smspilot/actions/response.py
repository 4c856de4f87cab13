"""What actions answer about messages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..messaging.phone_number import displayed
from ..problems.refusals import gateway_words, refusal_kind
from ..recipients.recipient import recipient_of

if TYPE_CHECKING:
    from decimal import Decimal

    from homeassistant.core import HomeAssistant

    from ..coordinator import SmsPilotConfigEntry
    from ..messaging.record.message import Message


def described(hass: HomeAssistant, entry: SmsPilotConfigEntry, message: Message) -> dict[str, Any]:
    """Return what an action answers about a message."""
    recipient = recipient_of(entry, message.recipient)
    error = message.error
    return {
        "id": message.id,
        "server_id": message.server_id,
        "recipient": recipient.name if recipient else None,
        "number": displayed(message.phone),
        "status": message.state.value,
        "price": amount(message.price),
        "parts": message.parts,
        "error": error and (gateway_words(hass, error) or refusal_kind(error)),
    }


def amount(roubles: Decimal | None) -> float | None:
    """Return an amount as JSON knows it."""
    return None if roubles is None else float(roubles)
