"""Sensors: what the account holds, what it spent, what waits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Final, override

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.event import async_track_time_change
from homeassistant.helpers.restore_state import RestoredExtraData, RestoreEntity
from homeassistant.helpers.update_coordinator import CoordinatorEntity
from homeassistant.util import dt as dt_util

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
        value=lambda data: data.coordinator.remaining_messages,
        context=REMAINING_MESSAGES,
    ),
    SmsPilotSensorDescription(
        key="queued_messages",
        entity_category=EntityCategory.DIAGNOSTIC,
        state_class=SensorStateClass.MEASUREMENT,
        value=lambda data: data.messenger.queued,
        by_gateway=False,
    ),
)

SPENT: Final[dict[str, Callable[[datetime], datetime] | None]] = {
    "total_spent": None,
    "spent_today": dt_util.start_of_local_day,
    "spent_this_month": lambda now: dt_util.start_of_local_day(now.replace(day=1)),
}
"""The beginning of the time that a sensor counts what was spent in; None is the set-up."""


async def async_setup_entry(
    hass: HomeAssistant,
    entry: SmsPilotConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add an account's sensors."""
    async_add_entities(AccountSensor(hass, entry, description) for description in SENSORS)
    async_add_entities(SpentSensor(hass, entry, key, start) for key, start in SPENT.items())


class AccountSensor(AccountEntity, CoordinatorEntity[AccountCoordinator], SensorEntity):
    """A figure of the account's."""

    entity_description: SmsPilotSensorDescription

    def __init__(
        self,
        hass: HomeAssistant,
        entry: SmsPilotConfigEntry,
        description: SmsPilotSensorDescription,
    ) -> None:
        """Belong to an account."""
        CoordinatorEntity.__init__(self, entry.runtime_data.coordinator, description.context)
        AccountEntity.__init__(self, hass, entry, description.key)
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


class SpentSensor(
    AccountEntity, CoordinatorEntity[AccountCoordinator], RestoreEntity, SensorEntity
):
    """What was spent within a time; the statistics know by `last_reset` when it began."""

    _attr_device_class = SensorDeviceClass.MONETARY
    _attr_native_unit_of_measurement = ROUBLES
    _attr_state_class = SensorStateClass.TOTAL
    _attr_suggested_display_precision = 2

    def __init__(
        self,
        hass: HomeAssistant,
        entry: SmsPilotConfigEntry,
        key: str,
        start_of: Callable[[datetime], datetime] | None,
    ) -> None:
        """Belong to an account, and count from its set-up on if there is no other beginning."""
        CoordinatorEntity.__init__(self, entry.runtime_data.coordinator)
        AccountEntity.__init__(self, hass, entry, key)
        self._start_of = start_of
        self._attr_last_reset = entry.created_at
        self._before = Decimal(0)

    @override
    async def async_added_to_hass(self) -> None:
        """Go on where the last run ended, and begin anew with a day."""
        await super().async_added_to_hass()
        if (kept := await self.async_get_last_extra_data()) is not None:
            self._restore(**kept.as_dict())
        self._begin_anew(dt_util.now())
        self.async_on_remove(
            async_track_time_change(self.hass, self._async_new_day, hour=0, minute=0, second=0)
        )

    @property
    @override
    def available(self) -> bool:
        """Return that it is known whatever the gateway says."""
        return True

    @property
    @override
    def native_value(self) -> Decimal:
        """Return the roubles."""
        return self._total - self._before

    @property
    @override
    def extra_restore_state_data(self) -> RestoredExtraData:
        """Return what the next run needs."""
        since = self._attr_last_reset and self._attr_last_reset.isoformat()
        return RestoredExtraData(
            {"since": since, "before": str(self._before), "total": str(self._total)}
        )

    @property
    def _total(self) -> Decimal:
        """Return what was spent since the set-up."""
        return self._entry.runtime_data.messenger.total_spent

    def _restore(self, since: str, before: str, total: str) -> None:
        """Go on counting; a journal that was lost counts from nothing."""
        if self._total < Decimal(total):
            self._attr_last_reset = dt_util.utcnow()
        else:
            self._attr_last_reset, self._before = datetime.fromisoformat(since), Decimal(before)

    def _begin_anew(self, now: datetime) -> None:
        """Begin anew if another day or month has begun."""
        start = self._start_of and self._start_of(now)
        if start and self._attr_last_reset and start > self._attr_last_reset:
            self._attr_last_reset, self._before = start, self._total

    @callback
    def _async_new_day(self, now: datetime) -> None:
        """Begin anew at midnight."""
        self._begin_anew(dt_util.as_local(now))
        self.async_write_ha_state()
