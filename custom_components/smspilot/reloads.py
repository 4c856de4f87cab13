"""A reload, such as after adding a recipient, must not turn an alarm away."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from homeassistant.config_entries import ConfigEntryState

from .const import DOMAIN

if TYPE_CHECKING:
    from homeassistant.core import HomeAssistant

_PATIENCE: Final = 30.0
"""Seconds; a request under way holds a reload up for 15."""


async def async_wait_for_reloads(hass: HomeAssistant) -> None:
    """Wait until no account is just being reloaded or set up, for a while at most."""
    with suppress(TimeoutError):
        async with asyncio.timeout(_PATIENCE):
            for entry in hass.config_entries.async_entries(DOMAIN):
                if entry.state is not ConfigEntryState.LOADED:
                    async with entry.setup_lock:
                        pass
