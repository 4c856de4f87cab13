"""Accepted messages, followed to their final status."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import accumulate

import pytest

from custom_components.smspilot.api.errors import GatewayError
from custom_components.smspilot.messaging.record.message import Message, State
from tests.messaging.bench import OTHER_PHONE, PHONE, Bench

MINUTE, HOUR = 60.0, 3600.0
SWITCHED_OFF = "79000098002"
SLOW = "79000098001"
UNREACHABLE = "79000099602"


async def accepted(bench: Bench, *phones: str, **options: object) -> list[Message]:
    """Send a text that is accepted and whose status does not move by itself."""
    messages = await bench.send("Fire", *phones, **options)
    for message in messages:
        assert message.server_id is not None
        bench.simulator.set_status(message.server_id, 1)
    return messages


async def test_it_asks_after_10_20_and_30_seconds_then_ever_more_seldom(bench: Bench) -> None:
    await accepted(bench)
    await bench.advance(HOUR)
    waits = [10, 20, *[30] * 19, 60, 120, 300, *[600] * 5]
    expected = [moment for moment in accumulate(waits) if moment <= HOUR]
    assert bench.moments("check") == expected


async def test_a_message_delivered_is_announced_within_30_seconds(bench: Bench) -> None:
    [message] = await accepted(bench)
    await bench.advance(9 * MINUTE)
    assert message.server_id is not None
    bench.simulator.set_status(message.server_id, 2)
    await bench.advance(30)
    assert message.state is State.DELIVERED
    assert message.text == ""
    assert bench.heard.announced[-1] == (message.id, State.DELIVERED)
    asked = bench.commands().count("check")
    await bench.advance(HOUR)
    assert bench.commands().count("check") == asked


async def test_a_message_that_cannot_be_delivered_says_why(bench: Bench) -> None:
    [message] = await bench.send("Fire", UNREACHABLE)
    await bench.advance(30)
    assert message.state is State.UNDELIVERED
    assert isinstance(message.error, GatewayError)
    assert (message.error.code, message.error.description) == (602, "Destination unreachable")


async def test_a_message_refused_later_is_undelivered(bench: Bench) -> None:
    [message] = await accepted(bench)
    assert message.server_id is not None
    bench.simulator.set_status(message.server_id, -2, 604)
    await bench.advance(10)
    assert message.state is State.UNDELIVERED


async def test_the_row_tells_price_operator_and_country(bench: Bench) -> None:
    [message] = await bench.send("Fire", OTHER_PHONE)
    assert message.server_id is not None
    bench.simulator.gateway.by_id[message.server_id].price = Decimal("2.50")
    await bench.advance(10)
    assert (message.price, message.operator, message.country) == (Decimal("2.50"), "MTS", "RU")
    assert bench.messenger.total_spent == Decimal("2.50")


async def test_the_price_of_two_rows_stays_that_of_two_when_one_is_asked_for(bench: Bench) -> None:
    bench.fault("doubled_rows", "send", times=1)
    [message] = await bench.send("Fire")
    await bench.advance(MINUTE)
    assert message.state is State.DELIVERED
    assert message.price == Decimal("2.62")
    assert bench.messenger.total_spent == Decimal("2.62")


async def test_messages_due_at_once_are_asked_for_together_a_hundred_at_a_time(
    bench: Bench,
) -> None:
    phones = [f"7903{1000000 + n}" for n in range(150)]
    messages = await bench.send("Fire", *phones)
    await bench.advance(10)
    assert [each["check"].count(",") + 1 for each in bench.parameters("check")] == [100, 50]
    assert set(bench.states(messages)) == {State.DELIVERED}


async def test_a_row_without_a_phone_is_no_news(bench: Bench) -> None:
    [message] = await accepted(bench)
    server = bench.simulator.gateway.by_id.pop(message.server_id or 0)
    await bench.advance(MINUTE)
    assert message.state is State.ACCEPTED
    bench.simulator.gateway.by_id[message.server_id or 0] = server
    bench.simulator.set_status(message.server_id or 0, 2)
    await bench.advance(MINUTE)
    assert message.state is State.DELIVERED


async def test_rows_are_matched_by_id_and_phone(bench: Bench) -> None:
    """The vendor's emulator gives the same id to all."""
    first, second = await accepted(bench, PHONE, OTHER_PHONE)
    second.server_id = first.server_id
    bench.simulator.set_status(first.server_id or 0, 2)
    await bench.advance(10)
    assert bench.states([first, second]) == [State.DELIVERED, State.ACCEPTED]
    assert bench.parameters("check")[0]["check"] == str(first.server_id)


