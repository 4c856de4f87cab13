"""What the user changes about an account takes effect while it runs: nothing is reloaded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_send

from ..problems import account_issues
from .connection import access
from .parts import settings
from .signals import SIGNAL_CHANGED

if TYPE_CHECKING:
    from ..coordinator import SmsPilotConfigEntry
    from .delivery_reports.webhook import DeliveryReports


class EntryChanges:
    """Brings an account's new access, options and recipients into effect."""

    def __init__(self, entry: SmsPilotConfigEntry, reports: DeliveryReports) -> None:
        """Begin with what the account was set up with."""
        self._access = access(entry.data)
        self._reports = reports

    @callback
    def async_take_effect(self, hass: HomeAssistant, entry: SmsPilotConfigEntry) -> None:
        """Pass everything on that may have changed; what is the same changes nothing."""
        data = entry.runtime_data
        if (now := access(entry.data)) != self._access:
            self._access = now
            data.client.use(*now)
            data.coordinator.async_ask()
        data.messenger.allow(settings(entry.options))
        if data.coordinator.data is not None:
            account_issues.async_set_low_balance(hass, entry, data.coordinator.data.balance)
        account_issues.async_forget_removed(hass, entry)
        self._reports.async_follow_option()
        async_dispatcher_send(hass, SIGNAL_CHANGED, entry)
