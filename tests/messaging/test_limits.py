"""What may still be sent and spent."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, strategies as st

from custom_components.smspilot.messaging.charge import Limit
from custom_components.smspilot.messaging.clock import Clock
from custom_components.smspilot.messaging.limits import LimitReachedError, Limits
from custom_components.smspilot.messaging.message import Message, State

from .bench import PHONE

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC).timestamp()
MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0


class Home:
    """Limits with a clock that a test sets."""

    def __init__(self, per_hour: int = 10, per_day: str = "1000", zone: timezone = UTC) -> None:
        """Begin at noon with nothing sent."""
        self.now = NOON
        self._numbers = 0
        self.clock = Clock(wall=lambda: self.now, monotonic=lambda: 0.0, zone=zone)
        self.limits = Limits(self.clock, per_hour, Decimal(per_day))

    def message(self, text: str = "Fire", **options: object) -> Message:
        """Return a message that is not reserved for yet."""
        self._numbers += 1
        values = {"id": str(self._numbers), "phone": PHONE, "text": text, "deadline": self.now}
        return Message(**values | {"created": self.now} | options)  # type: ignore[arg-type]

    def send(self, text: str = "Fire", *, ignore: bool = False, **options: object) -> Message:
        """Reserve for one message."""
        message = self.message(text, **options)
        self.limits.reserve([message], {message.id} if ignore else ())
        return message

    def sent(self, number: int, text: str = "Fire {}") -> int:
        """Reserve for many and return how many may go."""
        messages = [self.send(text.format(n)) for n in range(number)]
        return sum(message.error is None for message in messages)

    def pay(self, price: str, text: str = "Fire", **options: Any) -> Message:
        """Reserve for one message and settle it."""
        message = self.send(text, **options)
        message.price = Decimal(price)
        self.limits.settle(message)
        return message

    def restarted(self, per_hour: int = 10, per_day: str = "1000") -> Limits:
        """Return the limits of the next run."""
        limits = Limits(self.clock, per_hour, Decimal(per_day))
        return limits.restore(self.limits.as_dict())


def limit_of(message: Message) -> Limit | None:
    """Return the limit that a message would go past."""
    assert message.error is None or isinstance(message.error, LimitReachedError)
    return None if message.error is None else message.error.limit


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
    assert home.limits.reserve(messages, ()) == []


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
    home = Home(per_hour=10, per_day="10")
    home.sent(20, "Loop")
    assert limit_of(home.send("Loop", ignore=True)) is None
    assert home.limits.reached == {Limit.ROUBLES_PER_DAY}
    assert sum(map(len, [home.limits.as_dict()["charges"]])) == 3


def test_five_roubles_a_part_are_reserved_while_no_price_is_known() -> None:
    home = Home(per_day="14")
    assert [limit_of(home.send()) for _ in range(3)] == [None, None, Limit.ROUBLES_PER_DAY]
    assert limit_of(Home(per_day="9").send("Пожар" * 20)) is Limit.ROUBLES_PER_DAY


def test_the_last_price_of_a_part_is_reserved_once_it_is_known() -> None:
    home = Home(per_day="10")
    home.pay("2.00")
    assert [limit_of(home.send()) for _ in range(5)] == [*[None] * 4, Limit.ROUBLES_PER_DAY]


def test_the_price_of_a_part_is_told_by_the_gateways_number_of_parts() -> None:
    home = Home(per_day="10")
    home.pay("6.00", parts=3)
    assert [limit_of(home.send()) for _ in range(3)] == [None, None, Limit.ROUBLES_PER_DAY]


@pytest.mark.parametrize("sender", ["VIBER", "VIBERSMS", "GOLOS", "GOLOSM"])
def test_each_channel_has_its_price(sender: str) -> None:
    home = Home(per_day="10")
    home.pay("1.00", sender=sender)
    assert limit_of(home.send()) is None
    assert limit_of(home.send()) is Limit.ROUBLES_PER_DAY
    assert limit_of(home.send(sender=sender)) is None


@pytest.mark.parametrize("sender", ["VIBER", "GOLOS"])
def test_a_viber_or_voice_message_is_one_part_however_long(sender: str) -> None:
    assert limit_of(Home(per_day="5").send("Пожар" * 100, sender=sender)) is None


def test_a_registered_sender_costs_what_an_sms_costs() -> None:
    home = Home(per_day="10")
    home.pay("8.00", sender="INFORM")
    assert limit_of(home.send()) is Limit.ROUBLES_PER_DAY


def test_a_free_message_teaches_no_price() -> None:
    home = Home(per_day="9")
    home.pay("0.00")
    home.send()
    assert limit_of(home.send()) is Limit.ROUBLES_PER_DAY


def test_the_answer_settles_what_was_reserved() -> None:
    home = Home(per_day="10")
    message = home.send()
    assert home.limits.total_spent == 0
    message.price = Decimal("1.31")
    home.limits.settle(message)
    home.limits.settle(message)
    assert home.limits.total_spent == Decimal("1.31")


def test_a_message_without_a_price_or_a_reservation_settles_nothing() -> None:
    home = Home()
    home.limits.settle(home.send())
    home.limits.settle(home.message(price=Decimal(7)))
    home.limits.release(home.message())
    assert home.limits.total_spent == 0


def test_what_was_not_taken_costs_nothing_but_was_tried() -> None:
    home = Home(per_hour=10, per_day="10")
    for _ in range(8):
        home.limits.release(home.send())
    assert limit_of(home.send()) is Limit.MESSAGES_PER_HOUR
    assert home.limits.total_spent == 0


def test_the_day_ends_at_the_homes_midnight() -> None:
    home = Home(per_day="5", zone=timezone(timedelta(hours=9)))
    home.send()
    home.now += 3 * HOUR - 1
    assert limit_of(home.send()) is Limit.ROUBLES_PER_DAY
    home.now += 1
    assert limit_of(home.send()) is None


def test_a_grant_is_one_more_allowance_of_one_limit() -> None:
    home = Home(per_hour=10, per_day="40")
    assert home.sent(20, "Loop") == 8
    assert home.limits.reached == {Limit.MESSAGES_PER_HOUR}
    home.limits.grant(Limit.MESSAGES_PER_HOUR)
    assert home.limits.reached == set()
    assert limit_of(home.send("Loop")) is Limit.ROUBLES_PER_DAY
    home.limits.grant(Limit.ROUBLES_PER_DAY)
    assert home.sent(20, "Loop") == 8


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
            home.limits = home.restarted(per_hour, "1000000")
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
            reserved = Decimal(home.limits.as_dict()["charges"][message.id][1])
            assert sum(gone, reserved) <= per_day
            message.price = price
            home.limits.settle(message)
            gone.append(price)
    assert home.limits.total_spent == sum(gone)
