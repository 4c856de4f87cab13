"""Home Assistant's public address, if it has one."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from homeassistant.components import webhook
from homeassistant.core import HomeAssistant
from homeassistant.helpers.network import NoURLAvailableError

if TYPE_CHECKING:
    from types import ModuleType


def cloud_of(hass: HomeAssistant) -> ModuleType | None:
    """Return Home Assistant Cloud where it runs; it is heavy to load for those without it."""
    if "cloud" not in hass.config.components:
        return None
    from homeassistant.components import cloud  # noqa: PLC0415 - see above

    return cloud


async def async_webhook_address(hass: HomeAssistant, webhook_id: str) -> str | None:
    """Return where the world finds a webhook; an internal address is never told."""
    cloud = cloud_of(hass)
    if cloud is not None and cloud.async_active_subscription(hass):
        with suppress(cloud.CloudNotAvailable):
            address: str = await cloud.async_get_or_create_cloudhook(hass, webhook_id)
            return address
    with suppress(NoURLAvailableError):
        return webhook.async_generate_url(hass, webhook_id, allow_internal=False)
    return None


async def async_give_back(hass: HomeAssistant, webhook_id: str) -> None:
    """Give a webhook's address at Home Assistant Cloud back."""
    if (cloud := cloud_of(hass)) is not None:
        with suppress(cloud.CloudNotAvailable, ValueError):
            await cloud.async_delete_cloudhook(hass, webhook_id)
