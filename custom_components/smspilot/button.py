"""One button for each recipient: send the test message."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, override

from homeassistant.components.button import ButtonEntity
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity import Entity
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .account.lasting_entities import async_add_lasting
from .const import CONF_TEST_TEXT
from .entity import RecipientEntity
from .problems.words import own_words
from .recipients.recipient import recipients

if TYPE_CHECKING:
    from .coordinator import SmsPilotConfigEntry

PARALLEL_UPDATES: Final = 0


async def async_setup_entry(
    hass: HomeAssistant,
    entry: SmsPilotConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add a button for each recipient of an account."""

    def entities() -> Iterator[tuple[str | None, Entity]]:
        for recipient in recipients(entry):
            yield recipient.id, TestMessageButton(hass, entry, recipient, "test")

    async_add_lasting(hass, entry, async_add_entities, entities)


class TestMessageButton(RecipientEntity, ButtonEntity):
    """Sends the test message to a recipient, paid like any other."""

    _attr_entity_category = EntityCategory.DIAGNOSTIC

    @override
    async def async_press(self) -> None:
        """Send the text that the recipient's dialog sent last; it fits a template if one must."""
        subentry = self._entry.subentries.get(self._recipient_id)
        text = subentry and subentry.data.get(CONF_TEST_TEXT)
        await self._async_send(text or own_words(self.hass, "test_message"))
