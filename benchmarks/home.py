"""A Home Assistant with an account and recipients, as the tests have it."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from time import time
from typing import Any
from unittest.mock import patch

import aiohttp
from homeassistant import loader
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_test_home_assistant,
)

from custom_components.smspilot.account.journal_path import journal_path
from custom_components.smspilot.const import (
    CONF_MESSAGES_PER_HOUR,
    CONF_ROUBLES_PER_DAY,
    DOMAIN,
    SUBENTRY_RECIPIENT,
)
from custom_components.smspilot.messaging.messenger import Messenger
from tests.messaging.test_costs import remember

from .gateway import Address

_NO_LIMITS = {CONF_MESSAGES_PER_HOUR: 1_000_000, CONF_ROUBLES_PER_DAY: 10_000_000}


_BIND = "homeassistant.components.http.server.HomeAssistantHTTP.async_bind"
_START = "homeassistant.components.http.server.HomeAssistantHTTP.start"
_RESOLVER = "homeassistant.helpers.aiohttp_client._async_make_resolver"


def _resolver(_hass: HomeAssistant) -> aiohttp.ThreadedResolver:
    """Return what finds addresses without Home Assistant's own search of the network."""
    resolver = aiohttp.ThreadedResolver()
    setattr(resolver, "real_close", resolver.close)  # noqa: B010 - Home Assistant's own name
    return resolver


class Home:
    """A running home."""

    def __init__(self, hass: HomeAssistant, entry: MockConfigEntry) -> None:
        """Take a Home Assistant whose account is set up."""
        self.hass = hass
        self._entry = entry
        registry = er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)
        self.notifiers = [each.entity_id for each in registry if each.domain == "notify"]

    @property
    def messenger(self) -> Messenger:
        """Return the account's messenger."""
        messenger: Messenger = self._entry.runtime_data.messenger
        return messenger

    @property
    def log(self) -> Path:
        """Return where the journal writes first."""
        path = journal_path(self.hass, self._entry.entry_id)
        return path.with_name(f"{path.name}-wal")

    async def alarm(self, text: str) -> None:
        """Let an automation tell all recipients; return when the gateway took it for each."""
        data = {"entity_id": self.notifiers, "message": text}
        await self.hass.services.async_call("notify", "send_message", data, blocking=True)

    async def send(self, text: str, numbers: list[str]) -> None:
        """Let an automation send a text to numbers."""
        wanted = len(self.messenger.messages) + len(numbers)
        await self.act(text, numbers)
        if self.accepted < wanted:  # more than the gateway takes in the ten seconds of an action
            await self.messenger.settled(self.messenger.messages, 120.0)
        self.expect(wanted)

    async def act(self, text: str, numbers: list[str]) -> None:
        """Call the action that sends; the gateway need not have taken everything by its end."""
        data = {"message": text, "numbers": numbers}
        await self.hass.services.async_call(DOMAIN, "send_message", data, blocking=True)

    def expect(self, messages: int) -> None:
        """Say so if the gateway has not taken so many messages."""
        _check(self.accepted, messages)

    @property
    def accepted(self) -> int:
        """Return how many messages of this run the gateway has taken."""
        return sum(message.server_id is not None for message in self.messenger.messages)


@asynccontextmanager
async def home(
    gateway: Address, *, recipients: int = 10, remembered: int = 0
) -> AsyncIterator[Home]:
    """Run a home with so many recipients, which remembers so many messages."""
    logging.disable(logging.WARNING)
    with TemporaryDirectory() as folder, patch(_RESOLVER, _resolver), patch(_BIND), patch(_START):
        async with async_test_home_assistant(config_dir=folder) as hass:
            hass.data.pop(loader.DATA_CUSTOM_COMPONENTS, None)
            entry = MockConfigEntry(
                domain=DOMAIN,
                unique_id=gateway.account,
                data={"api_key": gateway.key, "url": gateway.url},
                options=_NO_LIMITS,
                subentries_data=[_recipient(number) for number in range(recipients)],
            )
            path = journal_path(hass, entry.entry_id)
            path.parent.mkdir(parents=True, exist_ok=True)
            await remember(path, remembered, now=time())
            entry.add_to_hass(hass)
            await hass.config_entries.async_setup(entry.entry_id)
            await hass.async_block_till_done()
            _check(entry.state, ConfigEntryState.LOADED)
            running = Home(hass, entry)
            _check(len(running.messenger.messages), remembered)
            try:
                yield running
            finally:
                await hass.config_entries.async_unload(entry.entry_id)
                await hass.async_stop(force=True)


def _recipient(number: int) -> Any:  # noqa: ANN401 - Home Assistant's own shape
    return {
        "data": {"phones": [f"7908000{number:04}"], "channel": "sms"},
        "subentry_id": f"recipient{number}",
        "subentry_type": SUBENTRY_RECIPIENT,
        "title": f"Recipient {number}",
        "unique_id": None,
    }


def _check(found: object, wanted: object) -> None:
    """Say so if the work was not done."""
    if found != wanted:
        raise AssertionError(f"{found} instead of {wanted}")
