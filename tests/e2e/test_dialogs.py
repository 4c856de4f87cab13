"""The dialogs of accounts and recipients, in the real browser."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.e2e.pages.dialog import add_account, add_recipient, edit_recipient
from tests.e2e.pages.words import in_both_languages

if TYPE_CHECKING:
    from tests.e2e.homes.running import RunningDemo
    from tests.e2e.pages.home_page import HomePage
    from tests.e2e.pages.phones_page import PhonesPage

pytestmark = pytest.mark.timeout(600)
RECIPIENT = "config_subentries.recipient"
FIRST_TEXT = {"en": "Home: test message", "ru": "Дом: проверка связи"}


def test_a_wrong_key_is_answered_with_a_sentence_and_a_right_one_with_an_account(
    demo: RunningDemo, home: HomePage, phones: PhonesPage
) -> None:
    account = phones.control("accounts", balance="75.50")
    dialog = add_account(home, "api_key", demo.phones)
    dialog.fill(api_key="WRONG")
    dialog.submit()
    dialog.expect_text(home.words.own("config.error.invalid_api_key"))
    home.picture("wrong-key")
    dialog.fill(api_key=account["key"])
    dialog.submit()
    dialog.expect_text(home.words.own(f"{RECIPIENT}.step.user.description"))
    home.picture("first-recipient")
    close = home.words.frontend("ui.common.close")
    dialog.box.get_by_role("button", name=close).first.click()
    home.expect_text(f"SMSPILOT {account['id']}")


@in_both_languages
def test_an_account_is_added_by_password_and_goes_on_to_a_recipient_who_is_tried(
    demo: RunningDemo, home: HomePage, phones: PhonesPage
) -> None:
    words = home.words
    account = phones.control("accounts", balance="75.50", password="correct horse")
    dialog = add_account(home, "login", demo.phones)
    dialog.fill(email=account["email"], password="wrong")
    dialog.submit()
    dialog.expect_text(words.own("config.error.invalid_login"))
    home.picture("wrong-password")
    dialog.fill(password="correct horse")
    dialog.submit()
    dialog.expect_text(words.own(f"{RECIPIENT}.step.user.description"))
    dialog.fill(name="Caretaker")
    dialog.fill_phones("8 (900) 111-22-33")
    dialog.submit()
    created = "ui.panel.config.integrations.config_flow.created_config"
    dialog.expect_text(words.frontend(created, name="Caretaker"))
    home.picture("recipient-added")
    dialog.finish()
    home.expect_text("Caretaker")
    phones.take("+7 900 111-22-33")
    expect(phones.newest()).to_have_text(FIRST_TEXT[words.language])


def test_a_recipient_that_cannot_be_reached_is_not_saved_before_the_number_is_right(
    home: HomePage, phones: PhonesPage
) -> None:
    words = home.words
    dialog = add_recipient(home)
    dialog.fill(name="Electrician")
    dialog.fill_phones("12")
    dialog.submit()
    dialog.expect_text(words.own(f"{RECIPIENT}.error.phone_unreadable", hint="12", country="RU"))
    home.picture("no-phone-number")
    dialog.fill_phones("+7 900 009-92-12")  # ends in 99212: in the black list
    dialog.submit()
    dialog.expect_text(words.own(f"{RECIPIENT}.error.test_phone", hint="12"))
    home.picture("refused-number")
    dialog.fill_phones("79005554433")
    dialog.submit()
    dialog.finish()
    phones.take("+7 900 555-44-33")
    expect(phones.newest()).to_have_text(FIRST_TEXT[words.language])


@in_both_languages
def test_a_recipient_is_given_further_ways_for_what_does_not_arrive(home: HomePage) -> None:
    words = home.words
    section = f"{RECIPIENT}.step.user.sections.if_it_does_not_arrive"
    channels = [words.own(f"selector.channel.options.{one}") for one in ("voice", "viber")]
    dialog = add_recipient(home)
    dialog.fill(name="Night guard")
    dialog.fill_phones("+7 900 777-66-55")
    dialog.unfold(words.own(f"{section}.name"))
    for channel in channels:
        dialog.add_choice(channel)
    home.picture("further-ways")
    dialog.submit()
    dialog.finish()
    dialog = edit_recipient(home, "Night guard")
    dialog.unfold(words.own(f"{section}.name"))
    expect(dialog.choices()).to_have_text(list(map(re.compile, channels)))
    home.picture("further-ways-kept")
