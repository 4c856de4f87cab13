"""Automation triggers: a message came in, arrived, or did not."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Final, override

import voluptuous as vol
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import ATTR_CONFIG_ENTRY_ID, CONF_OPTIONS
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.trigger import Trigger, TriggerActionRunner, TriggerConfig
from homeassistant.helpers.typing import ConfigType

from .api.errors import GatewayError
from .const import DOMAIN
from .data import SIGNAL_DELIVERY, SIGNAL_INBOUND, SIGNAL_LOADED, Delivery, Inbound
from .messaging.message import State
from .messaging.phone_number import InvalidPhoneNumberError, parse_phone_number
from .refusals import refusal_kind

if TYPE_CHECKING:
    from .data import SmsPilotConfigEntry

CONF_FROM: Final = "from"
CONF_CONTAINS: Final = "contains"
CONF_MATCHES: Final = "matches"
CONF_LATE: Final = "late"
CONF_STATUS: Final = "status"
CONF_RECIPIENT: Final = "recipient"

_UNDELIVERED_BECAUSE: Final = {
    600: "expired",
    601: "undeliverable",
    602: "unreachable",
    603: "refused_by_operator",
    604: "cancelled",
    605: "refused_by_recipient",
}
FAILURES: Final = (State.UNDELIVERED, State.REJECTED, State.EXPIRED, State.UNKNOWN)


def _pattern(value: object) -> re.Pattern[str]:
    """Return a regular expression, in which upper and lower case are one."""
    try:
        return re.compile(cv.string(value), re.IGNORECASE)
    except re.error as error:
        raise vol.Invalid(f"not a regular expression: {error}") from error


_ACCOUNT: Final = {vol.Optional(ATTR_CONFIG_ENTRY_ID): cv.string}
_NAMES: Final = vol.All(cv.ensure_list, [vol.Any(cv.string)])


class _SmsPilotTrigger(Trigger):
    """A trigger that hears of every account, unless one is named; it outlives reloads."""

    fields: ClassVar[dict[vol.Marker, Any]]

    @classmethod
    @override
    async def async_validate_config(cls, hass: HomeAssistant, config: ConfigType) -> ConfigType:
        """Check the options."""
        schema = vol.Schema({vol.Optional(CONF_OPTIONS, default=dict): {**_ACCOUNT, **cls.fields}})
        checked: ConfigType = schema(config)
        return checked

    def __init__(self, hass: HomeAssistant, config: TriggerConfig) -> None:
        """Keep the options."""
        super().__init__(hass, config)
        self._options: Mapping[str, Any] = config.options or {}

    def _concerns(self, entry_id: str) -> bool:
        """Return whether an account is one that this trigger wants to hear of."""
        wanted: str | None = self._options.get(ATTR_CONFIG_ENTRY_ID)
        return wanted in (None, entry_id)


class MessageReceivedTrigger(_SmsPilotTrigger):
    """A message came in; the gateway is asked while this is attached."""

    fields: ClassVar = {
        vol.Optional(CONF_FROM): _NAMES,
        vol.Optional(CONF_CONTAINS): cv.string,
        vol.Optional(CONF_MATCHES): _pattern,
        vol.Optional(CONF_LATE, default=False): cv.boolean,
    }

    @override
    async def async_attach_runner(
        self, run_action: TriggerActionRunner, did_not_trigger: object = None
    ) -> CALLBACK_TYPE:
        """Run the action for each message that fits."""

        @callback
        def received(inbound: Inbound) -> None:
            if self._fits(inbound):
                run_action({**inbound.attributes, "late": inbound.late}, "message received")

        stop_hearing = async_dispatcher_connect(self._hass, SIGNAL_INBOUND, received)
        stop_listening = self._listen()

        @callback
        def detach() -> None:
            stop_hearing()
            stop_listening()

        return detach

    @callback
    def _listen(self) -> CALLBACK_TYPE:
        """Have every account asked for inbound messages, those included that are loaded later."""
        leave: dict[str, CALLBACK_TYPE] = {}

        @callback
        def loaded(entry: SmsPilotConfigEntry) -> None:
            if self._concerns(entry.entry_id):
                leave[entry.entry_id] = entry.runtime_data.messenger.listen_inbound()

        for entry in self._hass.config_entries.async_entries(DOMAIN):
            if entry.state is ConfigEntryState.LOADED:
                loaded(entry)
        stop_waiting = async_dispatcher_connect(self._hass, SIGNAL_LOADED, loaded)

        @callback
        def stop() -> None:
            stop_waiting()
            for remove in leave.values():
                remove()

        return stop

    def _fits(self, inbound: Inbound) -> bool:
        """Return whether a message is one that was asked for."""
        text = inbound.attributes["text"]
        pattern: re.Pattern[str] | None = self._options.get(CONF_MATCHES)
        return (
            self._concerns(inbound.entry_id)
            and (self._options[CONF_LATE] or not inbound.late)
            and self._options.get(CONF_CONTAINS, "").casefold() in text.casefold()
            and (pattern is None or pattern.search(text) is not None)
            and (CONF_FROM not in self._options or self._is_from(inbound))
        )

    def _is_from(self, inbound: Inbound) -> bool:
        """Return whether a message came from one of those named: by number, or by name."""
        sender, name = inbound.attributes["phone"], inbound.attributes["recipient"]
        wanted = {self._spelt(value) for value in self._options[CONF_FROM]}
        return self._spelt(sender) in wanted or (name or "").casefold() in wanted

    def _spelt(self, value: str) -> str:
        """Return a number's digits, or a name in small letters."""
        try:
            return parse_phone_number(value, country=self._hass.config.country)
        except InvalidPhoneNumberError:
            return value.casefold()


