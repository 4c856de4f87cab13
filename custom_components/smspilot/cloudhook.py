"""Home Assistant Cloud, imported only where a home has it: it brings very much with it."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType


@callback
def _cloud(hass: HomeAssistant) -> ModuleType | None:
    """Return the cloud integration, None where it is not set up."""
    if "cloud" not in hass.config.components:
        return None
    from homeassistant.components import cloud  # noqa: PLC0415 - loaded already, or not at all

    return cloud


@callback
def async_has_cloud(hass: HomeAssistant) -> bool:
    """Return whether an address at Home Assistant Cloud can be had."""
    cloud = _cloud(hass)
    return cloud is not None and bool(cloud.async_active_subscription(hass))


async def async_cloud_address(hass: HomeAssistant, webhook_id: str) -> str | None:
    """Return the address of a webhook at Home Assistant Cloud, if there is one."""
    if (cloud := _cloud(hass)) is not None and cloud.async_active_subscription(hass):
        with suppress(cloud.CloudNotAvailable):
            return str(await cloud.async_get_or_create_cloudhook(hass, webhook_id))
    return None


async def async_delete_cloud_address(hass: HomeAssistant, webhook_id: str) -> None:
    """Give the address back."""
    if (cloud := _cloud(hass)) is not None:
        with suppress(cloud.CloudNotAvailable, ValueError):
            await cloud.async_delete_cloudhook(hass, webhook_id)


@callback
def async_listen_cloud(hass: HomeAssistant, changed: Callable[[], None]) -> CALLBACK_TYPE:
    """Call back whenever Home Assistant Cloud comes or goes; return what ends that."""
    if (cloud := _cloud(hass)) is None:
        return lambda: None
    stop: CALLBACK_TYPE = cloud.async_listen_connection_change(hass, lambda _state: changed())
    return stop
