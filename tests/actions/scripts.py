"""Scripts as people write them in YAML, run by Home Assistant itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from homeassistant.core import Context
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.script import Script, async_validate_actions_config
from homeassistant.util.yaml import parse_yaml

if TYPE_CHECKING:
    from homeassistant.core import HomeAssistant


async def run(hass: HomeAssistant, text: str, **variables: Any) -> dict[str, Any]:
    """Run a script's actions, as an automation at night does; return its variables."""
    actions = await async_validate_actions_config(hass, cv.SCRIPT_SCHEMA(parse_yaml(text)))
    script = Script(hass, actions, "test", "script")
    result = await script.async_run(variables, Context())
    return dict(result.variables) if result else {}
