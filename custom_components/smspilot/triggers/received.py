"""The automation trigger for messages that come in."""

from __future__ import annotations

import asyncio
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
from ..problems.expression_issues import async_clear_slow_expression, async_set_slow_expression
from ..recipients.numbers import ambiguity, spelled
from ..recipients.sender_filter import is_from
from .base import CONF_RECIPIENT, NAMES, SmsPilotTrigger, named, warn_of_strangers
from .expression import Expression, expression

CONF_FROM: Final = "from"
CONF_CONTAINS: Final = "contains"
CONF_MATCHES: Final = "matches"
CONF_LATE: Final = "late"


class MessageReceivedTrigger(SmsPilotTrigger):
    """A message came in; the gateway is asked while this is attached."""

    fields: ClassVar = {
        vol.Optional(CONF_FROM): NAMES,
        vol.Optional(CONF_RECIPIENT): NAMES,
        vol.Optional(CONF_CONTAINS): cv.string,
        vol.Optional(CONF_MATCHES): expression,
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
        wanted = self.options.get(CONF_MATCHES)
        self._expression = Expression(hass, wanted) if wanted else None
        self._one_by_one = asyncio.Lock()

    @override
    async def async_attach_runner(
        self, run_action: TriggerActionRunner, did_not_trigger: object = None
    ) -> CALLBACK_TYPE:
        """Run the action for each message that fits."""
        warn_of_strangers(self._hass, self._wanted or ())
        attached = True

        @callback
        def received(inbound: Inbound) -> None:
            if not self._fits(inbound):
                return
            if self._expression is None:
                run(inbound)
            else:
                self._hass.async_create_task(run_if_found(self._expression, inbound))

        async def run_if_found(wanted: Expression, inbound: Inbound) -> None:
            async with self._one_by_one:  # so that no message overtakes another
                if await self._is_found(wanted, inbound) and attached:
                    run(inbound)

        @callback
        def run(inbound: Inbound) -> None:
            account = {ATTR_CONFIG_ENTRY_ID: inbound.entry_id}
            number = spelled(inbound.attributes["phone"])
            payload = {**account, **inbound.attributes, "number": number, "late": inbound.late}
            run_action(payload, "message received")

        stop_hearing = async_dispatcher_connect(self._hass, SIGNAL_INBOUND, received)
        stop_listening = async_listen_inbound(self._hass, self.concerns)

        @callback
        def detach() -> None:
            nonlocal attached
            attached = False
            stop_hearing()
            stop_listening()
            if self._expression is not None:
                async_clear_slow_expression(self._hass, self.options[CONF_MATCHES])

        return detach

    async def _is_found(self, wanted: Expression, inbound: Inbound) -> bool:
        """Return whether the expression is found; one that takes too long is told of."""
        try:
            return await wanted.is_found_in(inbound.attributes["text"])
        except TimeoutError:
            async_set_slow_expression(self._hass, self.options[CONF_MATCHES])
            return False

    def _fits(self, inbound: Inbound) -> bool:
        """Return whether a message is one that was asked for, but for the expression."""
        return (
            self.concerns(inbound.entry_id)
            and (self.options[CONF_LATE] or not inbound.late)
            and self._is_from(inbound)
            and self.options.get(CONF_CONTAINS, "").casefold()
            in inbound.attributes["text"].casefold()
        )

    def _is_from(self, inbound: Inbound) -> bool:
        """Return whether a message came from one of those named; an empty list names nobody."""
        wanted = self._wanted
        entry = self._hass.config_entries.async_get_known_entry(inbound.entry_id)
        return wanted is None or is_from(self._hass, entry, inbound.attributes["phone"], wanted)

    @property
    def _wanted(self) -> list[str] | None:
        """Return whose messages are wanted: numbers, names and senders; None is anybody's."""
        if self.options.keys().isdisjoint({CONF_FROM, CONF_RECIPIENT}):
            return None
        return [
            *self.options.get(CONF_FROM, ()),
            *named(self._hass, self.options.get(CONF_RECIPIENT, ())),
        ]
