"""What the entities of an account and of its recipients have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.device_registry import DeviceEntryType, DeviceInfo
from homeassistant.helpers.entity import Entity

from .account.reloads import async_wait_for_reloads
from .actions.outgoing.deliver import async_deliver
from .actions.outgoing.order import Order
from .actions.outgoing.targets import Targets
from .const import ACCOUNT_URL, DOMAIN
from .problems.words import own_words
from .recipients.recipient import Recipient, addresses, recipient_of, recipients

if TYPE_CHECKING:
    from .coordinator import SmsPilotConfigEntry

MANUFACTURER: Final = "SMSPILOT.RU"


@callback
def async_register_devices(hass: HomeAssistant, entry: SmsPilotConfigEntry) -> None:
    """Register the account's device and those of its recipients, under the names of today."""
    registry = dr.async_get(hass)
    registry.async_get_or_create(config_entry_id=entry.entry_id, **_account_device(hass, entry))
    for recipient in recipients(entry):
        registry.async_get_or_create(
            config_entry_id=entry.entry_id,
            config_subentry_id=recipient.id,
            **_recipient_device(hass, entry, recipient),
        )


class AccountEntity(Entity):
    """An entity of the account's device."""

    _attr_has_entity_name = True

    def __init__(self, hass: HomeAssistant, entry: SmsPilotConfigEntry, key: str) -> None:
        """Belong to an account, with a key that names the entity."""
        self._entry = entry
        self._attr_device_info = _account_device(hass, entry)
        self._attr_translation_key = key
        self._attr_unique_id = f"{entry.unique_id}_{key}"


class RecipientEntity(Entity):
    """An entity of a recipient's device. Who is meant is looked up when it matters."""

    _attr_has_entity_name = True

    def __init__(
        self, hass: HomeAssistant, entry: SmsPilotConfigEntry, recipient: Recipient, key: str
    ) -> None:
        """Belong to a recipient, whose device hangs on the account's; the key names the entity."""
        self._entry = entry
        self._recipient_id = recipient.id
        self._attr_translation_key = key
        self._attr_unique_id = f"{recipient.id}_{key}"
        self._attr_device_info = _recipient_device(hass, entry, recipient)

    async def _async_send(self, text: str) -> None:
        """Send a text to each number of the recipient."""
        await async_wait_for_reloads(self.hass, self._entry)
        who = [self._recipient] if self._recipient else []
        targets = Targets({self._entry: addresses(who)})
        order = Order(text=text)
        outcome = await async_deliver(self.hass, targets, lambda: order, self._context)
        outcome.raise_refusals(self.hass)

    @property
    def _recipient(self) -> Recipient | None:
        """Return the recipient as set up now, unless it was just removed."""
        return recipient_of(self._entry, self._recipient_id)


def _account_device(hass: HomeAssistant, entry: SmsPilotConfigEntry) -> DeviceInfo:
    """Return the device that stands for the account."""
    return DeviceInfo(
        entry_type=DeviceEntryType.SERVICE,
        identifiers={(DOMAIN, str(entry.unique_id))},
        manufacturer=MANUFACTURER,
        model=own_words(hass, "account"),
        name=entry.title,
        configuration_url=ACCOUNT_URL,
    )


def _recipient_device(
    hass: HomeAssistant, entry: SmsPilotConfigEntry, recipient: Recipient
) -> DeviceInfo:
    """Return the device that stands for a recipient."""
    return DeviceInfo(
        entry_type=DeviceEntryType.SERVICE,
        identifiers={(DOMAIN, recipient.id)},
        manufacturer=MANUFACTURER,
        model=own_words(hass, "recipient"),
        name=recipient.name,
        via_device_id=dr.async_get_device_id_by_identifier(
            hass, (DOMAIN, str(entry.unique_id)), config_entry_id=entry.entry_id
        ),
    )
