"""Words and sentences of ours, from the translations."""

from __future__ import annotations

from collections.abc import Mapping

from homeassistant.core import HomeAssistant
from homeassistant.helpers.translation import async_get_cached_translations

from ..const import DOMAIN


def own_sentence(hass: HomeAssistant, key: str, placeholders: Mapping[str, str]) -> str:
    """Return an error's sentence in the home's language."""
    sentences = async_get_cached_translations(hass, hass.config.language, "exceptions", DOMAIN)
    sentence = sentences.get(f"component.{DOMAIN}.exceptions.{key}.message", key)
    return sentence.format(**placeholders)


def own_words(hass: HomeAssistant, key: str) -> str:
    """Return some words in the home's language; Home Assistant has them ready once it set us up."""
    words = async_get_cached_translations(hass, hass.config.language, "selector", DOMAIN)
    return words.get(f"component.{DOMAIN}.selector.words.options.{key}", key)
