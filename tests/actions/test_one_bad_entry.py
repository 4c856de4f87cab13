"""One bad entry never silences the others: scripts and automations as people write them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from homeassistant.components.notify import NotifyEntity
from homeassistant.components.notify.const import DATA_COMPONENT
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er, issue_registry as ir, label_registry as lr
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.smspilot.const import DOMAIN
from custom_components.smspilot.problems.words import own_sentence
from simulator import Simulator
from tests.accounts import MASHA, PETYA, entry_of, recipient_data, set_up
from tests.actions.scripts import run
from tests.common import sends, until

if TYPE_CHECKING:
    from homeassistant.config_entries import ConfigEntry

DEAD = "79080099111"
"""A number that the simulated gateway refuses with code 111."""
THREE = (
    recipient_data("Masha", MASHA),
    recipient_data("Dead", DEAD, subentry_id="dead"),
    recipient_data("Petya", PETYA, subentry_id="petya"),
)
LIST = """
- action: smspilot.send_message
  data:
    entity_id: [notify.masha, notify.dead, notify.petya]
    message: Fire
"""
GROUP = """
- action: notify.send_message
  target:
    entity_id: notify.everybody
  data:
    message: Fire
"""
GROUP_LIST = """
- action: smspilot.send_message
  data:
    entity_id: notify.everybody
    message: Fire
"""
OLD = """
- action: notify.smspilot
  data:
    message: Fire
"""


def phones(simulator: Simulator) -> list[str]:
    """Return whom messages went to."""
    return sorted(message.phone for message in simulator.messages)


def reasons(hass: HomeAssistant) -> list[str]:
    """Return the reasons that repair issues show."""
    return [
        (issue.translation_placeholders or {})["reason"]
        for issue in ir.async_get(hass).issues.values()
        if issue.domain == DOMAIN
    ]


def said(hass: HomeAssistant, error: HomeAssistantError) -> str:
    """Return what a person reads of an error, in the home's language."""
    return own_sentence(hass, str(error.translation_key), error.translation_placeholders or {})


@pytest.fixture
async def entry(hass: HomeAssistant, simulator: Simulator) -> ConfigEntry:
    """Return an account with three recipients, one of whom the gateway cannot reach."""
    hass.config.country = "RU"
    return await set_up(hass, entry_of(simulator, *THREE))


@pytest.mark.parametrize("action", [LIST, GROUP, GROUP_LIST, OLD])
@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Not sent to Dead: SMSPILOT cannot send to this number"),
        ("ru", "Не отправлено (Dead): "),
    ],
)
async def test_of_three_recipients_two_are_reached_and_one_error_names_the_third(
    hass: HomeAssistant, simulator: Simulator, action: str, language: str, words: str
) -> None:
    hass.config.language = language
    await set_up(hass, entry_of(simulator, *THREE))
    members = ["notify.masha", "notify.dead", "notify.petya"]
    group = {"group_type": "notify", "name": "Everybody", "entities": members}
    await set_up(hass, MockConfigEntry(domain="group", title="Everybody", options=group))
    with pytest.raises(HomeAssistantError) as raised:
        await run(hass, action)
    assert said(hass, raised.value).startswith(words)
    assert "Masha" not in said(hass, raised.value)
    assert phones(simulator) == [MASHA, PETYA]


class PhoneApp(NotifyEntity):
    """A notifier of another integration, which remembers what it was told."""

    entity_id = "notify.phone_app"
    _attr_should_poll = False

    def __init__(self) -> None:
        """Begin without a message."""
        self.told: list[str] = []

    async def async_send_message(self, message: str, title: str | None = None) -> None:
        """Remember a message."""
        self.told.append(message)


@pytest.mark.usefixtures("entry")
@pytest.mark.parametrize(("action", "heard"), [(GROUP, ["Fire"]), (GROUP_LIST, [])])
async def test_a_group_with_another_integrations_notifier_reaches_ours(
    hass: HomeAssistant, simulator: Simulator, action: str, heard: list[str]
) -> None:
    phone = PhoneApp()
    await hass.data[DATA_COMPONENT].async_add_entities([phone])
    members = ["notify.masha", "notify.phone_app", "notify.dead", "notify.petya"]
    group = {"group_type": "notify", "name": "Everybody", "entities": members}
    await set_up(hass, MockConfigEntry(domain="group", title="Everybody", options=group))
    with pytest.raises(HomeAssistantError) as raised:
        await run(hass, action)
    words = said(hass, raised.value)
    assert "Dead" in words
    assert ("notify.phone_app is no SMSPILOT recipient" in words) is not bool(heard)
    assert phones(simulator) == [MASHA, PETYA]
    assert phone.told == heard


