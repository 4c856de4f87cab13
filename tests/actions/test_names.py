"""Recipients are called by the names that people gave them, whatever those hold."""

from __future__ import annotations

from typing import TYPE_CHECKING
from unittest.mock import patch

import pytest
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import issue_registry as ir

from custom_components.smspilot.recipients.home_numbers import phone_of
from tests.accounts import MASHA, PETYA, entry_of, recipient_data, set_up
from tests.actions.scripts import run
from tests.common import act

if TYPE_CHECKING:
    from homeassistant.config_entries import ConfigEntry
    from homeassistant.core import HomeAssistant

    from simulator import Simulator

PARENTS, KID, STRANGER = "79990000001", "79990000002", "79990000009"
FILTER = "custom_components.smspilot.recipients.inbound_filter"
WRITTEN = "+7 999 000-00-09"


def phones(simulator: Simulator) -> list[str]:
    """Return whom messages went to."""
    return sorted(message.phone for message in simulator.messages)


@pytest.fixture(autouse=True)
async def entry(hass: HomeAssistant, simulator: Simulator) -> ConfigEntry:
    """Return an account whose recipients have names as people give them."""
    hass.config.country = "RU"
    recipients = (
        recipient_data("Masha", MASHA),
        recipient_data("Андрей", PETYA, subentry_id="andrey"),
        recipient_data("Parents, dacha", PARENTS, subentry_id="parents"),
        recipient_data("Room 2", KID, subentry_id="kid"),
    )
    return await set_up(hass, entry_of(simulator, *recipients))


@pytest.mark.parametrize(
    "way",
    [
        "{action: smspilot.send_message, data: {numbers: %s, message: Fire}}",
        "{action: notify.smspilot, data: {target: %s, message: Fire}}",
    ],
)
@pytest.mark.parametrize(
    ("written", "reached"),
    [
        ('"Parents, dacha"', [PARENTS]),
        ('["Parents, dacha", Masha]', [MASHA, PARENTS]),
        ('"Masha, Room 2"', [MASHA, KID]),
        (f'"{WRITTEN}; Room 2"', [KID, STRANGER]),
        (f'"Masha, {WRITTEN}"', [MASHA, STRANGER]),
        ('"  room \N{NO-BREAK SPACE}2"', [KID]),
        ('"Андреи\N{COMBINING BREVE}"', [PETYA]),
    ],
)
async def test_a_name_is_that_recipient_and_a_text_may_hold_several(
    hass: HomeAssistant, simulator: Simulator, way: str, written: str, reached: list[str]
) -> None:
    await run(hass, "- " + way % written)
    assert phones(simulator) == reached


async def test_inbound_messages_are_looked_for_by_such_names(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    for phone in (MASHA, PARENTS, STRANGER):
        simulator.receive(phone, "Hello")
    found = await act(hass, "get_inbound_messages", **{"from": "Parents, dacha"})
    assert [message["phone"] for message in found["messages"]] == [PARENTS]
    found = await act(hass, "get_inbound_messages", **{"from": f"Masha; {WRITTEN}"})
    assert [message["phone"] for message in found["messages"]] == [STRANGER, MASHA]


async def test_whom_a_look_up_names_is_read_once_however_many_messages_there_are(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    for number in range(30):
        simulator.receive(f"7999000{number:04}", "Hello")
    with patch(f"{FILTER}.phone_of", wraps=phone_of) as read:
        found = await act(hass, "get_inbound_messages", **{"from": WRITTEN})
    assert [message["phone"] for message in found["messages"]] == [STRANGER]
    assert read.call_count == 1


async def test_capitals_and_blanks_around_a_value_are_no_matter(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    data = "{entity_id: Notify.Masha, channel: ' SMS ', sender: ' ', message: Fire}"
    await run(hass, f"- action: smspilot.send_message\n  data: {data}")
    assert phones(simulator) == [MASHA]


@pytest.mark.parametrize(
    ("fields", "key"),
    [
        (f'entity_id: [notify.masha, "{WRITTEN}"]', "not_a_recipient"),
        (f'entity_id: [notify.masha, "notify.{STRANGER}"]', "not_a_recipient"),
        (f'entity_id: notify.masha, label_id: "{WRITTEN}"', "no_such_target"),
        (f'entity_id: notify.masha, sender: "{WRITTEN}"', "invalid_sender"),
        (f'entity_id: notify.masha, escalate_to: "+{STRANGER}"', "escalate_to_unknown"),
        (f'entity_id: notify.masha, "{WRITTEN}": Petya', "unknown_field"),
    ],
)
async def test_a_number_in_the_wrong_field_is_in_no_error_and_no_repair_issue(
    hass: HomeAssistant, fields: str, key: str
) -> None:
    with pytest.raises(HomeAssistantError) as raised:
        await run(hass, f"- action: smspilot.send_message\n  data: {{{fields}, message: Fire}}")
    assert raised.value.translation_key == key
    issues = [issue.to_json() for issue in ir.async_get(hass).issues.values()]
    told = f"{raised.value.translation_placeholders} {issues}"
    assert "…09" in told
    assert STRANGER[1:] not in "".join(filter(str.isdigit, told))
