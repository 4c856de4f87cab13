"""The button that sends a recipient's test message."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from homeassistant.exceptions import HomeAssistantError

from tests.accounts import MASHA, PETYA, entry_of, recipient_data, set_up
from tests.common import entity_id

if TYPE_CHECKING:
    from homeassistant.core import HomeAssistant

    from simulator import Simulator


async def press(hass: HomeAssistant, button: str) -> None:
    """Press a button."""
    await hass.services.async_call("button", "press", {"entity_id": button}, blocking=True)


async def test_the_button_sends_the_usual_test_message_to_each_number(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = await set_up(hass, entry_of(simulator, recipient_data("Masha", MASHA, PETYA)))
    await press(hass, entity_id(hass, entry, "button", "masha_test"))
    assert [(one.phone, one.text) for one in simulator.messages] == [
        (MASHA, "Home: test message"),
        (PETYA, "Home: test message"),
    ]


async def test_the_button_sends_the_text_that_fits_a_template(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    simulator.account.templates = ["Код ____"]
    masha = recipient_data("Masha", MASHA, test_text="Код 1234")
    petya = recipient_data("Petya", PETYA, subentry_id="petya")
    entry = await set_up(hass, entry_of(simulator, masha, petya))
    await press(hass, entity_id(hass, entry, "button", "masha_test"))
    assert [one.text for one in simulator.messages] == ["Код 1234"]
    with pytest.raises(HomeAssistantError, match="approved template"):
        await press(hass, entity_id(hass, entry, "button", "petya_test"))
