"""The demo, exactly as a newcomer meets it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.e2e.messages_card import CardOnPage
from tests.e2e.running import complaints_in

if TYPE_CHECKING:
    from tests.e2e.home_page import HomePage
    from tests.e2e.phones_page import PhonesPage
    from tests.e2e.running import RunningDemo

pytestmark = pytest.mark.timeout(600)


def test_an_alarm_is_sent_answered_and_paid(
    demo: RunningDemo, home: HomePage, phones: PhonesPage
) -> None:
    home.expect_text("Sound the alarm")
    home.call("input_boolean", "turn_on", entity_id="input_boolean.heating")
    home.ask_gateway()
    known = float(phones.control("state")["accounts"][0]["balance"])
    # Home Assistant asks at most once in ten seconds, and an earlier test may just have had it ask.
    expect(home.tile("Balance")).to_contain_text(f"{known:,.2f}")
    before, earlier = balance(home), complaints_in(demo.log)
    home.picture("1-dashboard")
    home.page.get_by_text("Sound the alarm").first.click()
    for phone in ("+7 902 123-45-67", "+7 908 796-47-81"):
        phones.take(phone)
        expect(phones.newest()).to_contain_text("Home: water in the kitchen")
    expect(home.tile("Balance")).not_to_contain_text(f"{before:,.2f}")
    phones.picture("2-alarm")
    phones.answer("status ")
    expect(phones.newest()).to_contain_text("Dacha: 21.5 °C, heating on")
    phones.picture("3-answer")
    card = CardOnPage(home)
    card.choose("Family")
    expect(card.received.last).to_have_text("status")
    expect(card.state("Delivered").first).to_be_attached()
    assert balance(home) < before
    home.picture("4-dashboard")
    assert home.complaints == []
    assert complaints_in(demo.log) == earlier


def test_strangers_get_no_answer(home: HomePage, phones: PhonesPage) -> None:
    home.expect_text("Sound the alarm")
    home.call("input_boolean", "turn_on", entity_id="input_boolean.heating")
    phones.control("receive", phone="79990000000", text="STATUS")
    home.look_for_answers()
    card = CardOnPage(home)
    expect(card.person("+7 999 000-00-00")).to_be_visible()
    phones.control("receive", phone="79087964781", text="СТАТУС")
    home.look_for_answers()
    phones.take("+7 908 796-47-81")
    expect(phones.newest()).to_contain_text("heating on")
    state = phones.control("state")
    assert "79990000000" not in {message["phone"] for message in state["messages"]}


def balance(home: HomePage) -> float:
    """Return the balance as the dashboard shows it."""
    amount = home.tile("Balance").get_by_text(re.compile(r"\d\.\d\d")).first
    return float(re.sub(r"[^\d.]", "", amount.inner_text()))
