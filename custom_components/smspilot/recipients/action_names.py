"""Under which names the old actions of accounts and recipients are called: chosen once.

Alerts are written for them, so a name stays with whom it was given to, whatever is renamed or
removed.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any, Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.util import slugify

from ..const import CONF_ACTION_NAME, DOMAIN, SUBENTRY_RECIPIENT

if TYPE_CHECKING:
    from homeassistant.config_entries import ConfigSubentry

    from ..coordinator import SmsPilotConfigEntry

_NAMELESS: Final = "recipient"


@callback
def async_choose_action_names(hass: HomeAssistant) -> None:
    """Give a name to each account and recipient that has none, the oldest account first."""
    entries = hass.config_entries.async_entries(DOMAIN, include_ignore=False)
    for entry in sorted(entries, key=lambda one: one.created_at):
        if CONF_ACTION_NAME not in entry.data:
            taken = {one.data.get(CONF_ACTION_NAME) for one in entries}
            name = f"{DOMAIN}_{entry.unique_id}" if DOMAIN in taken else DOMAIN
            data = {**entry.data, CONF_ACTION_NAME: name}
            hass.config_entries.async_update_entry(entry, data=data)
        for subentry in list(entry.get_subentries_of_type(SUBENTRY_RECIPIENT)):
            if CONF_ACTION_NAME not in subentry.data:
                data = with_action_name(entry, subentry.title, subentry.data)
                hass.config_entries.async_update_subentry(entry, subentry, data=data)


def with_action_name(
    entry: SmsPilotConfigEntry,
    title: str,
    data: Mapping[str, Any],
    *,
    known: ConfigSubentry | None = None,
) -> dict[str, Any]:
    """Return a recipient's data with the name of the action, which stays if it is known."""
    name = known.data.get(CONF_ACTION_NAME) if known else None
    return {**data, CONF_ACTION_NAME: name or _free_name(entry, title)}


def _free_name(entry: SmsPilotConfigEntry, title: str) -> str:
    """Return what the name of a new recipient's action shall end in.

    It has a letter in front: `smspilot_5672` is the action of the account with that number.
    """
    taken = {
        subentry.data.get(CONF_ACTION_NAME)
        for subentry in entry.get_subentries_of_type(SUBENTRY_RECIPIENT)
    }
    name = slugify(title) if any(map(str.isalnum, title)) else _NAMELESS
    return _numbered(name if name[0].isalpha() else f"{_NAMELESS}_{name}", taken)


def action_names(entry: SmsPilotConfigEntry) -> Mapping[str, str | None]:
    """Return the names of an account's actions, and which recipient each is for (None: all)."""
    own: str = entry.data[CONF_ACTION_NAME]
    return {own: None} | {
        f"{own}_{subentry.data[CONF_ACTION_NAME]}": subentry.subentry_id
        for subentry in entry.get_subentries_of_type(SUBENTRY_RECIPIENT)
    }


def _numbered(name: str, taken: Collection[object]) -> str:
    """Return a name, with the next number behind it if it is taken."""
    number = 1
    candidate = name
    while candidate in taken:
        number += 1
        candidate = f"{name}_{number}"
    return candidate
