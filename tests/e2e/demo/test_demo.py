"""The demo, exactly as a newcomer meets it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.e2e.homes.running import complaints_in
from tests.e2e.homes.waiting import until
from tests.e2e.pages.messages_card import CardOnPage

if TYPE_CHECKING:
    from tests.e2e.homes.running import RunningDemo
    from tests.e2e.pages.home_page import HomePage
    from tests.e2e.pages.phones_page import PhonesPage

pytestmark = pytest.mark.timeout(600)
FAMILY = "79087964781"


def test_an_alarm_is_sent_answered_and_paid(
    demo: RunningDemo, home: HomePage, phones: PhonesPage
) -> None:
    home.expect_text("Sound the alarm")
    home.turn_heating_on()
    home.ask_gateway(phones)
    until(lambda: balance(home) == phones.balance)
    before, earlier = balance(home), complaints_in(demo.log)
    alarms = len(phones.texts_to(FAMILY))
    home.picture("1-dashboard")
    home.sound_alarm()
    until(lambda: len(phones.texts_to(FAMILY)) > alarms)
    for phone in ("+7 902 123-45-67", "+7 908 796-47-81"):
        phones.take(phone)
        expect(phones.newest()).to_contain_text("Home: water in the kitchen")
    until(lambda: balance(home) < before)
    phones.picture("2-alarm")
    answers = len(phones.texts_to(FAMILY))
    phones.answer("status ")
    until(lambda: len(phones.texts_to(FAMILY)) > answers)
    expect(phones.newest()).to_contain_text("Dacha: 21.5 °C, heating on")
    phones.picture("3-answer")
    card = CardOnPage(home)
    card.choose("Family")
    expect(card.received.last).to_have_text("status")
    expect(card.state("Delivered").first).to_be_attached()
    home.picture("4-dashboard")
    assert home.complaints == []
    assert complaints_in(demo.log) == earlier


def test_strangers_get_no_answer(home: HomePage, phones: PhonesPage) -> None:
    home.expect_text("Sound the alarm")
    home.turn_heating_on()
    phones.control("receive", phone="79990000000", text="STATUS", account=5671)
    home.look_for_answers()
    card = CardOnPage(home)
    expect(card.person("+7 999 000-00-00")).to_be_visible()
    answers = len(phones.texts_to(FAMILY))
    phones.control("receive", phone=FAMILY, text="СТАТУС", account=5671)
    home.look_for_answers()
    until(lambda: any("heating on" in text for text in phones.texts_to(FAMILY)[answers:]))
    assert phones.texts_to("79990000000") == []


def balance(home: HomePage) -> float:
    """Return the balance as the dashboard shows it."""
    amount = home.tile("Balance").get_by_text(re.compile(r"\d\.\d\d")).first
    return float(re.sub(r"[^\d.]", "", amount.inner_text()))
