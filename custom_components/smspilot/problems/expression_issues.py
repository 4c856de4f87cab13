"""Repair issues about an automation's regular expression that takes too long."""

from __future__ import annotations

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from ..const import DOMAIN
from ..messaging.limits.fingerprint import exact_fingerprint


@callback
def async_set_slow_expression(hass: HomeAssistant, expression: str) -> None:
    """Raise the issue; it names the expression, and not the text that it was tried on."""
    ir.async_create_issue(
        hass,
        DOMAIN,
        _issue_id(expression),
        is_fixable=False,
        severity=ir.IssueSeverity.WARNING,
        translation_key="slow_expression",
        translation_placeholders={"expression": expression},
    )


@callback
def async_clear_slow_expression(hass: HomeAssistant, expression: str) -> None:
    """Clear the issue: the automation has another expression now, or is gone."""
    ir.async_delete_issue(hass, DOMAIN, _issue_id(expression))


def _issue_id(expression: str) -> str:
    return f"slow_expression_{exact_fingerprint('', expression, DOMAIN)}"
