"""What the account's entities have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from homeassistant.helpers.device_registry import DeviceEntryType, DeviceInfo
from homeassistant.helpers.entity import Entity

from .const import API_SETTINGS_URL, DOMAIN

if TYPE_CHECKING:
    from .coordinator import SmsPilotConfigEntry

MANUFACTURER = "SMSPILOT.RU"


def account_device(entry: SmsPilotConfigEntry) -> DeviceInfo:
    """Return the device that stands for the account."""
    return DeviceInfo(
        entry_type=DeviceEntryType.SERVICE,
        identifiers={(DOMAIN, entry.entry_id)},
        manufacturer=MANUFACTURER,
        name=entry.title,
        configuration_url=API_SETTINGS_URL,
    )


class AccountEntity(Entity):
    """An entity of the account's device."""

    _attr_has_entity_name = True

    def __init__(self, entry: SmsPilotConfigEntry, key: str) -> None:
        """Belong to an account, with a key that names the entity."""
        self._entry = entry
        self._attr_device_info = account_device(entry)
        self._attr_translation_key = key
        self._attr_unique_id = f"{entry.entry_id}_{key}"
