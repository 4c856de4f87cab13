"""The command `smspilot/messages/subscribe`: a card is told what it shows, and each change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import voluptuous as vol
from homeassistant.components.notify.const import DOMAIN as NOTIFY_DOMAIN
from homeassistant.components.websocket_api.decorators import websocket_command
from homeassistant.components.websocket_api.messages import event_message
from homeassistant.config_entries import (
    SIGNAL_CONFIG_ENTRY_CHANGED,
    ConfigEntry,
    ConfigEntryChange,
)
from homeassistant.core import CALLBACK_TYPE, Event, HomeAssistant, callback
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.dispatcher import async_dispatcher_connect

from ..account.chosen_account import chosen_account, refuse_unloaded
from ..const import DOMAIN
from .card_feeds import CARD_FEEDS
from .head import NOBODY, account_of, may_read, people_of

if TYPE_CHECKING:
    from homeassistant.components.websocket_api.connection import ActiveConnection

    from ..coordinator import SmsPilotConfigEntry
    from .card_feed import CardFeed
    from .card_rows import Row

NO_PERMISSION: Final = "no_permission"
_MISSING: Final = object()


@callback
@websocket_command(
    {
        vol.Required("type"): f"{DOMAIN}/messages/subscribe",
        vol.Optional("config_entry_id"): vol.Any(str, None),
        vol.Optional("recipients"): vol.Any([str], None),
    }
)
def websocket_subscribe(
    hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]
) -> None:
    """Tell a card of an account's messages, or what keeps it from being told, as it changes."""
    subscription = Subscription(hass, connection, msg)
    connection.subscriptions[msg["id"]] = subscription.async_end
    connection.send_result(msg["id"])
    subscription.async_begin()


class Subscription:
    """One open card."""

    def __init__(
        self, hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]
    ) -> None:
        """Take what the card asks for."""
        self._hass = hass
        self._connection = connection
        self._id: int = msg["id"]
        self._wanted_account: str | None = msg.get("config_entry_id") or None
        self._wanted_recipients: list[str] | None = msg.get("recipients") or None
        self._feed: CardFeed | None = None
        self._leave: CALLBACK_TYPE | None = None
        self._sources: list[CALLBACK_TYPE] = []
        self._told: dict[str, Any] = {}
        self._shown: dict[str, Row] = {}

    @callback
    def async_begin(self) -> None:
        """Tell what there is, and follow every change."""
        self._sources = [
            async_dispatcher_connect(
                self._hass, SIGNAL_CONFIG_ENTRY_CHANGED, self._async_entry_changed
            ),
            self._hass.bus.async_listen(
                er.EVENT_ENTITY_REGISTRY_UPDATED, self._async_entity_changed
            ),
        ]
        self._async_refresh()

    @callback
    def async_end(self) -> None:
        """Tell nothing more."""
        for leave in self._sources:
            leave()
        self._follow(None)

    @callback
    def _async_entry_changed(self, _change: ConfigEntryChange, entry: ConfigEntry) -> None:
        """Look anew when an account was loaded, unloaded, renamed, or has other recipients."""
        if entry.domain == DOMAIN:
            self._async_refresh()
            if self._feed is not None:
                self._feed.async_changed()

    @callback
    def _async_entity_changed(self, event: Event[er.EventEntityRegistryUpdatedData]) -> None:
        """Look anew when a notifier came, went, or has another name."""
        if event.data["entity_id"].startswith(f"{NOTIFY_DOMAIN}."):
            self._async_refresh()

    @callback
    def _async_refresh(self) -> None:
        """Find the account, and tell what is new of it."""
        try:
            entry = chosen_account(self._hass, self._wanted_account)
            if not may_read(self._hass, self._connection.user, entry):
                self._tell_problem(NO_PERMISSION)
                return
            refuse_unloaded(entry)
        except ServiceValidationError as error:
            self._tell_problem(error.translation_key)
            return
        feed = self._hass.data[CARD_FEEDS].of_account(entry)
        self._follow(feed)
        self._tell(entry, feed)

    def _follow(self, feed: CardFeed | None) -> None:
        """Be told of the changes of a feed, and of no other."""
        if feed is self._feed:
            return
        if self._leave is not None:
            self._leave()
        self._feed = feed
        self._leave = None
        if feed is not None:
            self._leave = feed.async_listen(self._async_refresh)

    def _tell_problem(self, problem: str | None) -> None:
        """Tell why there is nothing to show."""
        self._follow(None)
        self._send({"problem": problem, **NOBODY}, {})

    def _tell(self, entry: SmsPilotConfigEntry, feed: CardFeed) -> None:
        """Tell what there is to show."""
        people = people_of(self._hass, entry)
        rows = feed.rows
        missing: list[str] = []
        if self._wanted_recipients is not None:
            chosen = {row["entity_id"]: row for row in people}
            missing = [name for name in self._wanted_recipients if name not in chosen]
            people = [chosen[name] for name in self._wanted_recipients if name in chosen]
            ids = {row["id"] for row in people}
            rows = {key: row for key, row in rows.items() if row["recipient"] in ids}
        head = {
            "problem": None,
            "account": account_of(entry),
            "recipients": people,
            "missing": missing,
            "history": feed.history.asked.value,
        }
        self._send(head, rows)

    def _send(self, head: dict[str, Any], rows: dict[str, Row]) -> None:
        """Send what differs from what was sent before."""
        news = {key: value for key, value in head.items() if self._told.get(key, _MISSING) != value}
        changed = [row for key, row in rows.items() if self._shown.get(key) != row]
        gone = [key for key in self._shown if key not in rows]
        self._told, self._shown = head, rows
        if changed or gone:
            news |= {"messages": changed, "gone": gone}
        if news:
            self._connection.send_message(event_message(self._id, news))
