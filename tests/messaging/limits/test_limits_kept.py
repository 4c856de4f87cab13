"""Limits over restarts, crashes and clocks that were wrong."""

from __future__ import annotations

from decimal import Decimal

import pytest

from custom_components.smspilot.messaging.limits.charge import Limit
from custom_components.smspilot.messaging.record.message import State
from tests.messaging.bench import PHONE
from tests.messaging.limits.allowance import DAY, HOUR, NOON, Home, limit_of


def test_a_grant_lasts_over_a_restart() -> None:
    home = Home(per_hour=10)
    home.sent(20, "Loop")
    home.limits.grant(Limit.MESSAGES_PER_HOUR)
    home.limits = home.restarted()
    assert home.sent(20, "Loop") == 8


def test_a_restart_keeps_the_limits_and_what_was_spent() -> None:
    home = Home(per_hour=10)
    home.pay("1.31", "Loop")
    home.sent(20, "Loop")
    home.limits = home.restarted()
    assert limit_of(home.send("Loop")) is Limit.MESSAGES_PER_HOUR
    assert limit_of(home.send("Fire alarm")) is None
    assert home.limits.total_spent == Decimal("1.31")
    assert home.limits.repeats(PHONE, "Loop")
    assert not home.limits.repeats(PHONE, "Fire")


def test_what_was_spent_is_kept_though_messages_are_forgotten() -> None:
    home = Home()
    home.pay("1.31")
    home.send()
    home.now += 3 * DAY
    home.pay("2.00")
    assert home.limits.total_spent == Decimal("3.31")
    assert len(home.limits.as_dict()["charges"]) == 1
    home.limits = home.restarted()
    assert home.limits.total_spent == Decimal("3.31")


def test_stamps_from_the_future_count_as_now() -> None:
    home = Home(per_hour=10, per_day="40")
    home.now += 10 * DAY
    home.sent(20, "Loop")
    home.now -= 10 * DAY
    assert limit_of(home.send("Loop")) is Limit.MESSAGES_PER_HOUR
    home.now += HOUR
    assert home.sent(20, "Loop") == 0  # 40 roubles are reserved today
    home.now += DAY
    assert home.sent(20, "Loop") == 8


def test_messages_that_the_counters_lost_in_a_crash_are_counted_again() -> None:
    home = Home(per_hour=10)
    known = home.pay("1.00", "Known")
    lost = [home.message("Loop", price=Decimal("2.00")) for _ in range(7)]
    long_ago = home.message(created=home.now - 3 * DAY, price=Decimal("9.00"))
    ahead = home.message(created=home.now + DAY)
    home.limits.recover([known, *lost, long_ago, ahead])
    assert home.limits.total_spent == Decimal("15.00")
    assert home.limits.repeats(PHONE, "Loop")
    assert limit_of(home.send("Loop")) is Limit.MESSAGES_PER_HOUR


def test_a_price_that_the_counters_lost_in_a_crash_is_counted() -> None:
    home = Home()
    message = home.send()
    home.limits = home.restarted()
    message.price, message.state = Decimal("1.31"), State.DELIVERED
    home.limits.recover([message])
    assert home.limits.total_spent == Decimal("1.31")


@pytest.mark.parametrize("state", [State.REJECTED, State.EXPIRED, State.CANCELLED])
def test_a_refusal_that_the_counters_lost_in_a_crash_costs_nothing(state: State) -> None:
    home = Home(per_day="9")
    message = home.send()
    home.limits = home.restarted(per_day="9")
    message.state = state
    home.limits.recover([message])
    assert limit_of(home.send()) is None


def test_the_journal_holds_no_text() -> None:
    home = Home()
    home.send("Secret")
    assert "ecret" not in str(home.limits.as_dict())
    other = Home()
    other.send("Secret")
    assert home.limits.as_dict()["charges"]["1"][2] != other.limits.as_dict()["charges"]["1"][2]


@pytest.mark.parametrize(
    "damage",
    [
        {"charges": {"1": ["noon", "5", "", False, []]}},
        {"charges": {"1": [NOON, "five", "", False, []]}},
        {"charges": {"1": [NOON, "5", "", False, ["per_week"]]}},
        {"charges": {"1": [NOON]}},
        {"prices": {"SMS": "cheap"}},
        {"spent_before": None},
    ],
)
def test_what_has_another_shape_is_not_taken_over(damage: dict[str, object]) -> None:
    home = Home()
    before = home.limits.as_dict()
    with pytest.raises((ArithmeticError, TypeError, ValueError)):
        home.limits.restore(before | damage)
    assert home.limits.as_dict() == before
