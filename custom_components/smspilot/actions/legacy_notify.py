"""The actions `notify.smspilot` and `notify.smspilot_<recipient>`.

`alert` can call no others, and gives neither a target nor an entity. They are there before their
account is, and wait for it: an alert may be on when Home Assistant starts.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from homeassistant.components.notify.const import (
    ATTR_DATA,
    ATTR_MESSAGE,
    ATTR_TARGET,
    ATTR_TITLE,
    DOMAIN as NOTIFY_DOMAIN,
)
from homeassistant.core import HomeAssistant, ServiceCall, callback
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.service import async_set_service_schema

from ..account.reloads import async_wait_for_reloads
from ..const import DOMAIN
from ..problems.errors import invalid
from ..recipients.action_names import action_names, async_choose_action_names
from ..recipients.recipient import addresses, recipient_of, recipients
from .outgoing.deliver import async_deliver
from .outgoing.input import OPTIONS, Fields, as_written, read_fields, send_options
from .outgoing.order import Order, compose
from .outgoing.targets import Refused, Targets, add_named

if TYPE_CHECKING:
    from ..coordinator import SmsPilotConfigEntry


def _mapping(value: object) -> Mapping[str, Any]:
    """Return the values of `data`."""
    if not isinstance(value, Mapping):
        raise TypeError
    return value


_FIELDS: Final[Fields] = {
    ATTR_MESSAGE: cv.string,
    ATTR_TITLE: cv.string,
    ATTR_TARGET: as_written,
    ATTR_DATA: _mapping,
}
_SELECTORS: Final[Mapping[str, dict[str, Any]]] = {
    ATTR_MESSAGE: {"required": True, "selector": {"text": {"multiline": True}}},
    ATTR_TITLE: {"selector": {"text": {}}},
    ATTR_TARGET: {"selector": {"text": {"multiple": True}}},
    ATTR_DATA: {"selector": {"object": {}}},
}


@callback
def async_update_legacy_actions(hass: HomeAssistant) -> None:
    """Register the actions of all accounts and recipients, and no others."""
    async_choose_action_names(hass)
    wanted = {
        name: (entry, recipient_id)
        for entry in hass.config_entries.async_entries(DOMAIN, include_disabled=False)
        for name, recipient_id in action_names(entry).items()
    }
    for name, service in hass.services.async_services_for_domain(NOTIFY_DOMAIN).items():
        action = getattr(service.job.target, "__self__", None)
        if not isinstance(action, LegacyAction):
            continue
        if wanted.get(name) == action.whose:
            del wanted[name]
        else:
            hass.services.async_remove(NOTIFY_DOMAIN, name)
    for name, whose in wanted.items():
        action = LegacyAction(hass, *whose)
        hass.services.async_register(NOTIFY_DOMAIN, name, action.async_send)
        description = {"name": name, "description": "", "fields": dict(_SELECTORS)}
        async_set_service_schema(hass, NOTIFY_DOMAIN, name, description)


class LegacyAction:
    """The action of an account, for all recipients or for one."""

    def __init__(
        self, hass: HomeAssistant, entry: SmsPilotConfigEntry, recipient_id: str | None
    ) -> None:
        """Belong to an account, and to a recipient or (None) to all."""
        self._hass = hass
        self.whose = entry, recipient_id

    async def async_send(self, call: ServiceCall) -> None:
        """Send to the recipient, to the targets, or to all recipients."""
        await async_wait_for_reloads(self._hass, self.whose[0])
        targets = await self._targets(call.data)
        outcome = await async_deliver(self._hass, targets, lambda: _order(call.data), call.context)
        outcome.raise_refusals(self._hass)

    async def _targets(self, data: Mapping[str, Any]) -> Targets:
        """Return where targets are: the names and ids of recipients, or phone numbers."""
        targets = Targets()
        entry, recipient_id = self.whose
        if recipient_id is not None:
            recipient = recipient_of(entry, recipient_id)
            targets.add(entry, addresses([recipient] if recipient else ()))
        elif ATTR_TARGET in data:
            await add_named(self._hass, entry, data[ATTR_TARGET], targets)
        elif everybody := addresses(recipients(entry)):
            targets.add(entry, everybody)
        else:
            error = invalid("no_recipients")
            targets.refused.append(Refused(name="", error=error, entry=entry))
        return targets


def _order(data: Mapping[str, Any]) -> Order:
    """Return what is to be sent; `data` may hold the options of a send, and other notifiers'."""
    values = read_fields(data, _FIELDS)
    theirs = values.get(ATTR_DATA, {})
    options = read_fields({key: theirs[key] for key in theirs if key in OPTIONS}, OPTIONS)
    return Order(
        text=compose(values.get(ATTR_MESSAGE, ""), values.get(ATTR_TITLE)),
        options=send_options(options),
    )
