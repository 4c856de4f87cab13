"""What a person is told once a recipient was added."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from homeassistant.components.notify.const import DOMAIN as NOTIFY_DOMAIN
from homeassistant.helpers import entity_registry as er

from ..const import DOCUMENTS_URL
from ..problems.refusal_kinds import speaks_russian

if TYPE_CHECKING:
    from homeassistant.core import HomeAssistant

    from ..coordinator import SmsPilotConfigEntry
    from .recipient_checks import RecipientForm

_PAGES: Final = {
    "blueprints_url": "blueprints.md",
    "entities_url": "entities.md",
}


def success(
    hass: HomeAssistant, entry: SmsPilotConfigEntry, form: RecipientForm
) -> tuple[str, dict[str, str]]:
    """Return which words, and what they name: the notifier, and what to read after the first."""
    first = "" if entry.subentries else "first_"
    sent = "saved" if form.test_text is None else "sent"
    language = "ru" if speaks_russian(hass) else "en"
    notifier = er.async_get(hass).async_get_available_entity_id(NOTIFY_DOMAIN, form.name)
    pages = {name: f"{DOCUMENTS_URL}/{language}/{page}" for name, page in _PAGES.items()}
    return f"{first}{sent}", {"name": form.name, "notifier": notifier, **pages}
