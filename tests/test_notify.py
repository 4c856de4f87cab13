"""Notifiers."""

from __future__ import annotations

from homeassistant.core import HomeAssistant

from simulator import Simulator
from tests.accounts import MASHA, PETYA, entry_of, recipient_data, set_up
from tests.common import entity_id, notify, state_of


async def test_a_message_reaches_the_recipient(hass: HomeAssistant, simulator: Simulator) -> None:
    entry = await set_up(hass, entry_of(simulator, recipient_data("Маша", MASHA)))
    await notify(hass, entity_id(hass, entry, "notify", "masha"), "Пожар")
    assert [(one.phone, one.text) for one in simulator.messages] == [(MASHA, "Пожар")]
    assert state_of(hass, entry, "notify", "masha").state != "unknown"
