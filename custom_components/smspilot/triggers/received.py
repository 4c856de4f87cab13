"""The automation trigger for messages that come in."""

from __future__ import annotations

import re
from typing import ClassVar, Final, override

import voluptuous as vol
from homeassistant.const import ATTR_CONFIG_ENTRY_ID, CONF_OPTIONS
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.trigger import TriggerActionRunner, TriggerConfig
from homeassistant.helpers.typing import ConfigType

from ..account.listening import async_listen_inbound
from ..account.signals import SIGNAL_INBOUND, Inbound
from ..messaging.phone_number import listed
from ..problems.errors import number_error
from ..recipients.numbers import ambiguity
from ..recipients.sender_filter import is_from
from .base import NAMES, SmsPilotTrigger

CONF_FROM: Final = "from"
CONF_CONTAINS: Final = "contains"
CONF_MATCHES: Final = "matches"
CONF_LATE: Final = "late"


def _expression(value: object) -> str:
    """Return a text that is a regular expression."""
    text = cv.string(value)
    try:
        re.compile(text)
    except re.error as error:
        raise vol.Invalid(f"not a regular expression: {error}") from error
    return text


class MessageReceivedTrigger(SmsPilotTrigger):
    """A message came in; the gateway is asked while this is attached."""

    fields: ClassVar = {
        vol.Optional(CONF_FROM): NAMES,
        vol.Optional(CONF_CONTAINS): cv.string,
        vol.Optional(CONF_MATCHES): _expression,
        vol.Optional(CONF_LATE, default=False): cv.boolean,
    }

    @classmethod
    @override
    async def async_validate_config(cls, hass: HomeAssistant, config: ConfigType) -> ConfigType:
        """Check the options; a number that can be two might let a stranger in."""
        checked = await super().async_validate_config(hass, config)
        for value in listed(checked[CONF_OPTIONS].get(CONF_FROM)):
            if error := ambiguity(hass, value):
                raise number_error(hass, error, value)
        return checked

    def __init__(self, hass: HomeAssistant, config: TriggerConfig) -> None:
        """Keep the options, and the expression ready for use."""
        super().__init__(hass, config)
        self._pattern = re.compile(self.options.get(CONF_MATCHES, ""), re.IGNORECASE)

    @override
    async def async_attach_runner(
        self, run_action: TriggerActionRunner, did_not_trigger: object = None
    ) -> CALLBACK_TYPE:
        """Run the action for each message that fits."""

        @callback
        def received(inbound: Inbound) -> None:
            if self._fits(inbound):
                account = {ATTR_CONFIG_ENTRY_ID: inbound.entry_id}
                payload = {**account, **inbound.attributes, "late": inbound.late}
                run_action(payload, "message received")

        stop_hearing = async_dispatcher_connect(self._hass, SIGNAL_INBOUND, received)
        stop_listening = async_listen_inbound(self._hass, self.concerns)

        @callback
        def detach() -> None:
            stop_hearing()
            stop_listening()

        return detach

    def _fits(self, inbound: Inbound) -> bool:
        """Return whether a message is one that was asked for."""
        text = inbound.attributes["text"]
        return (
            self.concerns(inbound.entry_id)
            and (self.options[CONF_LATE] or not inbound.late)
            and self.options.get(CONF_CONTAINS, "").casefold() in text.casefold()
            and self._pattern.search(text) is not None
            and (CONF_FROM not in self.options or self._is_from(inbound))
        )

    def _is_from(self, inbound: Inbound) -> bool:
        """Return whether a message came from one of those named; an empty list names nobody."""
        entry = self._hass.config_entries.async_get_known_entry(inbound.entry_id)
        sender = inbound.attributes["phone"]
        return is_from(self._hass, entry, sender, self.options[CONF_FROM])
