"""What the fixes of repair issues do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from homeassistant.helpers import issue_registry as ir

from custom_components.smspilot.api.errors import NotSentError, gateway_error
from custom_components.smspilot.const import DOMAIN
from custom_components.smspilot.messaging.problem import Problem
from custom_components.smspilot.messaging.record.message import State
from custom_components.smspilot.problems import account_issues
from custom_components.smspilot.problems.unsent_issues import async_set_refused as set_refused
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
    account_issues.async_set_problem(hass, entry, Problem.LIMIT_ROUBLES, active=True)
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
    account_issues.async_set_problem(hass, entry, Problem.CALLBACK_REFUSED, active=True)

    result = await fix(hass, hass_client, raised(hass)["callback_refused"])

    assert result["type"] == "create_entry"
    assert entry.options["pushed_delivery_reports"] is False
    assert raised(hass) == {}


@pytest.mark.parametrize("problem", [Problem.JOURNAL_DAMAGED, Problem.WRONG_PINS])
async def test_what_lies_in_the_past_is_ignored_once_it_was_read_and_told_when_it_comes_again(
    hass: HomeAssistant, entry: MockConfigEntry, problem: Problem
) -> None:
    account_issues.async_set_problem(hass, entry, problem, active=True)
    issue = raised(hass)[problem.value]
    assert issue.is_persistent
    assert not issue.is_fixable
    ir.async_ignore_issue(hass, DOMAIN, issue.issue_id, ignore=True)
    account_issues.async_set_problem(hass, entry, problem, active=True)
    assert raised(hass)[problem.value].dismissed_version is None


@pytest.mark.parametrize(
    ("code", "recipient", "dialog"),
    [
        (111, "masha", ("config_subentries_flow", "reconfigure")),
        (204, "masha", ("config_subentries_flow", "reconfigure")),
        (204, None, ("options_flow", "init")),
        (243, "masha", ("options_flow", "init")),
        (None, None, ("options_flow", "init")),
    ],
)
async def test_the_fix_of_a_refusal_goes_on_to_the_dialog_in_which_it_is_mended(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    hass_client: ClientSessionGenerator,
    code: int | None,
    recipient: str | None,
    dialog: tuple[str, str],
) -> None:
    error = NotSentError("gone") if code is None else gateway_error(code, "No")
    set_refused(hass, entry, recipient, MASHA, error)
    [issue] = raised(hass).values()

    result = await fix(hass, hass_client, issue)

    assert raised(hass) == {}
    kind, flow_id = result["next_flow"]
    entries = hass.config_entries
    flows = entries.options if kind == "options_flow" else entries.subentries
    [opened] = flows.async_progress()
    assert opened["flow_id"] == flow_id
    assert (kind, opened["step_id"]) == dialog


async def test_the_fix_of_a_refused_key_goes_on_to_where_it_is_asked_for(
    hass: HomeAssistant, entry: MockConfigEntry, hass_client: ClientSessionGenerator
) -> None:
    refused = gateway_error(101, "Invalid key")
    set_refused(hass, entry, None, MASHA, refused)
    result = await fix(hass, hass_client, raised(hass)["refused_credentials"])
    assert "next_flow" not in result

    entry.async_start_reauth(hass)
    await hass.async_block_till_done()
    set_refused(hass, entry, None, MASHA, refused)
    result = await fix(hass, hass_client, raised(hass)["refused_credentials"])
    [asking] = hass.config_entries.flow.async_progress()
    assert result["next_flow"] == ["config_flow", asking["flow_id"]]


async def test_nothing_is_mended_in_a_dialog_while_the_account_does_not_run(
    hass: HomeAssistant, entry: MockConfigEntry, hass_client: ClientSessionGenerator
) -> None:
    set_refused(hass, entry, "masha", MASHA, gateway_error(243, "Again"))
    await hass.config_entries.async_unload(entry.entry_id)
    result = await fix(hass, hass_client, raised(hass)["refused_duplicate"])
    assert (result["type"], result["reason"]) == ("abort", "not_loaded")
