"""When inbound messages are asked for."""

from __future__ import annotations

from typing import Any

import pytest

from custom_components.smspilot.api.errors import AuthenticationError
from custom_components.smspilot.messaging.problem import Problem
from tests.messaging.bench import PHONE, Bench

MINUTE, HOUR = 60.0, 3600.0


async def test_nobody_listens_and_nothing_is_asked_for(bench: Bench) -> None:
    await bench.advance(HOUR)
    assert "inbound" not in bench.commands()


async def test_whoever_listens_makes_it_ask_at_once_and_every_minute(bench: Bench) -> None:
    await bench.advance(2 * MINUTE)
    since = bench.time.now
    bench.messenger.listen_inbound()
    await bench.advance(3 * MINUTE)
    assert bench.moments("inbound", since) == [0.0, 60.0, 120.0, 180.0]


async def test_nothing_is_asked_for_before_home_assistant_has_started(idle_bench: Bench) -> None:
    await idle_bench.start(announce=False)
    await idle_bench.advance(HOUR)
    assert "inbound" not in idle_bench.commands()
    idle_bench.messenger.announce()
    await idle_bench.settle()
    assert "inbound" in idle_bench.commands()


async def test_after_a_message_went_out_it_asks_every_ten_seconds_for_three_minutes(
    idle_bench: Bench,
) -> None:
    await idle_bench.start()
    await idle_bench.advance(5)
    since = idle_bench.time.now
    await idle_bench.send("Fire")
    await idle_bench.advance(5 * MINUTE)
    moments = idle_bench.moments("inbound", since)
    assert moments[:18] == [5.0 + 10 * n for n in range(18)]
    assert moments[18:] == [185.0, 245.0]


async def test_after_a_message_came_in_it_asks_every_ten_seconds(idle_bench: Bench) -> None:
    await idle_bench.start()
    idle_bench.simulator.receive(PHONE, "Open the gate")
    await idle_bench.advance(100)
    moments = dict.fromkeys(idle_bench.moments("inbound"))
    assert list(moments) == [0.0, 60.0, 70.0, 80.0, 90.0, 100.0]


async def test_who_looks_need_not_wait_for_the_next_poll(bench: Bench) -> None:
    bench.messenger.listen_inbound()
    await bench.advance(MINUTE + 1)
    bench.simulator.receive(PHONE, "Yes")
    await bench.messenger.look_for_inbound(10.0)
    assert bench.heard.texts() == ["Yes"]


async def test_who_looks_while_a_poll_is_under_way_has_the_gateway_asked_again(
    bench: Bench,
) -> None:
    bench.messenger.listen_inbound()
    await bench.advance(MINUTE - 1)
    bench.fault("hold", "inbound", times=1)
    await bench.advance(1, held=1)
    asked = bench.commands().count("inbound")
    bench.simulator.receive(PHONE, "Yes")
    looking = bench.spawn(bench.messenger.look_for_inbound(10.0))
    await bench.settle(held=1)
    assert bench.commands().count("inbound") == asked
    await bench.release()
    await looking
    assert bench.heard.texts() == ["Yes"]


async def test_who_looks_waits_no_longer_than_asked_for_a_gateway_that_is_slow(
    bench: Bench,
) -> None:
    bench.messenger.listen_inbound()
    await bench.advance(MINUTE + 1)
    bench.fault("hold", "inbound", times=1)
    looking = bench.spawn(bench.messenger.look_for_inbound(5.0))
    await bench.advance(5, held=1)
    assert looking.done()


async def test_it_stops_asking_when_nobody_listens_any_more(bench: Bench) -> None:
    leave = bench.messenger.listen_inbound()
    other = bench.messenger.listen_inbound()
    await bench.advance(MINUTE)
    leave()
    leave()
    await bench.advance(MINUTE)
    asked = bench.commands().count("inbound")
    assert asked == 3
    other()
    await bench.advance(HOUR)
    assert bench.commands().count("inbound") == asked


async def test_after_a_pause_it_starts_silent(bench: Bench) -> None:
    leave = bench.messenger.listen_inbound()
    await bench.settle()
    leave()
    await bench.advance(3 * MINUTE)
    bench.simulator.receive(PHONE, "Into the pause")
    bench.messenger.listen_inbound()
    await bench.advance(MINUTE)
    assert bench.heard.inbound == []
    bench.simulator.receive(PHONE, "After the pause")
    await bench.advance(MINUTE)
    assert bench.heard.texts() == ["After the pause"]


@pytest.mark.parametrize("clean", [True, False])
async def test_a_pause_lasts_over_a_restart(bench: Bench, *, clean: bool) -> None:
    leave = bench.messenger.listen_inbound()
    await bench.settle()
    leave()
    await bench.advance(3 * MINUTE)
    bench.simulator.receive(PHONE, "Into the pause")
    await bench.restart(clean=clean, listen=True)
    await bench.advance(MINUTE)
    assert bench.heard.inbound == []


async def test_a_short_reload_is_no_pause(bench: Bench) -> None:
    leave = bench.messenger.listen_inbound()
    await bench.advance(59)
    leave()
    await bench.advance(50)
    bench.simulator.receive(PHONE, "Into the reload")
    bench.messenger.listen_inbound()
    await bench.advance(MINUTE)
    assert bench.heard.texts() == ["Into the reload"]


