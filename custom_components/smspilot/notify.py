"""One notifier for each recipient."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, override

from homeassistant.components.notify import NotifyEntity
from homeassistant.components.notify.const import NotifyEntityFeature
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.entity import Entity
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .account.lasting_entities import async_add_lasting
from .account.signals import SIGNAL_DELIVERY, Delivery
from .actions.outgoing.order import compose
from .entity import RecipientEntity
from .messaging.record.message import State
from .recipients.recipient import recipients

if TYPE_CHECKING:
    from .coordinator import SmsPilotConfigEntry

# Not one after the other: messages that are equal but for the phone share a request.
PARALLEL_UPDATES: Final = 0


async def async_setup_entry(
    hass: HomeAssistant,
    entry: SmsPilotConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add a notifier for each recipient of an account."""

    def entities() -> Iterator[tuple[str | None, Entity]]:
        for recipient in recipients(entry):
            yield recipient.id, RecipientNotifyEntity(hass, entry, recipient, "notifier")

    async_add_lasting(hass, entry, async_add_entities, entities)


class RecipientNotifyEntity(RecipientEntity, NotifyEntity):
    """Sends to a recipient. It is there whatever the gateway says: an alarm may need it."""

    _attr_name = None
    _attr_supported_features = NotifyEntityFeature.TITLE

    @override
    async def async_added_to_hass(self) -> None:
        """Begin to listen for messages that other ways sent to the recipient."""
        await super().async_added_to_hass()
        self.async_on_remove(
            async_dispatcher_connect(self.hass, SIGNAL_DELIVERY, self._async_delivery)
        )

    @override
    async def async_send_message(self, message: str, title: str | None = None) -> None:
        """Send a message to each number of the recipient."""
        await self._async_send(compose(message, title))

    @callback
    def _async_delivery(self, delivery: Delivery) -> None:
        """Show when the gateway took a message, whichever action sent it."""
        if delivery.recipient_id == self._recipient_id and delivery.state is State.ACCEPTED:
            self._async_record_notification()
