"""What the automation triggers have in common."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Final, override

import voluptuous as vol
from homeassistant.const import ATTR_CONFIG_ENTRY_ID, CONF_OPTIONS
from homeassistant.core import HomeAssistant
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.trigger import Trigger, TriggerConfig
from homeassistant.helpers.typing import ConfigType

ACCOUNT: Final = {vol.Optional(ATTR_CONFIG_ENTRY_ID): cv.string}
NAMES: Final = vol.All(cv.ensure_list, [cv.string])


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
