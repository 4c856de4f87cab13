"""The automation trigger for messages that come in."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, ClassVar, Final, override

import voluptuous as vol
from homeassistant.const import ATTR_CONFIG_ENTRY_ID, CONF_OPTIONS
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.trigger import TriggerActionRunner, TriggerConfig
from homeassistant.helpers.typing import ConfigType

from ..account.asking.pins import async_ask_for_pin, async_understand
from ..account.inbound_wanted import async_listen_inbound
from ..account.signals import SIGNAL_INBOUND, Inbound
from ..messaging.receiving.pin import Pin
from ..messaging.receiving.words import SentenceError, Sentences, written
from ..problems.errors import number_error, sentence_error
from ..problems.expression_issues import async_clear_slow_expression, async_set_slow_expression
from ..recipients.home_numbers import ambiguity, spelled
from ..recipients.inbound_filter import is_from
from ..recipients.number_list import listed
from .base import CONF_RECIPIENT, NAMES, SmsPilotTrigger, named, warn_of_strangers
from .expression import Expression, expression

CONF_FROM: Final = "from"
CONF_CONTAINS: Final = "contains"
CONF_MATCHES: Final = "matches"
CONF_LATE: Final = "late"
CONF_PIN: Final = "pin"
CONF_COMMANDS: Final = "commands"

_COMMAND: Final = {vol.Required("id"): vol.Any(bool, cv.string), vol.Required("sentences"): list}


def pin(value: object) -> str:
    """Return a PIN; one that is left empty would let everybody in."""
    text = cv.string(value)
    try:
        Pin(text)
    except ValueError as error:
        raise vol.Invalid("a PIN needs letters or figures; leave the field out for none") from error
    return text


class MessageReceivedTrigger(SmsPilotTrigger):
    """A message came in; the gateway is asked while this is attached."""

    fields: ClassVar = {
        vol.Optional(CONF_FROM): NAMES,
        vol.Optional(CONF_RECIPIENT): NAMES,
        vol.Optional(CONF_CONTAINS): cv.string,
        vol.Optional(CONF_MATCHES): expression,
        vol.Optional(CONF_LATE, default=False): cv.boolean,
        vol.Optional(CONF_PIN): pin,
        vol.Optional(CONF_COMMANDS, default=list): vol.All(cv.ensure_list, [_COMMAND]),
    }

    @classmethod
    @override
    async def async_validate_config(cls, hass: HomeAssistant, config: ConfigType) -> ConfigType:
        """Check the options; a number that can be two might let a stranger in."""
        checked = await super().async_validate_config(hass, config)
        try:
            _commands(checked[CONF_OPTIONS])
        except SentenceError as flaw:
            raise sentence_error(flaw) from flaw
        for value in listed(checked[CONF_OPTIONS].get(CONF_FROM)):
            if error := ambiguity(hass, value):
                raise number_error(hass, error, value)
        return checked

    def __init__(self, hass: HomeAssistant, config: TriggerConfig) -> None:
        """Keep the options, and the expression ready for use."""
        super().__init__(hass, config)
        wanted = self.options.get(CONF_MATCHES)
        self._expression = Expression(hass, wanted) if wanted else None
        self._pin = Pin(self.options[CONF_PIN]) if CONF_PIN in self.options else None
        self._commands = _commands(self.options)
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
            if (text := self._text(inbound)) is None:
                return
            if self._expression is None:
                run(inbound, text)
            else:
                self._hass.async_create_task(run_if_found(self._expression, inbound, text))

        async def run_if_found(wanted: Expression, inbound: Inbound, text: str) -> None:
            async with self._one_by_one:  # so that no message overtakes another
                if await self._is_found(wanted, text) and attached:
                    run(inbound, text)

        def run(inbound: Inbound, text: str) -> None:
            command = self._commands.whole(text)
            run_action({**_payload(inbound, text), "command": command}, "message received")

        stops = [
            async_dispatcher_connect(self._hass, SIGNAL_INBOUND, received),
            async_listen_inbound(self._hass, self.concerns),
            *self._stops_of_options(),
        ]

        @callback
        def detach() -> None:
            nonlocal attached
            attached = False
            for stop in stops:
                stop()

        return detach

    def _stops_of_options(self) -> Iterator[CALLBACK_TYPE]:
        """Have the PIN asked for; yield what ends with the trigger."""
        if self._pin is not None:
            yield async_ask_for_pin(self._hass, self._pin, self._fits)
        elif self._commands:
            yield async_understand(self._hass, self._is_command)
        if self._expression is not None:
            yield partial(async_clear_slow_expression, self._hass, self.options[CONF_MATCHES])

    async def _is_found(self, wanted: Expression, text: str) -> bool:
        """Return whether the expression is found; one that takes too long is told of."""
        try:
            return await wanted.is_found_in(text)
        except TimeoutError:
            async_set_slow_expression(self._hass, self.options[CONF_MATCHES])
            return False

    def _is_command(self, inbound: Inbound) -> bool:
        """Return whether a message is one of the commands."""
        text = self._text(inbound)
        return text is not None and self._commands.whole(text) is not None

    def _fits(self, inbound: Inbound) -> bool:
        """Return whether a message is one that was asked for, whatever its text is."""
        return (
            self.concerns(inbound.entry_id)
            and (self.options[CONF_LATE] or not inbound.late)
            and self._is_from(inbound)
        )

    def _text(self, inbound: Inbound) -> str | None:
        """Return the text without the PIN, None if the message is not one that was asked for."""
        if not self._fits(inbound):
            return None
        text: str | None = inbound.attributes["text"]
        if self._pin is not None and text is not None:
            text = None if inbound.shut_out else self._pin.without(text)
        wanted = self.options.get(CONF_CONTAINS, "").casefold()
        return text if text is not None and wanted in text.casefold() else None

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


def _commands(options: Mapping[str, Any]) -> Sentences:
    """Return the commands; one that has no sentence, as a blueprint leaves it, is none."""
    return Sentences(row for row in options.get(CONF_COMMANDS, ()) if written(row["sentences"]))


def _payload(inbound: Inbound, text: str) -> dict[str, Any]:
    """Return what the automation is told."""
    return {
        ATTR_CONFIG_ENTRY_ID: inbound.entry_id,
        **inbound.attributes,
        "number": spelled(inbound.attributes["phone"]),
        "text": text,
        "late": inbound.late,
    }
