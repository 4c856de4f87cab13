"""Entities that stay over a reload, and come and go with their recipients.

Were they taken away for a moment, an alarm for them would be lost, and an event come back as news.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from homeassistant.components import button, event, notify
from homeassistant.const import Platform
from homeassistant.core import callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect, async_dispatcher_send
from homeassistant.helpers.entity_platform import (
    AddConfigEntryEntitiesCallback,
    async_get_current_platform,
    async_get_platforms,
)

from ..const import DOMAIN
from .signals import SIGNAL_CHANGED, SIGNAL_GONE, SIGNAL_LOADED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from homeassistant.core import HomeAssistant
    from homeassistant.helpers.entity import Entity

    from ..coordinator import SmsPilotConfigEntry

_UNLOAD: Final = {
    Platform.NOTIFY: notify.async_unload_entry,
    Platform.EVENT: event.async_unload_entry,
    Platform.BUTTON: button.async_unload_entry,
}


async def async_begin_lasting(hass: HomeAssistant, entry: SmsPilotConfigEntry) -> None:
    """Set up the platforms that last, unless they have lasted."""
    missing = _UNLOAD.keys() - _there(hass, entry)
    await hass.config_entries.async_forward_entry_setups(entry, missing)


async def async_end_lasting(hass: HomeAssistant, entry: SmsPilotConfigEntry) -> None:
    """Take the entities away: the account is disabled or removed.

    Home Assistant forwards no unloading once the account is unloaded.
    """
    async_dispatcher_send(hass, SIGNAL_GONE, entry)
    for platform in _there(hass, entry):
        await _UNLOAD[platform](hass, entry)


@callback
def async_add_lasting(
    hass: HomeAssistant,
    entry: SmsPilotConfigEntry,
    add: AddConfigEntryEntitiesCallback,
    entities: Callable[[], Iterable[tuple[str | None, Entity]]],
) -> None:
    """Add what an account has, each with its recipient's id or none, now and after each change."""
    platform = async_get_current_platform()
    added: set[str | None] = set()

    @callback
    def changed(account: SmsPilotConfigEntry) -> None:
        if account is not entry:
            return
        for recipient_id, entity in entities():
            if entity.unique_id not in added:
                added.add(entity.unique_id)
                add([entity], config_subentry_id=recipient_id)

    @callback
    def loaded(account: SmsPilotConfigEntry) -> None:
        if account is entry:
            # One that was disabled may have been enabled, which makes Home Assistant reload us.
            added.intersection_update(entity.unique_id for entity in platform.entities.values())
            changed(account)

    @callback
    def gone(account: SmsPilotConfigEntry) -> None:
        if account is entry:
            for disconnect in connections:
                disconnect()

    connections = [
        async_dispatcher_connect(hass, SIGNAL_CHANGED, changed),
        async_dispatcher_connect(hass, SIGNAL_LOADED, loaded),
        async_dispatcher_connect(hass, SIGNAL_GONE, gone),
    ]
    changed(entry)


def _there(hass: HomeAssistant, entry: SmsPilotConfigEntry) -> set[Platform]:
    """Return which of the platforms are set up for an account."""
    found = async_get_platforms(hass, DOMAIN)
    domains = {platform.domain for platform in found if platform.config_entry is entry}
    return {platform for platform in _UNLOAD if platform in domains}
