"""The dialog of an account's options, in sections; stored flat."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import voluptuous as vol
from homeassistant.config_entries import OptionsFlow
from homeassistant.const import UnitOfTime
from homeassistant.data_entry_flow import section
from homeassistant.helpers.network import NoURLAvailableError, get_url
from homeassistant.helpers.selector import BooleanSelector

from ..account.connection import async_senders
from ..account.delivery_reports.public_address import cloud_of
from ..const import (
    CONF_ANSWERS_PER_HOUR,
    CONF_DEFAULT_CHANNEL,
    CONF_DEFAULT_SENDER,
    CONF_DELIVERY_REPORTS,
    CONF_HOLD_FOR,
    CONF_LOW_BALANCE,
    CONF_MESSAGES_PER_HOUR,
    CONF_PRIVATE_ENTITIES,
    CONF_ROUBLES_PER_DAY,
    CONF_TIME_ON_REPEATS,
    DEFAULT_ANSWERS_PER_HOUR,
    DEFAULT_HOLD_FOR,
    DEFAULT_LOW_BALANCE,
    DEFAULT_MESSAGES_PER_HOUR,
    DEFAULT_ROUBLES_PER_DAY,
    SENDER_FORMAT,
    SENDERS_URL,
)
from .selectors import CHANNEL, sender_selector, whole_number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from homeassistant.config_entries import ConfigFlowResult
    from homeassistant.core import HomeAssistant

_ROUBLES: Final = "₽"
_DEFAULTS: Final[dict[str, Any]] = {
    CONF_DEFAULT_CHANNEL: "sms",
    CONF_DEFAULT_SENDER: "",
    CONF_HOLD_FOR: DEFAULT_HOLD_FOR,
    CONF_TIME_ON_REPEATS: False,
    CONF_MESSAGES_PER_HOUR: DEFAULT_MESSAGES_PER_HOUR,
    CONF_ROUBLES_PER_DAY: int(DEFAULT_ROUBLES_PER_DAY),
    CONF_ANSWERS_PER_HOUR: DEFAULT_ANSWERS_PER_HOUR,
    CONF_LOW_BALANCE: DEFAULT_LOW_BALANCE,
    CONF_DELIVERY_REPORTS: False,
    CONF_PRIVATE_ENTITIES: False,
}
_SECTIONS: Final = {
    "sending": (
        *(CONF_DEFAULT_CHANNEL, CONF_DEFAULT_SENDER),
        *(CONF_HOLD_FOR, CONF_TIME_ON_REPEATS),
    ),
    "limits": (CONF_MESSAGES_PER_HOUR, CONF_ROUBLES_PER_DAY, CONF_ANSWERS_PER_HOUR),
    "balance": (CONF_LOW_BALANCE,),
    "delivery_reports": (CONF_DELIVERY_REPORTS,),
    "privacy": (CONF_PRIVATE_ENTITIES,),
}
_RANGES: Final = {
    CONF_HOLD_FOR: (0, 1440, "hold_for_out_of_range"),
    CONF_MESSAGES_PER_HOUR: (1, 10_000, "messages_per_hour_out_of_range"),
    CONF_ROUBLES_PER_DAY: (1, 1_000_000, "roubles_per_day_out_of_range"),
    CONF_ANSWERS_PER_HOUR: (1, 10_000, "answers_per_hour_out_of_range"),
    CONF_LOW_BALANCE: (0, 1_000_000, "low_balance_out_of_range"),
}


class SmsPilotOptionsFlow(OptionsFlow):
    """Change how an account sends, what it may spend, and what it warns of."""

    _senders: list[str] | None = None

    async def async_step_init(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Show all options on one page."""
        errors: dict[str, str] = {}
        if user_input is not None:
            options = _flat(user_input)
            errors = _errors(self.hass, options)
            if not errors:
                return self.async_create_entry(data=options)
        if self._senders is None:
            self._senders = await async_senders(self.hass, self.config_entry.data)
        return self.async_show_form(
            step_id="init",
            data_schema=self.add_suggested_values_to_schema(
                _schema(self._senders), user_input or _nested(self.config_entry.options)
            ),
            errors=errors,
            description_placeholders={
                "account": self.config_entry.title,
                "senders_url": SENDERS_URL,
            },
        )


def _flat(user_input: dict[str, Any]) -> dict[str, Any]:
    """Return the options as they are stored: no sections, whole numbers, no empty sender."""
    flat = {key: value for values in user_input.values() for key, value in values.items()}
    options: dict[str, Any] = {
        key: int(value) if isinstance(value, float) else value for key, value in flat.items()
    }
    options[CONF_DEFAULT_SENDER] = options.get(CONF_DEFAULT_SENDER, "").strip()
    return options


def _nested(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the stored options by section; an option never touched has its default."""
    values = {**_DEFAULTS, **options}
    return {name: {key: values[key] for key in keys} for name, keys in _SECTIONS.items()}


def _errors(hass: HomeAssistant, options: dict[str, Any]) -> dict[str, str]:
    """Return what cannot be, at the sections, where the form can show it."""
    errors = {
        _section_of(key): error
        for key, (low, high, error) in _RANGES.items()
        if not low <= options[key] <= high
    }
    sender = options[CONF_DEFAULT_SENDER]
    if sender and not re.fullmatch(SENDER_FORMAT, sender):
        errors[_section_of(CONF_DEFAULT_SENDER)] = "invalid_sender"
    if options[CONF_DELIVERY_REPORTS] and not _has_public_address(hass):
        errors[_section_of(CONF_DELIVERY_REPORTS)] = "no_public_address"
    return errors


def _section_of(key: str) -> str:
    """Return the section that an option is in."""
    return next(name for name, keys in _SECTIONS.items() if key in keys)


def _has_public_address(hass: HomeAssistant) -> bool:
    """Return whether the gateway could reach this Home Assistant."""
    if (cloud := cloud_of(hass)) is not None and cloud.async_active_subscription(hass):
        return True
    try:
        get_url(hass, allow_internal=False)
    except NoURLAvailableError:
        return False
    return True


def _schema(senders: list[str]) -> vol.Schema:
    """Return the form, with the account's senders to choose from."""
    selectors: dict[str, Any] = {
        CONF_DEFAULT_CHANNEL: CHANNEL,
        CONF_DEFAULT_SENDER: sender_selector(senders),
        CONF_HOLD_FOR: whole_number(UnitOfTime.MINUTES),
        CONF_TIME_ON_REPEATS: BooleanSelector(),
        CONF_MESSAGES_PER_HOUR: whole_number(),
        CONF_ROUBLES_PER_DAY: whole_number(_ROUBLES),
        CONF_ANSWERS_PER_HOUR: whole_number(),
        CONF_LOW_BALANCE: whole_number(_ROUBLES),
        CONF_DELIVERY_REPORTS: BooleanSelector(),
        CONF_PRIVATE_ENTITIES: BooleanSelector(),
    }
    return vol.Schema(
        {
            vol.Required(name): section(vol.Schema({_marker(key): selectors[key] for key in keys}))
            for name, keys in _SECTIONS.items()
        }
    )


def _marker(key: str) -> vol.Marker:
    """Return the sender as a field that may stay empty, anything else as required."""
    return vol.Optional(key) if key == CONF_DEFAULT_SENDER else vol.Required(key)
