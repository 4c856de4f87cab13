"""Repair issues about messages that were not sent while nobody waited: one for each phone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import issue_registry as ir

from ..const import API_SETTINGS_URL, TEMPLATES_URL, TOP_UP_URL
from ..messaging.limits.fingerprint import exact_fingerprint
from ..recipients.recipient import label, recipients
from .errors import why_refused
from .issues import async_clear, async_raise
from .refusal_kinds import refusal_kind

if TYPE_CHECKING:
    from ..coordinator import SmsPilotConfigEntry

MENDED_IN_A_DIALOG: Final = frozenset(
    {
        "refused_credentials",
        "refused_duplicate",
        "refused_not_sent",
        "refused_recipient",
        "refused_sender",
    }
)
"""Issues whose fix goes on to the dialog in which the cause is mended."""
_UNTIL_SEEN: Final = {"anew": True, "is_persistent": True}
"""An alarm that was refused at night must be seen in the morning, restart or not."""


@callback
def async_set_refused(
    hass: HomeAssistant,
    entry: SmsPilotConfigEntry,
    recipient_id: str | None,
    phone: str,
    error: Exception | None,
) -> None:
    """Raise the issue about the last message to a phone: not sent, or nobody knows (None).

    `error` may be the gateway's or ours.
    """
    name = label(entry, recipient_id, phone)
    subentry_id = recipient_id if recipient_id in entry.subentries else None
    issue_id, key = _refused_id(entry, recipient_id, phone), _issue_key(error, subentry_id)
    async_raise(
        hass,
        issue_id,
        key,
        {
            "recipient": name,
            "reason": why_refused(hass, error, name),
            "api_settings_url": API_SETTINGS_URL,
            "templates_url": TEMPLATES_URL,
            "top_up_url": TOP_UP_URL,
        },
        data={"entry_id": entry.entry_id, "recipient": subentry_id, "problem": key},
        is_fixable=key in MENDED_IN_A_DIALOG,
        **_UNTIL_SEEN,
    )


@callback
def async_set_refused_entry(
    hass: HomeAssistant, entry: SmsPilotConfigEntry | None, written: str, error: Exception
) -> None:
    """Raise the issue about what an action named and nothing can be sent to."""
    account = entry.entry_id if entry else "none"
    issue_id = f"refused_{account}_entry_{_mark(written, account)}"
    placeholders = {"reason": why_refused(hass, error, "")}
    data = {"entry_id": account}
    async_raise(hass, issue_id, "refused_entry", placeholders, data=data, **_UNTIL_SEEN)


@callback
def async_clear_refused(
    hass: HomeAssistant, entry: SmsPilotConfigEntry, recipient_id: str | None, phone: str
) -> None:
    """Clear the issue of a phone whose next message was accepted."""
    async_clear(hass, _refused_id(entry, recipient_id, phone))


def is_outdated(entry: SmsPilotConfigEntry, issue: ir.IssueEntry) -> bool:
    """Return whether an issue is about a recipient, or a recipient's number, that was removed."""
    if (issue.data or {}).get("recipient") is None:
        return False
    return issue.issue_id not in {
        _refused_id(entry, recipient.id, phone)
        for recipient in recipients(entry)
        for phone in recipient.phones
    }


def _refused_id(entry: SmsPilotConfigEntry, recipient_id: str | None, phone: str) -> str:
    """Return the id of the issue about a refused message; it does not tell a phone number."""
    whose = recipient_id if recipient_id in entry.subentries else "number"
    return f"refused_{entry.entry_id}_{whose}_{_mark(phone, entry.entry_id)}"


def _mark(written: str, salt: str) -> str:
    """Return what tells numbers apart, mostly.

    So short that many share it: whoever has it could try every number on a longer one.
    """
    return exact_fingerprint(written, "", salt)[:4]


def _issue_key(error: Exception | None, recipient_id: str | None) -> str:
    """Return the translation key of an issue."""
    if isinstance(error, ServiceValidationError):
        return "refused_input"
    kind = refusal_kind(error)
    if kind == "phone" and recipient_id is not None:
        return "refused_recipient"
    return f"refused_{kind}"
