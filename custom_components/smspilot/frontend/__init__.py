"""The messages card: its files for the browser, and the command that feeds it."""

from __future__ import annotations

from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Final

from homeassistant.components import websocket_api
from homeassistant.components.http.server import StaticPathConfig

from ..const import DOMAIN
from .card_feeds import CARD_FEEDS, CardFeeds
from .subscription import websocket_subscribe

if TYPE_CHECKING:
    from homeassistant.core import HomeAssistant

CARD: Final = "messages-card.js"
_FOLDER: Final = Path(__file__).parent / "card"


async def async_register_card(hass: HomeAssistant) -> None:
    """Offer the card to the dashboards; a home without a frontend does not notice."""
    if "frontend" not in hass.config.components:
        return
    # Not above: what the frontend's own module needs is only there where the frontend is.
    from homeassistant.components.frontend import (  # noqa: PLC0415
        DATA_EXTRA_MODULE_URL,
        add_extra_js_url,
    )

    if DATA_EXTRA_MODULE_URL not in hass.data:
        return
    hass.data[CARD_FEEDS] = CardFeeds(hass)
    websocket_api.async_register_command(hass, websocket_subscribe)
    # The version is part of the path, so that it holds for the files that the first one imports.
    address = f"/{DOMAIN}/{await hass.async_add_executor_job(_version)}"
    await hass.http.async_register_static_paths(
        [StaticPathConfig(address, str(_FOLDER), cache_headers=True)]
    )
    add_extra_js_url(hass, f"{address}/{CARD}")


def _version() -> str:
    """Return what changes with any of the card's files: browsers keep them for a month."""
    digest = blake2b(digest_size=6)
    for path in sorted(_FOLDER.glob("*.js")):
        digest.update(path.read_bytes())
    return digest.hexdigest()
