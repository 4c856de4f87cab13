"""Tells of every state the moment it is there, and holds the start back until a client watches.

A client hears of a state a little later: too late if Home Assistant is killed in between.
"""

from __future__ import annotations

import asyncio
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import voluptuous as vol
from homeassistant.auth.const import GROUP_ID_ADMIN
from homeassistant.auth.models import TOKEN_TYPE_LONG_LIVED_ACCESS_TOKEN
from homeassistant.components import websocket_api
from homeassistant.const import EVENT_STATE_CHANGED
from homeassistant.core import Event, EventStateChangedData, HomeAssistant, callback
from homeassistant.helpers.json import json_bytes
from homeassistant.helpers.typing import ConfigType

CONFIG_SCHEMA = vol.Schema({}, extra=vol.ALLOW_EXTRA)

TOKEN_FILE = "token"


async def async_setup(hass: HomeAssistant, _config: ConfigType) -> bool:
    """Leave a token for the client, and wait until it is there."""
    watched, telling = asyncio.Event(), int(os.environ["WITNESS_TELLS"])

    @callback
    def tell(event: Event[EventStateChangedData]) -> None:
        if (state := event.data["new_state"]) is not None:
            os.write(telling, json_bytes(state) + b"\n")

    @callback
    @websocket_api.websocket_command({vol.Required("type"): "witness/go"})
    def go(
        _hass: HomeAssistant, connection: websocket_api.ActiveConnection, message: dict[str, Any]
    ) -> None:
        watched.set()
        connection.send_result(message["id"])

    hass.bus.async_listen(EVENT_STATE_CHANGED, tell)
    websocket_api.async_register_command(hass, go)
    user = await hass.auth.async_create_user("Witness", group_ids=[GROUP_ID_ADMIN])
    refresh_token = await hass.auth.async_create_refresh_token(
        user,
        client_name="Witness",
        token_type=TOKEN_TYPE_LONG_LIVED_ACCESS_TOKEN,
        access_token_expiration=timedelta(days=1),
    )
    token = hass.auth.async_create_access_token(refresh_token)
    await hass.async_add_executor_job(_leave, Path(hass.config.path(TOKEN_FILE)), token)
    await watched.wait()
    return True


def _leave(file: Path, token: str) -> None:
    """Write the token in one go, so that nobody reads half of it."""
    draft = file.with_suffix(".draft")
    draft.write_text(token)
    draft.replace(file)
