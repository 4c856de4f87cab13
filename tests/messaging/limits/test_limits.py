"""What may still be sent and spent."""

from __future__ import annotations

import asyncio
from datetime import timedelta, timezone
from decimal import Decimal

from hypothesis import given, strategies as st

from custom_components.smspilot.messaging.limits.charge import Limit
from custom_components.smspilot.messaging.surroundings import Allowances
from tests.messaging.bench import OTHER_PHONE
from tests.messaging.limits.allowance import DAY, HOUR, MINUTE, NOON, Home, limit_of


def letters(number: int) -> str:
    """Return a text that no other number gives, without figures."""
    return "".join(chr(ord("a") + int(digit)) for digit in str(number))


def test_new_texts_may_use_the_whole_allowance_of_an_hour() -> None:
    home = Home(per_hour=10)
    errors = [limit_of(home.send(letters(number))) for number in range(11)]
    assert errors == [None] * 10 + [Limit.MESSAGES_PER_HOUR]


def test_a_fifth_of_the_hour_is_kept_for_texts_not_sent_lately() -> None:
    home = Home(per_hour=10)
    assert home.sent(20, "Loop") == 8
    assert limit_of(home.send("Fire alarm")) is None
    assert limit_of(home.send("Fire alarm")) is Limit.MESSAGES_PER_HOUR


def test_figures_and_spaces_and_capitals_do_not_make_a_text_new() -> None:
    home = Home(per_hour=10)
    assert home.sent(20, "It is {}  degrees") == 8
    assert limit_of(home.send("IT IS 99 DEGREES")) is Limit.MESSAGES_PER_HOUR
    assert limit_of(home.send("It is cold")) is None


def test_a_text_of_more_than_an_hour_ago_is_new_again() -> None:
    home = Home(per_hour=10)
    home.send("Fire alarm")
    home.now += HOUR
    home.sent(20, "Loop")
    assert limit_of(home.send("Fire alarm")) is None


def test_many_phones_with_a_new_text_are_all_new() -> None:
    home = Home(per_hour=10)
    home.sent(20, "Loop")
    messages = [home.message("Fire alarm"), home.message("Fire alarm")]
    assert home.limits.reserve(messages) == set()


def test_the_hour_slides() -> None:
    home = Home(per_hour=10)
    for _ in range(8):
        home.send("Loop")
        home.now += MINUTE
    assert limit_of(home.send("Loop")) is Limit.MESSAGES_PER_HOUR
    home.now = NOON + HOUR - 1
    assert limit_of(home.send("Loop")) is Limit.MESSAGES_PER_HOUR
    home.now = NOON + HOUR
    assert limit_of(home.send("Loop")) is None
    assert limit_of(home.send("Loop")) is Limit.MESSAGES_PER_HOUR


def test_what_was_refused_by_a_limit_does_not_count() -> None:
    home = Home(per_hour=10)
    home.sent(100, "Loop")
    home.now += HOUR
    assert home.sent(8, "Loop") == 8


def test_a_message_may_ignore_the_limits_and_counts_all_the_same() -> None:
    home = Home(per_hour=10, per_day="12.50")
    home.sent(20, "Loop")
    assert limit_of(home.send("Loop", ignore=True)) is None
    assert home.limits.reached == {Limit.ROUBLES_PER_DAY}
    assert len(home.limits.charges) == 3


def test_the_day_ends_at_the_homes_midnight() -> None:
    home = Home(per_day="5", zone=timezone(timedelta(hours=9)))
    home.send()
    home.now += 3 * HOUR - 1
    assert limit_of(home.send()) is Limit.ROUBLES_PER_DAY
    home.now += 1
    assert limit_of(home.send()) is None


def test_a_grant_is_one_more_allowance_of_one_limit() -> None:
    home = Home(per_hour=10, per_day="50")
    assert home.sent(20, "Loop") == 8
    assert home.limits.reached == {Limit.MESSAGES_PER_HOUR}
    home.limits.grant(Limit.MESSAGES_PER_HOUR)
    assert home.limits.reached == set()
    assert limit_of(home.send("Loop")) is Limit.ROUBLES_PER_DAY
    home.limits.grant(Limit.ROUBLES_PER_DAY)
    assert home.sent(20, "Loop") == 8


def test_there_is_room_again_when_a_repeated_text_may_go() -> None:
    home = Home(per_hour=10)
    home.sent(20, "Loop")
    home.limits.review()
    assert home.limits.reached == {Limit.MESSAGES_PER_HOUR}
    home.now += HOUR
    home.limits.review()
    assert home.limits.reached == set()


def test_there_is_money_again_on_the_next_day() -> None:
    home = Home(per_hour=100, per_day="10")
    home.sent(20, "Loop")
    home.limits.review()
    assert home.limits.reached == {Limit.ROUBLES_PER_DAY}
    home.now += DAY
    home.limits.review()
    assert home.limits.reached == set()


