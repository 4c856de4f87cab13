"""Repair issues: when they come, when they go, and what their fixes do."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import pytest
from homeassistant.components.repairs import DOMAIN as REPAIRS
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component

from custom_components.smspilot.api.errors import NotSentError, gateway_error
from custom_components.smspilot.const import DOMAIN
from custom_components.smspilot.messaging.listener import Problem
from custom_components.smspilot.messaging.record.message import Draft, State
from custom_components.smspilot.problems import issues, refused_issues
from custom_components.smspilot.problems.refusals import gateway_words
from tests.accounts import MASHA, PETYA, entry_of, recipient_data, set_up
from tests.common import until

if TYPE_CHECKING:
    from homeassistant.core import HomeAssistant
    from pytest_homeassistant_custom_component.common import MockConfigEntry
    from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

    from simulator import Simulator


@pytest.fixture
async def entry(hass: HomeAssistant, simulator: Simulator) -> MockConfigEntry:
    """Return an account that runs, with Masha as recipient."""
    entry = entry_of(
        simulator, recipient_data("Masha"), messages_per_hour=1, pushed_delivery_reports=False
    )
    await set_up(hass, entry)
    return entry


def raised(hass: HomeAssistant) -> dict[str, ir.IssueEntry]:
    """Return the issues that are shown, by what their texts are called."""
    return {
        issue.translation_key: issue
        for issue in ir.async_get(hass).issues.values()
        if issue.domain == DOMAIN and issue.active and issue.translation_key
    }


async def fix(
    hass: HomeAssistant, hass_client: ClientSessionGenerator, issue: ir.IssueEntry
) -> dict[str, Any]:
    """Open an issue's fix as the frontend does, and submit it; return what came of it."""
    assert await async_setup_component(hass, REPAIRS, {})
    client = await hass_client()
    answer = await client.post(
        "/api/repairs/issues/fix", json={"handler": DOMAIN, "issue_id": issue.issue_id}
    )
    assert answer.status == HTTPStatus.OK
    shown = await answer.json()
    assert (shown["type"], shown["step_id"]) == ("form", "confirm")
    assert shown["description_placeholders"] == issue.translation_placeholders
    answer = await client.post(f"/api/repairs/issues/fix/{shown['flow_id']}", json={})
    assert answer.status == HTTPStatus.OK
    await hass.async_block_till_done()
    result: dict[str, Any] = await answer.json()
    return result


async def send(entry: MockConfigEntry, *phones: str, text: str = "Hello") -> list[State]:
    """Send through the account's messenger and wait for the gateway."""
    messenger = entry.runtime_data.messenger
    messages = messenger.accept([Draft(phone=phone, text=text, hold_for=0) for phone in phones])
    await messenger.settled(messages)
    return [message.state for message in messages]


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


@pytest.mark.parametrize("problem", [Problem.JOURNAL_DAMAGED])
async def test_a_damaged_journal_only_wants_to_be_read(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    hass_client: ClientSessionGenerator,
    problem: Problem,
) -> None:
    issues.async_set_problem(hass, entry, problem, active=True)
    issue = raised(hass)["journal_damaged"]
    assert issue.is_persistent

    await fix(hass, hass_client, issue)

    assert raised(hass) == {}


