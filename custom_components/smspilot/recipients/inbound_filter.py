"""Which inbound messages are from somebody who was named."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

from ..const import DOMAIN
from ..messaging.phone_number import InvalidPhoneNumberError, sender_phone
from .home_numbers import phone_of
from .number_list import listed
from .recipient import folded, recipients

if TYPE_CHECKING:
    from homeassistant.core import HomeAssistant

    from ..coordinator import SmsPilotConfigEntry


def names_in(hass: HomeAssistant, rows: Iterable[str]) -> set[str]:
    """Return what rows name, as names are compared; a row left empty names nobody.

    A row may hold several names, and the name of a recipient what separates them.
    """
    written, known = list(rows), known_names(hass)
    parts = listed(written, lambda row: folded(row) in known)
    return {folded(str(name)) for name in (*written, *parts)} - {""}


def known_names(hass: HomeAssistant) -> set[str]:
    """Return the names of all accounts' recipients, as names are compared."""
    accounts = hass.config_entries.async_entries(DOMAIN)
    return {folded(one.name) for account in accounts for one in recipients(account)}


def is_from(
    hass: HomeAssistant, entry: SmsPilotConfigEntry, sender: str, wanted: Iterable[str]
) -> bool:
    """Return whether a sender was named."""
    return named_senders(hass, entry, wanted)(sender)


def named_senders(
    hass: HomeAssistant, entry: SmsPilotConfigEntry, wanted: Iterable[str]
) -> Callable[[str], bool]:
    """Return what tells of a sender if it was named: by number, by a recipient's name, or as it is.

    A sender that is no phone number can call itself anything, so it is never taken for a
    recipient, of whichever account.
    """
    named = names_in(hass, wanted)
    strangers = named - known_names(hass)
    phones = set(_phones(hass, entry, named))
    phones.update(*(one.phones for one in recipients(entry) if folded(one.name) in named))

    def is_named(sender: str) -> bool:
        phone = sender_phone(sender)
        return folded(sender) in strangers if phone is None else phone in phones

    return is_named


def _phones(
    hass: HomeAssistant, entry: SmsPilotConfigEntry, values: Iterable[str]
) -> Iterator[str]:
    """Yield the phones of those that are numbers, as they are read at home."""
    for value in values:
        with suppress(InvalidPhoneNumberError):
            yield phone_of(hass, entry, value)
