"""The account's state, and the only place where the gateway's errors become Home Assistant's."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final, override

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator, UpdateFailed

from . import issues
from .action_errors import gateway_error_text, read_error
from .api.client import SmsPilotClient
from .api.errors import (
    AuthenticationError,
    GatewayError,
    SmsPilotError,
    TemporaryError,
)
from .api.models import Account
from .const import DOMAIN

if TYPE_CHECKING:
    from .data import SmsPilotConfigEntry

_LOGGER = logging.getLogger(__name__)

UPDATE_INTERVAL: Final = timedelta(minutes=30)
REMAINING_MESSAGES: Final = "remaining_messages"
"""The context of an entity that wants the gateway's estimate, which is asked for apart."""


class AccountCoordinator(DataUpdateCoordinator[Account]):
    """Ask for the account every half an hour."""

    config_entry: SmsPilotConfigEntry

    def __init__(
        self,
        hass: HomeAssistant,
        entry: SmsPilotConfigEntry,
        client: SmsPilotClient,
        heard: Callable[..., None],
    ) -> None:
        """Take the client, and whom to tell whether the gateway was reached."""
        super().__init__(
            hass, _LOGGER, config_entry=entry, name=entry.title, update_interval=UPDATE_INTERVAL
        )
        self._client = client
        self._heard = heard
        self._out_of_reach = False
        self.remaining_messages: int | None = None

    @callback
    def async_begin(self) -> None:
        """Ask for the account apart: while set-up waited, an alarm would find no account."""
        self.config_entry.async_create_background_task(
            self.hass, self.async_refresh(), "smspilot first request for the account"
        )

    @callback
    def async_set_balance(self, balance: Decimal) -> None:
        """Take over the balance that a send's answer named."""
        issues.async_set_low_balance(self.hass, self.config_entry, balance)
        if self.data is not None:
            # Not async_set_updated_data, which puts the next request off at each send.
            self.data, self.last_update_success = replace(self.data, balance=balance), True

    async def async_read[T](self, request: Awaitable[T]) -> T:
        """Return the answer to a request that an action made, or raise what its user can read."""
        try:
            return await request
        except SmsPilotError as error:
            async_note_error(self.hass, self.config_entry, error)
            raise read_error(self.hass, error) from error

    @override
    async def _async_update_data(self) -> Account:
        """Ask for the account and, if an entity wants it, for the number of messages left."""
        try:
            account = await self._client.account()
        except TemporaryError as error:
            if self.data is not None:
                return self.data
            raise self._failure(error) from error
        except SmsPilotError as error:
            raise self._failure(error) from error
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
        issues.async_set_account_error(self.hass, self.config_entry, None)
        issues.async_set_low_balance(self.hass, self.config_entry, account.balance)
        if self._out_of_reach:
            self._out_of_reach = False
            # The log's line about a gateway that is back is the messenger's.
            self.last_update_success = True
        self._heard(answered=True)

    def _failure(self, error: SmsPilotError) -> UpdateFailed:
        """Return what the coordinator shall raise, once everybody knows of the error."""
        if isinstance(error, GatewayError):
            async_note_error(self.hass, self.config_entry, error)
            self._heard(answered=True)
        else:
            # The log's line about a gateway that is gone is the messenger's.
            self._out_of_reach = True
            self.last_update_success = False
            self._heard(answered=False)
        key, placeholders = gateway_error_text(self.hass, error)
        return UpdateFailed(
            translation_domain=DOMAIN,
            translation_key=key,
            translation_placeholders=placeholders,
        )


@callback
def async_note_error(hass: HomeAssistant, entry: SmsPilotConfigEntry, error: Exception) -> None:
    """Start what an error calls for: a new key is asked for, a blocked account is reported."""
    if isinstance(error, AuthenticationError):
        entry.async_start_reauth(hass)
    issues.async_set_account_error(hass, entry, error)
