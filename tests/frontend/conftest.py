"""What the tests of the card are given."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

import pytest
from homeassistant.components.frontend import DATA_EXTRA_MODULE_URL, UrlManager
from homeassistant.core import HomeAssistant

from .watching import Card

if TYPE_CHECKING:
    from pytest_homeassistant_custom_component.typing import WebSocketGenerator

type Opener = Callable[..., Awaitable[Card]]


@pytest.fixture(autouse=True)
def frontend(hass: HomeAssistant) -> UrlManager:
    """Let Home Assistant believe that it has a frontend; its own package is not for tests."""
    hass.config.components.add("frontend")
    modules = hass.data[DATA_EXTRA_MODULE_URL] = UrlManager(lambda *_: None, [])
    return modules


@pytest.fixture
def open_card(hass: HomeAssistant, hass_ws_client: WebSocketGenerator) -> Opener:
    """Return what opens a card, as the owner unless another token is given."""

    async def open_(token: str | None = None, **request: Any) -> Card:
        client = await (hass_ws_client(hass, token) if token else hass_ws_client(hass))
        card = Card(client)
        await card.open(**request)
        return card

    return open_
