"""Phone numbers as the people of a home write them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import phonenumbers
from homeassistant.config_entries import ConfigEntryState

from ..const import DOMAIN
from ..messaging.phone_number import (
    Flaw,
    InvalidPhoneNumberError,
    displayed,
    parse_phone_number,
    sender_phone,
)
from .recipient import owner

if TYPE_CHECKING:
    from homeassistant.core import HomeAssistant

    from ..coordinator import SmsPilotConfigEntry


def phone_of(hass: HomeAssistant, entry: SmsPilotConfigEntry, value: object) -> str:
    """Return the phone that a number is in this home, or raise InvalidPhoneNumberError.

    Bare digits may be a phone that the account knows: a recipient's, or that of somebody who wrote
    or was written to within the last day.
    """

    def is_known(phone: str) -> bool:
        if owner(entry, phone) is not None:
            return True
        loaded = entry.state is ConfigEntryState.LOADED
        return loaded and entry.runtime_data.messenger.in_touch_with(phone)

    return parse_phone_number(value, country=hass.config.country, is_known=is_known)


def spelled(sender: str) -> str | None:
    """Return a sender's number as people write it, None if the sender is no number."""
    if (phone := sender_phone(sender)) is None:
        return None
    number = phonenumbers.parse(displayed(phone))
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def ambiguity(hass: HomeAssistant, value: object) -> InvalidPhoneNumberError | None:
    """Return what is wrong with bare digits that can be two numbers, neither a recipient's."""
    entries = hass.config_entries.async_entries(DOMAIN)
    try:
        parse_phone_number(
            value,
            country=hass.config.country,
            is_known=lambda phone: any(owner(entry, phone) for entry in entries),
        )
    except InvalidPhoneNumberError as error:
        if error.flaw is Flaw.AMBIGUOUS:
            return error
    return None
