"""A reload and a restart that a person asks for in the browser."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Final

import pytest
from playwright.sync_api import Error, expect

from tests.e2e.homes.waiting import until
from tests.e2e.pages.messages_card import CardOnPage

if TYPE_CHECKING:
    from tests.e2e.homes.running import RunningDemo
    from tests.e2e.pages.home_page import HomePage
    from tests.e2e.pages.phones_page import PhonesPage

pytestmark = pytest.mark.timeout(600)
INBOUND: Final = "event.smspilot_5671_inbound_message"
TEXT: Final = "Привет,\nдом! «Ёж» & <b>"


def test_a_message_fires_once_with_its_text_and_never_again(
    demo: RunningDemo, home: HomePage, phones: PhonesPage
) -> None:
    home.expect_text("Sound the alarm")
    phones.control("receive", phone="79087964781", text=TEXT, account=5671)
    home.look_for_answers()
    until(lambda: home.attribute(INBOUND, "text") == TEXT)
    card = CardOnPage(home)
    card.choose("Family")
    expect(card.received.last).to_have_text(TEXT)
    fired = home.state(INBOUND)
    polls = len(phones.asked("inbound"))
    home.call("homeassistant", "reload_config_entry", entry_id=home.account())
    look_twice(home, phones, polls)
    assert home.state(INBOUND) == fired
    polls = len(phones.asked("inbound"))
    with suppress(Error):  # the connection may go before the answer comes
        home.call("homeassistant", "restart")
    demo.until_ready(times=2)
    home.until_restarted()
    until(lambda: home.state(INBOUND) not in ("unavailable", "unknown", "None"))
    look_twice(home, phones, polls)
    assert home.state(INBOUND) == fired


def look_twice(home: HomePage, phones: PhonesPage, before: int) -> None:
    """Wait until what is asked for inbound messages was answered, and is asked for once more."""
    home.look_for_answers()
    until(lambda: len(phones.asked("inbound")) > before + 1)
