"""The actions of the old kind, which `alert` needs."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from homeassistant.config_entries import ConfigEntryDisabler
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from custom_components import smspilot
from custom_components.smspilot.const import DOMAIN
from simulator import Simulator
from tests.accounts import MASHA, PETYA, a_minute_later, entry_of, recipient_data, set_up
from tests.common import sends, until

BOTH = (recipient_data("Маша", MASHA), recipient_data("Петя", PETYA, subentry_id="petya"))


async def old(hass: HomeAssistant, action: str, message: str, **data: Any) -> None:
    """Call an action of the old kind."""
    await hass.services.async_call("notify", action, {"message": message, **data}, blocking=True)


def actions(hass: HomeAssistant) -> set[str]:
    """Return the names of the integration's actions of the old kind."""
    return {name for name in hass.services.async_services()["notify"] if "smspilot" in name}


async def test_an_alert_sends_at_once_repeats_and_says_when_it_is_over(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = await set_up(hass, entry_of(simulator, BOTH[0], time_on_repeats=True))
    hass.states.async_set("binary_sensor.smoke", "off")
    alert = {
        "name": "Дым",
        "message": "Дым на кухне",
        "done_message": "Дыма больше нет",
        "entity_id": "binary_sensor.smoke",
        "repeat": 5,
        "notifiers": ["smspilot"],
        "title": "Дача",
        "data": {"url": "/lovelace", "channel": "sms"},
    }
    assert await async_setup_component(hass, "alert", {"alert": {"smoke": alert}})
    hass.states.async_set("binary_sensor.smoke", "on")
    await until(lambda: len(simulator.messages) == 1)
    await until(lambda: not entry.runtime_data.messenger.queued)
    a_minute_later(entry)
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(minutes=6))
    await until(lambda: len(simulator.messages) == 2)
    hass.states.async_set("binary_sensor.smoke", "off")
    await until(lambda: len(simulator.messages) == 3)
    first, second, third = [message.text for message in simulator.messages]
    assert first == "Дача\nДым на кухне"
    assert second.startswith("Дача\nДым на кухне (")
    assert third == "Дача\nДыма больше нет"


