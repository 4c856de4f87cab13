"""Which account an action is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from homeassistant.config_entries import ConfigEntryState

from ..const import DOMAIN
from ..problems.errors import invalid

if TYPE_CHECKING:
    from homeassistant.core import HomeAssistant

    from ..coordinator import SmsPilotConfigEntry


def chosen_account(hass: HomeAssistant, entry_id: str | None) -> SmsPilotConfigEntry:
    """Return the account of this id, without one the only account; or raise what to do."""
    accounts: list[SmsPilotConfigEntry] = [
        entry
        for entry in hass.config_entries.async_entries(DOMAIN, include_disabled=False)
        if entry_id in (None, entry.entry_id)
    ]
    if not accounts:
        raise invalid("no_account")
    if len(accounts) > 1:
        raise invalid("which_account")
    return accounts[0]


def refuse_unloaded(account: SmsPilotConfigEntry) -> None:
    """Raise that an account does not run."""
    if account.state is not ConfigEntryState.LOADED:
        raise invalid("account_not_loaded", account=account.title)
