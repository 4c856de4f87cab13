"""How a repair issue is raised and cleared; its words are the translations' `issues.<key>`.

No issue holds a phone number or a text: the registry of issues is written to disk.
"""

from __future__ import annotations

from typing import Any

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from ..const import DOMAIN


@callback
def async_raise(
    hass: HomeAssistant,
    issue_id: str,
    key: str,
    placeholders: dict[str, str],
    *,
    anew: bool = False,
    warning: bool = False,
    is_fixable: bool = False,
    **more: Any,
) -> None:
    """Raise an issue, an error without a fix unless told otherwise.

    One that is there stays, ignored or not, unless what it tells of has happened `anew`.
    """
    if anew:
        async_clear(hass, issue_id)
    ir.async_create_issue(
        hass,
        DOMAIN,
        issue_id,
        is_fixable=is_fixable,
        severity=ir.IssueSeverity.WARNING if warning else ir.IssueSeverity.ERROR,
        translation_key=key,
        translation_placeholders=placeholders,
        **more,
    )


@callback
def async_clear(hass: HomeAssistant, issue_id: str) -> None:
    """Clear an issue, if it is there."""
    ir.async_delete_issue(hass, DOMAIN, issue_id)
