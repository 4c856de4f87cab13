"""Delivery reports that the gateway pushes; off by default, and never believed.

A report says only that it is time to ask: what it claims is neither kept nor shown.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Final

from aiohttp.hdrs import METH_GET, METH_POST, METH_PUT
from aiohttp.web import Request, Response
from homeassistant.components import webhook
from homeassistant.const import CONF_WEBHOOK_ID, EVENT_CORE_CONFIG_UPDATE
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback

from ...const import CONF_DELIVERY_REPORTS, DOMAIN
from ...messaging.problem import Problem
from ...problems import account_issues
from .public_address import async_give_back, async_webhook_address, cloud_of

if TYPE_CHECKING:
    from ...coordinator import SmsPilotConfigEntry

_LOGGER = logging.getLogger(__name__)

_MOST_DIGITS: Final = 18


async def async_delete_public_address(hass: HomeAssistant, entry: SmsPilotConfigEntry) -> None:
    """Give the address for reports back."""
    if webhook_id := entry.data.get(CONF_WEBHOOK_ID):
        await async_give_back(hass, webhook_id)


class DeliveryReports:
    """An account's webhook, and the address that the gateway is given with each message."""

    def __init__(self, hass: HomeAssistant, entry: SmsPilotConfigEntry) -> None:
        """Belong to an account, whose address stays the same however often this is switched."""
        if CONF_WEBHOOK_ID not in entry.data:
            hass.config_entries.async_update_entry(
                entry, data={**entry.data, CONF_WEBHOOK_ID: webhook.async_generate_id()}
            )
        self._hass = hass
        self._entry = entry
        self._messenger = entry.runtime_data.messenger
        self._webhook_id: str = entry.data[CONF_WEBHOOK_ID]
        self._choosing = asyncio.Lock()
        self._stops: list[CALLBACK_TYPE] = []
        entry.async_on_unload(self._async_stop)

    @callback
    def async_follow_option(self) -> None:
        """Receive reports from now on if the user wants them, and no more if not."""
        wanted = bool(self._entry.options.get(CONF_DELIVERY_REPORTS))
        if wanted and not self._stops:
            self._async_start()
        elif self._stops and not wanted:
            self._async_stop()

    @callback
    def _async_start(self) -> None:
        """Listen, and follow the changes of Home Assistant's own address."""
        hass, webhook_id = self._hass, self._webhook_id
        webhook.async_register(
            hass,
            DOMAIN,
            self._entry.title,
            webhook_id,
            self._async_handle,
            # A method that is not allowed would be logged together with the webhook's id.
            allowed_methods=(METH_GET, METH_POST, METH_PUT),
        )
        self._stops = [
            lambda: webhook.async_unregister(hass, webhook_id),
            hass.bus.async_listen(EVENT_CORE_CONFIG_UPDATE, self._async_choose),
        ]
        if (cloud := cloud_of(hass)) is not None:
            self._stops.append(cloud.async_listen_connection_change(hass, self._async_choose))
        self._async_choose()

    @callback
    def _async_stop(self) -> None:
        """Listen no more, and have the gateway push no more."""
        while self._stops:
            self._stops.pop()()
        self._messenger.callback_url = None
        account_issues.async_set_problem(
            self._hass, self._entry, Problem.CALLBACK_REFUSED, active=False
        )

    async def _async_handle(
        self, hass: HomeAssistant, webhook_id: str, request: Request
    ) -> Response:
        """Take a report: the message it names is asked for soon.

        The gateway writes it in the query. A body is anybody's: nothing of it is read, so that none
        can be so long or so malformed that an error's traceback shows the webhook's id in the log.
        """
        server_id = request.query.get("server_id", "")
        if server_id.isdecimal() and len(server_id) <= _MOST_DIGITS:
            self._messenger.report(int(server_id))
        return Response(text="OK")

    @callback
    def _async_choose(self, _change: object = None) -> None:
        """Choose the address apart: Home Assistant Cloud may take its time."""
        self._entry.async_create_background_task(
            self._hass, self._async_choose_address(), "smspilot address for delivery reports"
        )

    async def _async_choose_address(self) -> None:
        """Tell the gateway an address that it can reach, or none."""
        async with self._choosing:
            address = await async_webhook_address(self._hass, self._webhook_id)
            if not self._stops:
                return  # switched off meanwhile
            if address is None:
                _LOGGER.warning(
                    "%s: delivery reports need an external address of Home Assistant; "
                    "until there is one, the gateway is asked instead",
                    self._entry.title,
                )
            self._messenger.callback_url = address
