"""A reload must neither turn an alarm away nor lose sight of it."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from time import monotonic
from typing import TYPE_CHECKING, Final

from homeassistant.config_entries import ConfigEntryState

from ..problems.errors import invalid

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..coordinator import SmsPilotConfigEntry
    from ..messaging.messenger import Messenger
    from ..messaging.record.message import Message

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


async def async_loaded(account: SmsPilotConfigEntry) -> None:
    """Wait until an account is loaded; raise what to do if it is not."""
    await async_wait_for_reloads([account])
    if account.state is not ConfigEntryState.LOADED:
        raise invalid("account_not_loaded", account=account.title)


async def async_finished(
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
        await async_wait_for_reloads([account])
        if account.state is not ConfigEntryState.LOADED:
            return messages
        before, messenger = messenger, account.runtime_data.messenger
        if messenger is before:  # Home Assistant stops
            return messages
        messages = [messenger.find(message.id) or message for message in messages]
