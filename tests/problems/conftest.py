"""What the tests of problems are given."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.accounts import entry_of, recipient_data, set_up

if TYPE_CHECKING:
    from homeassistant.core import HomeAssistant
    from pytest_homeassistant_custom_component.common import MockConfigEntry

    from simulator import Simulator


@pytest.fixture
async def entry(hass: HomeAssistant, simulator: Simulator) -> MockConfigEntry:
    """Return an account that runs, with Masha as recipient."""
    entry = entry_of(
        simulator, recipient_data("Masha"), messages_per_hour=1, pushed_delivery_reports=False
    )
    await set_up(hass, entry)
    return entry
