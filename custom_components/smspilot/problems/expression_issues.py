"""Repair issues about an automation's regular expression that takes too long."""

from __future__ import annotations

from homeassistant.core import HomeAssistant, callback

from ..const import DOMAIN
from ..messaging.limits.fingerprint import exact_fingerprint
from .issues import async_clear, async_raise


@callback
def async_set_slow_expression(hass: HomeAssistant, expression: str) -> None:
    """Raise the issue; it names the expression, and not the text that it was tried on."""
    placeholders = {"expression": expression}
    async_raise(hass, _issue_id(expression), "slow_expression", placeholders, warning=True)


@callback
def async_clear_slow_expression(hass: HomeAssistant, expression: str) -> None:
    """Clear the issue: the automation has another expression now, or is gone."""
    async_clear(hass, _issue_id(expression))


def _issue_id(expression: str) -> str:
    return f"slow_expression_{exact_fingerprint('', expression, DOMAIN)}"