async def test_a_journal_that_cannot_be_written_is_reported_until_it_can(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    issues.async_set_problem(hass, entry, Problem.JOURNAL_UNWRITABLE, active=True)
    issue = raised(hass)["journal_unwritable"]
    assert not issue.is_fixable
    assert issue.severity is ir.IssueSeverity.ERROR

    issues.async_set_problem(hass, entry, Problem.JOURNAL_UNWRITABLE, active=False)
    assert raised(hass) == {}


@pytest.mark.parametrize("problem", list(Problem))
async def test_every_problem_comes_and_goes(
    hass: HomeAssistant, entry: MockConfigEntry, problem: Problem
) -> None:
    issues.async_set_problem(hass, entry, problem, active=True)
    assert list(raised(hass)) == [problem.value]

    issues.async_set_problem(hass, entry, problem, active=False)
    assert raised(hass) == {}


async def test_a_fresh_start_leaves_only_what_nobody_would_notice_again(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    for problem in Problem:
        issues.async_set_problem(hass, entry, problem, active=True)

    await hass.config_entries.async_reload(entry.entry_id)

    assert list(raised(hass)) == ["journal_damaged"]


@pytest.mark.parametrize(
    ("error", "key"),
    [
        (gateway_error(223, "Spam protection", "Защита от спама"), "refused_template"),
        (gateway_error(112, "No money", "Нет денег"), "refused_money"),
        (NotSentError("gone"), "refused_not_sent"),
        (RuntimeError("?"), "refused_unknown"),
    ],
)
async def test_a_refusal_that_nobody_saw_is_told_and_can_be_taken_note_of(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    hass_client: ClientSessionGenerator,
    error: Exception,
    key: str,
) -> None:
    refused_issues.async_set_refused(hass, entry, "masha", MASHA, error)
    issue = raised(hass)[key]
    assert issue.is_persistent
    assert issue.translation_placeholders is not None
    assert issue.translation_placeholders["recipient"] == "Masha"
    assert issue.translation_placeholders["reason"] == gateway_words(hass, error)

    await fix(hass, hass_client, issue)
    assert raised(hass) == {}


@pytest.mark.parametrize(
    ("fault", "key"),
    [
        ({"name": "error", "code": 112}, "refused_money"),
        ({"name": "drop_after"}, "refused_unknown"),
        (None, "refused_not_sent"),
    ],
)
async def test_what_was_not_sent_while_nobody_waited_is_told_until_the_next_message_goes(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    simulator: Simulator,
    fault: dict[str, Any] | None,
    key: str,
) -> None:
    if fault:
        simulator.faults.add(**fault, command="send", times=1)
    else:
        await simulator.turn_off("refuse", seconds=3600)
    draft = Draft(phone=MASHA, text="Fire", recipient="masha", hold_for=0)
    entry.runtime_data.messenger.accept([draft])
    await until(lambda: key in raised(hass))
    placeholders = raised(hass)[key].translation_placeholders
    assert placeholders is not None
    assert placeholders["recipient"] == "Masha"
    await simulator.turn_on()
    entry.runtime_data.messenger.accept([replace(draft, text="Water", ignore_limits=True)])
    await until(lambda: key not in raised(hass))


async def test_what_an_action_waited_for_is_told_by_its_error_alone(
    hass: HomeAssistant, entry: MockConfigEntry, simulator: Simulator
) -> None:
    simulator.faults.add("error", command="send", code=112)
    assert await send(entry, MASHA) == [State.REJECTED]
    [message] = entry.runtime_data.messenger.messages
    await until(lambda: message.announced is State.REJECTED)
    assert raised(hass) == {}


async def test_the_next_accepted_message_clears_the_last_refusal_of_its_recipient_only(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    error = gateway_error(112, "No money")
    refused_issues.async_set_refused(hass, entry, "masha", MASHA, error)
    refused_issues.async_set_refused(hass, entry, None, PETYA, gateway_error(111, "Invalid phone"))

    refused_issues.async_clear_refused(hass, entry, "masha", MASHA)
    assert list(raised(hass)) == ["refused_phone"]

    refused_issues.async_clear_refused(hass, entry, None, PETYA)
    assert raised(hass) == {}


async def test_a_number_with_the_same_last_digits_is_not_taken_for_the_refused_one(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    refused = Draft(phone="79080099212", text="Fire", hold_for=0, ignore_limits=True)
    assert refused.phone[-2:] == PETYA[-2:]
    entry.runtime_data.messenger.accept([refused])
    await until(lambda: "refused_phone" in raised(hass))

    [accepted] = entry.runtime_data.messenger.accept([replace(refused, phone=PETYA)])
    await until(lambda: accepted.announced is State.ACCEPTED)
    await hass.async_block_till_done()

    issue = raised(hass)["refused_phone"]
    assert issue.translation_placeholders is not None
    assert issue.translation_placeholders["recipient"] == "…12"
    await hass.config_entries.async_reload(entry.entry_id)
    assert list(raised(hass)) == ["refused_phone"]
    refused_issues.async_clear_refused(hass, entry, None, refused.phone)
    assert raised(hass) == {}


async def test_what_was_refused_to_a_removed_recipient_is_told_of_the_number(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    draft = Draft(phone="79080099212", text="Fire", recipient="gone", hold_for=0)
    entry.runtime_data.messenger.accept([draft])
    await until(lambda: "refused_phone" in raised(hass))
    refused_issues.async_clear_refused(hass, entry, None, draft.phone)
    assert raised(hass) == {}


@pytest.mark.parametrize("phones", [("79080099212", MASHA), (MASHA, "79080099212")])
async def test_of_a_recipients_numbers_the_one_that_is_refused_is_told_until_it_is_taken_away(
    hass: HomeAssistant, simulator: Simulator, phones: tuple[str, ...]
) -> None:
    entry = await set_up(hass, entry_of(simulator, recipient_data("Family", *phones)))
    drafts = [Draft(phone=phone, text="Fire", recipient="masha") for phone in phones]
    messages = entry.runtime_data.messenger.accept(drafts)
    await until(lambda: all(message.announced for message in messages))
    issue = raised(hass)["refused_phone"]
    assert issue.translation_placeholders is not None
    assert issue.translation_placeholders["recipient"] == "Family (…12)"

    hass.config_entries.async_update_subentry(
        entry, entry.subentries["masha"], data={"phones": [MASHA], "channel": "sms"}
    )
    await hass.async_block_till_done()
    await until(lambda: raised(hass) == {})


async def test_the_last_refusal_replaces_the_one_before(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    refused_issues.async_set_refused(hass, entry, "masha", MASHA, gateway_error(112, "No money"))
    refused_issues.async_set_refused(hass, entry, "masha", MASHA, gateway_error(223, "Spam"))

    assert list(raised(hass)) == ["refused_template"]


async def test_no_issue_holds_a_phone_number(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    refused_issues.async_set_refused(hass, entry, None, PETYA, gateway_error(111, "Invalid phone"))

    (issue,) = raised(hass).values()
    assert PETYA not in repr(issue)
    assert PETYA[:-2] not in repr(issue)
    assert len(issue.issue_id.rpartition("_")[2]) == 4, "more would tell which number it is"


async def test_a_removed_recipient_takes_the_refusal_along(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    refused_issues.async_set_refused(hass, entry, "masha", MASHA, gateway_error(112, "No money"))
    refused_issues.async_set_refused(hass, entry, None, PETYA, gateway_error(111, "Invalid phone"))

    hass.config_entries.async_remove_subentry(entry, "masha")
    await hass.async_block_till_done()

    assert list(raised(hass)) == ["refused_phone"]


async def test_a_low_balance_is_reported_with_the_way_to_top_up_until_it_is_above(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    issues.async_set_low_balance(hass, entry, Decimal("49.995"))
    issue = raised(hass)["low_balance"]
    assert issue.translation_placeholders == {
        "account": "SMSPILOT 5671",
        "balance": "50.00",
        "threshold": "50",
    }
    assert issue.learn_more_url == "https://smspilot.ru/"
    assert not issue.is_fixable

    issues.async_set_low_balance(hass, entry, None)
    assert "low_balance" in raised(hass)

    issues.async_set_low_balance(hass, entry, Decimal(50))
    assert raised(hass) == {}


async def test_a_threshold_of_nothing_never_warns(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = entry_of(simulator, low_balance=0)
    await set_up(hass, entry)

    issues.async_set_low_balance(hass, entry, Decimal(-1))

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

    issues.async_set_account_error(hass, entry, NotSentError("gone"))
    assert key in raised(hass)

    simulator.faults.clear()
    await entry.runtime_data.coordinator.async_refresh()
    assert raised(hass) == {}


async def test_a_removed_account_takes_its_issues_along_and_leaves_the_others(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    other = entry_of(simulator)
    issues.async_set_problem(hass, other, Problem.JOURNAL_DAMAGED, active=True)
    issues.async_set_problem(hass, entry, Problem.LIMIT_ROUBLES, active=True)
    refused_issues.async_set_refused(hass, entry, "masha", MASHA, gateway_error(112, "No money"))

    await hass.config_entries.async_remove(entry.entry_id)
    await hass.async_block_till_done()

    assert list(raised(hass)) == ["journal_damaged"]


@pytest.mark.parametrize(
    ("language", "error", "words"),
    [
        ("en", gateway_error(112, "No money", "Нет денег"), "No money (112)"),
        ("ru", gateway_error(112, "No money", "Нет денег"), "Нет денег (112)"),
        ("ru", gateway_error(112, "No money"), "No money (112)"),
        ("en", gateway_error(112, "", "Нет денег"), "Нет денег (112)"),
        ("en", gateway_error(112), "112"),
        ("en", NotSentError("secret"), ""),
        ("en", None, ""),
    ],
)
async def test_the_gateways_own_words_are_shown_in_the_homes_language(
    hass: HomeAssistant, language: str, error: Exception | None, words: str
) -> None:
    hass.config.language = language

    assert gateway_words(hass, error) == words