@pytest.mark.usefixtures("entry")
@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "Invalid phone (111)"), ("ru", "Неправильный номер телефона (111)")],
)
async def test_an_alert_with_a_dead_notifier_reaches_the_others_and_an_issue_tells_why(
    hass: HomeAssistant, simulator: Simulator, language: str, words: str
) -> None:
    hass.config.language = language
    hass.states.async_set("binary_sensor.smoke", "on")
    alert = {
        "name": "Smoke",
        "entity_id": "binary_sensor.smoke",
        "repeat": 5,
        "notifiers": ["smspilot_dead", "smspilot_removed", "smspilot_masha", "smspilot_petya"],
    }
    assert await async_setup_component(hass, "alert", {"alert": {"smoke": alert}})
    hass.states.async_set("binary_sensor.smoke", "off")
    hass.states.async_set("binary_sensor.smoke", "on")
    await until(lambda: phones(simulator)[:2] == [MASHA, PETYA])
    hass.states.async_set("binary_sensor.smoke", "off")
    await hass.async_block_till_done()
    await until(lambda: any(words in reason for reason in reasons(hass)))


@pytest.mark.usefixtures("entry")
@pytest.mark.parametrize(
    ("action", "words"),
    [
        (
            "{entity_id: [notify.masha, notify.removed, notify.petya], message: Fire}",
            "notify.removed is no SMSPILOT recipient",
        ),
        (
            "{numbers: ['+7 908 796-47-81', '8 908 796-47', '+7 916 123-12-12'], message: Fire}",
            "The number ending in 47 cannot be read",
        ),
        ("{numbers: [Masha, Vasya, Petya], message: Fire}", "no such recipient or number: Vasya"),
        (
            "{entity_id: [notify.masha, notify.petya], numbers: unknown, message: Fire}",
            "no such recipient or number: unknown",
        ),
        (
            "{numbers: [79087964781, 9607000000, 79161231212], message: Fire}",
            "could be two different ones: +7 …00, +960 …00, as the home's country is RU",
        ),
        (
            "{numbers: ['8 908 796-47-81 доб. 5', 79087964781, 79161231212], message: Fire}",
            "has an extension",
        ),
    ],
)
async def test_the_others_get_the_message_then_an_error_says_how_to_mend_the_rest(
    hass: HomeAssistant, simulator: Simulator, action: str, words: str
) -> None:
    with pytest.raises(HomeAssistantError) as raised:
        await run(hass, f"- action: smspilot.send_message\n  data: {action}")
    assert words in said(hass, raised.value)
    assert phones(simulator) == [MASHA, PETYA]
    assert any(words in reason for reason in reasons(hass))


