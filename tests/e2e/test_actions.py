"""Each action, run from the developer tools with its response."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from tests.e2e.home_page import HomePage
    from tests.e2e.phones_page import PhonesPage

pytestmark = pytest.mark.timeout(600)
KEEP = """([action, data]) => {
    localStorage.setItem("panel-dev-action-state-service-data", JSON.stringify({action, data}));
    localStorage.setItem("panel-dev-action-state-yaml-mode", "false");
}"""


@pytest.mark.parametrize(
    ("action", "data", "response"),
    [
        ("estimate_cost", {"entity_id": ["notify.family"], "message": "How much?"}, "cost: 1.31"),
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
    if action not in ("send_message", "estimate_cost"):
        data = {**data, "config_entry_id": home.account()}
    perform(home, action, data)
    expect(home.page.locator(".cm-content").last).to_contain_text(response, timeout=90_000)
    home.picture(f"action-{action}")


def test_a_message_is_sent_and_told_of_in_full(home: HomePage, phones: PhonesPage) -> None:
    recipients = ["notify.family", "notify.neighbour"]
    perform(home, "send_message", {"entity_id": recipients, "message": "Из инструментов"})
    answer = home.page.locator(".cm-content").last
    for words in (
        "recipient: Neighbour",
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


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"numbers": ["12"], "message": "Hello"}, "12"),
        ({"entity_id": ["notify.family"], "message": "ERROR 112"}, "money"),
        ({"message": "To nobody"}, "recipient"),
    ],
)
def test_a_mistake_is_explained(home: HomePage, data: dict[str, object], words: str) -> None:
    perform(home, "send_message", data)
    complaint = home.page.locator("ha-alert[alert-type=error], ha-toast").first
    expect(complaint).to_contain_text(words)
    home.picture(f"mistake-{words}")


def perform(home: HomePage, action: str, data: dict[str, object]) -> None:
    """Perform an action in the developer tools, with its fields filled in."""
    home.page.evaluate(KEEP, [f"smspilot.{action}", json.loads(json.dumps(data))])
    home.open("config/tools/action")
    home.page.get_by_role("button", name="Perform action").click()
