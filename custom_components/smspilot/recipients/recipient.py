"""Who gets a message, and by which channel."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self
from unicodedata import normalize

from ..const import (
    CONF_CHANNEL,
    CONF_ESCALATE_AFTER,
    CONF_ESCALATE_TO,
    CONF_PHONES,
    CONF_SENDER,
    DEFAULT_ESCALATE_AFTER,
    SUBENTRY_RECIPIENT,
)
from ..messaging.phone_number import masked, sender_phone

if TYPE_CHECKING:
    from homeassistant.config_entries import ConfigSubentry

    from ..coordinator import SmsPilotConfigEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """Somebody whom the user has set up."""

    id: str
    name: str
    phones: tuple[str, ...] = field(repr=False)
    channel: str | None
    sender: str | None
    escalate_to: tuple[str, ...] = ()
    """The further channels of a message that does not arrive, in their order."""
    escalate_after: float = DEFAULT_ESCALATE_AFTER
    """Minutes."""

    @classmethod
    def of_subentry(cls, subentry: ConfigSubentry) -> Self:
        """Return the recipient that a subentry describes."""
        return cls(
            id=subentry.subentry_id,
            name=subentry.title,
            phones=tuple(subentry.data[CONF_PHONES]),
            channel=subentry.data.get(CONF_CHANNEL),
            sender=subentry.data.get(CONF_SENDER) or None,
            escalate_to=tuple(subentry.data.get(CONF_ESCALATE_TO, ())),
            escalate_after=subentry.data.get(CONF_ESCALATE_AFTER, DEFAULT_ESCALATE_AFTER),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """One phone that a message shall go to, as a recipient's or as a mere number."""

    phone: str = field(repr=False)
    recipient: Recipient | None = None
    name_only: Recipient | None = None
    """Whose number it is, though neither their channel nor their sender was asked for."""

    @property
    def whose(self) -> Recipient | None:
        """Return the recipient whose phone it is."""
        return self.recipient or self.name_only

    @property
    def whose_id(self) -> str | None:
        """Return the id of the recipient whose phone it is."""
        return self.whose.id if self.whose else None


def folded(name: str) -> str:
    """Return a name as names are compared: the same however it was typed."""
    return " ".join(normalize("NFC", name).split()).casefold()


def recipients(entry: SmsPilotConfigEntry) -> Iterator[Recipient]:
    """Yield an account's recipients."""
    return map(Recipient.of_subentry, entry.get_subentries_of_type(SUBENTRY_RECIPIENT))


def recipient_of(entry: SmsPilotConfigEntry, recipient_id: str | None) -> Recipient | None:
    """Return the recipient with an id, unless it was removed."""
    subentry = entry.subentries.get(recipient_id or "")
    is_one = subentry is not None and subentry.subentry_type == SUBENTRY_RECIPIENT
    return Recipient.of_subentry(subentry) if subentry and is_one else None


def by_name(entry: SmsPilotConfigEntry) -> dict[str, Recipient]:
    """Return an account's recipients by their names and by their ids, as `folded` gives them."""
    found = list(recipients(entry))
    return {folded(one.name): one for one in found} | {folded(one.id): one for one in found}


def owner(entry: SmsPilotConfigEntry, phone: str) -> Recipient | None:
    """Return the recipient whose number this is."""
    return next((found for found in recipients(entry) if phone in found.phones), None)


def addresses(found: Iterable[Recipient]) -> list[Address]:
    """Return every phone of some recipients."""
    return [
        Address(phone=phone, recipient=recipient)
        for recipient in found
        for phone in recipient.phones
    ]


def sender_name(entry: SmsPilotConfigEntry, sender: str) -> str | None:
    """Return the recipient's name that belongs to the sender of an inbound message."""
    phone = sender_phone(sender)
    found = phone and owner(entry, phone)
    return found.name if found else None


def label(entry: SmsPilotConfigEntry, recipient_id: str | None, phone: str) -> str:
    """Return what errors call a recipient: the name, else the number's last two digits."""
    found = recipient_of(entry, recipient_id)
    if found is None:
        return masked(phone)
    return found.name if len(found.phones) == 1 else f"{found.name} ({masked(phone)})"