@pytest.mark.usefixtures("entry")
async def test_several_bad_entries_are_one_error_and_rows_of_the_response(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    data = "{numbers: [Masha, Vasya, '8 908 796-47'], entity_id: notify.gone, message: Fire}"
    with pytest.raises(HomeAssistantError) as raised:
        await run(hass, f"- action: smspilot.send_message\n  data: {data}")
    for words in ("Vasya", "ending in 47", "notify.gone"):
        assert words in said(hass, raised.value)
    action = f"- action: smspilot.send_message\n  response_variable: sent\n  data: {data}"
    sent = (await run(hass, action.replace("Fire", "Flood")))["sent"]
    rows = {row["status"]: row["error"] for row in sent["messages"]}
    assert [row["status"] for row in sent["messages"]] == ["accepted", *["invalid"] * 3]
    assert rows["accepted"] is None
    assert {row["number"] for row in sent["messages"]} == {
        *(f"+{MASHA}", "Vasya", "8 908 796-47"),
        None,
    }
    assert phones(simulator) == [MASHA, MASHA]


@pytest.mark.usefixtures("entry")
async def test_a_target_that_is_nobody_keeps_the_others_from_nothing(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    with pytest.raises(HomeAssistantError) as raised:
        await run(
            hass,
            "- action: notify.smspilot\n  data: {message: Fire, target: [masha, Vasya, Petya]}",
        )
    assert "Vasya" in said(hass, raised.value)
    assert phones(simulator) == [MASHA, PETYA]


@pytest.mark.usefixtures("entry")
@pytest.mark.parametrize("target", ["[]", '"{{ [] }}"', '"{{ none }}"', '""', "[null]"])
async def test_to_nobody_is_nobody_and_said(
    hass: HomeAssistant, simulator: Simulator, target: str
) -> None:
    action = f"- action: notify.smspilot\n  data: {{message: Fire, target: {target}}}"
    with pytest.raises(HomeAssistantError) as raised:
        await run(hass, action)
    assert raised.value.translation_key == "no_recipients"
    assert simulator.messages == []
    assert reasons(hass) == [said(hass, raised.value)]


async def test_two_channels_to_one_phone_are_two_messages(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    simulator.account.duplicate_window = 0.0
    call = recipient_data("Call Masha", MASHA, subentry_id="call", channel="voice")
    family = recipient_data("Family", MASHA, PETYA, subentry_id="family")
    await set_up(hass, entry_of(simulator, THREE[0], call, family))
    who = "{entity_id: [notify.masha, notify.call_masha, notify.family], message: Пожар}"
    await run(hass, f"- action: smspilot.send_message\n  data: {who}")
    assert phones(simulator) == [MASHA, MASHA, PETYA]
    senders = {request.parameters.get("from", "") for request in sends(simulator)}
    assert senders == {"", "GOLOS"}


async def test_one_person_in_two_recipients_gets_one_message_however_they_are_named(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    family = recipient_data("Family", MASHA, PETYA, subentry_id="family")
    await set_up(hass, entry_of(simulator, THREE[0], family))
    both = "[notify.masha, notify.family]"
    await run(
        hass,
        f"""
- action: notify.send_message
  data: {{entity_id: {both}, message: Fire}}
- action: notify.smspilot_masha
  data: {{message: Fire}}
- action: smspilot.send_message
  data: {{entity_id: {both}, message: Fire}}
""",
    )
    assert phones(simulator) == [MASHA, PETYA]
    assert reasons(hass) == []


async def test_a_text_too_long_for_one_channel_is_refused_for_that_phone_alone(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    viber = recipient_data("Masha", MASHA, channel="viber")
    await set_up(hass, entry_of(simulator, viber, THREE[2]))
    data = f"{{entity_id: [notify.masha, notify.petya], message: {'a' * 700}}}"
    with pytest.raises(HomeAssistantError) as raised:
        await run(hass, f"- action: smspilot.send_message\n  data: {data}")
    assert said(hass, raised.value).startswith("Not sent to Petya: the message has 700")
    assert phones(simulator) == [MASHA]
    assert reasons(hass) == [said(hass, raised.value)]


async def test_a_label_an_area_a_device_and_all_are_resolved_as_home_assistant_does(
    hass: HomeAssistant, simulator: Simulator, entry: ConfigEntry
) -> None:
    label = lr.async_get(hass).async_create("Family")
    registry = er.async_get(hass)
    registry.async_update_entity("notify.masha", labels={label.label_id})
    device = registry.async_get("notify.petya")
    assert device is not None
    target = f"{{label_id: {label.label_id}, device_id: {device.device_id}}}"
    await run(
        hass, f"- action: smspilot.send_message\n  target: {target}\n  data: {{message: Fire}}"
    )
    assert phones(simulator) == [MASHA, PETYA]
    with pytest.raises(HomeAssistantError):
        await run(hass, "- action: smspilot.send_message\n  data: {entity_id: all, message: Flood}")
    assert phones(simulator) == [MASHA, MASHA, PETYA, PETYA]


@pytest.mark.usefixtures("entry")
async def test_a_label_of_a_group_is_that_of_its_members(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    group = MockConfigEntry(
        domain="group",
        options={
            "group_type": "notify",
            "name": "Family",
            "entities": ["notify.masha", "notify.petya"],
            "hide_members": False,
        },
        title="Family",
    )
    await set_up(hass, group)
    label = lr.async_get(hass).async_create("Family").label_id
    er.async_get(hass).async_update_entity("notify.family", labels={label})
    target = f"{{label_id: {label}, entity_id: notify.masha}}"
    await run(
        hass, f"- action: smspilot.send_message\n  target: {target}\n  data: {{message: Fire}}"
    )
    assert phones(simulator) == [MASHA, PETYA]


@pytest.mark.usefixtures("entry")
@pytest.mark.parametrize(
    "fields",
    [
        "numbers: \"{{ states('input_text.phones') }}\"",
        "numbers: \"{{ [['79087964781'], [none, 79161231212.0]] }}\"",
        "numbers: \"{{ (79087964781, '8 916 123-12-12') }}\"",
        'numbers: [[79087964781.0], "{{ none }}", 79161231212]',
        'numbers: "+79087964781 +79161231212"\n    channel: ""\n    title: "{{ none }}"',
        'numbers: "79087964781.0; 79161231212.0"',
        'numbers: "tel:+79087964781; 8（916）123.12.１２"\n    send_at: "{{ none }}"',
        'numbers: [Masha, Petya]\n    send_at: "{{ as_timestamp(now()) + 3600 }}"',
    ],
)
async def test_what_templates_give_is_read_as_if_typed(
    hass: HomeAssistant, simulator: Simulator, fields: str
) -> None:
    hass.states.async_set("input_text.phones", "+79087964781, +79161231212")
    await run(hass, f"- action: smspilot.send_message\n  data:\n    message: Fire\n    {fields}")
    assert phones(simulator) == [MASHA, PETYA]


@pytest.mark.usefixtures("entry")
@pytest.mark.parametrize(
    ("data", "key"),
    [
        ("{entity_id: notify.masha, message: ''}", "empty_text"),
        ("{entity_id: notify.masha, message: Fire, channel: fax}", "invalid_option"),
        ("{entity_id: notify.masha, message: Fire, time_to_live: 1}", "time_to_live_out_of_range"),
        ("{numbers: unavailable, message: Fire}", "number_text"),
    ],
)
async def test_an_alarm_that_could_not_be_sent_at_night_is_a_repair_issue(
    hass: HomeAssistant, simulator: Simulator, data: str, key: str
) -> None:
    with pytest.raises(HomeAssistantError) as raised:
        await run(hass, f"- action: smspilot.send_message\n  data: {data}")
    assert raised.value.translation_key == key
    assert reasons(hass) == [said(hass, raised.value)]
    assert simulator.messages == []


async def test_an_account_that_does_not_run_is_a_repair_issue_until_it_sends_again(
    hass: HomeAssistant, simulator: Simulator, entry: ConfigEntry
) -> None:
    await hass.config_entries.async_unload(entry.entry_id)
    for action in ("smspilot_masha", "smspilot"):
        with pytest.raises(HomeAssistantError) as raised:
            await run(hass, f"- action: notify.{action}\n  data: {{message: Fire}}")
        assert raised.value.translation_key == "account_not_loaded"
    assert len(reasons(hass)) == 3
    await hass.config_entries.async_setup(entry.entry_id)
    await run(hass, "- action: notify.smspilot_masha\n  data: {message: Fire}")
    await until(lambda: len(reasons(hass)) == 2)


async def test_numbers_of_nobody_knows_which_account_keep_recipients_from_nothing(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    account = simulator.add_account()
    await set_up(hass, entry_of(simulator, THREE[0]))
    await set_up(hass, entry_of(simulator, THREE[2], account=account))
    both = "entity_id: [notify.masha, notify.petya]"
    action = f"- action: smspilot.send_message\n  data: {{{both}, numbers: {DEAD}, message: Fire}}"
    with pytest.raises(HomeAssistantError) as raised:
        await run(hass, action)
    assert raised.value.translation_key == "which_account"
    assert phones(simulator) == [MASHA, PETYA]
    assert {message.account.id for message in simulator.messages} == {5671, account.id}
    assert reasons(hass) == [said(hass, raised.value)]
    assert DEAD not in str(raised.value.translation_placeholders)


@pytest.mark.usefixtures("entry")
async def test_a_list_with_all_of_a_recipients_phones_names_nobody_twice(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    data = f"{{entity_id: notify.masha, numbers: ['+{MASHA}', Masha, masha], message: Fire}}"
    await run(hass, f"- action: smspilot.send_message\n  data: {data}")
    assert phones(simulator) == [MASHA]
