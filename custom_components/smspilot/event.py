"""Events: messages that come in, and what becomes of those that went out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, override

from homeassistant.components.event import EventEntity
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.entity import Entity
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .account.lasting import async_add_lasting
from .account.listening import async_listen_inbound
from .account.signals import SIGNAL_DELIVERY, SIGNAL_INBOUND, Delivery, Inbound
from .entity import AccountEntity, RecipientEntity
from .messaging.record.message import State
from .recipients.recipient import Recipient, recipients

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
    """Add the event entities of an account and of its recipients."""

    def entities() -> Iterator[tuple[str | None, Entity]]:
        yield None, InboundMessageEvent(entry)
        yield None, AccountDeliveryEvent(entry)
        for recipient in recipients(entry):
            yield recipient.id, RecipientDeliveryEvent(hass, entry, recipient)

    async_add_lasting(hass, entry, async_add_entities, entities)


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
        self.async_on_remove(async_listen_inbound(self.hass, self._entry.entry_id.__eq__))

    @callback
    def _async_received(self, inbound: Inbound) -> None:
        """Fire for a message to this account."""
        if inbound.entry_id == self._entry.entry_id:
            self._trigger_event(RECEIVED_LATE if inbound.late else RECEIVED, inbound.attributes)
            self.async_write_ha_state()


class DeliveryEvent(EventEntity):
    """Fires for each new state of an outgoing message."""

    _attr_event_types = [state.value for state in State if state.announced]  # noqa: RUF012 - as above
    _attr_translation_key = "delivery"
    _entry: SmsPilotConfigEntry
    _unrecorded_attributes = frozenset({"phone"})

    @override
    async def async_added_to_hass(self) -> None:
        """Begin to listen."""
        await super().async_added_to_hass()
        self.async_on_remove(
            async_dispatcher_connect(self.hass, SIGNAL_DELIVERY, self._async_delivery)
        )

    @callback
    def _async_delivery(self, delivery: Delivery) -> None:
        """Fire for a message of this entity's."""
        if delivery.entry_id == self._entry.entry_id and self._concerns(delivery.recipient_id):
            self._trigger_event(delivery.state.value, delivery.attributes)
            self.async_write_ha_state()

    def _concerns(self, recipient_id: str | None) -> bool:
        """Return whether messages to a recipient, or to a mere number, are this entity's."""
        raise NotImplementedError


class AccountDeliveryEvent(AccountEntity, DeliveryEvent):
    """Fires for the messages to numbers that are no recipient's."""

    def __init__(self, entry: SmsPilotConfigEntry) -> None:
        """Belong to an account."""
        super().__init__(entry, "delivery")

    @override
    def _concerns(self, recipient_id: str | None) -> bool:
        return recipient_id not in self._entry.subentries


class RecipientDeliveryEvent(RecipientEntity, DeliveryEvent):
    """Fires for the messages to a recipient."""

    def __init__(
        self, hass: HomeAssistant, entry: SmsPilotConfigEntry, recipient: Recipient
    ) -> None:
        """Belong to a recipient."""
        super().__init__(hass, entry, recipient)
        self._attr_unique_id = f"{recipient.id}_delivery"

    @override
    def _concerns(self, recipient_id: str | None) -> bool:
        return recipient_id == self._recipient_id