class _DeliveryTrigger(_SmsPilotTrigger):
    """An outgoing message came to one of some states."""

    states: ClassVar[tuple[State, ...]]
    description: ClassVar[str]

    @override
    async def async_attach_runner(
        self, run_action: TriggerActionRunner, did_not_trigger: object = None
    ) -> CALLBACK_TYPE:
        """Run the action for each message that fits."""

        @callback
        def moved(delivery: Delivery) -> None:
            if self._concerns(delivery.entry_id) and self._fits(delivery):
                run_action(self._payload(delivery), self.description)

        return async_dispatcher_connect(self._hass, SIGNAL_DELIVERY, moved)

    def _fits(self, delivery: Delivery) -> bool:
        """Return whether a message is one that was asked for."""
        wanted = {name.casefold() for name in self._options.get(CONF_RECIPIENT, ())}
        name = delivery.attributes["recipient"] or ""
        return delivery.state in self.states and (not wanted or name.casefold() in wanted)

    def _payload(self, delivery: Delivery) -> dict[str, Any]:
        """Return what the automation is told."""
        return {**delivery.attributes, "status": delivery.state.value}


class MessageDeliveredTrigger(_DeliveryTrigger):
    """A message arrived."""

    fields: ClassVar = {vol.Optional(CONF_RECIPIENT): _NAMES}
    states = (State.DELIVERED,)
    description = "message delivered"


class MessageFailedTrigger(_DeliveryTrigger):
    """A message did not arrive, or nobody can say."""

    fields: ClassVar = {
        vol.Optional(CONF_RECIPIENT): _NAMES,
        vol.Optional(CONF_STATUS): vol.All(
            cv.ensure_list, [vol.In([state.value for state in FAILURES])]
        ),
    }
    states = FAILURES
    description = "message failed"

    @override
    def _fits(self, delivery: Delivery) -> bool:
        """Return whether a message is one that was asked for."""
        wanted = self._options.get(CONF_STATUS)
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


TRIGGERS: Final[dict[str, type[Trigger]]] = {
    "message_received": MessageReceivedTrigger,
    "message_delivered": MessageDeliveredTrigger,
    "message_failed": MessageFailedTrigger,
}


async def async_get_triggers(hass: HomeAssistant) -> dict[str, type[Trigger]]:
    """Return the triggers."""
    return TRIGGERS
