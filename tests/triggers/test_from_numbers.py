"""Whom a trigger's or an action's `from` names, in homes of several countries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import ServiceValidationError
from homeassistant.setup import async_setup_component

from simulator import Simulator
from tests.accounts import MASHA, entry_of, recipient_data, set_up
from tests.common import act, issues_of, some_polls, until

if TYPE_CHECKING:
    from homeassistant.core import Event

MALDIVES = "9607000000"
"""Digits that are a Russian mobile number to a Russian."""

pytestmark = pytest.mark.usefixtures("quick_polls")


async def automate(hass: HomeAssistant, wanted: str | list[str]) -> list[str]:
    """Set an automation up, and return a list that grows by the texts it is started with."""
    texts: list[str] = []

    @callback
    def hear(event: Event[Any]) -> None:
        texts.append(event.data["text"])

    hass.bus.async_listen("heard", hear)
    automation = {
        "id": "from",
        "alias": "from",
        "triggers": [{"trigger": "smspilot.message_received", "options": {"from": wanted}}],
        "actions": [{"event": "heard", "event_data": {"text": "{{ trigger.text }}"}}],
    }
    assert await async_setup_component(hass, "automation", {"automation": automation})
    await hass.async_block_till_done()
    return texts


@pytest.mark.parametrize(
    ("wanted", "country"),
    [
        ("+84 91 200 00 00", "RU"),
        ("+84 91 200 00 00", "DE"),
        ("tel:+84912000000", "US"),
        (["+7 916 123-12-12; +84 (912) 000-000"], "RU"),
    ],
)
async def test_a_sender_is_named_by_the_number_and_by_no_other(
    hass: HomeAssistant, simulator: Simulator, wanted: str | list[str], country: str
) -> None:
    hass.config.country = country
    entry = await set_up(hass, entry_of(simulator))
    texts = await automate(hass, wanted)
    await some_polls(hass, entry, simulator)
    simulator.receive("74912000000", "чужой")
    simulator.receive("84912000000", "свой")
    await until(lambda: texts)
    assert texts == ["свой"]


async def test_a_text_may_name_several_and_a_name_may_hold_what_separates_them(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    recipients = (
        recipient_data("Masha", MASHA),
        recipient_data("Parents, dacha", "79990000001", subentry_id="parents"),
        recipient_data("Parents", "79990000002", subentry_id="other"),
    )
    entry = await set_up(hass, entry_of(simulator, *recipients))
    texts = await automate(hass, ["Masha; INFORM", "Parents, dacha"])
    await some_polls(hass, entry, simulator)
    for sender in ("79990000002", MASHA, "INFORM", "79990000001"):
        simulator.receive(sender, f"I am {sender}")
    await until(lambda: len(texts) == 3)
    assert texts == [f"I am {MASHA}", "I am INFORM", "I am 79990000001"]


async def test_digits_that_can_be_two_numbers_let_nobody_in_and_the_automation_says_so(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    hass.config.country = "RU"
    await set_up(hass, entry_of(simulator))
    await automate(hass, [MALDIVES])
    state = hass.states.get("automation.from")
    assert state is not None
    assert state.state == "unavailable"
    assert "number_ambiguous" not in issues_of(hass)


async def test_digits_that_are_a_recipients_are_the_recipient(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    hass.config.country = "RU"
    entry = await set_up(hass, entry_of(simulator, recipient_data("Маша", MALDIVES)))
    texts = await automate(hass, [MALDIVES])
    await some_polls(hass, entry, simulator)
    simulator.receive(f"7{MALDIVES}", "чужой")
    simulator.receive(MALDIVES, "свой")
    await until(lambda: texts)
    assert texts == ["свой"]


async def test_inbound_messages_of_an_ambiguous_number_are_not_looked_for(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    hass.config.country = "RU"
    await set_up(hass, entry_of(simulator))
    with pytest.raises(ServiceValidationError) as raised:
        await act(hass, "get_inbound_messages", **{"from": [MASHA, MALDIVES]})
    assert raised.value.translation_key == "number_ambiguous"
    assert raised.value.translation_placeholders is not None
    assert raised.value.translation_placeholders["codes"] == "+7 …00, +960 …00"


@pytest.mark.parametrize("country", ["RU", "DE", "US"])
async def test_the_sender_is_answered_and_nobody_else(
    hass: HomeAssistant, simulator: Simulator, country: str
) -> None:
    hass.config.country = country
    entry = await set_up(hass, entry_of(simulator))
    answer = {
        "id": "status",
        "alias": "status",
        "triggers": [{"trigger": "smspilot.message_received", "options": {"contains": "status"}}],
        "actions": [
            {
                "action": "smspilot.send_message",
                "data": {"numbers": "{{ trigger.phone }}", "message": "21 °C"},
            }
        ],
    }
    assert await async_setup_component(hass, "automation", {"automation": answer})
    await some_polls(hass, entry, simulator)
    for phone in (MALDIVES, "84912000000", "85291234567", "5016001234"):
        simulator.receive(phone, "status")
        await until(lambda: len(simulator.messages) == len(simulator.gateway.inbound))
        assert simulator.messages[-1].phone == phone
