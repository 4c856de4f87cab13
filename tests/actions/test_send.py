"""The action that sends."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from homeassistant.config_entries import ConfigEntryDisabler
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.util import dt as dt_util

from custom_components.smspilot.const import DOMAIN
from simulator import Simulator
from tests.accounts import MASHA, PETYA, entry_of, recipient_data, set_up
from tests.common import act, entity_id, events_of, kinds, sends, state_of, until

BOTH = (recipient_data("Маша", MASHA), recipient_data("Петя", PETYA, subentry_id="petya"))
REFUSED = "79080099111"
"""A number that the simulated gateway refuses with code 111."""
OTHERS = [f"7908796{number:04}" for number in range(1000, 1010)]


async def test_an_alarm_to_ten_numbers_is_one_request(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    await set_up(hass, entry_of(simulator))
    response = await act(hass, "send_message", numbers=OTHERS, message="Пожар")
    assert [message.phone for message in simulator.messages] == OTHERS
    assert len(sends(simulator)) == 1
    assert [row["number"] for row in response["messages"]] == [f"+{phone}" for phone in OTHERS]


async def test_the_response_tells_of_each_message_and_of_the_money(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = await set_up(hass, entry_of(simulator, *BOTH))
    masha = entity_id(hass, entry, "notify", "masha")
    response = await act(hass, "send_message", entity_id=masha, numbers=OTHERS[0], message="Пожар")
    first, second = response["messages"]
    price = float(simulator.messages[0].price)
    wanted = {"recipient": "Маша", "number": f"+{MASHA}", "status": "accepted", "price": price}
    assert wanted.items() <= first.items()
    assert (first["parts"], first["error"]) == (1, None)
    assert first["server_id"] == simulator.messages[0].server_id
    assert (second["recipient"], second["number"]) == (None, f"+{OTHERS[0]}")
    assert first["id"] != second["id"]
    assert response["cost"] == pytest.approx(2 * price)
    assert response["balance"] == pytest.approx(2934.76 - 2 * price)


@pytest.mark.parametrize(
    "number", ["8 (908) 796-47-81", "+7 908 796 47 81", "79087964781", 79087964781, "8908796-47-81"]
)
async def test_a_number_may_be_written_as_people_do_or_be_yamls_integer(
    hass: HomeAssistant, simulator: Simulator, number: str | int
) -> None:
    await set_up(hass, entry_of(simulator))
    await act(hass, "send_message", numbers=number, message="Пожар")
    assert [message.phone for message in simulator.messages] == [MASHA]


async def test_a_number_occurs_once_and_a_recipients_number_carries_the_name(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = await set_up(hass, entry_of(simulator, *BOTH))
    response = await act(
        hass,
        "send_message",
        entity_id=entity_id(hass, entry, "notify", "masha"),
        numbers=["+7 908 796-47-81", "8 916 123 12 12, 89161231212"],
        message="Пожар",
    )
    assert [message.phone for message in simulator.messages] == [MASHA, PETYA]
    assert [row["recipient"] for row in response["messages"]] == ["Маша", "Петя"]


async def test_every_option_reaches_the_gateway(hass: HomeAssistant, simulator: Simulator) -> None:
    await hass.config.async_set_time_zone("Europe/Moscow")
    await set_up(hass, entry_of(simulator))
    when = (dt_util.now() + timedelta(days=1)).replace(microsecond=0)
    await act(
        hass,
        "send_message",
        numbers=MASHA,
        message="Пожар",
        title="Дача",
        sender="test",
        send_at=f"{when:%Y-%m-%d %H:%M:%S}",
        time_to_live={"minutes": 90},
        test=True,
        hold_for="00:30:00",
        ignore_limits=True,
    )
    [request] = sends(simulator)
    wanted = {
        "send": "Дача\nПожар",
        "from": "test",
        "send_datetime": str(int(when.timestamp())),
        "ttl": "90",
        "test": "1",
    }
    assert wanted.items() <= request.parameters.items()


async def test_a_channel_may_be_chosen(hass: HomeAssistant, simulator: Simulator) -> None:
    await set_up(hass, entry_of(simulator))
    for channel in ("viber", "viber_or_sms", "voice", "sms"):
        await act(hass, "send_message", numbers=MASHA, message=channel, channel=channel)
    senders = [request.parameters.get("from", "") for request in sends(simulator)]
    assert senders == ["VIBER", "VIBERSMS", "GOLOS", ""]


@pytest.mark.parametrize(
    ("data", "key"),
    [
        ({"numbers": "12"}, "number_unreadable"),
        ({"numbers": "Вася"}, "number_text"),
        ({}, "no_recipients"),
        ({"numbers": []}, "no_recipients"),
        ({"entity_id": "notify.nobody"}, "not_a_recipient"),
        ({"numbers": MASHA, "message": " "}, "empty_text"),
        ({"numbers": MASHA, "message": "PING"}, "text_is_command"),
        ({"numbers": MASHA, "message": " hlr\n"}, "text_is_command"),
        ({"numbers": MASHA, "message": "HlrVip", "channel": "viber"}, "text_is_command"),
        ({"numbers": MASHA, "message": "", "title": "Ping"}, "text_is_command"),
        ({"numbers": MASHA, "message": "я" * 671}, "text_too_long"),
        ({"numbers": MASHA, "message": "я" * 1001, "channel": "viber"}, "text_too_long"),
        ({"numbers": MASHA, "sender": "Пилот"}, "invalid_sender"),
        ({"numbers": MASHA, "sender": "AB"}, "invalid_sender"),
        ({"numbers": MASHA, "sender": "PING"}, "invalid_sender"),
        ({"numbers": MASHA, "sender": "hlr"}, "invalid_sender"),
        ({"numbers": MASHA, "sender": "test", "channel": "viber"}, "sender_without_sms"),
        ({"numbers": MASHA, "time_to_live": {"seconds": 59}}, "time_to_live_out_of_range"),
        ({"numbers": MASHA, "time_to_live": {"minutes": 1441}}, "time_to_live_out_of_range"),
        ({"numbers": MASHA, "time_to_live": {"minutes": -1}}, "time_to_live_out_of_range"),
        ({"numbers": MASHA, "send_at": "2026-01-01 00:00:00"}, "time_in_past"),
        ({"numbers": MASHA, "send_at": "2036-01-01 00:00:00"}, "time_too_far"),
        ({"numbers": MASHA, "send_at": 1767225600}, "time_in_past"),
        ({"numbers": MASHA, "send_at": "soon"}, "invalid_option"),
        ({"numbers": MASHA, "send_at": 1e300}, "invalid_option"),
        ({"numbers": MASHA, "channel": "fax"}, "invalid_option"),
        ({"numbers": MASHA, "message": ["a"]}, "invalid_option"),
        ({"numbers": MASHA, "massage": "Fire"}, "unknown_field"),
        ({"numbers": MASHA, "message": "\u200b\u2060 \ufe0f\u3164"}, "empty_text"),
        ({"numbers": MASHA, "message": None}, "empty_text"),
        ({"numbers": "unknown"}, "number_text"),
        ({"numbers": [None, [], ""]}, "no_recipients"),
        ({"entity_id": "none"}, "no_recipients"),
        ({"area_id": "kitchen"}, "no_such_target"),
        ({"label_id": "family"}, "no_such_target"),
        ({"device_id": "abc", "floor_id": []}, "no_such_target"),
        ({"numbers": "+7 908 796-47-81 доб. 5"}, "number_extension"),
        ({"numbers": 9607000000}, "number_ambiguous"),
    ],
)
async def test_bad_input_is_explained_and_nothing_is_sent(
    hass: HomeAssistant, simulator: Simulator, data: dict[str, Any], key: str
) -> None:
    await set_up(hass, entry_of(simulator, *BOTH))
    with pytest.raises(ServiceValidationError) as raised:
        await act(hass, "send_message", **{"message": "Пожар", **data})
    assert raised.value.translation_key == key
    assert raised.value.translation_domain == DOMAIN
    assert sends(simulator) == []


async def test_an_unreadable_number_is_named_by_its_last_digits_alone(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    await set_up(hass, entry_of(simulator))
    with pytest.raises(ServiceValidationError) as raised:
        await act(hass, "send_message", message="Пожар", numbers="+7 908 796-47")
    assert raised.value.translation_placeholders is not None
    assert raised.value.translation_placeholders["hint"] == "47"
    assert "908" not in str(raised.value.translation_placeholders)


async def test_with_a_response_some_refusals_are_told_and_not_raised(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    await set_up(hass, entry_of(simulator, *BOTH))
    response = await act(hass, "send_message", numbers=[MASHA, REFUSED], message="Пожар")
    assert [row["status"] for row in response["messages"]] == ["accepted", "rejected"]
    assert response["messages"][1]["error"]


async def test_with_a_response_an_error_is_raised_if_everybody_was_refused(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    simulator.account.balance -= simulator.account.balance
    await set_up(hass, entry_of(simulator, *BOTH, low_balance=0))
    with pytest.raises(HomeAssistantError) as raised:
        await act(hass, "send_message", numbers=[MASHA, PETYA], message="Пожар")
    assert raised.value.translation_key == "refused_money"
    assert raised.value.translation_placeholders is not None
    assert raised.value.translation_placeholders["recipient"] == "Маша, Петя"


async def test_without_a_response_one_error_names_the_refused_and_the_others_are_sent(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    await set_up(hass, entry_of(simulator, *BOTH))
    data = {"numbers": [MASHA, REFUSED, PETYA], "message": "Пожар"}
    with pytest.raises(HomeAssistantError) as raised:
        await hass.services.async_call(DOMAIN, "send_message", data, blocking=True)
    assert raised.value.translation_key == "refused_phone"
    assert raised.value.translation_placeholders is not None
    assert raised.value.translation_placeholders["recipient"] == "…11"
    assert sorted(message.phone for message in simulator.messages) == [MASHA, PETYA]


async def test_each_recipient_is_told_of_with_its_own_reason(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    await set_up(hass, entry_of(simulator))
    data = {"numbers": [REFUSED, "79080099212"], "message": "Пожар"}
    with pytest.raises(HomeAssistantError) as raised:
        await hass.services.async_call(DOMAIN, "send_message", data, blocking=True)
    assert raised.value.translation_key == "refused_for_several"
    assert raised.value.translation_placeholders is not None
    details = raised.value.translation_placeholders["details"]
    assert details.index("…11") < details.index("(111)") < details.index("…12")
    assert details.index("…12") < details.index("(212)")


@pytest.mark.parametrize(
    ("language", "reason"),
    [
        ("en", "Not sent to Петя: the limit of messages per hour is reached."),
        ("ru", "Не отправлено (Петя): исчерпан лимит сообщений за час."),
    ],
)
async def test_different_refusals_are_one_error_with_all_reasons(
    hass: HomeAssistant, simulator: Simulator, language: str, reason: str
) -> None:
    hass.config.language = language
    await set_up(hass, entry_of(simulator, *BOTH, messages_per_hour=2))
    data = {"numbers": [MASHA, REFUSED, PETYA], "message": "Пожар"}
    with pytest.raises(HomeAssistantError) as raised:
        await hass.services.async_call(DOMAIN, "send_message", data, blocking=True)
    assert raised.value.translation_key == "refused_for_several"
    assert raised.value.translation_placeholders is not None
    details = raised.value.translation_placeholders["details"]
    assert "…11" in details
    assert reason in details


async def test_an_action_without_a_response_just_sends(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    await set_up(hass, entry_of(simulator, *BOTH))
    data = {"numbers": [MASHA], "message": "Пожар"}
    await hass.services.async_call(DOMAIN, "send_message", data, blocking=True)
    assert len(simulator.messages) == 1


async def test_a_held_message_is_told_as_queued_and_can_be_cancelled(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    await simulator.stop()
    entry = await set_up(hass, entry_of(simulator, *BOTH))
    fired = [events_of(hass, entry, f"{whose}_delivery") for whose in ("masha", "petya")]
    response = await act(hass, "send_message", numbers=[MASHA, PETYA], message="Пожар")
    assert {(row["status"], row["server_id"]) for row in response["messages"]} == {("queued", None)}
    assert response["balance"] is None
    ids = [row["id"] for row in response["messages"]]
    await until(lambda: [kinds(one) for one in fired] == [["waiting"], ["waiting"]])
    cancelled = await act(hass, "cancel_messages", message_id=ids[0])
    assert [row["id"] for row in cancelled["messages"]] == [ids[0]]
    cancelled = await act(hass, "cancel_messages")
    assert [row["id"] for row in cancelled["messages"]] == [ids[1]]
    await until(lambda: [kinds(one) for one in fired] == [["waiting", "cancelled"]] * 2)
    await until(lambda: state_of(hass, entry, "sensor", "queued_messages").state == "0")


async def test_waiting_for_delivery_answers_with_the_final_status(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = await set_up(hass, entry_of(simulator, *BOTH))
    fired = events_of(hass, entry, "masha_delivery")
    sending = hass.async_create_task(
        act(hass, "send_message", numbers=MASHA, message="Пожар", wait_for_delivery="00:05:00")
    )
    await until(lambda: fired)
    [sent] = simulator.messages
    simulator.set_status(sent.server_id, 2)
    entry.runtime_data.messenger.report(sent.server_id)
    response = await sending
    assert [row["status"] for row in response["messages"]] == ["delivered"]


async def test_the_limits_can_be_passed_over(hass: HomeAssistant, simulator: Simulator) -> None:
    await set_up(hass, entry_of(simulator, messages_per_hour=1))
    for text in ("Пожар", "Потоп", "Взлом"):
        await act(hass, "send_message", numbers=MASHA, message=text, ignore_limits=True)
    assert len(simulator.messages) == 3


async def test_the_account_is_named_where_there_are_two(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    first = await set_up(hass, entry_of(simulator, *BOTH))
    account = simulator.add_account()
    other = entry_of(
        simulator,
        recipient_data("Дача", PETYA, subentry_id="dacha"),
        account=account,
    )
    second = await set_up(hass, other)
    with pytest.raises(ServiceValidationError) as raised:
        await act(hass, "send_message", numbers=MASHA, message="Пожар")
    assert raised.value.translation_key == "which_account"
    await act(hass, "send_message", numbers=MASHA, message="Пожар", config_entry_id=second.entry_id)
    await act(
        hass, "send_message", message="Потоп", entity_id=entity_id(hass, second, "notify", "dacha")
    )
    assert [message.account.id for message in simulator.messages] == [account.id] * 2
    both = [entity_id(hass, first, "notify", "masha"), entity_id(hass, second, "notify", "dacha")]
    response = await act(hass, "send_message", message="Взлом", entity_id=both)
    by_account = {message.account.id: message.phone for message in simulator.messages[-2:]}
    assert by_account == {simulator.account.id: MASHA, account.id: PETYA}
    assert response["balance"] is None


async def test_an_unloaded_account_cannot_send(hass: HomeAssistant, simulator: Simulator) -> None:
    entry = await set_up(hass, entry_of(simulator))
    await hass.config_entries.async_unload(entry.entry_id)
    with pytest.raises(ServiceValidationError) as raised:
        await act(hass, "send_message", numbers=MASHA, message="Пожар")
    assert raised.value.translation_key == "account_not_loaded"
    assert raised.value.translation_placeholders is not None
    assert raised.value.translation_placeholders["account"] == entry.title


async def test_an_account_that_is_not_there_is_told(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = await set_up(hass, entry_of(simulator))
    with pytest.raises(ServiceValidationError) as raised:
        await act(hass, "send_message", numbers=MASHA, message="Пожар", config_entry_id="other")
    assert raised.value.translation_key == "no_account"
    await hass.config_entries.async_set_disabled_by(entry.entry_id, ConfigEntryDisabler.USER)
    with pytest.raises(ServiceValidationError) as raised:
        await act(hass, "estimate_cost", numbers=MASHA, message="Пожар")
    assert raised.value.translation_key == "no_account"


async def test_a_time_with_a_zone_is_taken_as_it_is(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    await set_up(hass, entry_of(simulator))
    when = datetime.now(UTC).replace(microsecond=0) + timedelta(days=2)
    await act(hass, "send_message", numbers=MASHA, message="Пожар", send_at=when.isoformat())
    [request] = sends(simulator)
    assert request.parameters["send_datetime"] == str(int(when.timestamp()))
