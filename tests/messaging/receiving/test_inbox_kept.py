"""Inbound messages over absences, crashes and damaged journals: fresh, late or logged."""

from __future__ import annotations

import pytest

from custom_components.smspilot.messaging.problem import Problem
from tests.messaging.bench import PHONE, Bench
from tests.messaging.receiving.incoming import DAY, HOUR, MINUTE, bench, receive

__all__ = ["bench"]


@pytest.mark.parametrize(("away", "late"), [(9 * MINUTE, False), (11 * MINUTE, True)])
@pytest.mark.parametrize("clean", [False, True])
async def test_what_came_in_while_away_is_late_after_ten_minutes(
    bench: Bench, away: float, late: bool, clean: bool
) -> None:
    await bench.advance(30 * MINUTE + 15)
    await (bench.stop() if clean else bench.kill())
    receive(bench, "Old", ago=HOUR)
    receive(bench, "New")
    await bench.advance(away - 10 * (not clean))
    await bench.start()
    assert bench.heard.texts() == ["Old", "New"]
    assert {told for _, told in bench.heard.inbound} == {late}


async def test_what_came_in_while_the_gateway_was_away_is_late(bench: Bench) -> None:
    await bench.simulator.stop()
    receive(bench, "While away")
    await bench.advance(11 * MINUTE)
    await bench.simulator.start()
    await bench.advance(MINUTE)
    receive(bench, "New")
    await bench.advance(MINUTE)
    assert [late for _, late in bench.heard.inbound] == [True, False]


async def test_what_is_dated_before_the_newest_is_found_though_the_first_polls_fail(
    bench: Bench,
) -> None:
    receive(bench, "First")
    await bench.advance(MINUTE)
    await bench.kill()
    receive(bench, "Dated an hour back", ago=HOUR)
    await bench.simulator.stop()
    await bench.advance(30 * HOUR)
    await bench.start()
    await bench.advance(MINUTE)
    receive(bench, "New")
    await bench.simulator.start()
    await bench.advance(5 * MINUTE)
    assert bench.heard.texts() == ["First", "Dated an hour back", "New"]


async def test_nothing_old_fires_again_when_the_disk_refuses_what_is_new(bench: Bench) -> None:
    receive(bench, "Old")
    await bench.advance(5 * MINUTE)
    await bench.restart(away=60 * HOUR, listen=True)
    bench.disk.unwritable = True
    receive(bench, "New")
    await bench.advance(5 * MINUTE)
    assert bench.heard.texts() == ["Old"]
    bench.disk.unwritable = False
    await bench.advance(5 * MINUTE)
    assert bench.heard.texts() == ["Old", "New"]


async def test_what_the_gateway_cut_off_is_late_once_it_gives_it_out(idle_bench: Bench) -> None:
    await idle_bench.start()
    idle_bench.fault("inbound_cut_off", "inbound", rows=2, keep="oldest")
    receive(idle_bench, *"ABCD", ago=5)
    receive(idle_bench, "E")
    await idle_bench.advance(20 * MINUTE)
    idle_bench.simulator.faults.clear()
    await idle_bench.advance(MINUTE)
    told = {message.text: late for message, late in idle_bench.heard.inbound}
    assert told == {"A": False, "B": False, "C": True, "D": True, "E": False}


async def test_without_a_date_the_time_of_the_run_tells_what_is_late(bench: Bench) -> None:
    bench.fault("no_date_header", "inbound")
    receive(bench, "Fresh")
    await bench.advance(MINUTE)
    await bench.simulator.stop()
    await bench.advance(11 * MINUTE)
    receive(bench, "Late")
    await bench.simulator.start()
    await bench.advance(MINUTE)
    assert [late for _, late in bench.heard.inbound] == [False, True]


async def test_without_a_date_after_a_restart_everything_is_late(bench: Bench) -> None:
    await bench.advance(MINUTE)
    bench.fault("no_date_header", "inbound")
    await bench.kill()
    receive(bench, "Late, to be safe")
    await bench.start()
    assert [late for _, late in bench.heard.inbound] == [True]


async def test_a_date_before_the_last_one_makes_late(bench: Bench) -> None:
    await bench.advance(MINUTE)
    await bench.stop()
    bench.disk.change_facts(last_poll=bench.disk.facts["last_poll"] + HOUR)
    receive(bench, "Late, to be safe")
    await bench.start()
    assert [late for _, late in bench.heard.inbound] == [True]


async def test_a_moment_that_a_row_gives_makes_nothing_fresh(bench: Bench) -> None:
    await bench.advance(MINUTE)
    await bench.stop()
    await bench.advance(HOUR)
    receive(bench, "Dated now")
    await bench.start()
    assert [late for _, late in bench.heard.inbound] == [True]


