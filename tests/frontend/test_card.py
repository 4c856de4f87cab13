"""The card's files, and how browsers get them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from homeassistant.components.frontend import DATA_EXTRA_MODULE_URL, UrlManager
from homeassistant.core import HomeAssistant

from custom_components.smspilot.frontend import CARD
from simulator import Simulator
from tests.accounts import entry_of, recipient_data, set_up
from tests.common import notify, sends
from tests.structure.source import INTEGRATION

if TYPE_CHECKING:
    from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

FILES = INTEGRATION / "frontend" / "card"
LARGEST = 40_000
"""Bytes of all the card's JavaScript."""


async def test_every_page_loads_the_card_once_however_many_accounts_there_are(
    hass: HomeAssistant,
    simulator: Simulator,
    frontend: UrlManager,
    hass_client_no_auth: ClientSessionGenerator,
) -> None:
    await set_up(hass, entry_of(simulator))
    await set_up(hass, entry_of(simulator, account=simulator.add_account()))
    [address] = frontend.urls
    browser = await hass_client_no_auth()
    for path in FILES.glob("*.js"):
        answer = await browser.get(address.replace(CARD, path.name))
        assert await answer.text() == path.read_text(encoding="utf-8")
        assert "javascript" in answer.headers["Content-Type"]


async def test_a_home_without_a_frontend_sends(hass: HomeAssistant, simulator: Simulator) -> None:
    hass.config.components.remove("frontend")
    del hass.data[DATA_EXTRA_MODULE_URL]
    await set_up(hass, entry_of(simulator, recipient_data("Masha")))
    await notify(hass, "notify.masha", "Дым на кухне")
    assert len(sends(simulator)) == 1


def test_the_card_is_small() -> None:
    assert sum(len(path.read_bytes()) for path in FILES.glob("*.js")) < LARGEST


def test_the_card_takes_nothing_from_the_net_and_makes_no_markup_of_texts() -> None:
    for path in FILES.glob("*.js"):
        source = path.read_text(encoding="utf-8")
        for word in ("http:", "https:", "innerHTML", "insertAdjacentHTML", "outerHTML", "eval("):
            assert word not in source.replace("http://www.w3.org/2000/svg", "")
