"""Whether the gateway can be reached."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.accounts import MASHA, entry_of, recipient_data, set_up
from tests.common import act, state_of, until

if TYPE_CHECKING:
    from homeassistant.core import HomeAssistant

    from simulator import Simulator


async def test_it_is_unknown_until_the_gateway_was_asked(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    simulator.faults.add("hold", command="account")
    entry = entry_of(simulator)
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await simulator.faults.wait_held()
    assert state_of(hass, entry, "binary_sensor", "gateway").state == "unknown"
    simulator.faults.clear()
    await until(lambda: state_of(hass, entry, "binary_sensor", "gateway").state == "on")


async def test_it_goes_off_with_the_line_and_on_with_any_answer(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = await set_up(hass, entry_of(simulator, recipient_data("Masha", MASHA)))
    await simulator.stop()
    await act(hass, "send_message", numbers=MASHA, message="Пожар")
    await entry.runtime_data.coordinator.async_refresh()
    await until(lambda: state_of(hass, entry, "binary_sensor", "gateway").state == "off")
    simulator.account.key = "Z" * 64  # a refusal is an answer
    await simulator.start()
    await entry.runtime_data.coordinator.async_refresh()
    await until(lambda: state_of(hass, entry, "binary_sensor", "gateway").state == "on")
