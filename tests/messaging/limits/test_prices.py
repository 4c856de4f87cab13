"""What is reserved for a message, and what it cost."""

from __future__ import annotations

from decimal import Decimal

import pytest

from custom_components.smspilot.messaging.limits.charge import Limit
from custom_components.smspilot.messaging.record.message import State
from tests.messaging.limits.allowance import Home, limit_of


def test_five_roubles_a_part_are_reserved_while_no_price_is_known() -> None:
    home = Home(per_day="17.50")  # four fifths of it are 14
    assert [limit_of(home.send()) for _ in range(3)] == [None, None, Limit.ROUBLES_PER_DAY]
    home = Home(per_day="14")
    home.send("Water")
    assert limit_of(home.send("Пожар" * 20)) is Limit.ROUBLES_PER_DAY


def test_the_last_price_of_a_part_is_reserved_once_it_is_known() -> None:
    home = Home(per_day="12.50")
    home.pay("2.00")
    assert [limit_of(home.send()) for _ in range(5)] == [*[None] * 4, Limit.ROUBLES_PER_DAY]


def test_the_price_of_a_part_is_told_by_the_gateways_number_of_parts() -> None:
    home = Home(per_day="12.50")
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
    home.limits.follow(message)
    home.limits.follow(message)
    assert home.limits.total_spent == Decimal("1.31")


def test_a_message_without_a_price_or_a_reservation_settles_nothing() -> None:
    home = Home()
    home.limits.follow(home.send())
    home.limits.follow(home.message(price=Decimal(7)))
    home.limits.follow(home.message(state=State.EXPIRED))
    assert home.limits.total_spent == 0


def test_what_was_not_taken_costs_nothing_but_was_tried() -> None:
    home = Home(per_hour=10, per_day="10")
    for _ in range(8):
        home.limits.follow(home.send(state=State.REJECTED))
    assert limit_of(home.send()) is Limit.MESSAGES_PER_HOUR
    assert home.limits.total_spent == 0
