"""The dialog about a recipient: a name, numbers, the channel, and a test message."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import voluptuous as vol
from homeassistant.config_entries import SOURCE_RECONFIGURE, ConfigSubentryFlow
from homeassistant.const import CONF_NAME
from homeassistant.data_entry_flow import section
from homeassistant.helpers.selector import (
    BooleanSelector,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)

from .connection import async_senders
from .const import (
    API_SETTINGS_URL,
    CHANNELS,
    CONF_CHANNEL,
    CONF_DEFAULT_CHANNEL,
    CONF_DEFAULT_SENDER,
    CONF_PHONES,
    CONF_SENDER,
    SENDER_FORMAT,
    SENDERS_URL,
    TEMPLATES_URL,
    TEXT_LIMITS,
    TOP_UP_URL,
)
from .messaging.phone_number import InvalidPhoneNumberError, displayed, parse_phone_number
from .refusals import gateway_words, refusal_kind
from .trial_message import async_send_trial

if TYPE_CHECKING:
    from homeassistant.config_entries import ConfigSubentry, SubentryFlowResult

SECTION_TEST = "test"
CONF_SEND_TEST = "send_test"
CONF_TEST_TEXT = "test_text"

_FIELD_OF_KIND = {"phone": CONF_PHONES, "sender": CONF_SENDER}
_TEST_TEXTS = {
    "en": "Test message from Home Assistant",
    "ru": "Проверка связи: умный дом",
}


class RecipientSubentryFlow(ConfigSubentryFlow):
    """Add a recipient, or edit one."""

    def __init__(self) -> None:
        """Start with no senders known and no test sent."""
        self._senders: list[str] | None = None
        self._tested: set[tuple[str, str, str | None]] = set()
        self._placeholders: dict[str, str] = {}

    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Add a recipient."""
        if user_input is None:
            return await self._async_show("user", self._new(), {})
        data, errors = await self._async_check(user_input)
        if errors:
            return await self._async_show("user", user_input, errors)
        return self.async_create_entry(title=self._placeholders["name"], data=data)

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Edit a recipient."""
        subentry = self._get_reconfigure_subentry()
        if user_input is None:
            return await self._async_show("reconfigure", self._known(subentry), {})
        data, errors = await self._async_check(user_input)
        if errors:
            return await self._async_show("reconfigure", user_input, errors)
        return self.async_update_and_abort(
            self._get_entry(), subentry, title=self._placeholders["name"], data=data
        )

    async def _async_check(
        self, user_input: dict[str, Any]
    ) -> tuple[dict[str, Any], dict[str, str]]:
        """Return the recipient's data and the form's errors; send the test if it is asked for."""
        errors: dict[str, str] = {}
        data = await self._async_parse(user_input, errors)
        test = user_input[SECTION_TEST]
        if test[CONF_SEND_TEST]:
            self._check_text(test.get(CONF_TEST_TEXT, ""), TEXT_LIMITS[data[CONF_CHANNEL]], errors)
            if not errors:
                errors = await self._async_test(data, test[CONF_TEST_TEXT].strip())
        return data, errors

    async def _async_show(
        self, step_id: str, values: dict[str, Any], errors: dict[str, str]
    ) -> SubentryFlowResult:
        """Show the form with what was filled in so far."""
        if self._senders is None:
            self._senders = await async_senders(self.hass, self._get_entry().data)
        return self.async_show_form(
            step_id=step_id,
            data_schema=self.add_suggested_values_to_schema(_schema(self._senders), values),
            errors=errors,
            description_placeholders={
                **dict.fromkeys(("hint", "reason", "limit", "name"), ""),
                "api_settings_url": API_SETTINGS_URL,
                "senders_url": SENDERS_URL,
                "templates_url": TEMPLATES_URL,
                "top_up_url": TOP_UP_URL,
                **self._placeholders,
            },
        )

    def _new(self) -> dict[str, Any]:
        """Return what the form of a new recipient begins with."""
        return {
            CONF_CHANNEL: self._get_entry().options.get(CONF_DEFAULT_CHANNEL, "sms"),
            SECTION_TEST: {CONF_SEND_TEST: True, CONF_TEST_TEXT: self._test_text()},
        }

    def _known(self, subentry: ConfigSubentry) -> dict[str, Any]:
        """Return what the form of an existing recipient begins with."""
        return {
            **subentry.data,
            CONF_NAME: subentry.title,
            CONF_PHONES: [displayed(phone) for phone in subentry.data[CONF_PHONES]],
            SECTION_TEST: {CONF_SEND_TEST: False, CONF_TEST_TEXT: self._test_text()},
        }

    def _test_text(self) -> str:
        """Return a test message in the home's language."""
        return _TEST_TEXTS.get(self.hass.config.language[:2], _TEST_TEXTS["en"])

    async def _async_parse(
        self, user_input: dict[str, Any], errors: dict[str, str]
    ) -> dict[str, Any]:
        """Return the recipient's data; what cannot be used is added to the errors."""
        self._placeholders = {"name": user_input[CONF_NAME].strip()}
        self._check_name(self._placeholders["name"], errors)
        data = {
            CONF_PHONES: await self._async_parse_phones(user_input[CONF_PHONES], errors),
            CONF_CHANNEL: user_input[CONF_CHANNEL],
        }
        if sender := user_input.get(CONF_SENDER, "").strip():
            data[CONF_SENDER] = sender
            if not re.fullmatch(SENDER_FORMAT, sender):
                errors[CONF_SENDER] = "invalid_sender"
        return data

    def _check_name(self, name: str, errors: dict[str, str]) -> None:
        """Refuse an empty name, and one that another recipient of the account has."""
        edited = self._reconfigure_subentry_id if self.source == SOURCE_RECONFIGURE else None
        taken = {
            subentry.title.casefold()
            for subentry in self._get_entry().subentries.values()
            if subentry.subentry_id != edited
        }
        if not name:
            errors[CONF_NAME] = "name_empty"
        elif name.casefold() in taken:
            errors[CONF_NAME] = "name_taken"

    async def _async_parse_phones(self, rows: list[str], errors: dict[str, str]) -> list[str]:
        """Return the numbers in the gateway's form, each once."""
        try:
            # The rules of a country are read from a file when its first number comes.
            phones = await self.hass.async_add_executor_job(
                _read_phones, rows, self.hass.config.country
            )
        except InvalidPhoneNumberError as error:
            self._placeholders["hint"] = error.hint
            errors[CONF_PHONES] = "invalid_phone" if error.hint else "phone_without_digits"
            return []
        if not phones:
            errors[CONF_PHONES] = "phones_empty"
        return phones

    def _check_text(self, text: str, limit: int, errors: dict[str, str]) -> None:
        """Refuse an empty test message, and one that is too long for the channel."""
        self._placeholders["limit"] = str(limit)
        if not text.strip():
            errors["base"] = "test_text_empty"
        elif len(text) > limit:
            errors["base"] = "test_text_too_long"

    async def _async_test(self, data: dict[str, Any], text: str) -> dict[str, str]:
        """Send the test message to each number; return why one was not taken."""
        entry = self._get_entry()
        sender = CHANNELS[data[CONF_CHANNEL]].value or data.get(
            CONF_SENDER, entry.options.get(CONF_DEFAULT_SENDER)
        )
        # What the gateway took before another number failed is not sent, nor paid, again.
        phones = [p for p in data[CONF_PHONES] if (p, text, sender) not in self._tested]
        outcomes = await async_send_trial(self.hass, entry, phones, text, sender or None)
        failures = {phone: error for phone, error in outcomes.items() if error is not None}
        self._tested |= {(phone, text, sender) for phone in outcomes.keys() - failures.keys()}
        if not failures:
            return {}
        phone, error = next(iter(failures.items()))
        kind = refusal_kind(error)
        self._placeholders["hint"] = phone[-2:]
        self._placeholders["reason"] = gateway_words(self.hass, error)
        return {_FIELD_OF_KIND.get(kind, "base"): f"test_{kind}"}


