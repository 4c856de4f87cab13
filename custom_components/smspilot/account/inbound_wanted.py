"""Having accounts asked for inbound messages, over their reloads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect

from ..const import DOMAIN
from .signals import SIGNAL_LOADED

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..coordinator import SmsPilotConfigEntry


@callback
def async_listen_inbound(hass: HomeAssistant, concerns: Callable[[str], bool]) -> CALLBACK_TYPE:
    """Have each account that is of concern asked, those included that are loaded later."""
    leave: dict[str, CALLBACK_TYPE] = {}

    @callback
    def loaded(entry: SmsPilotConfigEntry) -> None:
        if concerns(entry.entry_id):
            leave[entry.entry_id] = entry.runtime_data.messenger.listen_inbound()

    for entry in hass.config_entries.async_entries(DOMAIN):
        if entry.state is ConfigEntryState.LOADED:
            loaded(entry)
    stop_waiting = async_dispatcher_connect(hass, SIGNAL_LOADED, loaded)

    @callback
    def stop() -> None:
        stop_waiting()
        for remove in leave.values():
            remove()

    return stop
