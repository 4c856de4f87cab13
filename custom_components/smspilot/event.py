"""Events: messages that come in, and what becomes of those that went out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, override

from homeassistant.components.event import EventEntity
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .account.signals import SIGNAL_DELIVERY, SIGNAL_INBOUND, Delivery, Inbound
from .entity import AccountEntity
from .messaging.record.message import State

if TYPE_CHECKING:
    from .coordinator import SmsPilotConfigEntry

PARALLEL_UPDATES: Final = 0

RECEIVED: Final = "received"
RECEIVED_LATE: Final = "received_late"


async def async_setup_entry(
    hass: HomeAssistant,
    entry: SmsPilotConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add an account's event entities."""
    async_add_entities([InboundMessageEvent(entry), DeliveryEvent(entry)])


class InboundMessageEvent(AccountEntity, EventEntity):
    """Fires for each message that comes in; the gateway is asked while this is enabled."""

    _attr_event_types = [RECEIVED, RECEIVED_LATE]  # noqa: RUF012 - Home Assistant's own type
    _unrecorded_attributes = frozenset({"phone", "service_number", "text"})

    def __init__(self, entry: SmsPilotConfigEntry) -> None:
        """Belong to an account."""
        super().__init__(entry, "inbound_message")

    @override
    async def async_added_to_hass(self) -> None:
        """Begin to listen."""
        await super().async_added_to_hass()
        self.async_on_remove(
            async_dispatcher_connect(self.hass, SIGNAL_INBOUND, self._async_received)
        )
        self.async_on_remove(self._entry.runtime_data.messenger.listen_inbound())

    @callback
    def _async_received(self, inbound: Inbound) -> None:
        """Fire for a message to this account."""
        if inbound.entry_id == self._entry.entry_id:
            self._trigger_event(RECEIVED_LATE if inbound.late else RECEIVED, inbound.attributes)
            self.async_write_ha_state()


class DeliveryEvent(AccountEntity, EventEntity):
    """Fires for each new state of an outgoing message."""

    _attr_event_types = [state.value for state in State if state.announced]  # noqa: RUF012 - as above
    _unrecorded_attributes = frozenset({"phone"})

    def __init__(self, entry: SmsPilotConfigEntry) -> None:
        """Belong to an account."""
        super().__init__(entry, "delivery")

    @override
    async def async_added_to_hass(self) -> None:
        """Begin to listen."""
        await super().async_added_to_hass()
        self.async_on_remove(
            async_dispatcher_connect(self.hass, SIGNAL_DELIVERY, self._async_delivery)
        )

    @callback
    def _async_delivery(self, delivery: Delivery) -> None:
        """Fire for a message of this account."""
        if delivery.entry_id == self._entry.entry_id:
            self._trigger_event(delivery.state.value, delivery.attributes)
            self.async_write_ha_state()
