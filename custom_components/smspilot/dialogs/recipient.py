"""The dialog about a recipient: a name, numbers, the channel, and a test message."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import voluptuous as vol
from homeassistant.config_entries import ConfigSubentryFlow
from homeassistant.const import CONF_NAME, UnitOfTime
from homeassistant.data_entry_flow import section
from homeassistant.helpers.selector import BooleanSelector, TextSelector, TextSelectorConfig

from ..account.connection import async_senders
from ..const import (
    API_SETTINGS_URL,
    CHANNELS,
    CONF_CHANNEL,
    CONF_DEFAULT_CHANNEL,
    CONF_DEFAULT_SENDER,
    CONF_ESCALATE_AFTER,
    CONF_ESCALATE_TO,
    CONF_PHONES,
    CONF_SENDER,
    CONF_TEST_TEXT,
    DEFAULT_ESCALATE_AFTER,
    SENDERS_URL,
    TEMPLATES_URL,
    TOP_UP_URL,
)
from ..problems.refusal_kinds import gateway_words, refusal_kind
from ..problems.words import own_words
from ..recipients.action_names import with_action_name
from ..recipients.home_numbers import spelled
from .recipient_checks import (
    CONF_SEND_TEST,
    SECTION_ESCALATION,
    SECTION_TEST,
    RecipientForm,
    read_form,
)
from .selectors import CHANNEL, CHANNELS_IN_ORDER, PHONE_NUMBERS, sender_selector, whole_number
from .success import success
from .trial_message import async_send_trial

if TYPE_CHECKING:
    from homeassistant.config_entries import ConfigSubentry, SubentryFlowResult

_FIELD_OF_KIND: Final = {"phone": CONF_PHONES, "sender": CONF_SENDER}
_PLACEHOLDERS: Final = {
    **dict.fromkeys(("codes", "country", "hint", "limit", "name", "reason", "written"), ""),
    "api_settings_url": API_SETTINGS_URL,
    "senders_url": SENDERS_URL,
    "templates_url": TEMPLATES_URL,
    "top_up_url": TOP_UP_URL,
}


class RecipientSubentryFlow(ConfigSubentryFlow):
    """Add a recipient, or edit one."""

    def __init__(self) -> None:
        """Start with no senders known and no test sent."""
        self._senders: list[str] | None = None
        self._tested: set[tuple[str, str, str | None]] = set()

    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Add a recipient."""
        if user_input is None:
            return await self._async_show("user", self._new())
        form = await self._async_check(user_input, edited=None)
        if form.errors:
            return await self._async_show("user", user_input, form)
        told, placeholders = success(self.hass, self._get_entry(), form)
        return self.async_create_entry(
            title=form.name,
            data=with_action_name(self._get_entry(), form.name, form.data),
            description=told,
            description_placeholders=placeholders,
        )

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Edit a recipient."""
        subentry = self._get_reconfigure_subentry()
        if user_input is None:
            known = await self.hass.async_add_executor_job(self._known, subentry)
            return await self._async_show("reconfigure", known)
        form = await self._async_check(user_input, edited=subentry)
        if form.errors:
            return await self._async_show("reconfigure", user_input, form)
        data = with_action_name(self._get_entry(), form.name, form.data, known=subentry)
        return self.async_update_and_abort(
            self._get_entry(),
            subentry,
            title=form.name,
            data=data,
            reason="changed" if form.test_text is None else "changed_and_tested",
        )

    async def _async_check(
        self, user_input: dict[str, Any], edited: ConfigSubentry | None
    ) -> RecipientForm:
        """Read the form, and send the test message if it is asked for."""
        others = [other for other in self._get_entry().subentries.values() if other is not edited]
        form = await self.hass.async_add_executor_job(
            read_form, user_input, [other.title for other in others], self.hass, self._get_entry()
        )
        if not form.errors and form.test_text is not None:
            await self._async_test(form, form.test_text)
        return form

    async def _async_test(self, form: RecipientForm, text: str) -> None:
        """Send the test message to each number; one that is not taken becomes the form's error."""
        entry, data = self._get_entry(), form.data
        sender = CHANNELS[data[CONF_CHANNEL]].value or data.get(
            CONF_SENDER, entry.options.get(CONF_DEFAULT_SENDER)
        )
        # What the gateway took before another number failed is not sent, nor paid, again.
        phones = [phone for phone in data[CONF_PHONES] if (phone, text, sender) not in self._tested]
        outcomes = await async_send_trial(self.hass, entry, phones, text, sender or None)
        failed = {phone: error for phone, error in outcomes.items() if error is not None}
        self._tested |= {(phone, text, sender) for phone in outcomes.keys() - failed.keys()}
        for phone, error in list(failed.items())[:1]:
            kind = refusal_kind(error)
            form.errors[_FIELD_OF_KIND.get(kind, SECTION_TEST)] = f"test_{kind}"
            form.placeholders["hint"] = phone[-2:]
            form.placeholders["reason"] = gateway_words(self.hass, error)

    async def _async_show(
        self, step_id: str, values: dict[str, Any], form: RecipientForm | None = None
    ) -> SubentryFlowResult:
        """Show the form with what was filled in so far."""
        if self._senders is None:
            self._senders = await async_senders(self.hass, self._get_entry().data)
        errors = form.errors if form else {}
        return self.async_show_form(
            step_id=step_id,
            data_schema=self.add_suggested_values_to_schema(
                _schema(self._senders, is_open=SECTION_ESCALATION in errors), values
            ),
            errors=errors,
            description_placeholders={**_PLACEHOLDERS, **(form.placeholders if form else {})},
        )

    def _new(self) -> dict[str, Any]:
        """Return what the form of a new recipient begins with."""
        return {
            CONF_PHONES: [""],
            CONF_CHANNEL: self._get_entry().options.get(CONF_DEFAULT_CHANNEL, "sms"),
            SECTION_ESCALATION: {CONF_ESCALATE_AFTER: DEFAULT_ESCALATE_AFTER},
            SECTION_TEST: {
                CONF_SEND_TEST: True,
                CONF_TEST_TEXT: own_words(self.hass, "test_message"),
            },
        }

    def _known(self, subentry: ConfigSubentry) -> dict[str, Any]:
        """Return what the form of an existing recipient begins with; for an executor."""
        return {
            **subentry.data,
            CONF_NAME: subentry.title,
            CONF_PHONES: [spelled(phone) or phone for phone in subentry.data[CONF_PHONES]],
            SECTION_ESCALATION: {CONF_ESCALATE_AFTER: DEFAULT_ESCALATE_AFTER, **subentry.data},
            SECTION_TEST: {
                CONF_SEND_TEST: False,
                CONF_TEST_TEXT: subentry.data.get(CONF_TEST_TEXT)
                or own_words(self.hass, "test_message"),
            },
        }


def _schema(senders: list[str], *, is_open: bool) -> vol.Schema:
    """Return the form, with the account's senders to choose from."""
    escalation = {
        vol.Optional(CONF_ESCALATE_TO): CHANNELS_IN_ORDER,
        vol.Optional(CONF_ESCALATE_AFTER): whole_number(UnitOfTime.MINUTES),
    }
    test = {
        vol.Required(CONF_SEND_TEST, default=False): BooleanSelector(),
        vol.Optional(CONF_TEST_TEXT): TextSelector(TextSelectorConfig(multiline=True)),
    }
    return vol.Schema(
        {
            vol.Required(CONF_NAME): TextSelector(TextSelectorConfig(autocomplete="name")),
            vol.Required(CONF_PHONES): PHONE_NUMBERS,
            vol.Required(CONF_CHANNEL, default="sms"): CHANNEL,
            vol.Optional(CONF_SENDER): sender_selector(senders),
            vol.Optional(SECTION_ESCALATION): section(
                vol.Schema(escalation), {"collapsed": not is_open}
            ),
            vol.Required(SECTION_TEST): section(vol.Schema(test)),
        }
    )
