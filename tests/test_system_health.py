"""The integration's part of the system information."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from homeassistant.components import system_health
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import get_system_health_info

from custom_components.smspilot.const import DOMAIN
from custom_components.smspilot.messaging.record.draft import Draft
from tests.accounts import MASHA, answered, entry_of, set_up
from tests.common import until

if TYPE_CHECKING:
    import pytest
    from homeassistant.core import HomeAssistant

    from simulator import Simulator


async def health(hass: HomeAssistant) -> dict[str, Any]:
    """Return the integration's information, with what has to be waited for."""
    assert await async_setup_component(hass, "system_health", {})
    await hass.async_block_till_done()
    found: dict[str, Any] = await get_system_health_info(hass, DOMAIN)
    return {
        key: await value if asyncio.iscoroutine(value) else value for key, value in found.items()
    }


async def test_a_running_account_is_healthy(hass: HomeAssistant, simulator: Simulator) -> None:
    await set_up(hass, entry_of(simulator))

    assert await health(hass) == {
        "can_reach_gateway": "ok",
        "accounts": 1,
        "queued_messages": 0,
        "last_error": "none",
    }


async def test_a_gateway_that_is_off_shows(hass: HomeAssistant, simulator: Simulator) -> None:
    entry = entry_of(simulator)
    await set_up(hass, entry)
    await until(lambda: answered(simulator, "inbound"))
    await simulator.stop()
    messenger = entry.runtime_data.messenger
    await messenger.settled(messenger.accept([Draft(phone=MASHA, text="Hello")]))
    await entry.runtime_data.coordinator.async_refresh()

    assert await health(hass) == {
        "can_reach_gateway": {"type": "failed", "error": "unreachable"},
        "accounts": 1,
        "queued_messages": 1,
        "last_error": "NotSentError",
    }


async def test_without_an_account_the_vendors_gateway_is_tried(
    hass: HomeAssistant, simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await async_setup_component(hass, DOMAIN, {})
    tried = []

    async def reach(_hass: HomeAssistant, url: str) -> str:
        tried.append(url)
        return "ok"

    monkeypatch.setattr(system_health, "async_check_can_reach_url", reach)

    assert (await health(hass))["accounts"] == 0
    assert tried == ["https://smspilot.ru"]
