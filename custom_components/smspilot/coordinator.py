"""An account's config entry, what belongs to it while it is loaded, and its state."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from typing import Final, Protocol, override

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator, UpdateFailed

from .api.client import SmsPilotClient
from .api.errors import GatewayError, SmsPilotError, TemporaryError
from .api.models import Account
from .journal_database import JournalDatabase
from .messaging.messenger import Messenger

_LOGGER = logging.getLogger(__name__)

UPDATE_INTERVAL: Final = timedelta(minutes=30)
MOST_POSTPONED: Final = 4
"""Answers in a row that ask to slow down, after which the last balance is too old to be shown."""
REMAINING_MESSAGES: Final = "remaining_messages"
"""The context of an entity that wants the gateway's estimate, which is asked for apart."""


@dataclass(slots=True, kw_only=True)
class SmsPilotData:
    """What a loaded account consists of."""

    client: SmsPilotClient
    database: JournalDatabase
    messenger: Messenger
    coordinator: AccountCoordinator


type SmsPilotConfigEntry = ConfigEntry[SmsPilotData]


class AccountListener(Protocol):
    """Whom the coordinator tells."""

    def account_known(self, account: Account) -> None:
        """Hear what the gateway said of the account."""

    def account_unknown(self, error: SmsPilotError) -> UpdateFailed:
        """Hear why the gateway said nothing of the account; return that in words for people."""


class AccountCoordinator(DataUpdateCoordinator[Account]):
    """Ask for the account every half an hour."""

    config_entry: SmsPilotConfigEntry

    def __init__(
        self,
        hass: HomeAssistant,
        entry: SmsPilotConfigEntry,
        client: SmsPilotClient,
        listener: AccountListener,
        heard: Callable[..., None],
    ) -> None:
        """Take the client, whom to tell of the account, and whether the gateway was reached."""
        super().__init__(
            hass, _LOGGER, config_entry=entry, name=entry.title, update_interval=UPDATE_INTERVAL
        )
        self._client = client
        self._listener = listener
        self._heard = heard
        self._out_of_reach = False
        self._postponed = 0
        self.asked = False
        """Whether the first request for the account has come to an end."""
        self.remaining_messages: int | None = None

    @callback
    def async_ask(self) -> None:
        """Ask for the account apart: while set-up waited, an alarm would find no account."""
        self.config_entry.async_create_background_task(
            self.hass, self.async_refresh(), "smspilot request for the account"
        )

    @callback
    def async_set_balance(self, balance: Decimal) -> None:
        """Take over the balance that a send's answer named."""
        if self.data is not None:
            # Not async_set_updated_data, which puts the next request off at each send.
            self.data, self.last_update_success = replace(self.data, balance=balance), True

    @override
    async def _async_update_data(self) -> Account:
        """Ask for the account and, if an entity wants it, for the number of messages left."""
        try:
            account = await self._client.account()
        except SmsPilotError as error:
            self._postponed = self._postponed + 1 if isinstance(error, TemporaryError) else 0
            if self.data is not None and 0 < self._postponed <= MOST_POSTPONED:
                return self.data
            raise self._failure(error) from error
        self._postponed = 0
        self._note_success(account)
        if REMAINING_MESSAGES in set(self.async_contexts()):
            self.remaining_messages = await self._async_remaining_messages()
        return account

    async def _async_remaining_messages(self) -> int | None:
        """Ask for the gateway's estimate; without one, the balance is known all the same."""
        try:
            return await self._client.remaining_messages()
        except SmsPilotError:
            return None

    def _note_success(self, account: Account) -> None:
        """Tell everybody that the gateway answered and what it said."""
        self.asked = True
        self._listener.account_known(account)
        if self._out_of_reach:
            self._out_of_reach = False
            # The log's line about a gateway that is back is the messenger's.
            self.last_update_success = True
        self._heard(answered=True)

    def _failure(self, error: SmsPilotError) -> UpdateFailed:
        """Return what the coordinator shall raise, once everybody knows of the error."""
        self.asked = True
        failure = self._listener.account_unknown(error)
        answered = isinstance(error, GatewayError)
        if not answered or self._postponed:
            # The log's line about a gateway that is gone is the messenger's; to be asked to slow
            # down is no line.
            self._out_of_reach = True
            self.last_update_success = False
        self._heard(answered=answered)
        return failure
