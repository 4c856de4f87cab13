"""The actions `notify.smspilot` and `notify.smspilot_<recipient>`.

`alert` can call no others, and gives neither a target nor an entity.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, override

from homeassistant.components.notify.const import ATTR_DATA, ATTR_TARGET, ATTR_TITLE
from homeassistant.components.notify.legacy import BaseNotificationService
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.util import slugify

from ..account.reloads import async_loaded
from ..account.signals import SIGNAL_CHANGED
from ..const import DOMAIN
from ..recipients.recipient import Address, Recipient, addresses, recipient_of, recipients
from .input import numbers_of, send_options
from .outgoing import async_send, compose, drafts, raise_refusals

if TYPE_CHECKING:
    from ..coordinator import SmsPilotConfigEntry

CONF_ACTION_NAME: Final = "action_name"


async def async_register_legacy_actions(hass: HomeAssistant, entry: SmsPilotConfigEntry) -> None:
    """Register an account's actions until it is unloaded."""
    service = LegacyActions(entry)
    name = _async_action_name(hass, entry)
    await service.async_setup(hass, name, name)
    await service.async_register_services()
    entry.async_on_unload(service.async_unregister_services)

    async def changed(account: SmsPilotConfigEntry) -> None:
        if account is entry:
            await service.async_register_services()

    entry.async_on_unload(async_dispatcher_connect(hass, SIGNAL_CHANGED, changed))


class LegacyActions(BaseNotificationService):
    """One action for all recipients of an account, and one for each."""

    def __init__(self, entry: SmsPilotConfigEntry) -> None:
        """Belong to an account."""
        self._entry = entry

    @property
    @override
    def targets(self) -> dict[str, str]:
        """Return the recipients' ids by what the names of their actions end in."""
        found: dict[str, str] = {}
        for recipient in recipients(self._entry):
            name = slugify(recipient.name)
            alike = sum(key == name or key.startswith(f"{name}_") for key in found)
            found[f"{name}_{alike + 1}" if name in found else name] = recipient.id
        return found

    @override
    async def async_send_message(self, message: str = "", **kwargs: Any) -> None:
        """Send to the targets, or to all recipients; `data` may hold the options of a send."""
        await async_loaded(self._entry)
        options = send_options(kwargs.get(ATTR_DATA) or {})
        wanted = drafts(
            self._entry,
            self._addresses(kwargs.get(ATTR_TARGET)),
            compose(message, kwargs.get(ATTR_TITLE)),
            options,
        )
        messages = await async_send(self._entry, wanted, context=None)
        raise_refusals(self.hass, self._entry, messages)

    def _addresses(self, targets: list[str] | None) -> list[Address]:
        """Return where targets are: the names and ids of recipients, or phone numbers."""
        if not targets:
            return addresses(recipients(self._entry))
        found: list[Address] = []
        for target in targets:
            recipient = recipient_of(self._entry, target) or self._by_name(target)
            found += (
                addresses([recipient])
                if recipient
                else numbers_of(self.hass, self._entry, [target])
            )
        return found

    def _by_name(self, name: str) -> Recipient | None:
        """Return the recipient with a name."""
        return next(
            (one for one in recipients(self._entry) if one.name.casefold() == name.casefold()),
            None,
        )


@callback
def _async_action_name(hass: HomeAssistant, entry: SmsPilotConfigEntry) -> str:
    """Return the name of an account's action, which is chosen once: alerts are written for it.

    The account that finds nobody to bear the plain name gets it; others add their number.
    """
    if CONF_ACTION_NAME not in entry.data:
        name = DOMAIN if _is_first(hass, entry) else f"{DOMAIN}_{entry.unique_id}"
        # Before anybody listens for updates, so that this one reloads nothing.
        hass.config_entries.async_update_entry(entry, data={**entry.data, CONF_ACTION_NAME: name})
    chosen: str = entry.data[CONF_ACTION_NAME]
    return chosen


def _is_first(hass: HomeAssistant, entry: SmsPilotConfigEntry) -> bool:
    """Return whether an account is the oldest of those without a name, and none has the plain."""
    entries = hass.config_entries.async_entries(DOMAIN, include_ignore=False)
    if any(one.data.get(CONF_ACTION_NAME) == DOMAIN for one in entries):
        return False
    nameless = (one for one in entries if CONF_ACTION_NAME not in one.data)
    return min(nameless, key=lambda one: one.created_at) is entry
