"""What people write into actions: recipients, numbers, and the options of a send."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import voluptuous as vol
from homeassistant.components.notify.const import DOMAIN as NOTIFY_DOMAIN
from homeassistant.const import ATTR_CONFIG_ENTRY_ID, ATTR_ENTITY_ID
from homeassistant.core import HomeAssistant
from homeassistant.helpers import config_validation as cv, entity_registry as er
from homeassistant.util import dt as dt_util

from ..account.choice import chosen_account
from ..const import CHANNELS, DOMAIN
from ..messaging.phone_number import InvalidPhoneNumberError, numbers_in
from ..problems.errors import invalid, number_error
from ..recipients.numbers import phone_of
from ..recipients.recipient import Address, addresses, owner, recipient_of
from .outgoing import SendOptions

if TYPE_CHECKING:
    from ..coordinator import SmsPilotConfigEntry

ATTR_CHANNEL: Final = "channel"
ATTR_HOLD_FOR: Final = "hold_for"
ATTR_IGNORE_LIMITS: Final = "ignore_limits"
ATTR_NUMBERS: Final = "numbers"
ATTR_SEND_AT: Final = "send_at"
ATTR_SENDER: Final = "sender"
ATTR_TEST: Final = "test"
ATTR_TIME_TO_LIVE: Final = "time_to_live"


def _moment(value: object) -> datetime:
    """Return a time in UTC; without a zone it is the home's."""
    return dt_util.as_utc(cv.datetime(value))


# YAML and templates make an integer of +79087964781.
NUMBER: Final = vol.Any(str, int)
NUMBERS: Final = vol.All(cv.ensure_list, [NUMBER])
OPTIONS: Final = {
    vol.Optional(ATTR_CHANNEL): vol.In(list(CHANNELS)),
    vol.Optional(ATTR_SENDER): cv.string,
    vol.Optional(ATTR_SEND_AT): _moment,
    vol.Optional(ATTR_TIME_TO_LIVE): cv.time_period,
    vol.Optional(ATTR_HOLD_FOR): cv.positive_time_period,
    vol.Optional(ATTR_TEST): cv.boolean,
    vol.Optional(ATTR_IGNORE_LIMITS): cv.boolean,
}
WHERE: Final = {
    vol.Optional(ATTR_CONFIG_ENTRY_ID): cv.string,
    vol.Optional(ATTR_ENTITY_ID): cv.entity_ids,
    vol.Optional(ATTR_NUMBERS): NUMBERS,
}

_NAMES: Final = frozenset(str(key) for key in OPTIONS)
_OPTIONS_SCHEMA: Final = vol.Schema(OPTIONS)


def send_options(data: Mapping[str, Any]) -> SendOptions:
    """Return the options of a send; what is none, such as another notifier's, is passed over."""
    try:
        values = _OPTIONS_SCHEMA({key: data[key] for key in data if key in _NAMES})
    except vol.Invalid as error:
        raise invalid("invalid_option", option=error.path[0]) from error
    return SendOptions(**values)


def account_and_addresses(
    hass: HomeAssistant, data: Mapping[str, Any]
) -> tuple[SmsPilotConfigEntry, list[Address]]:
    """Return the account that an action is about, and where its message shall go."""
    targets = [
        _recipient_entity(hass, entity_id)
        for entity_id in _members(hass, data.get(ATTR_ENTITY_ID, ()), set())
    ]
    accounts = {target.config_entry_id for target in targets}
    if len(accounts) > 1:
        raise invalid("several_accounts")
    wanted = data.get(ATTR_CONFIG_ENTRY_ID)
    if wanted and accounts - {wanted}:
        raise invalid("another_account")
    entry = chosen_account(hass, wanted or next(iter(accounts), None))
    found = (recipient_of(entry, target.config_subentry_id) for target in targets)
    return entry, [
        *addresses(recipient for recipient in found if recipient is not None),
        *numbers_of(hass, entry, data.get(ATTR_NUMBERS, ())),
    ]


def numbers_of(
    hass: HomeAssistant, entry: SmsPilotConfigEntry, values: Iterable[str | int]
) -> list[Address]:
    """Return where numbers lead; one may hold several, and those of recipients keep the name."""
    phones = [phone_number(hass, entry, part) for part in numbers_in(list(values))]
    return [Address(phone=phone, name_only=owner(entry, phone)) for phone in phones]


def phone_number(hass: HomeAssistant, entry: SmsPilotConfigEntry, value: object) -> str:
    """Return the digits of a number, or raise what is wrong with it."""
    try:
        return phone_of(hass, entry, value)
    except InvalidPhoneNumberError as error:
        raise number_error(hass, error, value) from None


def _members(hass: HomeAssistant, entity_ids: Iterable[str], seen: set[str]) -> Iterator[str]:
    """Yield entities with the members in the place of groups, of which there are many kinds."""
    for entity_id in entity_ids:
        if entity_id not in seen:
            seen.add(entity_id)
            state = hass.states.get(entity_id)
            members = state and state.attributes.get(ATTR_ENTITY_ID)
            yield from _members(hass, members, seen) if members else (entity_id,)


def _recipient_entity(hass: HomeAssistant, entity_id: str) -> er.RegistryEntry:
    """Return a recipient's notify entity, or raise that it is none."""
    found = er.async_get(hass).async_get(entity_id)
    if found is None or found.platform != DOMAIN or found.domain != NOTIFY_DOMAIN:
        raise invalid("not_a_recipient", entity_id=entity_id)
    return found
