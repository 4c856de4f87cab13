"""The gateway's list of the last 24 hours: learned from our first message, and again daily."""

from __future__ import annotations

import json
from typing import Any

import pytest

from custom_components.smspilot.messaging.record.message import State
from tests.messaging.bench import CALIBRATION_PHONE, OTHER_PHONE, PHONE, Bench

MINUTE, HOUR = 60.0, 3600.0
MOSCOW = 3 * HOUR


async def learned(bench: Bench) -> dict[str, Any] | None:
    """Return what the journal holds of the list."""
    await bench.advance(15)
    calibration: dict[str, Any] | None = bench.disk.facts["calibration"]
    return calibration


async def test_the_first_accepted_message_of_a_run_teaches_the_list(bench: Bench) -> None:
    await bench.calibrate()
    assert await learned(bench) == {
        "word": "recent",
        "echoes_text": True,
        "offset": MOSCOW,
        "delay": 1.0,
    }
    asked = bench.parameters("recent")
    assert [each["check"] for each in asked] == ["recent"]
    assert asked[0]["fields"] == "server_id,phone,status,sender,sender_orig,created,parts,message"


async def test_without_a_date_nothing_is_learned_of_the_zone(bench: Bench) -> None:
    bench.fault("no_date_header", ())
    await bench.calibrate()
    known = await learned(bench)
    assert known is not None
    assert known["offset"] is None


async def test_later_messages_of_the_day_do_not_ask_again(bench: Bench) -> None:
    await bench.calibrate()
    await bench.send("Fire")
    await bench.advance(MINUTE)
    assert bench.commands().count("recent") == 1


async def test_the_first_message_of_the_next_day_asks_again(bench: Bench) -> None:
    await bench.calibrate()
    await bench.advance(24 * HOUR)
    await bench.send("Fire")
    await bench.advance(MINUTE)
    assert bench.commands().count("recent") == 2


async def test_the_first_message_of_the_next_run_asks_again(bench: Bench) -> None:
    await bench.calibrate()
    await bench.restart()
    await bench.send("Fire")
    await bench.advance(MINUTE)
    assert bench.commands().count("recent") == 2


async def test_a_test_message_teaches_nothing(bench: Bench) -> None:
    await bench.send("Fire", test=True)
    await bench.advance(MINUTE)
    assert "recent" not in bench.commands()


@pytest.mark.parametrize(
    ("fault", "options", "expected"),
    [
        ("recent_knows_only", {"word": "resent"}, {"word": "resent"}),
        ("recent_knows_only", {"word": "resent", "answer": "error"}, {"word": "resent"}),
        ("recent_without_text", {}, {"echoes_text": False}),
        ("recent_lags", {"seconds": 4.0}, {"delay": 5.0}),
        ("recent_lags", {"seconds": 40.0}, {"delay": 45.0}),
    ],
)
async def test_it_learns_what_the_list_is_like(
    bench: Bench, fault: str, options: dict[str, Any], expected: dict[str, Any]
) -> None:
    bench.fault(fault, "recent", **options)
    await bench.calibrate()
    found = await learned(bench)
    assert found is not None
    assert expected.items() <= found.items()


async def test_a_list_that_never_shows_the_message_is_not_asked_again_for_an_hour(
    bench: Bench,
) -> None:
    bench.fault("recent_cut_off", "recent", rows=0)
    await bench.calibrate()
    assert await learned(bench) is None
    asked = bench.commands().count("recent")
    assert asked == 8  # four times, by both words
    await bench.send("Fire")
    await bench.advance(MINUTE)
    assert bench.commands().count("recent") == asked
    await bench.advance(HOUR)
    await bench.send("Fire")
    await bench.advance(MINUTE)
    assert bench.commands().count("recent") == asked + 8


async def test_a_list_that_answers_without_the_message_is_no_longer_proven(bench: Bench) -> None:
    await bench.calibrate()
    bench.fault("recent_cut_off", "recent", rows=0)
    await bench.restart()
    await bench.send("Fire")
    await bench.advance(MINUTE)
    assert await learned(bench) is None


async def test_a_list_that_does_not_answer_stays_proven(bench: Bench) -> None:
    await bench.calibrate()
    bench.fault("server_error", "recent")
    await bench.restart()
    await bench.send("Fire")
    await bench.advance(MINUTE)
    assert await learned(bench) is not None


async def test_rows_whose_moment_cannot_be_read_teach_nothing(bench: Bench) -> None:
    bench.fault("future_rows", "recent", seconds=16 * HOUR)
    await bench.calibrate()
    assert await learned(bench) is None


async def test_many_who_look_share_one_answer(bench: Bench) -> None:
    await bench.calibrate()
    begun = bench.time.now
    bench.fault("drop_after", "send", times=1)
    messages = await bench.send("Fire", PHONE, OTHER_PHONE, CALIBRATION_PHONE)
    await bench.advance(7)
    assert bench.states(messages) == [State.ACCEPTED] * 3
    assert bench.moments("recent", begun) == [7.0]


async def test_who_looks_waits_until_the_list_is_learned(bench: Bench) -> None:
    bench.fault("recent_lags", "recent", seconds=40.0)
    await bench.send("Hello", CALIBRATION_PHONE)
    bench.fault("drop_after", "send", times=1)
    [message] = await bench.send("Fire")
    await bench.advance(30)
    assert message.state is State.SENDING
    await bench.advance(3 * MINUTE)
    assert message.state is State.DELIVERED
    assert bench.taken()[PHONE, "Fire"] == 1


async def test_a_message_found_again_without_an_attempt_teaches_nothing(bench: Bench) -> None:
    await bench.calibrate()
    await bench.simulator.stop()
    await bench.send("Fire")
    backup = bench.back_up()
    await bench.simulator.start()
    await bench.advance(MINUTE)
    await bench.kill()
    for key, row in backup["messages"].items():
        stored = json.loads(row)
        if stored["state"] == "queued":
            stored.pop("attempted")
            backup["messages"][key] = json.dumps(stored)
    bench.restore(backup)
    await bench.start(listen=False)
    await bench.advance(2 * MINUTE)
    bench.fault("drop_after", "send", times=1)
    await bench.send("Water")
    await bench.advance(5 * MINUTE)
    assert bench.taken()[PHONE, "Fire"] == 1
    assert bench.taken()[PHONE, "Water"] == 1


async def test_it_stops_learning_when_it_stops(bench: Bench) -> None:
    await bench.send("Hello")
    await bench.stop()
    await bench.advance(MINUTE)
    assert "recent" not in bench.commands()


async def test_what_an_older_version_learned_in_another_shape_is_not_used(bench: Bench) -> None:
    await bench.calibrate()
    await bench.kill()
    bench.disk.change_facts(calibration={"words": "recent"})
    await bench.start(listen=False)
    bench.fault("drop_after", "send", times=1)
    [message] = await bench.send("Fire")
    await bench.advance(MINUTE)
    assert message.state is State.UNKNOWN


async def test_an_answer_of_the_list_lets_go_at_once_what_is_held(bench: Bench) -> None:
    bench.fault("recent_knows_only", "recent", word="")
    bench.fault("error", "check", code=118)
    await bench.send("Hello", CALIBRATION_PHONE)  # looked for until 45 s after
    await bench.advance(16)
    await bench.simulator.stop()
    [message] = await bench.send("Fire")
    await bench.advance(27)
    await bench.simulator.start()
    await bench.advance(3)
    assert bench.moments("recent")[-1] == bench.moments("send")[-1]
    assert message.state is State.ACCEPTED
