"""What the card is told beside the messages: the account, whom one can write to, and who may."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from homeassistant.auth.permissions.const import POLICY_READ
from homeassistant.components.notify.const import DOMAIN as NOTIFY_DOMAIN
from homeassistant.helpers import entity_registry as er

from ..const import CHANNELS, CONF_DEFAULT_CHANNEL
from ..recipients.recipient import recipients

if TYPE_CHECKING:
    from homeassistant.auth.models import User
    from homeassistant.core import HomeAssistant

    from ..coordinator import SmsPilotConfigEntry

NOBODY: Final[dict[str, Any]] = {
    "account": None,
    "recipients": [],
    "missing": [],
    "history": None,
}


def may_read(hass: HomeAssistant, user: User, entry: SmsPilotConfigEntry) -> bool:
    """Return whether a user may read every entity of an account, and so its messages."""
    entities = er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)
    if not entities:
        return user.permissions.access_all_entities(POLICY_READ)
    return all(user.permissions.check_entity(entity.entity_id, POLICY_READ) for entity in entities)


def account_of(entry: SmsPilotConfigEntry) -> dict[str, Any]:
    """Return the account."""
    account = entry.runtime_data.coordinator.data
    return {
        "id": entry.entry_id,
        "title": entry.title,
        "balance": float(account.balance) if account else None,
        "channel": entry.options.get(CONF_DEFAULT_CHANNEL) or next(iter(CHANNELS)),
    }


def people_of(hass: HomeAssistant, entry: SmsPilotConfigEntry) -> list[dict[str, Any]]:
    """Return the recipients that have a notifier, which is what one writes to."""
    registry = er.async_get(hass)
    notifiers = {
        entity.config_subentry_id: entity.entity_id
        for entity in er.async_entries_for_config_entry(registry, entry.entry_id)
        if entity.domain == NOTIFY_DOMAIN
    }
    return [
        {
            "id": recipient.id,
            "name": recipient.name,
            "entity_id": notifiers[recipient.id],
            "phones": list(recipient.phones),
            "channel": recipient.channel,
        }
        for recipient in recipients(entry)
        if recipient.id in notifiers
    ]
