"""Answers to who wrote first: so many an hour to one number, so that nobody spends the money."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from homeassistant.exceptions import HomeAssistantError

from tests.accounts import MASHA, PETYA, entry_of, recipient_data, set_up
from tests.common import act, events_of, first_poll, issues_of, notify, sends, until
from tests.problems.shown import fix, raised

if TYPE_CHECKING:
    from homeassistant.config_entries import ConfigEntry
    from homeassistant.core import HomeAssistant
    from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

    from simulator import Simulator


async def answer(hass: HomeAssistant, number: int, to: str = MASHA, **more: object) -> str:
    """Answer, and return what became of it."""
    text = f"Ответ {'абвгдежзик'[number]}"
    response = await act(hass, "send_message", numbers=to, message=text, **more)
    status: str = response["messages"][0]["status"]
    return status


@pytest.fixture
async def entry(hass: HomeAssistant, simulator: Simulator, quick_polls: None) -> ConfigEntry:
    """Return an account to which Masha, a recipient, has just written."""
    entry = await set_up(
        hass, entry_of(simulator, recipient_data("Маша", MASHA), answers_per_hour=3)
    )
    fired = events_of(hass, entry, "inbound_message")
    await first_poll(hass, entry)
    simulator.receive(MASHA, "Статус")
    await until(lambda: fired)
    return entry


@pytest.mark.usefixtures("entry")
async def test_past_the_limit_answers_are_refused_and_an_alarm_goes_all_the_same(
    hass: HomeAssistant, simulator: Simulator, hass_client: ClientSessionGenerator
) -> None:
    assert [await answer(hass, number) for number in range(3)] == ["accepted"] * 3
    with pytest.raises(HomeAssistantError) as error:
        await answer(hass, 3)
    assert error.value.translation_key == "limit_answers_per_hour"
    assert issues_of(hass) == ["limit_answers"]
    assert len(sends(simulator)) == 3
    assert await answer(hass, 4, ignore_limits=True) == "accepted"
    await notify(hass, "notify.masha", "Пожар!")
    await act(hass, "send_message", entity_id="notify.masha", message="Потоп!")
    assert [message.text for message in simulator.messages[-2:]] == ["Пожар!", "Потоп!"]
    await fix(hass, hass_client, raised(hass)["limit_answers"])
    assert issues_of(hass) == []
    assert await answer(hass, 5) == "accepted"


@pytest.mark.usefixtures("entry")
async def test_who_did_not_write_is_not_answered_but_written_to(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    sent = [await answer(hass, number, PETYA) for number in range(6)]
    assert sent == ["accepted"] * 6
    assert len(sends(simulator)) == 6


async def test_another_allowance_holds_at_once(hass: HomeAssistant, entry: ConfigEntry) -> None:
    for number in range(3):
        await answer(hass, number)
    hass.config_entries.async_update_entry(entry, options={**entry.options, "answers_per_hour": 4})
    await hass.async_block_till_done()
    assert await answer(hass, 3) == "accepted"