async def test_all_recipients_get_a_message_without_a_target_in_one_request(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    await set_up(hass, entry_of(simulator, *BOTH))
    await old(hass, "smspilot", "Пожар")
    assert [message.phone for message in simulator.messages] == [MASHA, PETYA]
    assert len(sends(simulator)) == 1


async def test_each_recipient_has_an_action(hass: HomeAssistant, simulator: Simulator) -> None:
    await set_up(hass, entry_of(simulator, *BOTH))
    assert actions(hass) == {"smspilot", "smspilot_masha", "smspilot_petia"}
    await old(hass, "smspilot_petia", "Пожар")
    assert [message.phone for message in simulator.messages] == [PETYA]


async def test_targets_are_names_ids_or_numbers(hass: HomeAssistant, simulator: Simulator) -> None:
    await set_up(hass, entry_of(simulator, *BOTH))
    await old(hass, "smspilot", "Пожар", target=["маша", "petya", "+7 908 796-10-00"])
    assert [message.phone for message in simulator.messages] == [MASHA, PETYA, "79087961000"]


async def test_data_may_hold_the_options_of_a_send(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    await set_up(hass, entry_of(simulator, *BOTH))
    await old(
        hass, "smspilot_masha", "Пожар", data={"channel": "viber", "time_to_live": "00:10:00"}
    )
    [request] = sends(simulator)
    assert {"from": "VIBER", "ttl": "10"}.items() <= request.parameters.items()


async def test_a_wrong_option_is_named(hass: HomeAssistant, simulator: Simulator) -> None:
    await set_up(hass, entry_of(simulator, *BOTH))
    with pytest.raises(ServiceValidationError) as raised:
        await old(hass, "smspilot_masha", "Пожар", data={"channel": "fax"})
    assert raised.value.translation_key == "invalid_option"
    assert raised.value.translation_placeholders is not None
    assert raised.value.translation_placeholders["option"] == "channel"
    assert sends(simulator) == []


async def test_a_command_of_the_gateway_is_no_message(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    await set_up(hass, entry_of(simulator, *BOTH))
    with pytest.raises(ServiceValidationError) as raised:
        await old(hass, "smspilot", "hlr")
    assert raised.value.translation_key == "text_is_command"
    assert sends(simulator) == []
    await old(hass, "smspilot", "Ping-pong tonight?")
    assert len(simulator.messages) == 2


async def test_recipients_whose_names_are_alike_have_actions_of_their_own(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    alike = recipient_data("маша!", PETYA, subentry_id="other")
    third = recipient_data("МАША", "79087961000", subentry_id="third")
    await set_up(hass, entry_of(simulator, BOTH[0], alike, third))
    assert actions(hass) == {"smspilot", "smspilot_masha", "smspilot_masha_2", "smspilot_masha_3"}
    await old(hass, "smspilot_masha_2", "Пожар")
    assert [message.phone for message in simulator.messages] == [PETYA]


async def test_a_second_account_adds_its_number(hass: HomeAssistant, simulator: Simulator) -> None:
    await set_up(hass, entry_of(simulator, BOTH[0]))
    account = simulator.add_account()
    await set_up(hass, entry_of(simulator, BOTH[1], account=account))
    number = account.id
    assert actions(hass) == {
        *("smspilot", "smspilot_masha"),
        *(f"smspilot_{number}", f"smspilot_{number}_petia"),
    }
    await old(hass, f"smspilot_{number}", "Пожар")
    assert [message.account.id for message in simulator.messages] == [number]


async def test_an_account_keeps_the_names_of_its_actions_when_an_older_one_goes(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    older = await set_up(hass, entry_of(simulator, BOTH[0]))
    account = simulator.add_account()
    entry = await set_up(hass, entry_of(simulator, BOTH[1], account=account))
    names = {f"smspilot_{account.id}", f"smspilot_{account.id}_petia"}
    await hass.config_entries.async_remove(older.entry_id)
    await hass.config_entries.async_reload(entry.entry_id)
    assert actions(hass) == names
    await set_up(hass, entry_of(simulator, BOTH[0]))
    assert actions(hass) == {"smspilot", "smspilot_masha", *names}


async def test_the_oldest_of_accounts_from_before_names_were_kept_has_the_plain_ones(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    assert await async_setup_component(hass, DOMAIN, {})
    account = simulator.add_account()
    older, newer = entry_of(simulator, BOTH[0]), entry_of(simulator, BOTH[1], account=account)
    for entry in (older, newer):
        entry.add_to_hass(hass)
    assert older.created_at < newer.created_at
    for entry in (newer, older):
        assert await hass.config_entries.async_setup(entry.entry_id)
    assert actions(hass) == {
        *("smspilot", "smspilot_masha"),
        *(f"smspilot_{account.id}", f"smspilot_{account.id}_petia"),
    }


async def test_the_choice_of_a_name_sets_nothing_up_anew(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = await set_up(hass, entry_of(simulator, BOTH[0]))
    assert [request.command for request in simulator.requests].count("account") == 1
    assert entry.data["action_name"] == "smspilot"


async def test_a_name_stays_with_its_recipient_whatever_is_renamed_or_removed(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    alike = recipient_data("маша!", PETYA, subentry_id="other")
    entry = await set_up(hass, entry_of(simulator, BOTH[0], alike))
    hass.config_entries.async_update_subentry(entry, entry.subentries["other"], title="!!!")
    await hass.async_block_till_done()
    assert actions(hass) == {"smspilot", "smspilot_masha", "smspilot_masha_2"}
    hass.config_entries.async_remove_subentry(entry, "masha")
    await hass.async_block_till_done()
    assert actions(hass) == {"smspilot", "smspilot_masha_2"}
    await old(hass, "smspilot_masha_2", "Пожар")
    assert [message.phone for message in simulator.messages] == [PETYA]


@pytest.mark.parametrize(
    ("name", "action"),
    [
        ("5672", "smspilot_recipient_5672"),
        ("5672 Маша", "smspilot_recipient_5672_masha"),
        ("!!!", "smspilot_recipient"),
        ("🏠", "smspilot_recipient"),
    ],
)
async def test_no_recipients_name_takes_the_action_of_an_account(
    hass: HomeAssistant, simulator: Simulator, name: str, action: str
) -> None:
    account = simulator.add_account()
    assert str(account.id) == "5672"
    masha = recipient_data("Маша", subentry_id="other")
    await set_up(hass, entry_of(simulator, recipient_data(name, PETYA)))
    await set_up(hass, entry_of(simulator, masha, account=account))
    assert actions(hass) == {"smspilot", action, "smspilot_5672", "smspilot_5672_masha"}
    await old(hass, "smspilot_5672", "Пожар")
    await old(hass, action, "Потоп")
    assert [message.phone for message in simulator.messages] == [MASHA, PETYA]


async def test_actions_go_with_the_account(hass: HomeAssistant, simulator: Simulator) -> None:
    entry = await set_up(hass, entry_of(simulator, BOTH[0]))
    account = simulator.add_account()
    other = await set_up(hass, entry_of(simulator, BOTH[1], account=account))
    await hass.config_entries.async_set_disabled_by(entry.entry_id, ConfigEntryDisabler.USER)
    await hass.async_block_till_done()
    assert actions(hass) == {f"smspilot_{account.id}", f"smspilot_{account.id}_petia"}
    await hass.config_entries.async_remove(other.entry_id)
    assert actions(hass) == set()
    await hass.config_entries.async_set_disabled_by(entry.entry_id, None)
    await hass.async_block_till_done()
    assert actions(hass) == {"smspilot", "smspilot_masha"}


async def test_actions_are_there_before_the_account_is_and_wait_for_it(
    hass: HomeAssistant, simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin, begun = asyncio.Event(), asyncio.Event()
    start = smspilot._async_start  # noqa: SLF001 - a set-up that takes its time

    async def start_late(*account: Any) -> None:
        begun.set()
        await begin.wait()
        await start(*account)

    monkeypatch.setattr(smspilot, "_async_start", start_late)
    entry_of(simulator, *BOTH).add_to_hass(hass)
    setting_up = hass.async_create_task(async_setup_component(hass, DOMAIN, {}))
    await begun.wait()
    assert actions(hass) == {"smspilot", "smspilot_masha", "smspilot_petia"}
    sending = hass.async_create_task(old(hass, "smspilot_petia", "Пожар"))
    begin.set()
    await setting_up
    await sending
    assert [message.phone for message in simulator.messages] == [PETYA]
