"""The way to an account's gateway, shared by the dialogs and the set-up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from homeassistant.const import CONF_API_KEY, CONF_EMAIL, CONF_PASSWORD, CONF_URL
from homeassistant.helpers.aiohttp_client import async_get_clientsession

from ..api.client import GATEWAY_URL, SmsPilotClient
from ..api.errors import SmsPilotError
from ..api.models import ApiKey, Channel, Login

if TYPE_CHECKING:
    from collections.abc import Mapping

    from homeassistant.core import HomeAssistant

    from ..api.models import Credentials


def credentials(data: Mapping[str, Any]) -> Credentials:
    """Return the access that a config entry's data gives: a key, or e-mail and password."""
    if CONF_API_KEY in data:
        return ApiKey(key=data[CONF_API_KEY])
    return Login(email=data[CONF_EMAIL], password=data[CONF_PASSWORD])


def access(data: Mapping[str, Any]) -> tuple[Credentials, str]:
    """Return the credentials and the gateway's address that a config entry's data give."""
    return credentials(data), data.get(CONF_URL, GATEWAY_URL)


def create_client(hass: HomeAssistant, data: Mapping[str, Any]) -> SmsPilotClient:
    """Return a client for a config entry's data on Home Assistant's own session."""
    by, url = access(data)
    return SmsPilotClient(async_get_clientsession(hass), by, url=url)


async def async_senders(hass: HomeAssistant, data: Mapping[str, Any]) -> list[str]:
    """Return the account's senders to choose from; none while the gateway does not answer."""
    try:
        account = await create_client(hass, data).account()
    except SmsPilotError:
        return []
    return [sender for sender in account.senders if sender not in set(Channel)]
