"""The dialog about a recipient: what it takes, and what it refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from homeassistant.config_entries import SOURCE_RECONFIGURE, SOURCE_USER
from homeassistant.data_entry_flow import FlowResultType

from tests.accounts import MASHA, PETYA, entry_of, recipient_data, set_up, suggested

if TYPE_CHECKING:
    from homeassistant.config_entries import ConfigEntry, SubentryFlowResult
    from homeassistant.core import HomeAssistant
    from pytest_homeassistant_custom_component.common import MockConfigEntry

    from simulator import Simulator


def masha(**changes: Any) -> dict[str, Any]:
    """Return a filled form without a test message."""
    return {
        "name": "Masha",
        "phones": [f"+{MASHA}"],
        "channel": "sms",
        "test": {"send_test": False},
        **changes,
    }


async def add(hass: HomeAssistant, entry: ConfigEntry) -> SubentryFlowResult:
    """Open the dialog for a new recipient."""
    result = await hass.config_entries.subentries.async_init(
        (entry.entry_id, "recipient"), context={"source": SOURCE_USER}
    )
    assert (result["type"], result["step_id"]) == (FlowResultType.FORM, "user")
    return result


async def edit(hass: HomeAssistant, entry: MockConfigEntry) -> SubentryFlowResult:
    """Open the dialog for the recipient that is there."""
    result = await hass.config_entries.subentries.async_init(
        (entry.entry_id, "recipient"),
        context={"source": SOURCE_RECONFIGURE, "subentry_id": "masha"},
    )
    assert (result["type"], result["step_id"]) == (FlowResultType.FORM, "reconfigure")
    return result


async def submit(
    hass: HomeAssistant, result: SubentryFlowResult, user_input: dict[str, Any]
) -> SubentryFlowResult:
    """Submit the form."""
    result = await hass.config_entries.subentries.async_configure(result["flow_id"], user_input)
    await hass.async_block_till_done()
    return result


@pytest.fixture
async def entry(hass: HomeAssistant, simulator: Simulator) -> MockConfigEntry:
    """Return an account that runs, in Russia."""
    hass.config.country = "RU"
    entry = entry_of(simulator)
    await set_up(hass, entry)
    return entry


async def test_a_recipient_has_a_name_numbers_and_a_channel(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    result = await submit(hass, await add(hass, entry), masha(name=" Masha ", channel="viber"))

    assert result["type"] is FlowResultType.CREATE_ENTRY
    (subentry,) = entry.subentries.values()
    assert subentry.title == "Masha"
    assert subentry.data == {"phones": [MASHA], "channel": "viber", "action_name": "masha"}
    assert subentry.unique_id is None


async def test_a_recipient_notifies_as_soon_as_the_dialog_is_closed(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    await submit(hass, await add(hass, entry), masha())

    assert hass.states.async_entity_ids("notify") == ["notify.masha"]


@pytest.mark.parametrize(
    "phones",
    [
        ["8 (908) 796-47-81", "8 916 123-12-12"],
        ["+7 908 796 47 81, 89161231212"],
        ["79087964781;\n+79161231212\n", "  "],
        [f"+{MASHA}", f"+{PETYA}", "8 908 796-47-81"],
    ],
)
async def test_numbers_are_read_as_people_write_them_and_each_is_kept_once(
    hass: HomeAssistant, entry: MockConfigEntry, phones: list[str]
) -> None:
    await submit(hass, await add(hass, entry), masha(name="Family", phones=phones))

    (subentry,) = entry.subentries.values()
    assert subentry.data["phones"] == [MASHA, PETYA]


async def test_numbers_are_read_in_the_homes_country(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    hass.config.country = "DE"

    await submit(hass, await add(hass, entry), masha(phones=["0151 23456789"]))

    (subentry,) = entry.subentries.values()
    assert subentry.data["phones"] == ["4915123456789"]


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"name": "  "}, {"name": "name_empty"}),
        ({"phones": []}, {"phones": "phones_empty"}),
        ({"phones": ["12"]}, {"phones": "phone_unreadable"}),
        ({"phones": ["Vasya"]}, {"phones": "phone_text"}),
        ({"phones": ["8 908 796-47-81 доб. 5"]}, {"phones": "phone_extension"}),
        ({"phones": ["9607000000"]}, {"phones": "phone_ambiguous"}),
        ({"phones": ["8 800 555-35-35"]}, {"phones": "phone_without_sms"}),
        ({"phones": [f"+{MASHA}", "8 809 123-45-67"]}, {"phones": "phone_without_sms"}),
        ({"sender": "Моя"}, {"sender": "invalid_sender"}),
        ({"sender": "ab"}, {"sender": "invalid_sender"}),
        ({"sender": "12 characters"}, {"sender": "invalid_sender"}),
        ({"sender": "Ping"}, {"sender": "invalid_sender"}),
        ({"test": {"send_test": True}}, {"test": "test_text_empty"}),
        ({"test": {"send_test": True, "test_text": " "}}, {"test": "test_text_empty"}),
        ({"test": {"send_test": True, "test_text": " Ping "}}, {"test": "test_text_command"}),
        ({"test": {"send_test": True, "test_text": "a" * 671}}, {"test": "test_text_too_long"}),
        (
            {"name": "", "phones": [], "sender": "?"},
            {"name": "name_empty", "phones": "phones_empty", "sender": "invalid_sender"},
        ),
    ],
)
async def test_what_cannot_be_used_is_named_and_nothing_that_was_filled_in_is_lost(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    changes: dict[str, Any],
    errors: dict[str, str],
) -> None:
    form = masha(**changes)
    result = await submit(hass, await add(hass, entry), form)

    assert result["type"] is FlowResultType.FORM
    assert result["errors"] == errors
    values = suggested(result)
    assert {key: values[key] for key in form if key != "test"} == {
        key: value for key, value in form.items() if key != "test"
    }
    assert values["test_text"] == form["test"].get("test_text")
    assert simulator.messages == []

    result = await submit(hass, result, masha())
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_success_says_whether_the_test_went_and_what_the_notifier_is_called(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    test = {"send_test": True, "test_text": "Проверка"}
    first = await submit(hass, await add(hass, entry), masha(name="Маша", test=test))
    assert first["description"] == "first_sent"
    named = first["description_placeholders"]
    assert named is not None
    assert named["notifier"] == "notify.masha"
    assert hass.states.get("notify.masha") is not None
    assert named["blueprints_url"].endswith("/docs/en/blueprints.md")
    second = await submit(hass, await add(hass, entry), masha(phones=["+79161231212"]))
    assert second["description"] == "saved"
    assert second["description_placeholders"] is not None
    assert second["description_placeholders"]["notifier"] == "notify.masha_2"
    assert hass.states.get("notify.masha_2") is not None


async def test_numbers_are_shown_as_people_write_them(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    recipient = recipient_data("Masha", MASHA, "4740612345", test_text="Код 12")
    entry = entry_of(simulator, recipient)
    await set_up(hass, entry)
    values = suggested(await edit(hass, entry))
    assert values["phones"] == ["+7 908 796-47-81", "+47 40 61 23 45"]
    assert values["test_text"] == "Код 12"


async def test_an_unreadable_number_is_named_by_its_last_two_digits(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    result = await submit(hass, await add(hass, entry), masha(phones=["8 908 796-47"]))

    assert result["description_placeholders"] is not None
    assert result["description_placeholders"]["hint"] == "47"


@pytest.mark.parametrize(
    ("name", "errors"),
    [
        ("8 999 000-00-09", {"name": "name_is_number"}),
        ("9607000000", {"name": "name_is_number"}),
        (f"+{MASHA}", {}),
        ("112", {}),
    ],
)
async def test_a_name_is_no_phone_of_somebody_elses(
    hass: HomeAssistant, entry: MockConfigEntry, name: str, errors: dict[str, str]
) -> None:
    result = await submit(hass, await add(hass, entry), masha(name=name))
    assert (result.get("errors") or {}) == errors


@pytest.mark.parametrize("name", ["AUNT MASHA", "Aunt\N{NO-BREAK SPACE} Masha"])
async def test_two_recipients_of_an_account_cannot_have_the_same_name(
    hass: HomeAssistant, entry: MockConfigEntry, name: str
) -> None:
    await submit(hass, await add(hass, entry), masha(name="Aunt Masha"))

    result = await submit(hass, await add(hass, entry), masha(name=name))
    assert result["errors"] == {"name": "name_taken"}
    assert result["description_placeholders"] is not None
    assert result["description_placeholders"]["name"] == name

    result = await submit(hass, result, masha(name="Masha's mother"))
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_the_accounts_senders_are_offered_and_any_other_can_be_typed(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    simulator.account.senders.append("VIBER")
    result = await add(hass, entry)

    assert result["data_schema"] is not None
    field = next(v for k, v in result["data_schema"].schema.items() if k == "sender")
    assert field.config["options"] == ["79021121075", "79087964781", "INFORM", "test"]

    await submit(hass, result, masha(sender=" My-Home.1 "))
    (subentry,) = entry.subentries.values()
    assert subentry.data["sender"] == "My-Home.1"


async def test_without_the_gateway_the_dialog_opens_all_the_same(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    await simulator.stop()

    result = await submit(hass, await add(hass, entry), masha())

    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_a_new_recipient_begins_with_the_accounts_usual_channel_and_a_test(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    hass.config.language = "ru"
    entry = entry_of(simulator, default_channel="viber_or_sms")
    await set_up(hass, entry)

    values = suggested(await add(hass, entry))

    assert values["channel"] == "viber_or_sms"
    assert values["send_test"] is True
    assert values["test_text"] == "Дом: проверка связи"


async def test_a_recipient_can_be_edited(hass: HomeAssistant, simulator: Simulator) -> None:
    entry = entry_of(simulator, recipient_data("Masha", MASHA, sender="INFORM"))
    await set_up(hass, entry)

    result = await edit(hass, entry)
    values = suggested(result)
    assert (values["name"], values["phones"]) == ("Masha", ["+7 908 796-47-81"])
    assert (values["channel"], values["sender"]) == ("sms", "INFORM")
    assert values["send_test"] is False

    result = await submit(hass, result, masha(name="masha", phones=["12"]))
    assert result["errors"] == {"phones": "phone_unreadable"}
    result = await submit(hass, result, masha(name="Mama", phones=[f"+{PETYA}"]))

    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "changed")
    subentry = entry.subentries["masha"]
    assert subentry.title == "Mama"
    assert subentry.data == {"phones": [PETYA], "channel": "sms", "action_name": "masha"}


async def test_an_edited_recipient_cannot_take_another_ones_name(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = entry_of(
        simulator,
        recipient_data("Masha"),
        recipient_data("Petya", PETYA, subentry_id="petya"),
    )
    await set_up(hass, entry)

    result = await edit(hass, entry)
    result = await submit(hass, result, masha(name="petya"))

    assert result["errors"] == {"name": "name_taken"}


async def test_a_message_may_go_on_by_further_channels_in_their_order(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    section = {"escalate_to": ["voice", "sms"], "escalate_after": 5}
    form = masha(channel="viber", if_it_does_not_arrive=section)
    await submit(hass, await add(hass, entry), form)
    (subentry,) = entry.subentries.values()
    assert section.items() <= subentry.data.items()


async def test_without_further_channels_none_and_no_time_is_kept(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    result = await add(hass, entry)
    assert suggested(result)["escalate_after"] == 3
    section = {"escalate_to": [], "escalate_after": 5}
    await submit(hass, result, masha(if_it_does_not_arrive=section))
    (subentry,) = entry.subentries.values()
    assert not {"escalate_to", "escalate_after"} & subentry.data.keys()


@pytest.mark.parametrize(
    ("section", "error"),
    [
        ({"escalate_to": ["voice", "sms"]}, "escalate_to_first_channel"),
        ({"escalate_to": ["voice"], "escalate_after": 0}, "escalate_after_out_of_range"),
        ({"escalate_to": ["voice"], "escalate_after": 1441}, "escalate_after_out_of_range"),
    ],
)
async def test_further_channels_that_cannot_be_open_the_section_and_say_why(
    hass: HomeAssistant, entry: MockConfigEntry, section: dict[str, Any], error: str
) -> None:
    result = await add(hass, entry)
    assert is_folded(result)
    result = await submit(hass, result, masha(if_it_does_not_arrive=section))
    assert result["errors"] == {"if_it_does_not_arrive": error}
    assert not is_folded(result)
    await submit(hass, result, masha(if_it_does_not_arrive={"escalate_to": ["voice"]}))
    (subentry,) = entry.subentries.values()
    assert (subentry.data["escalate_to"], subentry.data["escalate_after"]) == (["voice"], 3)


async def test_the_further_channels_of_a_recipient_can_be_changed(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    known: dict[str, Any] = {"escalate_to": ["voice"], "escalate_after": 10}
    entry = entry_of(simulator, recipient_data("Masha", **known))
    await set_up(hass, entry)
    result = await edit(hass, entry)
    assert known.items() <= suggested(result).items()
    changed = {"escalate_to": ["viber", "voice"], "escalate_after": 1}
    await submit(hass, result, masha(if_it_does_not_arrive=changed))
    assert changed.items() <= entry.subentries["masha"].data.items()


def is_folded(result: SubentryFlowResult) -> bool:
    """Return whether the section about further channels is collapsed."""
    assert result["data_schema"] is not None
    section: Any = result["data_schema"].schema["if_it_does_not_arrive"]
    return bool(section.options["collapsed"])