@given(
    per_hour=st.integers(0, 30),
    steps=st.lists(
        st.tuples(
            st.floats(0, 2 * HOUR), st.sampled_from(["Loop 1", "Loop 2", "Fire", "Water", "Open"])
        ),
        max_size=80,
    ),
    restart_at=st.integers(0, 80),
)
def test_within_any_hour_no_more_go_than_the_allowance(
    per_hour: int, steps: list[tuple[float, str]], restart_at: int
) -> None:
    home = Home(per_hour=per_hour, per_day="1000000")
    gone: list[float] = []
    for number, (seconds, text) in enumerate(steps):
        home.now += seconds
        if number == restart_at:
            asyncio.run(home.restart(per_hour, "1000000"))
        if home.send(text).error is None:
            gone.append(home.now)
            assert sum(moment > home.now - HOUR for moment in gone) <= per_hour


@given(
    prices=st.lists(st.decimals("0.01", "9.99", places=2), max_size=40),
    per_day=st.integers(0, 100),
)
def test_no_more_is_reserved_in_a_day_than_may_be_spent(
    prices: list[Decimal], per_day: int
) -> None:
    home = Home(per_hour=1000, per_day=str(per_day))
    gone: list[Decimal] = []
    for price in prices:
        message = home.send()
        if message.error is None:
            reserved = home.limits.charges[message.id].amount
            assert sum(gone, reserved) <= per_day or not gone
            message.price = price
            home.limits.follow(message)
            gone.append(price)
    assert home.limits.total_spent == sum(gone)


def test_other_allowances_hold_for_what_is_sent_from_then_on() -> None:
    home = Home(per_hour=10)
    assert home.sent(20, "Loop") == 8
    home.limits.allow(Allowances(messages_per_hour=20))
    assert home.limits.reached == set()
    assert limit_of(home.send("Fire alarm")) is None
    home.limits.allow(Allowances(messages_per_hour=9))
    assert limit_of(home.send("Flood alarm")) is Limit.MESSAGES_PER_HOUR


def test_a_fifth_of_the_roubles_is_kept_for_texts_that_are_new() -> None:
    home = Home(per_hour=1000, per_day="100")
    assert home.sent(30, "Loop {}") == 16
    assert limit_of(home.send("Fire")) is None


def test_one_message_is_always_possible_but_where_nothing_is_allowed() -> None:
    home = Home(per_day="3")
    assert limit_of(home.send("Fire")) is None
    assert limit_of(home.send("Water")) is Limit.ROUBLES_PER_DAY
    home.now += DAY
    home.limits.review()
    assert Limit.ROUBLES_PER_DAY not in home.limits.reached
    assert limit_of(Home(per_day="0").send()) is Limit.ROUBLES_PER_DAY


def test_test_messages_cost_and_count_nothing() -> None:
    home = Home(per_hour=2, per_day="5")
    assert [limit_of(home.send(test=True)) for _ in range(5)] == [None] * 5
    assert limit_of(home.send("Fire")) is None


def test_a_clock_that_jumps_ahead_for_a_moment_forgets_nothing() -> None:
    home = Home(per_hour=10, per_day="40")
    home.sent(20, "Fire {}")
    for home.skew in (3 * DAY, -3 * DAY, 0.0):
        home.limits.review()
        assert limit_of(home.send("Fire 99")) is not None


def test_one_number_gets_so_many_answers_in_an_hour_and_messages_that_are_none_besides() -> None:
    home = Home(per_hour=100)
    answers = [limit_of(home.send(letters(number), answer=True)) for number in range(5)]
    assert answers == [None] * 3 + [Limit.ANSWERS_PER_HOUR] * 2
    assert limit_of(home.send("Fire alarm")) is None
    assert limit_of(home.send("Status", answer=True, phone=OTHER_PHONE)) is None
    assert limit_of(home.send("Status", answer=True, ignore=True)) is None
    home.limits.review()
    assert home.limits.reached == {Limit.ANSWERS_PER_HOUR}
    home.now += HOUR
    home.limits.review()
    assert home.limits.reached == set()
    assert limit_of(home.send("Status", answer=True)) is None


def test_a_grant_allows_as_many_answers_again() -> None:
    home = Home(per_hour=100)
    for number in range(4):
        home.send(letters(number), answer=True)
    home.limits.grant(Limit.ANSWERS_PER_HOUR)
    again = [limit_of(home.send(letters(number), answer=True)) for number in range(4)]
    assert again == [None] * 3 + [Limit.ANSWERS_PER_HOUR]


def test_what_is_paid_is_written_once_however_often_the_message_changes() -> None:
    home = Home()
    message = home.pay("1.31")
    assert len(home.limits.charges.changes()) == 1
    home.limits.follow(message)
    assert home.limits.charges.changes() == {}
    message.price = Decimal("2.62")
    home.limits.follow(message)
    assert len(home.limits.charges.changes()) == 1
    assert home.limits.total_spent == Decimal("2.62")
