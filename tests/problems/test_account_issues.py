"""Repair issues about an account: when they come and when they go."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING
from unittest.mock import AsyncMock

import pytest
from homeassistant.helpers import issue_registry as ir

from custom_components.smspilot.api.errors import NotSentError, gateway_error
from custom_components.smspilot.const import DOMAIN
from custom_components.smspilot.messaging.problem import Problem
from custom_components.smspilot.messaging.record.journal import SaveError
from custom_components.smspilot.problems import account_issues, unsent_issues
from tests.accounts import MASHA, entry_of, set_up
from tests.common import act
from tests.problems.shown import raised

if TYPE_CHECKING:
    from homeassistant.core import HomeAssistant
    from pytest_homeassistant_custom_component.common import MockConfigEntry

    from simulator import Simulator


async def test_a_journal_that_cannot_be_written_is_reported_until_it_can(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    account_issues.async_set_problem(hass, entry, Problem.JOURNAL_UNWRITABLE, active=True)
    issue = raised(hass)["journal_unwritable"]
    assert not issue.is_fixable
    assert issue.severity is ir.IssueSeverity.ERROR

    account_issues.async_set_problem(hass, entry, Problem.JOURNAL_UNWRITABLE, active=False)
    assert raised(hass) == {}


async def test_an_ignored_issue_stays_ignored_while_the_disk_goes_on_refusing(
    hass: HomeAssistant, simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = await set_up(hass, entry_of(simulator))
    database = entry.runtime_data.database
    monkeypatch.setattr(database, "write", AsyncMock(side_effect=SaveError))
    await act(hass, "send_message", numbers=[MASHA], message="Пожар")
    issue = raised(hass)["journal_unwritable"]
    ir.async_ignore_issue(hass, DOMAIN, issue.issue_id, ignore=True)
    await act(hass, "send_message", numbers=[MASHA], message="Вода")
    assert raised(hass)["journal_unwritable"].dismissed_version
    monkeypatch.undo()
    await act(hass, "send_message", numbers=[MASHA], message="Тихо")
    assert raised(hass) == {}


@pytest.mark.parametrize("problem", list(Problem))
async def test_every_problem_comes_and_goes(
    hass: HomeAssistant, entry: MockConfigEntry, problem: Problem
) -> None:
    account_issues.async_set_problem(hass, entry, problem, active=True)
    assert list(raised(hass)) == [problem.value]

    account_issues.async_set_problem(hass, entry, problem, active=False)
    assert raised(hass) == {}


async def test_a_fresh_start_leaves_only_what_nobody_would_notice_again(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    for problem in Problem:
        account_issues.async_set_problem(hass, entry, problem, active=True)

    await hass.config_entries.async_reload(entry.entry_id)

    assert sorted(raised(hass)) == ["journal_damaged", "wrong_pins"]


async def test_a_low_balance_is_reported_with_the_way_to_top_up_until_it_is_above(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    account_issues.async_set_low_balance(hass, entry, Decimal("49.995"))
    issue = raised(hass)["low_balance"]
    assert issue.translation_placeholders == {
        "account": "SMSPILOT 5671",
        "balance": "50.00",
        "threshold": "50",
        "top_up_url": "https://smspilot.ru/",
    }
    assert issue.learn_more_url == "https://smspilot.ru/"
    assert not issue.is_fixable

    account_issues.async_set_low_balance(hass, entry, None)
    assert "low_balance" in raised(hass)

    account_issues.async_set_low_balance(hass, entry, Decimal(50))
    assert raised(hass) == {}


async def test_a_threshold_of_nothing_never_warns(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = entry_of(simulator, low_balance=0)
    await set_up(hass, entry)

    account_issues.async_set_low_balance(hass, entry, Decimal(-1))

    assert raised(hass) == {}


@pytest.mark.parametrize(("language", "balance"), [("en", "12.30"), ("ru", "12,30")])
async def test_an_account_that_runs_low_is_noticed_when_it_starts(
    hass: HomeAssistant, simulator: Simulator, language: str, balance: str
) -> None:
    hass.config.language = language
    simulator.account.balance = Decimal("12.30")

    await set_up(hass, entry_of(simulator))

    issue = raised(hass)["low_balance"]
    assert issue.translation_placeholders is not None
    assert issue.translation_placeholders["balance"] == balance


@pytest.mark.parametrize(
    ("code", "key", "url"),
    [
        (106, "account_blocked", "https://smspilot.ru/my-settings.php?tab=api"),
        (105, "account_blocked_balance", "https://smspilot.ru/"),
        (113, "ip_restriction", "https://smspilot.ru/my-settings.php?tab=api"),
    ],
)
async def test_an_account_that_the_gateway_keeps_out_is_reported_until_it_is_let_in(
    hass: HomeAssistant, simulator: Simulator, code: int, key: str, url: str
) -> None:
    simulator.faults.add("error", code=code)
    entry = entry_of(simulator)
    await set_up(hass, entry)
    issue = raised(hass)[key]
    assert issue.learn_more_url == url
    assert issue.severity is ir.IssueSeverity.ERROR
    assert issue.translation_placeholders is not None
    assert issue.translation_placeholders["reason"].endswith(f"({code})")

    account_issues.async_set_account_error(hass, entry, NotSentError("gone"))
    assert key in raised(hass)

    simulator.faults.clear()
    await entry.runtime_data.coordinator.async_refresh()
    assert raised(hass) == {}


async def test_a_removed_account_takes_its_issues_along_and_leaves_the_others(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    other = entry_of(simulator)
    account_issues.async_set_problem(hass, other, Problem.JOURNAL_DAMAGED, active=True)
    account_issues.async_set_problem(hass, entry, Problem.LIMIT_ROUBLES, active=True)
    unsent_issues.async_set_refused(hass, entry, "masha", MASHA, gateway_error(112, "No money"))

    await hass.config_entries.async_remove(entry.entry_id)
    await hass.async_block_till_done()

    assert list(raised(hass)) == ["journal_damaged"]
