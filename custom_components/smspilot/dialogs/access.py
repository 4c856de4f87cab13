"""Whether the gateway knows an account by the key, or the e-mail and password, of a form."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, Final

import voluptuous as vol
from homeassistant.const import CONF_API_KEY, CONF_EMAIL, CONF_PASSWORD, CONF_URL
from homeassistant.data_entry_flow import SectionConfig, section
from homeassistant.helpers.selector import TextSelectorType
from homeassistant.util.network import is_local
from yarl import URL

from ..account.connection import create_client
from ..api.client import GATEWAY_URL
from ..api.errors import (
    AccountBlockedError,
    AccountUnpaidError,
    AuthenticationError,
    GatewayError,
    IpRestrictionError,
    NotSentError,
    SmsPilotError,
)
from ..const import API_SETTINGS_URL, TOP_UP_URL
from ..problems.refusal_kinds import gateway_words
from .selectors import line_of_text

if TYPE_CHECKING:
    from homeassistant.core import HomeAssistant

SECTION_GATEWAY: Final = "gateway"
_QUOTES: Final = "'\"`«»“”„‘’"
ACCESS_KEYS: Final = frozenset({CONF_API_KEY, CONF_EMAIL, CONF_PASSWORD, CONF_URL})


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessCheck:
    """What came of asking: the account's number, or the form's errors and the gateway's words."""

    account_id: str | None = None
    errors: dict[str, str] = field(default_factory=dict)
    reason: str = ""


async def async_ask_for_account(hass: HomeAssistant, data: dict[str, str]) -> AccessCheck:
    """Ask the gateway for the account that some data give access to."""
    if errors := _address_errors(data.get(CONF_URL, GATEWAY_URL)):
        return AccessCheck(errors=errors)
    try:
        account = await create_client(hass, data).account()
    except SmsPilotError as error:
        return AccessCheck(errors=_errors(error, data), reason=gateway_words(hass, error))
    return AccessCheck(account_id=account.id)


def access_of(user_input: dict[str, Any]) -> dict[str, str]:
    """Return the flat data of a form, without the blanks that come with pasting."""
    flat = {**user_input, **user_input.get(SECTION_GATEWAY, {})}
    flat.pop(SECTION_GATEWAY, None)
    return {key: _as_typed(key, value) for key, value in flat.items()}


def placeholders(check: AccessCheck, **more: str) -> dict[str, str]:
    """Return what the texts of every form about an account may name."""
    return {
        "reason": check.reason,
        "api_settings_url": API_SETTINGS_URL,
        "top_up_url": TOP_UP_URL,
        "example_url": GATEWAY_URL,
        **more,
    }


def _as_typed(key: str, value: str) -> str:
    """Return a field's value without what comes along when it is copied."""
    if key == CONF_PASSWORD:
        return value
    if key == CONF_API_KEY:
        shown = (one for one in value if unicodedata.category(one)[0] not in "CZ")
        return "".join(shown).strip(_QUOTES)
    return value.strip()


def gateway_section(check: AccessCheck) -> dict[vol.Marker, section]:
    """Return the section of the address, folded up unless something is wrong with that."""
    address = {
        vol.Required(CONF_URL, default=GATEWAY_URL): line_of_text(TextSelectorType.URL, "url")
    }
    folded = SectionConfig(collapsed=SECTION_GATEWAY not in check.errors)
    return {vol.Required(SECTION_GATEWAY): section(vol.Schema(address), folded)}


def _errors(error: SmsPilotError, data: dict[str, str]) -> dict[str, str]:
    """Return the sentence that says what to do when the gateway gives no account."""
    if isinstance(error, AuthenticationError):
        if CONF_API_KEY in data:
            return {CONF_API_KEY: "invalid_api_key"}
        return {CONF_PASSWORD: "invalid_login"}
    if isinstance(error, AccountBlockedError):
        unpaid = isinstance(error, AccountUnpaidError)
        return {"base": "account_unpaid" if unpaid else "account_blocked"}
    if isinstance(error, IpRestrictionError):
        return {"base": "ip_restriction"}
    if isinstance(error, GatewayError):
        return {"base": "refused"}
    where = "base" if data.get(CONF_URL, GATEWAY_URL) == GATEWAY_URL else SECTION_GATEWAY
    return {where: "cannot_connect" if isinstance(error, NotSentError) else "unusable_answer"}


def _address_errors(value: str) -> dict[str, str]:
    """Return the sentence that says why nothing is sent to an address; none if it is."""
    try:
        url = URL(value)
    except ValueError:
        return {SECTION_GATEWAY: "invalid_url"}
    if url.scheme not in ("http", "https") or not url.host:
        return {SECTION_GATEWAY: "invalid_url"}
    if url.raw_user or url.raw_password or url.raw_query_string or url.raw_fragment:
        return {SECTION_GATEWAY: "url_with_more"}
    if url.scheme == "http" and not _is_near(url.host):
        return {SECTION_GATEWAY: "url_not_encrypted"}
    return {}


def _is_near(host: str) -> bool:
    """Return whether a host is this machine, or one that only the home's own network has."""
    if host == "localhost":
        return True
    try:
        return is_local(ip_address(host))
    except ValueError:
        return False
