"""The test message of the recipient's dialog."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from homeassistant.data_entry_flow import FlowResultType

from custom_components.smspilot.const import DOMAIN
from custom_components.smspilot.dialogs import trial_message
from tests.accounts import MASHA, PETYA, answered, entry_of, recipient_data, set_up
from tests.common import issues_of, until
from tests.dialogs.test_recipient import add, edit, entry, masha, submit

if TYPE_CHECKING:
    from homeassistant.config_entries import SubentryFlowResult
    from homeassistant.core import HomeAssistant
    from pytest_homeassistant_custom_component.common import MockConfigEntry

    from simulator import Simulator

__all__ = ["entry"]

REFUSED_PHONE = "79080099213"
BOTH = [f"+{MASHA}", f"+{PETYA}"]
ONE_REFUSED = [f"+{MASHA}", f"+{REFUSED_PHONE}"]


@pytest.fixture(params=[True, False], ids=["loaded", "not loaded"])
async def any_entry(
    request: pytest.FixtureRequest, hass: HomeAssistant, simulator: Simulator
) -> MockConfigEntry:
    """Return an account that runs, and one that does not."""
    entry = entry_of(simulator)
    if request.param:
        await set_up(hass, entry)
        await until(lambda: answered(simulator, "inbound"))
    else:
        entry.add_to_hass(hass)
    return entry


async def try_out(
    hass: HomeAssistant, entry: MockConfigEntry, text: str = "Hello", **changes: Any
) -> SubentryFlowResult:
    """Fill in the dialog for a new recipient, with a test message."""
    return await submit(hass, await add(hass, entry), trial(text, **changes))


def trial(text: str = "Hello", **changes: Any) -> dict[str, Any]:
    """Return a filled form with a test message."""
    return masha(test={"send_test": True, "test_text": text}, **changes)


def taken(simulator: Simulator) -> list[tuple[str, str]]:
    """Return to whom the gateway took what."""
    return [(message.phone, message.text) for message in simulator.messages]


async def test_the_test_goes_to_every_number_before_the_recipient_is_there(
    hass: HomeAssistant, simulator: Simulator, any_entry: MockConfigEntry
) -> None:
    result = await try_out(hass, any_entry, " Hello ", phones=BOTH)

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert taken(simulator) == [(MASHA, "Hello"), (PETYA, "Hello")]
    assert [message.sender for message in simulator.messages] == ["INFORM", "INFORM"]


async def test_without_a_test_nothing_is_sent(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    await submit(hass, await add(hass, entry), masha())

    assert simulator.messages == []


@pytest.mark.parametrize(
    ("changes", "options", "sender"),
    [
        ({"sender": "test"}, {"default_sender": "INFORM"}, "test"),
        ({}, {"default_sender": "test"}, "test"),
        ({}, {"default_sender": ""}, "INFORM"),
        ({"channel": "viber", "sender": "test"}, {}, "VIBER"),
        ({"channel": "voice"}, {"default_sender": "test"}, "GOLOS"),
    ],
)
async def test_the_test_goes_the_way_that_every_message_will_go(
    hass: HomeAssistant,
    simulator: Simulator,
    changes: dict[str, Any],
    options: dict[str, Any],
    sender: str,
) -> None:
    entry = entry_of(simulator, **options)
    await set_up(hass, entry)

    # A voice reads Russian; what is in Latin letters goes as an SMS.
    await try_out(hass, entry, "Привет", **changes)

    assert [message.sender for message in simulator.messages] == [sender]


@pytest.mark.parametrize(
    ("code", "errors"),
    [
        (101, {"test": "test_credentials"}),
        (103, {"test": "test_money"}),
        (106, {"test": "test_blocked"}),
        (112, {"test": "test_money"}),
        (113, {"test": "test_ip"}),
        (204, {"sender": "test_sender"}),
        (212, {"phones": "test_phone"}),
        (223, {"test": "test_template"}),
        (224, {"test": "test_template"}),
        (243, {"test": "test_duplicate"}),
        (247, {"test": "test_text"}),
        (250, {"test": "test_other"}),
    ],
)
async def test_a_refused_test_says_why_and_the_form_can_be_mended(
    hass: HomeAssistant,
    simulator: Simulator,
    any_entry: MockConfigEntry,
    code: int,
    errors: dict[str, str],
) -> None:
    result = await try_out(hass, any_entry, f"ERROR {code}")
    assert result["type"] is FlowResultType.FORM
    assert result["errors"] == errors
    assert result["description_placeholders"] is not None
    # Who tries it has been told.
    assert issues_of(hass) == []
    assert not hass.config_entries.flow.async_progress_by_handler(DOMAIN)
    assert result["description_placeholders"]["reason"].endswith(f"({code})")
    assert result["description_placeholders"]["hint"] == MASHA[-2:]
    assert not any_entry.subentries

    result = await submit(hass, result, trial("Hello"))
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert taken(simulator) == [(MASHA, "Hello")]


async def test_a_refused_test_can_be_switched_off(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    simulator.account.templates = ["Approved"]
    result = await try_out(hass, entry)
    assert result["errors"] == {"test": "test_template"}

    result = await submit(hass, result, masha())

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert simulator.messages == []


async def test_an_account_without_money_is_told_so(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    simulator.account.balance = simulator.account.balance * 0

    result = await try_out(hass, entry)

    assert result["errors"] == {"test": "test_money"}


async def test_a_number_that_had_its_test_gets_no_second_one_when_another_is_mended(
    hass: HomeAssistant, simulator: Simulator, any_entry: MockConfigEntry
) -> None:
    result = await try_out(hass, any_entry, phones=ONE_REFUSED)
    assert result["errors"] == {"phones": "test_phone"}
    assert result["description_placeholders"] is not None
    assert result["description_placeholders"]["hint"] == REFUSED_PHONE[-2:]

    result = await submit(hass, result, trial(phones=BOTH))
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert taken(simulator) == [(MASHA, "Hello"), (PETYA, "Hello")]


async def test_a_gateway_that_is_off_is_named_and_nothing_goes_later(
    hass: HomeAssistant, simulator: Simulator, any_entry: MockConfigEntry
) -> None:
    await simulator.stop()

    result = await try_out(hass, any_entry)
    assert result["errors"] == {"test": "test_not_sent"}

    await simulator.start()
    result = await submit(hass, result, masha())
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert simulator.messages == []


async def test_a_test_that_nobody_confirmed_is_not_called_sent(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(trial_message, "PATIENCE", 0.0)
    simulator.faults.add("hold", command="send")

    result = await hass.config_entries.subentries.async_configure(
        (await add(hass, entry))["flow_id"], trial()
    )

    assert result["errors"] == {"test": "test_unknown"}
    assert not entry.subentries


@pytest.mark.parametrize(
    ("fault", "parameters"), [("drop_after", {}), ("html", {}), ("missing_rows", {})]
)
async def test_an_account_that_does_not_run_tells_an_unusable_answer_too(
    hass: HomeAssistant, simulator: Simulator, fault: str, parameters: dict[str, Any]
) -> None:
    entry = entry_of(simulator)
    entry.add_to_hass(hass)
    simulator.faults.add(fault, command="send", **parameters)

    result = await try_out(hass, entry, phones=BOTH)

    assert result["errors"] == {"test": "test_unknown"}


async def test_a_form_whose_numbers_all_had_their_test_is_saved_without_another(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    result = await try_out(hass, entry, phones=ONE_REFUSED)
    assert result["errors"] == {"phones": "test_phone"}

    result = await submit(hass, result, trial())

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert taken(simulator) == [(MASHA, "Hello")]


async def test_the_test_keeps_to_the_accounts_limits(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = entry_of(simulator, messages_per_hour=1)
    await set_up(hass, entry)

    result = await try_out(hass, entry, phones=BOTH)

    assert result["errors"] == {"test": "test_limit"}
    assert taken(simulator) == [(MASHA, "Hello")]


async def test_an_edited_recipient_can_be_tested_as_well(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = entry_of(simulator, recipient_data("Masha"))
    await set_up(hass, entry)

    result = await edit(hass, entry)
    result = await submit(hass, result, trial("ERROR 223"))
    assert result["errors"] == {"test": "test_template"}
    result = await submit(hass, result, trial())

    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "changed_and_tested")
    assert taken(simulator) == [(MASHA, "Hello")]
