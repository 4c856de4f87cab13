"""What the fixes of repair issues do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from custom_components.smspilot.messaging.listener import Problem
from custom_components.smspilot.messaging.record.message import State
from custom_components.smspilot.problems import issues
from tests.accounts import MASHA, PETYA
from tests.problems.conftest import entry
from tests.problems.shown import fix, raised, send

if TYPE_CHECKING:
    from homeassistant.core import HomeAssistant
    from pytest_homeassistant_custom_component.common import MockConfigEntry
    from pytest_homeassistant_custom_component.typing import ClientSessionGenerator


__all__ = ["entry"]


async def test_a_reached_limit_is_reported_and_its_fix_grants_one_more_allowance(
    hass: HomeAssistant, entry: MockConfigEntry, hass_client: ClientSessionGenerator
) -> None:
    assert await send(entry, MASHA, PETYA) == [State.ACCEPTED, State.REJECTED]
    issue = raised(hass)["limit_messages"]
    assert issue.translation_placeholders == {"account": "SMSPILOT 5671"}

    result = await fix(hass, hass_client, issue)

    assert result["type"] == "create_entry"
    assert "limit_messages" not in raised(hass)
    assert await send(entry, PETYA) == [State.ACCEPTED]


async def test_a_limit_cannot_be_raised_while_the_account_does_not_run(
    hass: HomeAssistant, entry: MockConfigEntry, hass_client: ClientSessionGenerator
) -> None:
    issues.async_set_problem(hass, entry, Problem.LIMIT_ROUBLES, active=True)
    await hass.config_entries.async_unload(entry.entry_id)

    result = await fix(hass, hass_client, raised(hass)["limit_roubles"])

    assert (result["type"], result["reason"]) == ("abort", "not_loaded")
    assert "limit_roubles" in raised(hass)


async def test_the_fix_of_a_refused_callback_switches_the_reports_off(
    hass: HomeAssistant, entry: MockConfigEntry, hass_client: ClientSessionGenerator
) -> None:
    await hass.config.async_update(external_url="https://home.example.com")
    options = {**entry.options, "pushed_delivery_reports": True}
    hass.config_entries.async_update_entry(entry, options=options)
    await hass.async_block_till_done()
    issues.async_set_problem(hass, entry, Problem.CALLBACK_REFUSED, active=True)

    result = await fix(hass, hass_client, raised(hass)["callback_refused"])

    assert result["type"] == "create_entry"
    assert entry.options["pushed_delivery_reports"] is False
    assert raised(hass) == {}


@pytest.mark.parametrize("problem", [Problem.JOURNAL_DAMAGED, Problem.WRONG_PINS])
async def test_what_lies_in_the_past_only_wants_to_be_read(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    hass_client: ClientSessionGenerator,
    problem: Problem,
) -> None:
    issues.async_set_problem(hass, entry, problem, active=True)
    issue = raised(hass)[problem.value]
    assert issue.is_persistent

    await fix(hass, hass_client, issue)

    assert raised(hass) == {}