async def test_a_status_that_cannot_be_had_is_asked_for_again(bench: Bench) -> None:
    [message] = await bench.send("Fire")
    bench.fault("server_error", "check", times=1)
    await bench.advance(10)
    assert message.state is State.ACCEPTED
    await bench.advance(20)
    assert message.state is State.DELIVERED


async def test_a_refused_check_is_no_news(bench: Bench) -> None:
    [message] = await bench.send("Fire")
    bench.fault("error", "check", code=101, times=1)
    bench.fault("error", "check", code=118, times=1)
    await bench.advance(30)
    assert message.state is State.ACCEPTED
    assert bench.heard.reachability == []
    await bench.advance(30)
    assert message.state is State.DELIVERED


async def test_after_three_days_and_its_time_to_live_a_message_is_unconfirmed(
    bench: Bench,
) -> None:
    [message] = await accepted(bench, time_to_live=60)
    await bench.advance(73 * HOUR)
    assert message.state is State.ACCEPTED
    await bench.advance(11 * MINUTE)
    assert message.state is State.UNCONFIRMED
    assert bench.heard.announced[-1] == (message.id, State.UNCONFIRMED)
    asked = bench.commands().count("check")
    await bench.advance(HOUR)
    assert bench.commands().count("check") == asked


async def test_a_scheduled_message_is_not_asked_for_before_its_time(bench: Bench) -> None:
    [message] = await bench.send("Fire", send_at=bench.in_seconds(HOUR))
    await bench.advance(HOUR + 9)
    assert "check" not in bench.commands()
    await bench.advance(1)
    assert bench.moments("check") == [HOUR + 10]
    assert message.state is State.DELIVERED


async def test_a_scheduled_message_has_three_days_from_its_time_on(bench: Bench) -> None:
    [message] = await accepted(bench, send_at=bench.in_seconds(24 * HOUR))
    await bench.advance(95 * HOUR)
    assert message.state is State.ACCEPTED
    await bench.advance(1.5 * HOUR)
    assert message.state is State.UNCONFIRMED


@pytest.mark.parametrize("skew", [-72 * HOUR, 2 * HOUR])
async def test_a_scheduled_message_is_followed_after_a_start_with_a_wrong_clock(
    bench: Bench, skew: float
) -> None:
    await bench.send("Fire", send_at=bench.in_seconds(HOUR))
    await bench.kill()
    bench.skew = skew
    await bench.start(listen=False)
    await bench.advance(HOUR + 10 * MINUTE)
    assert bench.messenger.messages[-1].state is State.DELIVERED


async def test_a_clock_set_right_leaves_a_message_its_three_days(bench: Bench) -> None:
    bench.skew = -400 * 24 * HOUR
    await bench.restart()
    [message] = await accepted(bench)
    bench.skew = 0.0
    await bench.advance(HOUR)
    await bench.restart()
    await bench.advance(70 * HOUR)
    assert bench.messenger.messages[-1].state is State.ACCEPTED
    await bench.advance(2 * HOUR)
    assert bench.messenger.messages[-1].state is State.UNCONFIRMED
    assert message.id == bench.messenger.messages[-1].id


async def test_after_a_restart_accepted_messages_are_followed_on(bench: Bench) -> None:
    await bench.send("Fire", SLOW)
    await bench.restart(away=HOUR)
    await bench.advance(10 * MINUTE)
    assert bench.messenger.messages[-1].state is State.DELIVERED


