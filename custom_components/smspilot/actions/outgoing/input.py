"""What people and templates write into the fields of actions."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import fields as fields_of
from datetime import datetime
from typing import Any, Final

import voluptuous as vol
from homeassistant.components.notify.const import ATTR_MESSAGE, ATTR_TITLE
from homeassistant.const import (
    ATTR_AREA_ID,
    ATTR_CONFIG_ENTRY_ID,
    ATTR_DEVICE_ID,
    ATTR_ENTITY_ID,
    ATTR_FLOOR_ID,
    ATTR_LABEL_ID,
)
from homeassistant.helpers import config_validation as cv
from homeassistant.util import dt as dt_util

from ...const import CHANNELS
from ...problems.errors import invalid, told
from ...recipients.number_list import rows
from .options import SendOptions

ATTR_NUMBERS: Final = "numbers"
ATTR_WAIT_FOR_DELIVERY: Final = "wait_for_delivery"
TARGETS: Final = (ATTR_ENTITY_ID, ATTR_DEVICE_ID, ATTR_AREA_ID, ATTR_FLOOR_ID, ATTR_LABEL_ID)

type Fields = Mapping[str, Callable[[Any], Any]]


def as_written(value: object) -> object:
    """Return what a field holds: whom it names is read by `targets_of`."""
    return value


def people(value: object) -> list[str]:
    """Return whom a field names; none or empty names nobody, which is not to leave it out."""
    return [str(one) for one in rows(value)]


def _moment(value: object) -> datetime:
    """Return a time in UTC; without a zone it is the home's, a number is a timestamp."""
    if isinstance(value, str) and value.replace(".", "", 1).isdecimal():
        value = float(value)
    if isinstance(value, int | float):
        return dt_util.utc_from_timestamp(value)
    return dt_util.as_utc(cv.datetime(value))


def _channels(value: object) -> tuple[str, ...]:
    """Return the names of channels, in their order; a text may hold several."""
    names = re.split(r"[,;\s]+", value) if isinstance(value, str) else cv.ensure_list(value)
    return tuple(str(name).strip().lower() for name in names if str(name).strip())


ACCOUNT: Final[Fields] = {ATTR_CONFIG_ENTRY_ID: cv.string}
OPTIONS: Final[Fields] = {
    "channel": vol.All(cv.string, vol.Strip, vol.Lower, vol.In(list(CHANNELS))),
    "sender": vol.All(cv.string, vol.Strip),
    "send_at": _moment,
    "time_to_live": cv.time_period,
    "hold_for": cv.positive_time_period,
    "escalate_to": _channels,
    "escalate_after": cv.time_period,
    "test": cv.boolean,
    "ignore_limits": cv.boolean,
}
CONTENT: Final[Fields] = {
    **ACCOUNT,
    **dict.fromkeys((*TARGETS, ATTR_NUMBERS), as_written),
    ATTR_MESSAGE: cv.string,
    ATTR_TITLE: cv.string,
}
SEND_MESSAGE: Final[Fields] = {
    **CONTENT,
    **OPTIONS,
    ATTR_WAIT_FOR_DELIVERY: cv.positive_time_period,
}
ESTIMATE_COST: Final[Fields] = {
    **CONTENT,
    **{name: OPTIONS[name] for name in ("channel", "sender", "escalate_to")},
}


def read_fields(data: Mapping[str, Any], fields: Fields) -> dict[str, Any]:
    """Return what was written into fields; what is none or empty was not given."""
    values: dict[str, Any] = {}
    for name, value in data.items():
        if name not in fields:
            raise invalid("unknown_field", field=told(name))
        if fields[name] is not people and (value is None or value == ""):
            continue
        try:
            values[name] = fields[name](value)
        except (vol.Invalid, TypeError, ValueError, ArithmeticError, OSError) as error:
            raise invalid("invalid_option", option=name) from error
    return values


def send_options(values: Mapping[str, Any]) -> SendOptions:
    """Return the options of a send among the fields that were read."""
    names = {field.name for field in fields_of(SendOptions)}
    return SendOptions(**{name: value for name, value in values.items() if name in names})
