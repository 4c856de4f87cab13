"""Sensors: what the account holds, what it spent, what waits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final, override

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.update_coordinator import CoordinatorEntity

from .coordinator import REMAINING_MESSAGES, AccountCoordinator, SmsPilotData
from .entity import AccountEntity

if TYPE_CHECKING:
    from .coordinator import SmsPilotConfigEntry

PARALLEL_UPDATES: Final = 0
ROUBLES: Final = "RUB"


@dataclass(frozen=True, kw_only=True)
class SmsPilotSensorDescription(SensorEntityDescription):
    """A sensor and where its value comes from."""

    value: Callable[[SmsPilotData], Decimal | int | None]
    by_gateway: bool = True
    """Whether the gateway is the source, so that nothing is known while it is away."""
    context: str | None = None


SENSORS: Final = (
    SmsPilotSensorDescription(
        key="balance",
        device_class=SensorDeviceClass.MONETARY,
        state_class=SensorStateClass.TOTAL,
        native_unit_of_measurement=ROUBLES,
        suggested_display_precision=2,
        value=lambda data: data.coordinator.data.balance,
    ),
    SmsPilotSensorDescription(
        key=REMAINING_MESSAGES,
        entity_registry_enabled_default=False,
        value=lambda data: data.coordinator.remaining_messages,
        context=REMAINING_MESSAGES,
    ),
    SmsPilotSensorDescription(
        key="total_spent",
        device_class=SensorDeviceClass.MONETARY,
        state_class=SensorStateClass.TOTAL,
        native_unit_of_measurement=ROUBLES,
        suggested_display_precision=2,
        value=lambda data: data.messenger.total_spent,
        by_gateway=False,
    ),
    SmsPilotSensorDescription(
        key="queued_messages",
        entity_category=EntityCategory.DIAGNOSTIC,
        state_class=SensorStateClass.MEASUREMENT,
        value=lambda data: data.messenger.queued,
        by_gateway=False,
    ),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: SmsPilotConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add an account's sensors."""
    async_add_entities(AccountSensor(entry, description) for description in SENSORS)


class AccountSensor(AccountEntity, CoordinatorEntity[AccountCoordinator], SensorEntity):
    """A figure of the account's."""

    entity_description: SmsPilotSensorDescription

    def __init__(self, entry: SmsPilotConfigEntry, description: SmsPilotSensorDescription) -> None:
        """Belong to an account."""
        CoordinatorEntity.__init__(self, entry.runtime_data.coordinator, description.context)
        AccountEntity.__init__(self, entry, description.key)
        self.entity_description = description

    @property
    @override
    def available(self) -> bool:
        """Return whether the figure is known."""
        if not self.entity_description.by_gateway:
            return True
        return super().available and self.coordinator.data is not None

    @property
    @override
    def native_value(self) -> Decimal | int | None:
        """Return the figure."""
        return self.entity_description.value(self._entry.runtime_data)
