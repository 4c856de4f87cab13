"""What the automation triggers have in common."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Final, override

import voluptuous as vol
from homeassistant.const import ATTR_CONFIG_ENTRY_ID, CONF_OPTIONS
from homeassistant.core import HomeAssistant
from homeassistant.helpers import config_validation as cv, entity_registry as er
from homeassistant.helpers.trigger import Trigger, TriggerConfig
from homeassistant.helpers.typing import ConfigType

from ..const import SENDER_FORMAT
from ..recipients.inbound_filter import known_names
from ..recipients.number_list import listed
from ..recipients.recipient import folded

_LOGGER = logging.getLogger(__name__)

CONF_RECIPIENT: Final = "recipient"
"""Notifiers of recipients; YAML may name the recipients."""

ACCOUNT: Final = {vol.Optional(ATTR_CONFIG_ENTRY_ID): cv.string}
NAMES: Final = vol.All(cv.ensure_list, [cv.string])


def named(hass: HomeAssistant, values: Iterable[str]) -> list[str]:
    """Return values with the names of today in the place of recipients' notifiers."""
    registry = er.async_get(hass)
    found: list[str] = []
    for value in values:
        entity = registry.async_get(value)
        entry = entity and hass.config_entries.async_get_entry(entity.config_entry_id or "")
        subentry = entry and entity and entry.subentries.get(entity.config_subentry_id or "")
        found.append(subentry.title if subentry else value)
    return found


def warn_of_strangers(hass: HomeAssistant, values: Iterable[str]) -> None:
    """Write a line for each value that names nobody: no recipient, number or sender."""
    known = known_names(hass)
    for value in map(str, listed(named(hass, values), lambda row: folded(row) in known)):
        if not (folded(value) in known or re.fullmatch(SENDER_FORMAT, value) or _has_digits(value)):
            _LOGGER.warning(
                "A trigger is about messages of %s, and no recipient is called so", value
            )


def _has_digits(value: str) -> bool:
    """Return whether a value may be meant as a number, which no log tells."""
    return any(sign.isdigit() for sign in value)


class SmsPilotTrigger(Trigger):
    """A trigger that hears of every account, unless one is named; it outlives reloads."""

    fields: ClassVar[dict[vol.Marker, Any]]

    @classmethod
    @override
    async def async_validate_config(cls, hass: HomeAssistant, config: ConfigType) -> ConfigType:
        """Check the options."""
        schema = vol.Schema({vol.Optional(CONF_OPTIONS, default=dict): {**ACCOUNT, **cls.fields}})
        checked: ConfigType = schema(config)
        return checked

    def __init__(self, hass: HomeAssistant, config: TriggerConfig) -> None:
        """Keep the options."""
        super().__init__(hass, config)
        self.options: Mapping[str, Any] = config.options or {}

    def concerns(self, entry_id: str) -> bool:
        """Return whether an account is one that this trigger wants to hear of."""
        wanted: str | None = self.options.get(ATTR_CONFIG_ENTRY_ID)
        return wanted in (None, entry_id)