def _read_phones(rows: list[str], country: str | None) -> list[str]:
    """Return each number once; a row may hold several, separated as people do."""
    values = [value for row in rows for value in re.split(r"[,;\n]", row) if value.strip()]
    return list(dict.fromkeys(parse_phone_number(value, country=country) for value in values))


def _schema(senders: list[str]) -> vol.Schema:
    """Return the form, with the account's senders to choose from."""
    return vol.Schema(
        {
            vol.Required(CONF_NAME): TextSelector(TextSelectorConfig(autocomplete="name")),
            vol.Required(CONF_PHONES): TextSelector(
                TextSelectorConfig(type=TextSelectorType.TEL, autocomplete="tel", multiple=True)
            ),
            vol.Required(CONF_CHANNEL, default="sms"): SelectSelector(
                SelectSelectorConfig(options=list(CHANNELS), translation_key="channel")
            ),
            vol.Optional(CONF_SENDER): SelectSelector(
                SelectSelectorConfig(
                    options=senders, custom_value=True, mode=SelectSelectorMode.DROPDOWN
                )
            ),
            vol.Required(SECTION_TEST): section(
                vol.Schema(
                    {
                        vol.Required(CONF_SEND_TEST, default=False): BooleanSelector(),
                        vol.Optional(CONF_TEST_TEXT): TextSelector(
                            TextSelectorConfig(multiline=True)
                        ),
                    }
                )
            ),
        }
    )
