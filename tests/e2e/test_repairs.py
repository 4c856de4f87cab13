"""Repairs that appear, explain themselves, and go."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Error, expect

from tests.e2e.dialog import Dialog, options

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.e2e.home_page import HomePage
    from tests.e2e.phones_page import PhonesPage

pytestmark = pytest.mark.timeout(600)


@pytest.fixture(autouse=True)
def good_account(home: HomePage, phones: PhonesPage) -> Iterator[None]:
    """Leave the account as it was."""
    yield
    phones.control("account", account=5671, blocked=None, allowed_addresses=None)
    phones.control("balance", account=5671, balance="2000")
    home.ask_gateway()


def test_a_low_balance_is_told_and_goes_with_the_payment(
    home: HomePage, phones: PhonesPage
) -> None:
    phones.control("balance", account=5671, balance="12.50")
    home.ask_gateway()
    home.open("config/repairs")
    home.page.get_by_text("the balance is low").click()
    home.expect_text("12.50 ₽ are left on SMSPILOT 5671")
    home.picture("repair-balance")
    phones.control("balance", account=5671, balance="500")
    home.ask_gateway()
    home.open("config/repairs")
    expect(home.page.get_by_text("the balance is low")).to_have_count(0, timeout=60_000)


@pytest.mark.parametrize(
    ("account", "title", "words"),
    [
        ({"blocked": 106}, "SMSPILOT has blocked the account", "Write to its support"),
        ({"blocked": 105}, "blocked for want of money", "Top up the account"),
        (
            {"allowed_addresses": ["192.0.2.1"]},
            "SMSPILOT does not let this home in",
            "allow the address of your home",
        ),
    ],
)
def test_what_the_gateway_has_against_the_account_is_told_and_goes_with_its_cause(
    home: HomePage, phones: PhonesPage, account: dict[str, object], title: str, words: str
) -> None:
    phones.control("account", account=5671, **account)
    home.ask_gateway()
    home.open("config/repairs")
    home.page.get_by_text(title).click()
    home.expect_text(words)
    home.picture(f"repair-{title}")
    phones.control("account", account=5671, **dict.fromkeys(account))
    home.ask_gateway()
    home.open("config/repairs")
    expect(home.page.get_by_text(title)).to_have_count(0, timeout=60_000)


def test_a_refusal_that_nobody_awaited_is_told_until_it_is_read(
    home: HomePage, phones: PhonesPage
) -> None:
    phones.control("off", mode="refuse", seconds=3)
    data = {"numbers": ["+7 900 009-92-12"], "config_entry_id": home.account()}
    home.act("smspilot", "send_message", message="At night", **data)
    home.open("config/repairs")
    home.page.get_by_text("The last message to").click(timeout=300_000)
    dialog = Dialog(home)
    dialog.expect_text("SMSPILOT cannot send to this number")
    home.picture("repair-refused")
    dialog.submit()
    dialog.finish("Close")
    expect(home.page.get_by_text("The last message to")).to_have_count(0, timeout=60_000)


def test_a_limit_is_told_and_the_fix_grants_one_more_allowance(
    home: HomePage, phones: PhonesPage
) -> None:
    sent = len(phones.control("state")["messages"])
    limit(home, str(sent + 1))
    with pytest.raises(Error, match="the limit of messages per hour is reached"):
        send(home, sent + 2)
    home.open("config/repairs")
    home.page.get_by_text("no more messages this hour").click()
    dialog = Dialog(home)
    dialog.expect_text("Allow more messages?")
    home.picture("repair-limit")
    dialog.submit()
    dialog.finish("Close")
    home.act("smspilot", "send_message", entity_id=["notify.family"], message="Granted")
    phones.take("+7 908 796-47-81")
    expect(phones.newest()).to_have_text("Granted")
    limit(home, "60")


def send(home: HomePage, number: int) -> None:
    """Send so many different messages."""
    for each in range(number):
        home.act("smspilot", "send_message", entity_id=["notify.family"], message=f"No. {each}")


def limit(home: HomePage, messages: str) -> None:
    """Set the limit of messages per hour in the options."""
    dialog = options(home)
    dialog.number("Messages per hour").fill(messages)
    dialog.submit()
    dialog.finish()
