"""What the open cards of all accounts show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from homeassistant.config_entries import (
    SIGNAL_CONFIG_ENTRY_CHANGED,
    ConfigEntry,
    ConfigEntryChange,
)
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.util.hass_dict import HassKey

from ..account.signals import SIGNAL_INBOUND, Inbound
from ..const import DOMAIN
from .card_feed import CardFeed

if TYPE_CHECKING:
    from ..coordinator import SmsPilotConfigEntry


class CardFeeds:
    """One feed for each account, as soon as there is anything to keep."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Hear of late messages from the beginning: no list of the gateway's tells of that."""
        self._hass = hass
        self._by_account: dict[str, CardFeed] = {}
        async_dispatcher_connect(hass, SIGNAL_INBOUND, self._async_received)
        async_dispatcher_connect(hass, SIGNAL_CONFIG_ENTRY_CHANGED, self._async_entry_changed)

    def of_account(self, entry: SmsPilotConfigEntry) -> CardFeed:
        """Return an account's feed."""
        if entry.entry_id not in self._by_account:
            self._by_account[entry.entry_id] = CardFeed(self._hass, entry)
        return self._by_account[entry.entry_id]

    @callback
    def _async_received(self, inbound: Inbound) -> None:
        """Hand on a message that came in."""
        entry = self._hass.config_entries.async_get_entry(inbound.entry_id)
        if entry is not None:
            self.of_account(entry).async_note(inbound)

    @callback
    def _async_entry_changed(self, change: ConfigEntryChange, entry: ConfigEntry) -> None:
        """Forget a removed account."""
        if change is ConfigEntryChange.REMOVED:
            self._by_account.pop(entry.entry_id, None)


CARD_FEEDS: Final[HassKey[CardFeeds]] = HassKey(f"{DOMAIN}_card_feeds")
