"""The dialog of an account's options."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from unittest.mock import Mock

import pytest
from homeassistant.config_entries import ConfigEntryState
from homeassistant.data_entry_flow import FlowResultType, InvalidData

from custom_components.smspilot.dialogs import options as options_flow
from tests.accounts import answered, entry_of, set_up, suggested
from tests.common import until

if TYPE_CHECKING:
    from homeassistant.core import HomeAssistant
    from pytest_homeassistant_custom_component.common import MockConfigEntry

    from simulator import Simulator

DEFAULTS = {
    "default_channel": "sms",
    "default_sender": "",
    "hold_for": 60,
    "time_on_repeats": False,
    "messages_per_hour": 60,
    "roubles_per_day": 500,
    "answers_per_hour": 20,
    "low_balance": 50,
    "pushed_delivery_reports": False,
    "private_entities": False,
}


def form(**changes: Any) -> dict[str, dict[str, Any]]:
    """Return a filled form, in its sections."""
    values = {**DEFAULTS, **changes}
    sections = {
        "sending": ("default_channel", "default_sender", "hold_for", "time_on_repeats"),
        "limits": ("messages_per_hour", "roubles_per_day", "answers_per_hour"),
        "balance": ("low_balance",),
        "delivery_reports": ("pushed_delivery_reports",),
        "privacy": ("private_entities",),
    }
    return {name: {key: values[key] for key in keys} for name, keys in sections.items()}


@pytest.fixture
async def entry(hass: HomeAssistant, simulator: Simulator) -> MockConfigEntry:
    """Return an account that runs, its options never touched."""
    entry = entry_of(simulator)
    await set_up(hass, entry)
    return entry


async def submit(
    hass: HomeAssistant, entry: MockConfigEntry, user_input: dict[str, Any]
) -> dict[str, Any]:
    """Open the dialog and submit it."""
    opened = await hass.config_entries.options.async_init(entry.entry_id)
    result = await hass.config_entries.options.async_configure(opened["flow_id"], user_input)
    await hass.async_block_till_done()
    return dict(result)


async def test_the_dialog_begins_with_the_defaults(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    result = await hass.config_entries.options.async_init(entry.entry_id)

    assert (result["type"], result["step_id"]) == (FlowResultType.FORM, "init")
    assert result["description_placeholders"] is not None
    assert result["description_placeholders"]["account"] == entry.title, "named by the form's title"
    assert suggested(result) == DEFAULTS


async def test_the_dialog_begins_with_what_was_set(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = entry_of(simulator, hold_for=5, low_balance=0)
    await set_up(hass, entry)

    result = await hass.config_entries.options.async_init(entry.entry_id)

    assert suggested(result) == {**DEFAULTS, "hold_for": 5, "low_balance": 0}


async def test_options_are_stored_flat_and_as_whole_numbers_and_reload_nothing(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    before = entry.runtime_data
    changes = {
        "default_channel": "viber_or_sms",
        "default_sender": "INFORM",
        "hold_for": 0.0,
        "time_on_repeats": True,
        "messages_per_hour": 10.0,
        "roubles_per_day": 100.0,
        "answers_per_hour": 5.0,
        "low_balance": 20.0,
    }

    result = await submit(hass, entry, form(**changes))

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert entry.options == {**DEFAULTS, **changes}
    assert isinstance(entry.options["hold_for"], int)
    assert entry.state is ConfigEntryState.LOADED
    assert entry.runtime_data is before  # nothing was reloaded


async def test_a_sender_that_was_cleared_is_none(hass: HomeAssistant, simulator: Simulator) -> None:
    entry = entry_of(simulator, default_sender="INFORM")
    await set_up(hass, entry)
    cleared = form()
    del cleared["sending"]["default_sender"]

    await submit(hass, entry, cleared)

    assert entry.options["default_sender"] == ""


async def test_a_channel_that_is_none_cannot_be_entered(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    with pytest.raises(InvalidData):
        await submit(hass, entry, form(default_channel="pigeon"))
    assert entry.options == {}


async def test_a_malformed_sender_can_be_mended(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    result = await submit(hass, entry, form(default_sender="Мой дом", hold_for=7))
    assert result["errors"] == {"sending": "invalid_sender"}
    values = suggested(result)  # type: ignore[arg-type]
    assert (values["default_sender"], values["hold_for"]) == ("Мой дом", 7)

    result = await submit(hass, entry, form(default_sender="My-Home"))
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_reports_need_an_address_that_the_gateway_can_reach(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    await hass.config.async_update(internal_url="http://192.168.1.5:8123")
    result = await submit(hass, entry, form(pushed_delivery_reports=True))
    assert result["errors"] == {"delivery_reports": "no_public_address"}

    await hass.config.async_update(external_url="https://home.example.com")
    result = await submit(hass, entry, form(pushed_delivery_reports=True))
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert entry.options["pushed_delivery_reports"] is True


async def test_home_assistant_cloud_is_such_an_address(
    hass: HomeAssistant, entry: MockConfigEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    cloud = Mock()
    monkeypatch.setattr(options_flow, "cloud_of", lambda _hass: cloud)

    cloud.async_active_subscription.return_value = False
    result = await submit(hass, entry, form(pushed_delivery_reports=True))
    assert result["errors"] == {"delivery_reports": "no_public_address"}

    cloud.async_active_subscription.return_value = True
    result = await submit(hass, entry, form(pushed_delivery_reports=True))
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_the_accounts_senders_are_offered(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    result = await hass.config_entries.options.async_init(entry.entry_id)

    assert result["data_schema"] is not None
    sending = next(v for k, v in result["data_schema"].schema.items() if k == "sending")
    field = next(v for k, v in sending.schema.schema.items() if k == "default_sender")
    assert field.config["options"] == ["79021121075", "79087964781", "INFORM", "test"]


async def test_without_the_gateway_the_options_can_be_changed_all_the_same(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    await until(lambda: answered(simulator, "inbound"))
    await simulator.stop()

    result = await submit(hass, entry, form(hold_for=5))

    assert result["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize(
    ("key", "where", "wrong"),
    [
        ("hold_for", "sending", (-1, 1441)),
        ("messages_per_hour", "limits", (0, 10_001)),
        ("roubles_per_day", "limits", (0, 1_000_001)),
        ("low_balance", "balance", (-1, 1_000_001)),
    ],
)
async def test_a_number_out_of_range_is_told_in_our_own_words_at_its_section(
    hass: HomeAssistant, entry: MockConfigEntry, key: str, where: str, wrong: tuple[int, int]
) -> None:
    for value in wrong:
        result = await submit(hass, entry, form(**{key: value}))
        assert result["errors"] == {where: f"{key}_out_of_range"}
    result = await submit(hass, entry, form(**{key: 10}))
    assert result["type"] is FlowResultType.CREATE_ENTRY
