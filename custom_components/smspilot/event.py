"""Events: messages that come in, and what becomes of those that went out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Final, override

from homeassistant.components.event import EventEntity
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.entity import Entity
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .account.inbound_wanted import async_listen_inbound
from .account.lasting_entities import async_add_lasting
from .account.signals import SIGNAL_CHANGED, SIGNAL_DELIVERY, SIGNAL_INBOUND, Delivery, Inbound
from .const import CONF_PRIVATE_ENTITIES
from .entity import AccountEntity, RecipientEntity
from .messaging.record.message import State
from .recipients.recipient import recipients

if TYPE_CHECKING:
    from .coordinator import SmsPilotConfigEntry

PARALLEL_UPDATES: Final = 0

RECEIVED: Final = "received"
RECEIVED_LATE: Final = "received_late"

# Not in icons.json, which tells icons apart by state: an event's state is a time.
_ICONS: Final = {
    RECEIVED: "mdi:message-text",
    RECEIVED_LATE: "mdi:message-text-clock",
    "waiting": "mdi:clock-alert-outline",
    "accepted": "mdi:check",
    "delivered": "mdi:check-all",
    "undelivered": "mdi:message-alert",
    "unconfirmed": "mdi:message-question",
    "rejected": "mdi:message-off",
    "expired": "mdi:timer-off-outline",
    "cancelled": "mdi:cancel",
    "unknown": "mdi:help-circle",
}
_ALWAYS_TOLD: Final = frozenset({"message_id", "recipient"})


async def async_setup_entry(
    hass: HomeAssistant,
    entry: SmsPilotConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the event entities of an account and of its recipients."""

    def entities() -> Iterator[tuple[str | None, Entity]]:
        yield None, InboundMessageEvent(hass, entry, "inbound_message")
        yield None, AccountDeliveryEvent(hass, entry, "delivery")
        for recipient in recipients(entry):
            yield recipient.id, RecipientDeliveryEvent(hass, entry, recipient, "delivery")

    async_add_lasting(hass, entry, async_add_entities, entities)


class MessageEvent(EventEntity):
    """Fires for something that happened to a message.

    Home Assistant keeps an event's own attributes over a restart, so whatever the user may want to
    keep out of entities is not among them.
    """

    _attr_should_poll = False
    _details: ClassVar[tuple[str, ...]]
    _entry: SmsPilotConfigEntry

    @override
    async def async_added_to_hass(self) -> None:
        """Take over what is known of the last event, and follow the options."""
        await super().async_added_to_hass()
        if (last := await self.async_get_last_state()) is not None:
            self._async_show(last.attributes)
        self.async_on_remove(
            async_dispatcher_connect(self.hass, SIGNAL_CHANGED, self._async_changed)
        )

    @callback
    def _async_fire(self, kind: str, attributes: Mapping[str, Any]) -> None:
        """Fire, and tell as much as the user wants entities to tell."""
        always = {name: attributes[name] for name in _ALWAYS_TOLD}
        self._trigger_event(kind, always)
        self._async_show({**attributes, "event_type": kind})
        self.async_write_ha_state()

    @callback
    def _async_show(self, attributes: Mapping[str, Any]) -> None:
        """Take over the icon and the details of an event."""
        told = () if self._entry.options.get(CONF_PRIVATE_ENTITIES) else self._details
        self._attr_icon = _ICONS.get(str(attributes.get("event_type")))
        self._attr_extra_state_attributes = {
            name: attributes[name] for name in told if name in attributes
        }

    @callback
    def _async_changed(self, entry: SmsPilotConfigEntry) -> None:
        """Drop the details of the last event as soon as they are unwanted."""
        if entry is self._entry and entry.options.get(CONF_PRIVATE_ENTITIES):
            self._attr_extra_state_attributes = {}
            self.async_write_ha_state()


class InboundMessageEvent(AccountEntity, MessageEvent):
    """Fires for each message that comes in; the gateway is asked while this is enabled."""

    _attr_event_types = [RECEIVED, RECEIVED_LATE]  # noqa: RUF012 - Home Assistant's own type
    _details = ("phone", "service_number", "text", "created")
    _unrecorded_attributes = frozenset({"phone", "service_number", "text"})

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
            self._async_fire(RECEIVED_LATE if inbound.late else RECEIVED, inbound.shown)


class DeliveryEvent(MessageEvent):
    """Fires for each new state of an outgoing message."""

    _attr_event_types = [state.value for state in State if state.announced]  # noqa: RUF012 - as above
    _details = (
        *("server_id", "phone", "error", "price", "parts", "operator", "country"),
        *("step", "follows"),
    )
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
            self._async_fire(delivery.state.value, delivery.attributes)

    def _concerns(self, recipient_id: str | None) -> bool:
        """Return whether messages to a recipient, or to a mere number, are this entity's."""
        raise NotImplementedError


class AccountDeliveryEvent(AccountEntity, DeliveryEvent):
    """Fires for the messages to numbers that are no recipient's."""

    @override
    def _concerns(self, recipient_id: str | None) -> bool:
        return recipient_id not in self._entry.subentries


class RecipientDeliveryEvent(RecipientEntity, DeliveryEvent):
    """Fires for the messages to a recipient."""

    @override
    def _concerns(self, recipient_id: str | None) -> bool:
        return recipient_id == self._recipient_id