@pytest.mark.parametrize("listened", [False, True])
async def test_a_message_that_goes_out_does_not_make_a_reload_a_pause(
    idle_bench: Bench, listened: bool
) -> None:
    await idle_bench.start()
    await idle_bench.stop()
    idle_bench.simulator.receive(PHONE, "Into the reload")
    await idle_bench.start(listen=False)
    if listened:
        idle_bench.messenger.listen_inbound()()
        await idle_bench.settle()
    await idle_bench.send("Home Assistant has started")
    await idle_bench.advance(5)
    idle_bench.messenger.listen_inbound()
    await idle_bench.advance(MINUTE)
    assert idle_bench.heard.texts() == ["Into the reload"]


async def test_a_listener_that_comes_back_does_not_make_it_ask_more_often(bench: Bench) -> None:
    leave = bench.messenger.listen_inbound()
    await bench.advance(20)
    leave()
    bench.messenger.listen_inbound()
    await bench.advance(100)
    assert bench.moments("inbound") == [0.0, 60.0, 120.0]


async def test_the_gateway_that_goes_and_comes_is_told_once_each(idle_bench: Bench) -> None:
    await idle_bench.start()
    await idle_bench.simulator.stop()
    await idle_bench.advance(10 * MINUTE)
    assert idle_bench.heard.reachability == [False]
    await idle_bench.simulator.start()
    await idle_bench.advance(10 * MINUTE)
    assert idle_bench.heard.reachability == [False, True]


async def test_a_refused_poll_is_passed_on_and_shows_that_the_gateway_is_there(
    idle_bench: Bench,
) -> None:
    idle_bench.fault("error", "inbound", code=101)
    await idle_bench.start()
    [error] = idle_bench.heard.errors
    assert isinstance(error, AuthenticationError)
    assert idle_bench.heard.reachability == []
    await idle_bench.simulator.stop()
    await idle_bench.advance(MINUTE)
    assert idle_bench.heard.reachability == [False]
    await idle_bench.simulator.start()
    await idle_bench.advance(MINUTE)
    assert idle_bench.heard.reachability == [False, True]


async def test_a_poll_of_which_no_answer_comes_shows_that_the_gateway_is_not_there(
    idle_bench: Bench,
) -> None:
    idle_bench.fault("drop_after", "inbound", times=1)
    await idle_bench.start()
    assert idle_bench.heard.reachability == [False]
    await idle_bench.advance(MINUTE)
    assert idle_bench.heard.reachability == [False, True]


async def test_a_poll_that_is_asked_to_slow_down_tells_nothing(idle_bench: Bench) -> None:
    idle_bench.fault("error", "inbound", code=118)
    await idle_bench.start()
    await idle_bench.advance(MINUTE)
    assert idle_bench.heard.errors == []
    assert idle_bench.heard.reachability == []


async def test_what_is_held_goes_at_once_when_a_poll_succeeds(idle_bench: Bench) -> None:
    await idle_bench.start()
    await idle_bench.simulator.stop()
    await idle_bench.send("Fire")
    await idle_bench.advance(29 * MINUTE + 1)
    await idle_bench.simulator.start()
    await idle_bench.advance(MINUTE)
    assert idle_bench.taken() == {(PHONE, "Fire"): 1}


async def test_it_stops_asking_when_it_stops(idle_bench: Bench) -> None:
    await idle_bench.start()
    await idle_bench.stop()
    asked = idle_bench.commands().count("inbound")
    await idle_bench.advance(HOUR)
    assert idle_bench.commands().count("inbound") == asked


async def test_a_message_that_goes_out_makes_nobody_listen(bench: Bench) -> None:
    leave = bench.messenger.listen_inbound()
    await bench.settle()
    leave()
    await bench.send("Fire")
    await bench.advance(HOUR)
    assert bench.commands().count("inbound") == 1


@pytest.mark.parametrize(
    "fault",
    [
        ("error", {"code": 110}),
        ("error", {"code": 118}),
        ("error", {"code": 303}),
        ("error", {"code": 999}),
        ("server_error", {}),
        ("html", {}),
    ],
)
async def test_polls_that_are_refused_for_ten_minutes_are_told_of_once(
    idle_bench: Bench, fault: tuple[str, dict[str, Any]]
) -> None:
    await idle_bench.start()
    name, options = fault
    idle_bench.fault(name, "inbound", **options)
    await idle_bench.advance(9 * MINUTE)
    assert idle_bench.heard.problems == []
    await idle_bench.advance(20 * MINUTE)
    assert idle_bench.heard.problems == [(Problem.INBOUND_NOT_FETCHED, True)]
    idle_bench.simulator.faults.clear()
    await idle_bench.advance(2 * MINUTE)
    assert idle_bench.heard.problems[1:] == [(Problem.INBOUND_NOT_FETCHED, False)]


async def test_polls_while_the_line_is_down_are_told_of_as_that_alone(idle_bench: Bench) -> None:
    await idle_bench.start()
    await idle_bench.simulator.stop()
    await idle_bench.advance(HOUR)
    assert idle_bench.heard.problems == []
    assert idle_bench.heard.reachability == [False]


async def test_up_to_when_messages_are_known(idle_bench: Bench) -> None:
    await idle_bench.start(listen=False)
    assert idle_bench.messenger.known_up_to() is None
    idle_bench.messenger.listen_inbound()
    await idle_bench.advance(1)
    assert idle_bench.messenger.known_up_to() == ""
    idle_bench.simulator.receive(PHONE, "New")
    await idle_bench.advance(60)
    assert idle_bench.messenger.known_up_to() == idle_bench.heard.inbound[0][0].created
    await idle_bench.simulator.stop()
    await idle_bench.advance(120)
    assert idle_bench.messenger.known_up_to() is None
