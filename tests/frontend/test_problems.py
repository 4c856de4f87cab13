"""What keeps a card from showing anything, and that it recovers by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from homeassistant.auth.permissions.const import CAT_ENTITIES
from homeassistant.core import HomeAssistant

from simulator import Simulator
from tests.accounts import MASHA, entry_of, recipient_data, set_up
from tests.common import act

if TYPE_CHECKING:
    from pytest_homeassistant_custom_component.common import MockUser

    from .conftest import Opener


async def test_an_account_that_does_not_exist_and_one_too_many(
    hass: HomeAssistant, simulator: Simulator, open_card: Opener
) -> None:
    await set_up(hass, entry_of(simulator))
    lost = await open_card(config_entry_id="nowhere")
    assert lost.head["problem"] == "no_account"
    card = await open_card()
    assert card.head["problem"] is None
    second = await set_up(hass, entry_of(simulator, account=simulator.add_account()))
    await card.until(lambda: card.head["problem"] == "which_account")
    assert card.head["account"] is None
    await hass.config_entries.async_remove(second.entry_id)
    await card.until(lambda: card.head["problem"] is None)


async def test_an_account_that_is_not_loaded_comes_back(
    hass: HomeAssistant, simulator: Simulator, open_card: Opener
) -> None:
    entry = await set_up(hass, entry_of(simulator, recipient_data("Masha", MASHA)))
    await act(hass, "send_message", entity_id="notify.masha", message="Раз")
    card = await open_card(config_entry_id=entry.entry_id)
    await card.answered()
    await hass.config_entries.async_unload(entry.entry_id)
    await card.until(lambda: card.head["problem"] == "account_not_loaded")
    assert card.rows == {}
    await hass.config_entries.async_setup(entry.entry_id)
    await card.until(lambda: card.head["problem"] is None)
    await act(hass, "send_message", entity_id="notify.masha", message="Два")
    await card.until(lambda: sorted(card.column("text")) == ["Два", "Раз"])


async def test_two_accounts_have_a_card_each(
    hass: HomeAssistant, simulator: Simulator, open_card: Opener
) -> None:
    first = await set_up(hass, entry_of(simulator))
    second = await set_up(hass, entry_of(simulator, account=simulator.add_account()))
    cards = [await open_card(config_entry_id=entry.entry_id) for entry in (first, second)]
    for entry, card in zip((first, second), cards, strict=True):
        await act(
            hass,
            "send_message",
            numbers=[MASHA],
            message=entry.title,
            config_entry_id=entry.entry_id,
        )
        await card.until(lambda card=card: card.rows)  # type: ignore[misc]
        assert card.column("text") == [entry.title]


@pytest.mark.parametrize("readable", [[], ["sensor.smspilot_5671_balance"]])
async def test_whoever_may_not_read_every_entity_of_the_account_gets_nothing(
    hass: HomeAssistant,
    simulator: Simulator,
    open_card: Opener,
    hass_admin_user: MockUser,
    readable: list[str],
) -> None:
    await set_up(hass, entry_of(simulator, recipient_data("Masha", MASHA)))
    await act(hass, "send_message", entity_id="notify.masha", message="Тайна")
    hass_admin_user.groups = []
    hass_admin_user.mock_policy({CAT_ENTITIES: {"entity_ids": dict.fromkeys(readable, True)}})
    card = await open_card()
    assert card.head["problem"] == "no_permission"
    assert card.head["recipients"] == []
    assert card.head["account"] is None
    assert card.rows == {}
