"""What the form about a recipient holds, read into what is stored."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from homeassistant.const import CONF_NAME

from ..actions.outgoing.further_channels import LONGEST_WAIT
from ..const import (
    CONF_CHANNEL,
    CONF_ESCALATE_AFTER,
    CONF_ESCALATE_TO,
    CONF_PHONES,
    CONF_SENDER,
    CONF_TEST_TEXT,
    DEFAULT_ESCALATE_AFTER,
    SENDER_FORMAT,
    TEXT_LIMITS,
)
from ..messaging.gateway_command import is_command
from ..messaging.phone_number import Flaw, InvalidPhoneNumberError, takes_sms
from ..problems.errors import about_number
from ..recipients.home_numbers import phone_of
from ..recipients.number_list import listed
from ..recipients.recipient import folded

if TYPE_CHECKING:
    from collections.abc import Collection

    from homeassistant.core import HomeAssistant

    from ..coordinator import SmsPilotConfigEntry

SECTION_ESCALATION: Final = "if_it_does_not_arrive"
SECTION_TEST: Final = "test"
CONF_SEND_TEST: Final = "send_test"

_LONGEST_WAIT: Final = LONGEST_WAIT // timedelta(minutes=1)


@dataclass(slots=True, kw_only=True)
class RecipientForm:
    """A submitted form: a recipient, or the errors and what their texts name."""

    name: str
    data: dict[str, Any] = field(default_factory=dict, repr=False)
    test_text: str | None = field(default=None, repr=False)
    errors: dict[str, str] = field(default_factory=dict)
    placeholders: dict[str, str] = field(default_factory=dict)


def read_form(
    user_input: dict[str, Any],
    taken: Collection[str],
    hass: HomeAssistant,
    entry: SmsPilotConfigEntry,
) -> RecipientForm:
    """Read a form; for an executor, as the first number of a country reads a file."""
    form = RecipientForm(name=user_input[CONF_NAME].strip())
    form.placeholders["name"] = form.name
    form.data[CONF_CHANNEL] = user_input[CONF_CHANNEL]
    _check_name(form, taken)
    _read_phones(form, user_input[CONF_PHONES], hass, entry)
    if CONF_PHONES not in form.errors and _is_another_number(form, hass, entry):
        form.errors.setdefault(CONF_NAME, "name_is_number")
    _read_sender(form, user_input.get(CONF_SENDER, "").strip())
    _read_escalation(form, user_input.get(SECTION_ESCALATION, {}))
    text = user_input[SECTION_TEST].get(CONF_TEST_TEXT, "").strip()
    if text:
        form.data[CONF_TEST_TEXT] = text  # which the recipient's button sends
    if user_input[SECTION_TEST][CONF_SEND_TEST]:
        _read_test_text(form, text)
    return form


def _check_name(form: RecipientForm, taken: Collection[str]) -> None:
    """Refuse an empty name, and one that another recipient of the account has."""
    if not form.name:
        form.errors[CONF_NAME] = "name_empty"
    elif folded(form.name) in set(map(folded, taken)):
        form.errors[CONF_NAME] = "name_taken"


def _is_another_number(
    form: RecipientForm, hass: HomeAssistant, entry: SmsPilotConfigEntry
) -> bool:
    """Return whether the name is a phone, and not theirs: an action may mean either."""
    try:
        return phone_of(hass, entry, form.name) not in form.data[CONF_PHONES]
    except InvalidPhoneNumberError as error:
        return error.flaw is Flaw.AMBIGUOUS


def _read_phones(
    form: RecipientForm, rows: list[str], hass: HomeAssistant, entry: SmsPilotConfigEntry
) -> None:
    """Keep each number once; a row may hold several, separated as people do."""
    phones: dict[str, None] = {}
    for value in listed(rows):
        try:
            phone = phone_of(hass, entry, value)
        except InvalidPhoneNumberError as error:
            form.errors[CONF_PHONES] = f"phone_{error.flaw}"
            form.placeholders |= about_number(hass.config.country, error, value)
            return
        if not takes_sms(phone):
            form.errors[CONF_PHONES] = "phone_without_sms"
            form.placeholders["hint"] = phone[-2:]
            return
        phones[phone] = None
    if not phones:
        form.errors[CONF_PHONES] = "phones_empty"
    form.data[CONF_PHONES] = list(phones)


def _read_sender(form: RecipientForm, sender: str) -> None:
    """Keep the sender; none means the account's."""
    if sender:
        form.data[CONF_SENDER] = sender
        if not re.fullmatch(SENDER_FORMAT, sender):
            form.errors[CONF_SENDER] = "invalid_sender"


def _read_escalation(form: RecipientForm, values: dict[str, Any]) -> None:
    """Keep by what a message goes on that does not arrive, and after how many minutes."""
    channels = list(dict.fromkeys(values.get(CONF_ESCALATE_TO, ())))
    if not channels:
        return
    minutes = int(values.get(CONF_ESCALATE_AFTER, DEFAULT_ESCALATE_AFTER))
    form.data |= {CONF_ESCALATE_TO: channels, CONF_ESCALATE_AFTER: minutes}
    if form.data[CONF_CHANNEL] in channels:
        form.errors[SECTION_ESCALATION] = "escalate_to_first_channel"
    elif not 1 <= minutes <= _LONGEST_WAIT:
        form.errors[SECTION_ESCALATION] = "escalate_after_out_of_range"


def _read_test_text(form: RecipientForm, text: str) -> None:
    """Keep the test message, unless it is empty, no message, or too long for the channel."""
    form.test_text = text
    limit = TEXT_LIMITS[form.data[CONF_CHANNEL]]
    form.placeholders["limit"] = str(limit)
    if not text:
        form.errors[SECTION_TEST] = "test_text_empty"
    elif is_command(text):
        form.errors[SECTION_TEST] = "test_text_command"
    elif len(text) > limit:
        form.errors[SECTION_TEST] = "test_text_too_long"
