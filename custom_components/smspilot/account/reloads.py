"""A start or a reload must neither turn an alarm away nor lose sight of it."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from time import monotonic
from typing import TYPE_CHECKING, Final

from homeassistant.config_entries import ConfigEntryState

from ..const import DOMAIN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from homeassistant.core import HomeAssistant

    from ..coordinator import SmsPilotConfigEntry
    from ..messaging.messenger import Messenger
    from ..messaging.record.message import Message

_PATIENCE: Final = 30.0
"""Seconds; a request under way holds a reload up for 15."""
_ON_ITS_WAY: Final = (ConfigEntryState.SETUP_IN_PROGRESS, ConfigEntryState.UNLOAD_IN_PROGRESS)


async def async_wait_for_reloads(hass: HomeAssistant, *accounts: SmsPilotConfigEntry) -> None:
    """Wait until none of these, or of all, is about to be set up; a while at most."""
    every = hass.config_entries.async_entries(DOMAIN, include_disabled=False)
    with suppress(TimeoutError):
        async with asyncio.timeout(_PATIENCE):
            for account in accounts or every:
                await _async_settled(hass, account)


async def async_finished(
    hass: HomeAssistant,
    account: SmsPilotConfigEntry,
    messenger: Messenger,
    messages: Sequence[Message],
    seconds: float,
    *,
    attended: bool,
) -> Sequence[Message]:
    """Wait until each message is in a final state, in the runs to come too; return them anew."""
    until = monotonic() + seconds
    while True:
        await messenger.finished(messages, until - monotonic(), attended=attended)
        if not messenger.over or monotonic() >= until:
            return messages
        await async_wait_for_reloads(hass, account)
        if account.state is not ConfigEntryState.LOADED:
            return messages
        before, messenger = messenger, account.runtime_data.messenger
        if messenger is before:  # Home Assistant stops
            return messages
        messages = [messenger.find(message.id) or message for message in messages]


async def _async_settled(hass: HomeAssistant, account: SmsPilotConfigEntry) -> None:
    """Wait until an account runs, or is not going to."""
    changed = asyncio.Event()
    stop_hearing = account.async_on_state_change(changed.set)
    try:
        while _is_about_to_run(hass, account):
            changed.clear()
            if account.setup_lock.locked():
                async with account.setup_lock:
                    continue  # which whoever removes an account lets go without another change
            await changed.wait()
    finally:
        stop_hearing()


def _is_about_to_run(hass: HomeAssistant, account: SmsPilotConfigEntry) -> bool:
    """Return whether an account will be set up without anybody's doing."""
    if account.state in _ON_ITS_WAY:
        return True
    if account.state is not ConfigEntryState.NOT_LOADED:
        return False
    return account.setup_lock.locked() or not (hass.is_running or account.disabled_by)
