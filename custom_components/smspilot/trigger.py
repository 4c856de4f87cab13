"""Automation triggers: a message came in, arrived, did not, or cannot leave."""

from __future__ import annotations

from typing import Final

from homeassistant.core import HomeAssistant
from homeassistant.helpers.trigger import Trigger

from .triggers.delivery import MessageDeliveredTrigger, MessageFailedTrigger, MessageWaitingTrigger
from .triggers.received import MessageReceivedTrigger

TRIGGERS: Final[dict[str, type[Trigger]]] = {
    "message_received": MessageReceivedTrigger,
    "message_delivered": MessageDeliveredTrigger,
    "message_failed": MessageFailedTrigger,
    "message_waiting": MessageWaitingTrigger,
}


async def async_get_triggers(hass: HomeAssistant) -> dict[str, type[Trigger]]:
    """Return the triggers."""
    return TRIGGERS
