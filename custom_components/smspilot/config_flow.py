"""The dialogs about an account: set-up, a new key or password, another address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, override

import voluptuous as vol
from homeassistant.config_entries import (
    SOURCE_REAUTH,
    SOURCE_RECONFIGURE,
    SOURCE_USER,
    ConfigFlow,
    FlowType,
    SubentryFlowContext,
)
from homeassistant.const import CONF_API_KEY, CONF_EMAIL, CONF_PASSWORD, CONF_URL
from homeassistant.core import callback
from homeassistant.data_entry_flow import section
from homeassistant.helpers.selector import TextSelector, TextSelectorConfig, TextSelectorType
from yarl import URL

from .api.errors import (
    AccountBlockedError,
    AuthenticationError,
    GatewayError,
    IpRestrictionError,
    NotSentError,
    SmsPilotError,
)
from .connection import create_client
from .const import API_SETTINGS_URL, DOMAIN, GATEWAY_URL, SUBENTRY_RECIPIENT
from .options_flow import SmsPilotOptionsFlow
from .recipient_flow import RecipientSubentryFlow
from .refusals import gateway_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from homeassistant.config_entries import (
        ConfigEntry,
        ConfigFlowResult,
        ConfigSubentryFlow,
        OptionsFlow,
    )

SECTION_GATEWAY = "gateway"
_ACCESS = frozenset({CONF_API_KEY, CONF_EMAIL, CONF_PASSWORD, CONF_URL})

_KEY_FIELDS = {
    vol.Required(CONF_API_KEY): TextSelector(
        TextSelectorConfig(type=TextSelectorType.PASSWORD, autocomplete="off")
    ),
}
_LOGIN_FIELDS = {
    vol.Required(CONF_EMAIL): TextSelector(
        TextSelectorConfig(type=TextSelectorType.EMAIL, autocomplete="email")
    ),
    vol.Required(CONF_PASSWORD): TextSelector(
        TextSelectorConfig(type=TextSelectorType.PASSWORD, autocomplete="current-password")
    ),
}
_GATEWAY_FIELDS = {
    vol.Required(SECTION_GATEWAY): section(
        vol.Schema(
            {
                vol.Required(CONF_URL, default=GATEWAY_URL): TextSelector(
                    TextSelectorConfig(type=TextSelectorType.URL, autocomplete="url")
                )
            }
        ),
        {"collapsed": True},
    )
}


class SmsPilotConfigFlow(ConfigFlow, domain=DOMAIN):
    """Set up an account, and keep its access right."""

    VERSION = 1

    @classmethod
    @callback
    @override
    def async_get_supported_subentry_types(
        cls, config_entry: ConfigEntry
    ) -> dict[str, type[ConfigSubentryFlow]]:
        """Return the recipients' dialog."""
        return {SUBENTRY_RECIPIENT: RecipientSubentryFlow}

    @staticmethod
    @callback
    @override
    def async_get_options_flow(config_entry: ConfigEntry) -> OptionsFlow:
        """Return the dialog of the account's options."""
        return SmsPilotOptionsFlow()

    @override
    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask by which of the two ways the gateway shall know the account."""
        return self.async_show_menu(step_id="user", menu_options=["api_key", "login"])

    async def async_step_api_key(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Set up an account by its API key."""
        return await self._async_access_step("api_key", _KEY_FIELDS, user_input)

    async def async_step_login(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Set up an account by e-mail and password."""
        return await self._async_access_step("login", _LOGIN_FIELDS, user_input)

    async def async_step_reauth(self, entry_data: Mapping[str, Any]) -> ConfigFlowResult:
        """Begin to renew an access that the gateway refused."""
        return await self.async_step_reauth_confirm()

    async def async_step_reauth_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the new key or password, whichever the account uses."""
        entry = self._get_reauth_entry()
        by_key = CONF_API_KEY in entry.data
        errors: dict[str, str] = {}
        reason = ""
        if user_input is not None:
            data = {**entry.data, **_access(user_input)}
            errors, reason = await self._async_check(data)
            if not errors:
                if data == entry.data:
                    # The old access is right again: nothing changes that would start a reload.
                    self.hass.config_entries.async_schedule_reload(entry.entry_id)
                return self.async_update_and_abort(entry, data=data)
        return self.async_show_form(
            step_id="reauth_confirm",
            data_schema=self.add_suggested_values_to_schema(
                vol.Schema(_KEY_FIELDS if by_key else _LOGIN_FIELDS),
                user_input or {CONF_EMAIL: entry.data.get(CONF_EMAIL)},
            ),
            errors=errors,
            description_placeholders=_placeholders(reason, account=entry.title),
        )

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask by which way the gateway shall know the account from now on."""
        return self.async_show_menu(
            step_id="reconfigure", menu_options=["reconfigure_api_key", "reconfigure_login"]
        )

    async def async_step_reconfigure_api_key(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Change the account's API key or the gateway's address."""
        return await self._async_access_step("reconfigure_api_key", _KEY_FIELDS, user_input)

    async def async_step_reconfigure_login(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Change the account's e-mail and password or the gateway's address."""
        return await self._async_access_step("reconfigure_login", _LOGIN_FIELDS, user_input)

    @override
    async def async_on_create_entry(self, result: ConfigFlowResult) -> ConfigFlowResult:
        """Go straight on to the first recipient."""
        subentry_flow = await self.hass.config_entries.subentries.async_init(
            (result["result"].entry_id, SUBENTRY_RECIPIENT),
            context=SubentryFlowContext(source=SOURCE_USER),
        )
        result["next_flow"] = (FlowType.CONFIG_SUBENTRIES_FLOW, subentry_flow["flow_id"])
        return result

    async def _async_access_step(
        self, step_id: str, fields: Mapping[Any, Any], user_input: dict[str, Any] | None
    ) -> ConfigFlowResult:
        """Show a form for the access and the gateway's address until the gateway accepts it."""
        errors: dict[str, str] = {}
        reason = ""
        if user_input is not None:
            data = _access(user_input)
            errors, reason = await self._async_check(data)
            if not errors:
                return self._async_finish(data)
        return self.async_show_form(
            step_id=step_id,
            data_schema=self.add_suggested_values_to_schema(
                vol.Schema({**fields, **_GATEWAY_FIELDS}), user_input or self._suggestions()
            ),
            errors=errors,
            description_placeholders=_placeholders(reason),
        )

    async def _async_check(self, data: dict[str, str]) -> tuple[dict[str, str], str]:
        """Ask the gateway for the account; return the form's errors and the gateway's words."""
        if not _is_web_address(data.get(CONF_URL, GATEWAY_URL)):
            return {"base": "invalid_url"}, ""
        try:
            account = await create_client(self.hass, data).account()
        except SmsPilotError as error:
            return _account_errors(error, data), gateway_words(self.hass, error)
        await self.async_set_unique_id(account.id, raise_on_progress=self.source == SOURCE_USER)
        if self.source in (SOURCE_REAUTH, SOURCE_RECONFIGURE):
            self._abort_if_unique_id_mismatch()
        else:
            self._abort_if_unique_id_configured()
        return {}, ""

    def _async_finish(self, data: dict[str, str]) -> ConfigFlowResult:
        """Create the entry, or give the existing one its new access."""
        if self.source == SOURCE_RECONFIGURE:
            entry = self._get_reconfigure_entry()
            kept = {key: value for key, value in entry.data.items() if key not in _ACCESS}
            return self.async_update_and_abort(entry, data={**kept, **data})
        return self.async_create_entry(title=f"SMSPILOT {self.unique_id}", data=data)

    def _suggestions(self) -> dict[str, Any] | None:
        """Return what the forms of an existing account begin with: no key, no password."""
        if self.source != SOURCE_RECONFIGURE:
            return None
        data = self._get_reconfigure_entry().data
        return {
            CONF_EMAIL: data.get(CONF_EMAIL),
            SECTION_GATEWAY: {CONF_URL: data.get(CONF_URL, GATEWAY_URL)},
        }


def _access(user_input: dict[str, Any]) -> dict[str, str]:
    """Return the flat data of a form, without the blanks that come with pasting."""
    flat = {**user_input, **user_input.get(SECTION_GATEWAY, {})}
    flat.pop(SECTION_GATEWAY, None)
    return {key: value if key == CONF_PASSWORD else value.strip() for key, value in flat.items()}


def _account_errors(error: SmsPilotError, data: dict[str, str]) -> dict[str, str]:
    """Return the sentence that says what to do when the gateway gives no account."""
    if isinstance(error, AuthenticationError):
        if CONF_API_KEY in data:
            return {CONF_API_KEY: "invalid_api_key"}
        return {CONF_PASSWORD: "invalid_login"}
    if isinstance(error, AccountBlockedError):
        return {"base": "account_blocked"}
    if isinstance(error, IpRestrictionError):
        return {"base": "ip_restriction"}
    if isinstance(error, GatewayError):
        return {"base": "refused"}
    return {"base": "cannot_connect" if isinstance(error, NotSentError) else "unusable_answer"}


def _is_web_address(value: str) -> bool:
    """Return whether a request can be made to an address at all."""
    try:
        url = URL(value)
    except ValueError:
        return False
    return url.scheme in ("http", "https") and bool(url.host)


def _placeholders(reason: str, **more: str) -> dict[str, str]:
    """Return what the texts of every form about an account may name."""
    return {
        "reason": reason,
        "api_settings_url": API_SETTINGS_URL,
        "example_url": GATEWAY_URL,
        **more,
    }
