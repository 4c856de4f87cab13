"""Which inbound messages are from somebody who was named."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

from ..const import DOMAIN
from ..messaging.phone_number import InvalidPhoneNumberError, listed, sender_phone
from .home_numbers import phone_of
from .recipient import recipients

if TYPE_CHECKING:
    from homeassistant.core import HomeAssistant

    from ..coordinator import SmsPilotConfigEntry


def folded(values: Iterable[str]) -> set[str]:
    """Return names as they are compared; rows left empty name nobody."""
    return {value.strip().casefold() for value in values} - {""}


def is_from(
    hass: HomeAssistant, entry: SmsPilotConfigEntry, sender: str, wanted: Iterable[str]
) -> bool:
    """Return whether a sender was named: by number, by a recipient's name, or as it is.

    A sender that is no phone number can call itself anything, so it is never taken for a
    recipient, of whichever account.
    """
    named, phone = folded(wanted), sender_phone(sender)
    if phone is None:
        accounts = hass.config_entries.async_entries(DOMAIN)
        names = folded(one.name for account in accounts for one in recipients(account))
        return bool(folded([sender]) & (named - names))
    names = folded(one.name for one in recipients(entry) if phone in one.phones)
    return bool(names & named) or phone in _phones(hass, entry, named)


def _phones(
    hass: HomeAssistant, entry: SmsPilotConfigEntry, values: Iterable[str]
) -> Iterator[str]:
    """Yield the phones of those that are numbers, as they are read at home."""
    for value in listed(list(values)):
        with suppress(InvalidPhoneNumberError):
            yield phone_of(hass, entry, value)
