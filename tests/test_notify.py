"""Notifiers."""

from __future__ import annotations

import pytest
from homeassistant.auth.models import User
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import issue_registry as ir
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.smspilot.const import DOMAIN
from simulator import Simulator
from tests.accounts import MASHA, PETYA, a_minute_later, entry_of, recipient_data, set_up
from tests.common import act, entity_id, issues_of, notify, sends, state_of, until

BOTH = (recipient_data("Маша", MASHA), recipient_data("Петя", PETYA, subentry_id="petya"))


async def test_a_message_reaches_the_recipient(hass: HomeAssistant, simulator: Simulator) -> None:
    entry = await set_up(hass, entry_of(simulator, *BOTH))
    assert state_of(hass, entry, "notify", "masha").state == "unknown"
    await notify(hass, entity_id(hass, entry, "notify", "masha"), "Пожар")
    assert [(one.phone, one.text) for one in simulator.messages] == [(MASHA, "Пожар")]
    assert state_of(hass, entry, "notify", "masha").state != "unknown"
    assert state_of(hass, entry, "notify", "petya").state == "unknown"


async def test_two_recipients_of_one_text_share_a_request(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = await set_up(hass, entry_of(simulator, *BOTH))
    names = [entity_id(hass, entry, "notify", key) for key in ("masha", "petya")]
    await notify(hass, names, "Пожар")
    assert sorted(message.phone for message in simulator.messages) == [MASHA, PETYA]
    assert len(sends(simulator)) == 1


async def test_a_recipient_of_two_numbers_gets_the_message_on_both(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = await set_up(hass, entry_of(simulator, recipient_data("Семья", MASHA, PETYA)))
    await notify(hass, entity_id(hass, entry, "notify", "masha"), "Пожар")
    assert [message.phone for message in simulator.messages] == [MASHA, PETYA]


async def test_the_title_becomes_the_first_line(hass: HomeAssistant, simulator: Simulator) -> None:
    entry = await set_up(hass, entry_of(simulator, *BOTH))
    await notify(hass, entity_id(hass, entry, "notify", "masha"), "Пожар", title="Дача")
    assert [message.text for message in simulator.messages] == ["Дача\nПожар"]


async def test_the_recipients_channel_and_sender_are_used(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    masha = recipient_data("Маша", MASHA, channel="viber")
    petya = recipient_data("Петя", PETYA, subentry_id="petya", sender="test")
    entry = await set_up(hass, entry_of(simulator, masha, petya, default_sender="79021121075"))
    for key in ("masha", "petya"):
        await notify(hass, entity_id(hass, entry, "notify", key), "Пожар")
    assert [request.parameters.get("from") for request in sends(simulator)] == ["VIBER", "test"]


async def test_the_accounts_own_channel_and_sender_fill_in(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = await set_up(hass, entry_of(simulator, *BOTH, default_sender="79021121075"))
    await notify(hass, entity_id(hass, entry, "notify", "masha"), "Пожар")
    assert [request.parameters.get("from") for request in sends(simulator)] == ["79021121075"]


async def test_white_space_around_a_text_is_not_sent(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = await set_up(hass, entry_of(simulator, *BOTH))
    masha = entity_id(hass, entry, "notify", "masha")
    await notify(hass, masha, " Пожар\nв доме\n\n")
    await notify(hass, masha, "Пожар\n", title="Дача\n")
    assert [message.text for message in simulator.messages] == ["Пожар\nв доме", "Дача\nПожар"]


async def test_half_a_character_is_replaced_and_whole_ones_are_sent(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = await set_up(hass, entry_of(simulator, *BOTH))
    await notify(hass, entity_id(hass, entry, "notify", "masha"), "Fire \ud83d\udd25, \ud83d smoke")
    assert [message.text for message in simulator.messages] == ["Fire 🔥, \ufffd smoke"]


@pytest.mark.parametrize(
    ("text", "key"),
    [("", "empty_text"), ("  \n ", "empty_text"), ("PING", "text_is_command")],
)
async def test_what_is_no_message_is_refused_and_nothing_is_sent(
    hass: HomeAssistant, simulator: Simulator, text: str, key: str
) -> None:
    entry = await set_up(hass, entry_of(simulator, *BOTH))
    with pytest.raises(ServiceValidationError) as raised:
        await notify(hass, entity_id(hass, entry, "notify", "masha"), text)
    assert raised.value.translation_key == key
    assert sends(simulator) == []


async def test_a_text_over_the_channels_length_is_refused_and_nothing_is_sent(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    masha = recipient_data("Маша", MASHA, channel="viber")
    entry = await set_up(hass, entry_of(simulator, masha, BOTH[1]))
    names = {"masha": "Маша", "petya": "Петя"}
    await notify(hass, entity_id(hass, entry, "notify", "masha"), "я" * 1000)
    for key, length, limit in (("masha", 1001, "1000"), ("petya", 671, "670")):
        with pytest.raises(ServiceValidationError) as raised:
            await notify(hass, entity_id(hass, entry, "notify", key), "я" * length)
        assert raised.value.translation_key == "text_too_long"
        told = {"length": str(length), "limit": limit, "recipient": names[key]}
        assert raised.value.translation_placeholders == told
    assert len(sends(simulator)) == 1


async def test_a_refusal_names_the_recipient_and_says_what_to_do(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    simulator.account.templates = ["Код ____"]
    entry = await set_up(hass, entry_of(simulator, recipient_data("Маша", MASHA, PETYA)))
    with pytest.raises(HomeAssistantError) as raised:
        await notify(hass, entity_id(hass, entry, "notify", "masha"), "Пожар")
    assert raised.value.translation_key == "refused_template"
    assert raised.value.translation_placeholders is not None
    assert raised.value.translation_placeholders["recipient"] == "Маша (…81), Маша (…12)"
    assert "approved template word for word" in str(raised.value)


async def test_a_refusal_becomes_an_issue_unless_a_person_was_told(
    hass: HomeAssistant, simulator: Simulator, hass_admin_user: User
) -> None:
    simulator.account.templates = ["Код ____"]
    entry = await set_up(hass, entry_of(simulator, *BOTH))
    masha = entity_id(hass, entry, "notify", "masha")
    with pytest.raises(HomeAssistantError):
        await notify(hass, masha, "Пожар", context=Context(user_id=hass_admin_user.id))
    await hass.async_block_till_done()
    assert issues_of(hass) == []
    with pytest.raises(HomeAssistantError):  # as in an automation at night
        await notify(hass, masha, "Пожар")
    await until(lambda: issues_of(hass) != [])
    [issue] = issues_of(hass)
    assert issue.startswith("refused_masha_")


async def test_a_refusal_that_nobody_awaits_becomes_an_issue_until_the_next_accepted_message(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    await simulator.stop()
    entry = await set_up(hass, entry_of(simulator, *BOTH))
    notifier = entity_id(hass, entry, "notify", "masha")
    await notify(hass, notifier, "Пожар")
    simulator.account.templates = ["Код ____"]
    await simulator.start()
    entry.runtime_data.messenger.heard(answered=True)
    await until(lambda: issues_of(hass) != [])
    await notify(hass, notifier, "Код 12")
    await until(lambda: issues_of(hass) == [])


async def test_without_a_hold_time_a_gateway_out_of_reach_raises(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    await simulator.stop()
    entry = await set_up(hass, entry_of(simulator, *BOTH, hold_for=0))
    with pytest.raises(HomeAssistantError) as raised:
        await notify(hass, entity_id(hass, entry, "notify", "masha"), "Пожар")
    assert raised.value.translation_key == "refused_not_sent"
    await until(lambda: state_of(hass, entry, "sensor", "queued_messages").state == "0")


async def test_at_the_limit_a_send_says_so_and_an_issue_stands(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = await set_up(hass, entry_of(simulator, *BOTH, messages_per_hour=1))
    notifier = entity_id(hass, entry, "notify", "masha")
    await notify(hass, notifier, "Пожар")
    with pytest.raises(HomeAssistantError) as raised:
        await notify(hass, notifier, "Потоп")
    assert raised.value.translation_key == "limit_messages_per_hour"
    issue_id = f"limit_messages_{entry.entry_id}"
    assert ir.async_get(hass).async_get_issue(DOMAIN, issue_id)
    assert len(simulator.messages) == 1


async def test_a_repeated_text_is_refused_with_a_hint_at_the_option(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = await set_up(hass, entry_of(simulator, *BOTH))
    notifier = entity_id(hass, entry, "notify", "masha")
    await notify(hass, notifier, "Пожар")
    a_minute_later(entry)
    with pytest.raises(HomeAssistantError) as raised:
        await notify(hass, notifier, "Пожар")
    assert raised.value.translation_key == "refused_duplicate"
    assert "Add the time to a text that repeats" in str(raised.value)


async def test_a_notify_group_works(hass: HomeAssistant, simulator: Simulator) -> None:
    entry = await set_up(hass, entry_of(simulator, *BOTH))
    members = [entity_id(hass, entry, "notify", key) for key in ("masha", "petya")]
    options = {"group_type": "notify", "name": "Family", "entities": members}
    group = MockConfigEntry(domain="group", title="Family", options=options)
    await set_up(hass, group)
    await notify(hass, "notify.family", "Пожар")
    assert sorted(message.phone for message in simulator.messages) == [MASHA, PETYA]
    await act(hass, "send_message", entity_id="notify.family", message="Потоп")
    assert [message.text for message in simulator.messages[2:]] == ["Потоп", "Потоп"]
    assert len(sends(simulator)) == 2
    await hass.config_entries.async_unload(group.entry_id)
