"""What the home does when the gateway refuses the key, or the account as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from homeassistant.core import HomeAssistant, callback

from ..api.errors import AuthenticationError
from .account_issues import async_set_account_error

if TYPE_CHECKING:
    from ..coordinator import SmsPilotConfigEntry


@callback
def async_note_error(hass: HomeAssistant, entry: SmsPilotConfigEntry, error: Exception) -> None:
    """Ask for a new key (`async_step_reauth` in the config flow), or report a blocked account."""
    if isinstance(error, AuthenticationError):
        entry.async_start_reauth(hass)
    async_set_account_error(hass, entry, error)
