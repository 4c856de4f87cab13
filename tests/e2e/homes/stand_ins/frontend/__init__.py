"""Stands in for the frontend: once this is set up, the HTTP server begins to listen.

So a client can be connected before anything else is set up, and misses nothing.
"""

from __future__ import annotations

from homeassistant.core import HomeAssistant
from homeassistant.helpers.typing import ConfigType


async def async_setup(_hass: HomeAssistant, _config: ConfigType) -> bool:
    """Have nothing to set up."""
    return True
