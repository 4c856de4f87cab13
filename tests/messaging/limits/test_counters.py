"""The small store of what counts on."""

from __future__ import annotations

from decimal import Decimal

from custom_components.smspilot.messaging.listener import Problem
from tests.messaging.bench import OTHER_PHONE, Bench

MINUTE, HOUR = 60.0, 3600.0
PRICE = Decimal("1.31")


async def test_a_clean_end_keeps_what_was_spent(bench: Bench) -> None:
    await bench.send("Fire")
    await bench.restart(clean=True)
    assert bench.messenger.total_spent == PRICE


async def test_a_crash_at_any_step_keeps_what_was_spent(bench: Bench) -> None:
    await bench.calibrate()
    for steps in range(12):
        bench.crash_in(steps)
        await bench.send(f"Fire {steps}", OTHER_PHONE)
        await bench.advance(30)
        await bench.restart()
        await bench.advance(5 * MINUTE)
        spent = sum(message.price for message in bench.simulator.messages)
        assert bench.messenger.total_spent == spent


async def test_what_was_settled_after_the_last_lazy_writing_survives_a_crash(
    bench: Bench,
) -> None:
    await bench.send_held("Fire")
    await bench.advance(15, held=1)
    await bench.release()
    await bench.advance(9)
    await bench.restart()
    assert bench.messenger.total_spent == PRICE


async def test_a_damaged_store_begins_a_new_count(bench: Bench) -> None:
    await bench.send("Fire")
    await bench.stop()
    bench.counters.data = {"limits": {}, "last_poll": 0.0}
    await bench.start()
    assert bench.counters.times_set_aside == 1
    assert bench.heard.problems == [(Problem.JOURNAL_DAMAGED, True)]
    assert bench.messenger.total_spent == PRICE  # as far as the outbox knows


async def test_the_date_of_the_last_poll_is_written_every_five_minutes(idle_bench: Bench) -> None:
    await idle_bench.start()
    await idle_bench.advance(30)
    saves = idle_bench.counters.saves
    await idle_bench.advance(HOUR)
    assert idle_bench.counters.saves == saves + 12


async def test_a_date_that_went_back_is_written_at_once(idle_bench: Bench) -> None:
    await idle_bench.start()
    await idle_bench.advance(30)
    assert idle_bench.counters.data is not None
    before = idle_bench.counters.data["last_poll"]
    idle_bench.simulator.clock.advance(-HOUR)
    idle_bench.on_command("inbound", lambda: idle_bench.simulator.clock.advance(-HOUR))
    await idle_bench.advance(45)
    assert idle_bench.counters.data["last_poll"] < before