async def test_what_a_crash_kept_from_automations_is_logged_without_text_or_phone(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    await bench.advance(MINUTE)
    ids = receive(bench, "Secret one", "Secret two")
    bench.disk.on_save = lambda: bench.crash_in(0)
    await bench.advance(MINUTE)
    assert bench.crashed
    bench.disk.on_save = lambda: None
    caplog.clear()
    await bench.restart(listen=True)
    await bench.advance(10 * MINUTE)
    assert bench.heard.inbound == []
    [line] = [each.message for each in caplog.records if each.name.startswith("custom_components")]
    assert ", ".join(ids) in line
    assert "Secret" not in line
    assert PHONE not in line
    caplog.clear()
    await bench.restart(listen=True)
    assert [each for each in caplog.records if each.name.startswith("custom_components")] == []


async def test_what_was_handed_on_before_a_crash_is_not_logged(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    receive(bench, "Handed on")
    await bench.advance(MINUTE)
    await bench.advance(15)
    caplog.clear()
    await bench.restart(listen=True)
    assert [each for each in caplog.records if each.name.startswith("custom_components")] == []
    assert bench.heard.texts() == ["Handed on"]


async def test_stopping_while_it_is_written_down_keeps_nothing_from_automations(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    await bench.advance(MINUTE)
    receive(bench, "Open the gate")
    bench.disk.seconds = 2.0
    await bench.advance(MINUTE, held=1)
    stopping = bench.spawn(bench.messenger.stop())
    await bench.advance(8, held=1)
    assert stopping.done()
    assert bench.heard.texts() == ["Open the gate"]
    await bench.kill()
    caplog.clear()
    bench.disk.seconds = 0.0
    await bench.start()
    await bench.advance(MINUTE)
    assert bench.heard.texts() == ["Open the gate"]
    assert [each for each in caplog.records if each.name.startswith("custom_components")] == []


async def test_nothing_is_handed_on_that_cannot_be_written_down(bench: Bench) -> None:
    await bench.advance(MINUTE)
    bench.disk.unwritable = True
    receive(bench, "Open the gate")
    await bench.advance(2 * MINUTE)
    assert bench.heard.inbound == []
    assert bench.heard.problems == [(Problem.JOURNAL_UNWRITABLE, True)]
    bench.disk.unwritable = False
    await bench.advance(MINUTE)
    assert bench.heard.texts() == ["Open the gate"]
    assert bench.heard.problems[-1] == (Problem.JOURNAL_UNWRITABLE, False)


async def test_a_silent_poll_that_cannot_be_written_down_stays_to_be_made(
    idle_bench: Bench,
) -> None:
    receive(idle_bench, "Old")
    idle_bench.disk.unwritable = True
    await idle_bench.start()
    await idle_bench.advance(MINUTE)
    idle_bench.disk.unwritable = False
    await idle_bench.advance(2 * MINUTE)
    assert idle_bench.heard.inbound == []


async def test_a_damaged_journal_begins_a_new_baseline(bench: Bench) -> None:
    receive(bench, "First")
    await bench.advance(MINUTE)
    await bench.kill()
    receive(bench, "While away")
    bench.disk.damaged = True
    await bench.start()
    assert bench.heard.texts() == ["First"]
    assert bench.heard.problems == [(Problem.JOURNAL_DAMAGED, True)]
    receive(bench, "Next")
    await bench.advance(MINUTE)
    assert bench.heard.texts() == ["First", "Next"]


async def test_a_poll_that_brings_nothing_new_writes_no_more_than_the_date(bench: Bench) -> None:
    receive(bench, "First")
    await bench.advance(10 * MINUTE)
    saves, known = bench.disk.saves, bench.disk.tables["inbound"].copy()
    await bench.advance(2 * HOUR)
    assert bench.disk.tables["inbound"] == known
    assert bench.disk.saves - saves <= 4


async def test_who_wrote_is_known_for_a_day_and_over_a_restart(bench: Bench) -> None:
    assert not bench.messenger.in_touch_with(PHONE)
    receive(bench, "Hello")
    await bench.advance(MINUTE)
    await bench.kill()
    await bench.start()
    assert bench.messenger.in_touch_with(PHONE)
    assert not bench.messenger.in_touch_with(f"{PHONE[:-1]}0")
    await bench.advance(DAY + HOUR)
    receive(bench, "News", phone="INFORM")
    await bench.advance(MINUTE)
    assert not bench.messenger.in_touch_with(PHONE)
    [message] = await bench.send("Fire", PHONE)
    assert bench.messenger.in_touch_with(message.phone)


async def test_the_date_of_the_last_poll_is_written_every_half_an_hour(bench: Bench) -> None:
    await bench.advance(15)
    saves = bench.disk.saves
    await bench.advance(2 * HOUR)
    assert bench.disk.saves == saves + 4


async def test_a_date_that_went_back_is_written_soon(bench: Bench) -> None:
    await bench.advance(30)
    before = bench.disk.facts["last_poll"]
    bench.simulator.clock.advance(-HOUR)
    bench.on_command("inbound", lambda: bench.simulator.clock.advance(-HOUR))
    await bench.advance(45)
    assert bench.disk.facts["last_poll"] < before


async def test_the_date_of_the_last_poll_is_written_at_a_clean_end(bench: Bench) -> None:
    await bench.advance(15)
    before = bench.disk.facts["last_poll"]
    await bench.advance(10 * MINUTE)
    assert bench.disk.facts["last_poll"] == before
    await bench.stop()
    assert bench.disk.facts["last_poll"] > before + 9 * MINUTE
