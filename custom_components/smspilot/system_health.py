"""The integration's part of Home Assistant's system information."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from homeassistant.components import system_health
from homeassistant.const import CONF_URL
from homeassistant.core import HomeAssistant, callback
from yarl import URL

from .api.client import GATEWAY_URL
from .const import DOMAIN
from .problems.words import own_words

if TYPE_CHECKING:
    from .coordinator import SmsPilotConfigEntry


@callback
def async_register(
    hass: HomeAssistant,
    register: system_health.SystemHealthRegistration,
) -> None:
    """Register the information."""
    register.async_register_info(_async_info)


async def _async_info(hass: HomeAssistant) -> dict[str, Any]:
    """Return whether the gateway is there, and what the accounts are about."""
    entries: list[SmsPilotConfigEntry] = hass.config_entries.async_entries(DOMAIN)
    running = [entry.runtime_data for entry in hass.config_entries.async_loaded_entries(DOMAIN)]
    address = next((entry.data.get(CONF_URL) for entry in entries), None) or GATEWAY_URL
    errors = (data.coordinator.last_exception for data in running)
    return {
        # The page at the root: the gateway's own address would want a key.
        "can_reach_gateway": system_health.async_check_can_reach_url(
            hass, str(URL(address).origin())
        ),
        "accounts": len(entries),
        "queued_messages": sum(data.messenger.queued for data in running),
        "last_error": ", ".join(
            sorted({type(error.__cause__ or error).__name__ for error in errors if error})
        )
        or own_words(hass, "none"),
    }
