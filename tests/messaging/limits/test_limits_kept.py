"""Limits over restarts, crashes and clocks that were wrong."""

from __future__ import annotations

from decimal import Decimal

from custom_components.smspilot.messaging.limits.charge import Limit
from custom_components.smspilot.messaging.limits.prices import UNKNOWN_PRICE
from tests.messaging.bench import OTHER_PHONE, PHONE, Bench
from tests.messaging.limits.allowance import DAY, HOUR, MINUTE, Home, limit_of

PRICE = Decimal("1.31")


async def test_a_grant_lasts_over_a_restart() -> None:
    home = Home(per_hour=10)
    home.sent(20, "Loop")
    home.limits.grant(Limit.MESSAGES_PER_HOUR)
    await home.restart()
    assert home.sent(20, "Loop") == 8


async def test_a_restart_keeps_the_limits_and_what_was_spent() -> None:
    home = Home(per_hour=10)
    home.pay("1.31", "Loop")
    home.sent(20, "Loop")
    await home.restart()
    assert limit_of(home.send("Loop")) is Limit.MESSAGES_PER_HOUR
    assert limit_of(home.send("Fire alarm")) is None
    assert home.limits.total_spent == Decimal("1.31")
    assert home.limits.repeats(PHONE, "Loop")
    assert not home.limits.repeats(PHONE, "Fire")


async def test_what_was_spent_is_kept_though_messages_are_forgotten() -> None:
    home = Home()
    home.pay("1.31")
    home.send()
    home.now += 3 * DAY
    home.pay("2.00")
    assert home.limits.total_spent == Decimal("3.31")
    assert len(home.limits.charges) == 1
    await home.restart()
    assert home.limits.total_spent == Decimal("3.31")


async def test_stamps_from_the_future_count_as_now() -> None:
    home = Home(per_hour=10, per_day="50")
    home.skew = 10 * DAY
    home.sent(20, "Loop")
    home.skew = 0.0
    await home.restart(per_hour=10, per_day="50")
    assert limit_of(home.send("Loop")) is Limit.MESSAGES_PER_HOUR
    home.now += HOUR
    assert home.sent(20, "Loop") == 1  # 50 roubles are reserved today then
    home.now += DAY
    assert home.sent(20, "Loop") == 8


async def test_the_journal_holds_no_text_and_each_home_fingerprints_in_its_own_way() -> None:
    home, other = Home(), Home()
    for each in (home, other):
        each.send("Secret")
        await each.restart()
        assert "ecret" not in str(each.disk.tables)
    assert home.limits.charges["1"].fingerprint != other.limits.charges["1"].fingerprint


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


async def test_a_message_and_its_charge_are_on_the_disk_together(bench: Bench) -> None:
    seen: list[tuple[int, int, Decimal]] = []

    def look() -> None:
        charges = bench.disk.rows("charges")
        amount = sum((Decimal(amount) for _, amount, *_ in charges), Decimal(0))
        seen.append((len(bench.disk.rows("messages")), len(charges), amount))

    bench.disk.on_save = look
    await bench.send("Fire", PHONE, OTHER_PHONE)
    assert seen == [(2, 2, 2 * UNKNOWN_PRICE), (2, 2, 2 * PRICE)]


async def test_a_restart_keeps_how_many_answers_a_number_got() -> None:
    home = Home(per_hour=100)
    for number in range(3):
        home.send(f"Status {number}", answer=True)
    await home.restart(per_hour=100)
    assert limit_of(home.send("Status", answer=True)) is Limit.ANSWERS_PER_HOUR
    assert limit_of(home.send("Status")) is None
