"""Words of ours that are no whole sentence, from the translations."""

from __future__ import annotations

from homeassistant.core import HomeAssistant
from homeassistant.helpers.translation import async_get_cached_translations

from ..const import DOMAIN


def own_words(hass: HomeAssistant, key: str) -> str:
    """Return some words in the home's language; Home Assistant has them ready once it set us up."""
    words = async_get_cached_translations(hass, hass.config.language, "selector", DOMAIN)
    return words.get(f"component.{DOMAIN}.selector.words.options.{key}", key)
