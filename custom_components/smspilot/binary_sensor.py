"""Whether the gateway can be reached."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, override

from homeassistant.components.binary_sensor import BinarySensorEntity
from homeassistant.components.binary_sensor.const import BinarySensorDeviceClass
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.update_coordinator import CoordinatorEntity

from .coordinator import AccountCoordinator
from .entity import AccountEntity

if TYPE_CHECKING:
    from .coordinator import SmsPilotConfigEntry

PARALLEL_UPDATES: Final = 0


async def async_setup_entry(
    hass: HomeAssistant,
    entry: SmsPilotConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add an account's binary sensor."""
    async_add_entities([GatewaySensor(hass, entry)])


class GatewaySensor(AccountEntity, CoordinatorEntity[AccountCoordinator], BinarySensorEntity):
    """Connected while the gateway answers, be it with a refusal."""

    _attr_device_class = BinarySensorDeviceClass.CONNECTIVITY
    _attr_entity_category = EntityCategory.DIAGNOSTIC

    def __init__(self, hass: HomeAssistant, entry: SmsPilotConfigEntry) -> None:
        """Belong to an account."""
        CoordinatorEntity.__init__(self, entry.runtime_data.coordinator)
        AccountEntity.__init__(self, hass, entry, "gateway")

    @property
    @override
    def available(self) -> bool:
        """Return that this is known whatever the gateway says."""
        return True

    @property
    @override
    def is_on(self) -> bool | None:
        """Return whether the gateway could be reached, once it was asked."""
        if not self.coordinator.asked:
            return None
        return self._entry.runtime_data.messenger.reachable
