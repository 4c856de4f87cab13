"""A reload, such as after adding a recipient, must not turn an alarm away."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from homeassistant.config_entries import ConfigEntryState

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..coordinator import SmsPilotConfigEntry

_PATIENCE: Final = 30.0
"""Seconds; a request under way holds a reload up for 15."""


async def async_wait_for_reloads(accounts: Iterable[SmsPilotConfigEntry]) -> None:
    """Wait until none of these is just being reloaded or set up, for a while at most."""
    with suppress(TimeoutError):
        async with asyncio.timeout(_PATIENCE):
            for account in accounts:
                if account.state is not ConfigEntryState.LOADED:
                    async with account.setup_lock:
                        pass
