"""The dialogs about an account: set-up, a new key or password, another address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, override

import voluptuous as vol
from homeassistant.config_entries import (
    SOURCE_REAUTH,
    SOURCE_RECONFIGURE,
    SOURCE_USER,
    ConfigEntryState,
    ConfigFlow,
    FlowType,
    SubentryFlowContext,
)
from homeassistant.const import CONF_API_KEY, CONF_EMAIL, CONF_PASSWORD, CONF_URL
from homeassistant.core import callback
from homeassistant.helpers.selector import TextSelectorType

from .api.client import GATEWAY_URL
from .const import DOMAIN, SUBENTRY_RECIPIENT
from .dialogs.access import (
    ACCESS_KEYS,
    SECTION_GATEWAY,
    AccessCheck,
    access_of,
    async_ask_for_account,
    gateway_section,
    placeholders,
)
from .dialogs.options import SmsPilotOptionsFlow
from .dialogs.recipient import RecipientSubentryFlow
from .dialogs.selectors import line_of_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from homeassistant.config_entries import (
        ConfigFlowResult,
        ConfigSubentryFlow,
        OptionsFlow,
    )

    from .coordinator import SmsPilotConfigEntry

type Input = dict[str, Any] | None


_KEY_FIELDS = {vol.Required(CONF_API_KEY): line_of_text(TextSelectorType.PASSWORD, "off")}
_LOGIN_FIELDS = {
    vol.Required(CONF_EMAIL): line_of_text(TextSelectorType.EMAIL, "email"),
    vol.Required(CONF_PASSWORD): line_of_text(TextSelectorType.PASSWORD, "current-password"),
}


class SmsPilotConfigFlow(ConfigFlow, domain=DOMAIN):
    """Set up an account, and keep its access right."""

    VERSION = 1
    MINOR_VERSION = 1

    @classmethod
    @callback
    @override
    def async_get_supported_subentry_types(
        cls, config_entry: SmsPilotConfigEntry
    ) -> dict[str, type[ConfigSubentryFlow]]:
        """Return the recipients' dialog."""
        return {SUBENTRY_RECIPIENT: RecipientSubentryFlow}

    @staticmethod
    @callback
    @override
    def async_get_options_flow(config_entry: SmsPilotConfigEntry) -> OptionsFlow:
        """Return the dialog of the account's options."""
        return SmsPilotOptionsFlow()

    @override
    async def async_step_user(self, user_input: Input = None) -> ConfigFlowResult:
        """Ask by which of the two ways the gateway shall know the account."""
        return self.async_show_menu(step_id="user", menu_options=["api_key", "login"])

    async def async_step_api_key(self, user_input: Input = None) -> ConfigFlowResult:
        """Set up an account by its API key."""
        return await self._async_access_step("api_key", _KEY_FIELDS, user_input)

    async def async_step_login(self, user_input: Input = None) -> ConfigFlowResult:
        """Set up an account by e-mail and password."""
        return await self._async_access_step("login", _LOGIN_FIELDS, user_input)

    async def async_step_reauth(self, entry_data: Mapping[str, Any]) -> ConfigFlowResult:
        """Begin to renew an access that the gateway refused."""
        return await self.async_step_reauth_confirm()

    async def async_step_reauth_confirm(self, user_input: Input = None) -> ConfigFlowResult:
        """Ask for the new key or password, whichever the account uses."""
        entry = self._get_reauth_entry()
        by_key = CONF_API_KEY in entry.data
        check = AccessCheck()
        if user_input is not None:
            data = {**entry.data, **access_of(user_input)}
            check = await self._async_check(data)
            if not check.errors:
                if entry.state is ConfigEntryState.LOADED:
                    # The old access may be right again, so that nothing changes.
                    entry.runtime_data.coordinator.async_ask()
                return self.async_update_and_abort(entry, data=data)
        return self.async_show_form(
            step_id="reauth_confirm",
            data_schema=self.add_suggested_values_to_schema(
                vol.Schema(_KEY_FIELDS if by_key else _LOGIN_FIELDS),
                user_input or {CONF_EMAIL: entry.data.get(CONF_EMAIL)},
            ),
            # This form does not ask for the address.
            errors={
                key.replace(SECTION_GATEWAY, "base"): check.errors[key] for key in check.errors
            },
            description_placeholders=placeholders(check, account=entry.title),
        )

    async def async_step_reconfigure(self, user_input: Input = None) -> ConfigFlowResult:
        """Ask by which way the gateway shall know the account from now on."""
        return self.async_show_menu(
            step_id="reconfigure", menu_options=["reconfigure_api_key", "reconfigure_login"]
        )

    async def async_step_reconfigure_api_key(self, user_input: Input = None) -> ConfigFlowResult:
        """Change the account's API key or the gateway's address."""
        return await self._async_access_step("reconfigure_api_key", _KEY_FIELDS, user_input)

    async def async_step_reconfigure_login(self, user_input: Input = None) -> ConfigFlowResult:
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
        self, step_id: str, fields: Mapping[Any, Any], user_input: Input
    ) -> ConfigFlowResult:
        """Show a form for the access and the gateway's address until the gateway accepts it."""
        check = AccessCheck()
        if user_input is not None:
            data = access_of(user_input)
            check = await self._async_check(data)
            if not check.errors:
                return self._async_finish(data)
        return self.async_show_form(
            step_id=step_id,
            data_schema=self.add_suggested_values_to_schema(
                vol.Schema({**fields, **gateway_section(check)}), user_input or self._suggestions()
            ),
            errors=check.errors,
            description_placeholders=placeholders(check),
        )

    async def _async_check(self, data: dict[str, str]) -> AccessCheck:
        """Ask the gateway for the account, and see that it is the one that is meant."""
        check = await async_ask_for_account(self.hass, data)
        if check.account_id is None:
            return check
        if self.source == SOURCE_USER:
            await self.async_set_unique_id(check.account_id)
            self._abort_if_unique_id_configured()
            return check
        reauth = self.source == SOURCE_REAUTH
        entry = self._get_reauth_entry() if reauth else self._get_reconfigure_entry()
        if check.account_id == entry.unique_id:
            return check
        where = CONF_API_KEY if CONF_API_KEY in data else CONF_PASSWORD
        return AccessCheck(errors={where: "another_account"})

    def _async_finish(self, data: dict[str, str]) -> ConfigFlowResult:
        """Create the entry, or give the existing one its new access."""
        if self.source == SOURCE_RECONFIGURE:
            entry = self._get_reconfigure_entry()
            kept = {key: value for key, value in entry.data.items() if key not in ACCESS_KEYS}
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
