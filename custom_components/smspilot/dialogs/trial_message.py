"""A message that proves that a recipient can be reached, before the recipient is saved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from homeassistant.config_entries import ConfigEntryState

from ..account.connection import create_client
from ..api.errors import OutcomeUnknownError, SmsPilotError, gateway_error
from ..api.models import Status
from ..messaging.record.draft import Draft
from ..messaging.record.message import Message, State

if TYPE_CHECKING:
    from collections.abc import Sequence

    from homeassistant.core import HomeAssistant

    from ..api.client import SmsPilotClient
    from ..api.models import MessageStatus
    from ..coordinator import SmsPilotConfigEntry
    from ..messaging.messenger import Messenger

PATIENCE: Final = 10.0
"""Seconds for which the dialog waits for the gateway."""

_TAKEN = frozenset({State.ACCEPTED, State.DELIVERED, State.UNCONFIRMED})
_REFUSED = frozenset({State.REJECTED, State.EXPIRED, State.UNDELIVERED})


async def async_send_trial(
    hass: HomeAssistant,
    entry: SmsPilotConfigEntry,
    phones: Sequence[str],
    text: str,
    sender: str | None,
) -> dict[str, Exception | None]:
    """Send a text to each phone now or never; return why not, or None for each that was taken."""
    if not phones:
        return {}
    if entry.state is ConfigEntryState.LOADED:
        return await _through_messenger(entry.runtime_data.messenger, phones, text, sender)
    return await _through_client(create_client(hass, entry.data), phones, text, sender)


async def _through_messenger(
    messenger: Messenger, phones: Sequence[str], text: str, sender: str | None
) -> dict[str, Exception | None]:
    """Send within the account's limits, and with its journal."""
    drafts = [
        Draft(phone=phone, text=text, sender=sender, hold_for=0, trial=True) for phone in phones
    ]
    messages = messenger.accept(drafts)
    await messenger.settled(messages, PATIENCE)
    return {message.phone: _why_not(message) for message in messages}


def _why_not(message: Message) -> Exception | None:
    """Return why a message was not taken; while nobody knows, that is the reason."""
    if message.state in _TAKEN:
        return None
    if message.state in _REFUSED and message.error is not None:
        return message.error
    return OutcomeUnknownError("no answer yet")


async def _through_client(
    client: SmsPilotClient, phones: Sequence[str], text: str, sender: str | None
) -> dict[str, Exception | None]:
    """Send for an account that is not set up."""
    try:
        result = await client.send(text, phones, sender=sender)
    except SmsPilotError as error:
        return dict.fromkeys(phones, error)
    rows = {row.phone: row for row in result.messages}
    return {phone: _why_row_refused(rows.get(phone)) for phone in phones}


def _why_row_refused(row: MessageStatus | None) -> Exception | None:
    """Return why the gateway's row means that a message was not taken."""
    if row is None:
        return OutcomeUnknownError("no row for the phone")
    if row.status is Status.REFUSED:
        return gateway_error(row.error, row.error_en, row.error_ru)
    return None
