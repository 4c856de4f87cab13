"""The automation triggers for what becomes of outgoing messages."""

from __future__ import annotations

from typing import Any, ClassVar, Final, override

import voluptuous as vol
from homeassistant.const import ATTR_CONFIG_ENTRY_ID
from homeassistant.core import CALLBACK_TYPE, callback
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.trigger import TriggerActionRunner

from ..account.signals import SIGNAL_DELIVERY, Delivery
from ..api.errors import GatewayError
from ..messaging.record.message import State
from ..problems.refusal_kinds import refusal_kind
from ..recipients.inbound_filter import is_from, names_in
from ..recipients.recipient import folded
from .base import CONF_RECIPIENT, NAMES, SmsPilotTrigger, named, warn_of_strangers

CONF_STATUS: Final = "status"
CONF_NUMBER: Final = "number"

_UNDELIVERED_BECAUSE: Final = {
    600: "expired",
    601: "undeliverable",
    602: "unreachable",
    603: "refused_by_operator",
    604: "cancelled",
    605: "refused_by_recipient",
}
FAILURES: Final = (State.UNDELIVERED, State.REJECTED, State.EXPIRED, State.UNKNOWN)


class _DeliveryTrigger(SmsPilotTrigger):
    """An outgoing message came to one of some states."""

    fields: ClassVar = {vol.Optional(CONF_RECIPIENT): NAMES, vol.Optional(CONF_NUMBER): NAMES}
    states: ClassVar[tuple[State, ...]]
    description: ClassVar[str]

    @override
    async def async_attach_runner(
        self, run_action: TriggerActionRunner, did_not_trigger: object = None
    ) -> CALLBACK_TYPE:
        """Run the action for each message that fits."""
        warn_of_strangers(self._hass, self.options.get(CONF_RECIPIENT, ()))

        @callback
        def moved(delivery: Delivery) -> None:
            if self.concerns(delivery.entry_id) and self._fits(delivery):
                run_action(self._payload(delivery), self.description)

        return async_dispatcher_connect(self._hass, SIGNAL_DELIVERY, moved)

    def _fits(self, delivery: Delivery) -> bool:
        """Return whether a message is one that was asked for."""
        return delivery.state in self.states and self._is_to(delivery)

    def _is_to(self, delivery: Delivery) -> bool:
        """Return whether a message went to one of those named, if anybody is."""
        names = names_in(self._hass, named(self._hass, self.options.get(CONF_RECIPIENT, ())))
        numbers = self.options.get(CONF_NUMBER, ())
        if not (names or names_in(self._hass, numbers)):
            return True
        if folded(delivery.attributes["recipient"] or "") in names:
            return True
        entry = self._hass.config_entries.async_get_known_entry(delivery.entry_id)
        return is_from(self._hass, entry, delivery.attributes["phone"], numbers)

    def _payload(self, delivery: Delivery) -> dict[str, Any]:
        """Return what the automation is told."""
        account = {ATTR_CONFIG_ENTRY_ID: delivery.entry_id}
        return {**account, **delivery.attributes, "status": delivery.state.value}


class MessageDeliveredTrigger(_DeliveryTrigger):
    """A message arrived."""

    states = (State.DELIVERED,)
    description = "message delivered"


class MessageWaitingTrigger(_DeliveryTrigger):
    """A message cannot leave because the line is down."""

    states = (State.WAITING,)
    description = "message waiting"


class MessageFailedTrigger(_DeliveryTrigger):
    """A message did not arrive, or nobody can say."""

    fields: ClassVar = {
        **_DeliveryTrigger.fields,
        vol.Optional(CONF_STATUS): vol.All(
            cv.ensure_list, [vol.In([state.value for state in FAILURES])]
        ),
    }
    states = FAILURES
    description = "message failed"

    @override
    def _fits(self, delivery: Delivery) -> bool:
        """Return whether a message is one that was asked for."""
        wanted = self.options.get(CONF_STATUS)
        return super()._fits(delivery) and (not wanted or delivery.state.value in wanted)

    @override
    def _payload(self, delivery: Delivery) -> dict[str, Any]:
        """Return what the automation is told, with one word for the reason."""
        return {**super()._payload(delivery), "reason": _reason(delivery)}


def _reason(delivery: Delivery) -> str:
    """Return one word for why a message failed."""
    error = delivery.error
    if isinstance(error, GatewayError) and error.code in _UNDELIVERED_BECAUSE:
        return _UNDELIVERED_BECAUSE[error.code]
    return refusal_kind(error)
