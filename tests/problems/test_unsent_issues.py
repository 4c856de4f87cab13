"""Repair issues about messages that were not sent: when they come and when they go."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from homeassistant.helpers import issue_registry as ir

from custom_components.smspilot.api.errors import NotSentError, gateway_error
from custom_components.smspilot.const import DOMAIN
from custom_components.smspilot.messaging.record.draft import Draft
from custom_components.smspilot.messaging.record.message import State
from custom_components.smspilot.problems import unsent_issues
from custom_components.smspilot.problems.refusal_kinds import gateway_words
from tests.accounts import MASHA, PETYA, entry_of, recipient_data, set_up
from tests.common import until
from tests.problems.shown import raised, send

if TYPE_CHECKING:
    from homeassistant.core import HomeAssistant
    from pytest_homeassistant_custom_component.common import MockConfigEntry

    from simulator import Simulator


@pytest.mark.parametrize(
    ("error", "key"),
    [
        (gateway_error(111, "Invalid phone", "Неверный номер"), "refused_recipient"),
        (gateway_error(223, "Spam protection", "Защита от спама"), "refused_template"),
        (gateway_error(112, "No money", "Нет денег"), "refused_money"),
        (NotSentError("gone"), "refused_not_sent"),
        (RuntimeError("?"), "refused_unknown"),
    ],
)
async def test_a_refusal_that_nobody_saw_is_told_again_though_the_last_was_ignored(
    hass: HomeAssistant, entry: MockConfigEntry, error: Exception, key: str
) -> None:
    unsent_issues.async_set_refused(hass, entry, "masha", MASHA, error)
    issue = raised(hass)[key]
    assert issue.is_persistent
    assert issue.translation_placeholders is not None
    assert issue.translation_placeholders["recipient"] == "Masha"
    assert issue.translation_placeholders["reason"] == gateway_words(hass, error)

    ir.async_ignore_issue(hass, DOMAIN, issue.issue_id, ignore=True)
    assert raised(hass)[key].dismissed_version
    unsent_issues.async_set_refused(hass, entry, "masha", MASHA, error)
    assert raised(hass)[key].dismissed_version is None


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
    unsent_issues.async_set_refused(hass, entry, "masha", MASHA, error)
    unsent_issues.async_set_refused(hass, entry, None, PETYA, gateway_error(111, "Invalid phone"))

    unsent_issues.async_clear_refused(hass, entry, "masha", MASHA)
    assert list(raised(hass)) == ["refused_phone"]

    unsent_issues.async_clear_refused(hass, entry, None, PETYA)
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
    unsent_issues.async_clear_refused(hass, entry, None, refused.phone)
    assert raised(hass) == {}


async def test_what_was_refused_to_a_removed_recipient_is_told_of_the_number(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    draft = Draft(phone="79080099212", text="Fire", recipient="gone", hold_for=0)
    entry.runtime_data.messenger.accept([draft])
    await until(lambda: "refused_phone" in raised(hass))
    unsent_issues.async_clear_refused(hass, entry, None, draft.phone)
    assert raised(hass) == {}


@pytest.mark.parametrize("phones", [("79080099212", MASHA), (MASHA, "79080099212")])
async def test_of_a_recipients_numbers_the_one_that_is_refused_is_told_until_it_is_taken_away(
    hass: HomeAssistant, simulator: Simulator, phones: tuple[str, ...]
) -> None:
    entry = await set_up(hass, entry_of(simulator, recipient_data("Family", *phones)))
    drafts = [Draft(phone=phone, text="Fire", recipient="masha") for phone in phones]
    messages = entry.runtime_data.messenger.accept(drafts)
    await until(lambda: all(message.announced for message in messages))
    issue = raised(hass)["refused_recipient"]
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
    unsent_issues.async_set_refused(hass, entry, "masha", MASHA, gateway_error(112, "No money"))
    unsent_issues.async_set_refused(hass, entry, "masha", MASHA, gateway_error(223, "Spam"))

    assert list(raised(hass)) == ["refused_template"]


async def test_no_issue_holds_a_phone_number(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    unsent_issues.async_set_refused(hass, entry, None, PETYA, gateway_error(111, "Invalid phone"))

    (issue,) = raised(hass).values()
    assert PETYA not in repr(issue)
    assert PETYA[:-2] not in repr(issue)
    assert len(issue.issue_id.rpartition("_")[2]) == 4, "more would tell which number it is"


async def test_a_removed_recipient_takes_the_refusal_along(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    unsent_issues.async_set_refused(hass, entry, "masha", MASHA, gateway_error(112, "No money"))
    unsent_issues.async_set_refused(hass, entry, None, PETYA, gateway_error(111, "Invalid phone"))

    hass.config_entries.async_remove_subentry(entry, "masha")
    await hass.async_block_till_done()

    assert list(raised(hass)) == ["refused_phone"]
