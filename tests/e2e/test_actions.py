"""Each action, run from the developer tools with its response."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.e2e.homes.waiting import until
from tests.e2e.pages.dialog import add_account
from tests.e2e.pages.words import in_both_languages

if TYPE_CHECKING:
    from tests.e2e.homes.running import RunningDemo
    from tests.e2e.pages.home_page import HomePage
    from tests.e2e.pages.phones_page import PhonesPage

pytestmark = pytest.mark.timeout(600)
FAMILY = "79087964781"
KEEP = """([action, data]) => {
    localStorage.setItem("panel-dev-action-state-service-data", JSON.stringify({action, data}));
    localStorage.setItem("panel-dev-action-state-yaml-mode", "false");
}"""
PERFORM = "ui.panel.config.tools.tabs.actions.call_service"


@pytest.mark.parametrize(
    ("action", "data", "response"),
    [
        ("estimate_cost", {"numbers": ["8 908 796-47-81"], "message": "How much?"}, "cost: 1.31"),
        ("get_delivery_status", {}, "messages:"),
        ("get_inbound_messages", {"limit": 3}, "text: Knock knock"),
        ("check_number", {"number": "8 908 796-47-81"}, "status: in_service"),
        ("cancel_messages", {}, "messages: []"),
    ],
)
def test_an_action_answers(
    home: HomePage, phones: PhonesPage, action: str, data: dict[str, object], response: str
) -> None:
    phones.control("receive", phone="79087964781", text="Knock knock", account=5671)
    queued = home.entity("queued_messages")
    until(lambda: home.state(queued) == "0")  # of an earlier test
    perform(home, action, {**data, "config_entry_id": home.account()})
    texts = f"services.{action}"
    home.expect_text(home.words.own(f"{texts}.description"))
    for field in data:
        home.expect_text(home.words.own(f"{texts}.fields.{field}.description"))
    expect(home.page.locator(".cm-content").last).to_contain_text(response)
    home.picture(f"action-{action}")


def test_a_message_is_sent_and_told_of_in_full(home: HomePage, phones: PhonesPage) -> None:
    people = home.words.demo.family, home.words.demo.neighbour
    recipients = [home.notifier(name) for name in people]
    perform(home, "send_message", {"entity_id": recipients, "message": "Из инструментов"})
    answer = home.page.locator(".cm-content").last
    for words in (
        f"recipient: {people[1]}",
        "status: accepted",
        "price: 1.31",
        "cost: 2.62",
        "balance: ",
    ):
        expect(answer).to_contain_text(words)
    home.picture("action-send_message")
    for phone in ("+7 902 123-45-67", "+7 908 796-47-81"):
        phones.take(phone)
        expect(phones.newest()).to_have_text("Из инструментов")


@in_both_languages
@pytest.mark.parametrize(
    ("mistake", "data"),
    [
        ("number_unreadable", {"numbers": ["12"], "message": "Hello"}),
        ("refused_money", {"numbers": ["8 908 796-47-81"], "message": "ERROR 112"}),
        ("no_recipients", {"message": "To nobody"}),
    ],
)
def test_a_mistake_is_explained(home: HomePage, mistake: str, data: dict[str, object]) -> None:
    perform(home, "send_message", {**data, "config_entry_id": home.account()})
    placeholders = {"hint": "12", "country": "RU", "recipient": home.words.demo.family}
    expect_complaint(home, home.words.own(f"exceptions.{mistake}.message", **placeholders))
    home.picture(f"mistake-{mistake}")


def test_with_a_second_account_an_action_asks_which_and_the_home_answers_on(
    demo: RunningDemo, home: HomePage, phones: PhonesPage
) -> None:
    account = phones.control("accounts", balance="75.50")
    dialog = add_account(home, "api_key", demo.phones)
    dialog.fill(api_key=account["key"])
    dialog.submit()
    dialog.expect_text(home.words.own("config_subentries.recipient.step.user.description"))
    perform(home, "send_message", {"numbers": ["8 908 796-47-81"], "message": "From which?"})
    expect_complaint(home, home.words.own("exceptions.which_account.message"))
    home.picture("mistake-which_account")
    before = len(phones.texts_to(FAMILY))
    phones.control("receive", phone=FAMILY, text="STATUS", account=5671)
    home.look_for_answers()
    until(lambda: any("°C" in text for text in phones.texts_to(FAMILY)[before:]))


def expect_complaint(home: HomePage, text: str) -> None:
    """Wait until a mistake is complained of, which nothing else that is told hides."""
    complaints = home.page.locator("ha-alert[alert-type=error], ha-toast")
    expect(complaints.filter(has_text=text).first).to_be_visible()


def perform(home: HomePage, action: str, data: dict[str, object]) -> None:
    """Perform an action in the developer tools, with its fields filled in."""
    home.page.evaluate(KEEP, [f"smspilot.{action}", json.loads(json.dumps(data))])
    home.open("config/tools/action")
    home.page.get_by_role("button", name=home.words.frontend(PERFORM)).click()
