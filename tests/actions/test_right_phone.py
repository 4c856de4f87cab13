"""What templates and YAML leave of a number is dialled as that number or not at all."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from homeassistant.exceptions import ServiceValidationError

from tests.accounts import entry_of, recipient_data, set_up
from tests.actions.scripts import run

if TYPE_CHECKING:
    from homeassistant.core import HomeAssistant

    from simulator import Simulator

MALDIVES = "9607000000"
"""Digits that are a Russian mobile number to a Russian."""
WAYS = (
    "{action: smspilot.send_message, data: {numbers: %s, message: Fire}}",
    "{action: smspilot.send_message, data: {numbers: [[%s]], message: Fire}}",
    "{action: notify.smspilot, data: {target: %s, message: Fire}}",
)


async def dialled(hass: HomeAssistant, simulator: Simulator, written: str, way: str) -> list[str]:
    """Return whom a message goes to if a script has a number written so."""
    with suppress(ServiceValidationError):
        await run(hass, "- " + way % written)
    return [message.phone for message in simulator.messages]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("country", "written", "phones"),
    [
        ("RU", "\"{{ '+85290000000' }}\"", []),
        ("RU", '"+85290000000"', ["85290000000"]),
        ("RU", "\"{{ '+85291234567' }}\"", ["85291234567"]),
        ("RU", MALDIVES, []),
        ("RU", f"\"{{{{ '+{MALDIVES}' }}}}\"", []),
        ("RU", f'"+{MALDIVES}"', [MALDIVES]),
        ("DE", MALDIVES, [MALDIVES]),
        ("DE", '"8 (908) 796-47-81"', ["79087964781"]),
        ("DE", "89087964781", ["79087964781"]),
        ("US", "79087964781", ["79087964781"]),
        ("KZ", '"{{ 79087964781.0 }}"', ["79087964781"]),
        ("BY", "80291234567", ["375291234567"]),
        ("DE", "+84912000000", []),
    ],
)
async def test_digits_are_that_number_or_an_error(
    hass: HomeAssistant,
    simulator: Simulator,
    country: str,
    written: str,
    phones: list[str],
    way: str,
) -> None:
    hass.config.country = country
    await set_up(hass, entry_of(simulator))
    assert await dialled(hass, simulator, written, way) == phones


@pytest.mark.parametrize("way", WAYS)
async def test_digits_of_a_recipient_are_the_recipient(
    hass: HomeAssistant, simulator: Simulator, way: str
) -> None:
    hass.config.country = "RU"
    await set_up(hass, entry_of(simulator, recipient_data("Masha", MALDIVES)))
    assert await dialled(hass, simulator, MALDIVES, way) == [MALDIVES]