async def test_a_pushed_report_is_a_reason_to_ask_and_no_more(bench: Bench) -> None:
    [message] = await accepted(bench)
    await bench.advance(5 * MINUTE + 5)
    since, saves = bench.time.now, bench.disk.saves
    bench.messenger.report(message.server_id or 0)
    await bench.settle()
    assert bench.moments("check", since) == [0.0]
    assert message.state is State.ACCEPTED
    await bench.advance(15)
    assert bench.disk.saves == saves
    bench.simulator.set_status(message.server_id or 0, 2)
    bench.messenger.report(message.server_id or 0)
    await bench.settle()
    assert message.state is State.DELIVERED


async def test_reports_that_come_together_make_one_check(bench: Bench) -> None:
    messages = await accepted(bench, PHONE, OTHER_PHONE, SWITCHED_OFF)
    await bench.advance(5 * MINUTE + 5)
    since = bench.time.now
    for message in messages:
        bench.messenger.report(message.server_id or 0)
        await bench.advance(0.5)
    bench.messenger.report(messages[0].server_id or 0)
    await bench.advance(5)
    assert bench.moments("check", since) == [0.0, 2.0]
    ids = [each["check"].count(",") + 1 for each in bench.parameters("check")[-2:]]
    assert ids == [1, 3]


async def test_a_check_shows_whether_the_gateway_is_there(bench: Bench) -> None:
    await accepted(bench)
    await bench.simulator.stop()
    await bench.advance(MINUTE)
    assert bench.heard.reachability == [False]
    bench.fault("error", "check", code=101)
    await bench.simulator.start()
    await bench.advance(MINUTE)
    assert bench.heard.reachability == [False, True]


async def test_a_report_that_comes_before_the_message_is_written_down_is_no_less_a_reason(
    bench: Bench,
) -> None:
    bench.disk.seconds = 3.0
    [message] = bench.messenger.accept(bench.drafts("Fire"))
    await bench.advance(4, held=1)
    assert message.state is State.ACCEPTED
    bench.messenger.report(message.server_id or 0)
    bench.disk.seconds = 0.0
    await bench.advance(4, held=1)
    assert bench.moments("check") == [6.0]


@pytest.mark.parametrize("server_id", [0, 1, 999_999])
async def test_a_report_of_an_unknown_id_is_ignored(bench: Bench, server_id: int) -> None:
    await accepted(bench)
    await bench.advance(5 * MINUTE + 5)
    since = bench.time.now
    bench.messenger.report(server_id)
    await bench.advance(10)
    assert bench.moments("check", since) == []


async def test_a_report_of_a_closed_message_is_ignored(bench: Bench) -> None:
    [message] = await bench.send("Fire")
    await bench.advance(MINUTE)
    since = bench.time.now
    bench.messenger.report(message.server_id or 0)
    await bench.advance(MINUTE)
    assert bench.moments("check", since) == []


async def test_final_statuses_are_written_lazily_and_once_for_all(bench: Bench) -> None:
    await bench.calibrate()
    await bench.advance(MINUTE)
    saves = bench.disk.saves
    await bench.send("Fire", PHONE, OTHER_PHONE)
    assert bench.disk.saves == saves + 2
    await bench.advance(MINUTE)
    assert bench.disk.saves == saves + 4  # that they were announced, and the final states
    stored = bench.disk.rows("messages")
    assert [each["state"] for each in stored] == ["delivered"] * 3


async def test_a_message_that_got_no_id_cannot_be_asked_for_and_is_unconfirmed(
    bench: Bench,
) -> None:
    bench.on_answer(
        "send",
        lambda result: replace(
            result, messages=tuple(replace(row, server_id=0) for row in result.messages)
        ),
    )
    [message] = await bench.send("Fire")
    assert (message.state, message.server_id) == (State.ACCEPTED, None)
    await bench.advance(73 * HOUR)
    assert message.state is State.UNCONFIRMED
    assert "check" not in bench.commands()
