"""The dialogs of accounts and recipients, in the real browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.e2e.dialog import INTEGRATION, Dialog, add_account

if TYPE_CHECKING:
    from tests.e2e.home_page import HomePage
    from tests.e2e.phones_page import PhonesPage
    from tests.e2e.running_demo import RunningDemo

pytestmark = pytest.mark.timeout(600)
BY_KEY = "With an API key"
BY_PASSWORD = "With e-mail and password"


def test_a_wrong_key_is_answered_with_a_sentence_and_a_right_one_with_an_account(
    demo: RunningDemo, home: HomePage, phones: PhonesPage
) -> None:
    account = phones.control("accounts", balance="75.50")
    dialog = add_account(home, BY_KEY, demo.phones)
    dialog.fill(api_key="WRONG")
    dialog.submit()
    dialog.expect_text("SMSPILOT does not know this key.")
    home.picture("wrong-key")
    dialog.fill(api_key=account["key"])
    dialog.submit()
    dialog.expect_text("Home Assistant makes a notifier for each recipient")
    home.picture("first-recipient")
    dialog.box.get_by_role("button", name="Close").first.click()
    home.expect_text(f"SMSPILOT {account['id']}")


def test_an_account_is_added_by_password_and_goes_on_to_a_recipient_who_is_tried(
    demo: RunningDemo, home: HomePage, phones: PhonesPage
) -> None:
    account = phones.control("accounts", balance="75.50", password="correct horse")
    dialog = add_account(home, BY_PASSWORD, demo.phones)
    dialog.fill(email=account["email"], password="wrong")
    dialog.submit()
    dialog.expect_text("SMSPILOT does not know this e-mail with this password.")
    dialog.fill(password="correct horse")
    dialog.submit()
    dialog.expect_text("Home Assistant makes a notifier for each recipient")
    dialog.fill(name="Caretaker")
    dialog.fill_list("Phone number", "8 (900) 111-22-33")
    dialog.submit()
    dialog.expect_text("Created configuration for Caretaker")
    home.picture("recipient-added")
    dialog.finish()
    home.expect_text("Caretaker")
    phones.take("+7 900 111-22-33")
    expect(phones.newest()).to_have_text("Test message from Home Assistant")


def test_a_recipient_that_cannot_be_reached_is_not_saved_before_the_number_is_right(
    home: HomePage, phones: PhonesPage
) -> None:
    home.open(INTEGRATION)
    home.page.get_by_role("button", name="Add recipient").click()
    choice = home.page.locator("dialog-pick-config-entry").get_by_text("SMSPILOT 5671")
    dialog = Dialog(home)
    choice.or_(dialog.field("name")).first.wait_for()
    if choice.is_visible():  # as soon as there is a second account
        choice.click()
    dialog.fill(name="Electrician")
    dialog.fill_list("Phone number", "12")
    dialog.submit()
    dialog.expect_text("The number ending in 12 cannot be read.")
    home.picture("no-phone-number")
    dialog.fill_list("Phone number", "+7 900 009-92-12")  # ends in 99212: in the black list
    dialog.submit()
    dialog.expect_text("SMSPILOT cannot send to the number ending in 12")
    home.picture("refused-number")
    dialog.fill_list("Phone number", "79005554433")
    dialog.submit()
    dialog.finish()
    phones.take("+7 900 555-44-33")
    expect(phones.newest()).to_have_text("Test message from Home Assistant")
