"""Automations made with the triggers in the visual editor."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.e2e.waiting import until

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.e2e.home_page import HomePage
    from tests.e2e.phones_page import PhonesPage

pytestmark = pytest.mark.timeout(600)
UNREACHABLE = "79000099601"


def receive(_home: HomePage, phones: PhonesPage) -> None:
    """Let a message come in."""
    phones.control("receive", phone="79990001122", text="Hello", account=5671)


def deliver(home: HomePage, _phones: PhonesPage) -> None:
    """Send a message that arrives."""
    home.act("smspilot", "send_message", entity_id=["notify.family"], message="It arrives")


def fail(home: HomePage, _phones: PhonesPage) -> None:
    """Send a message that does not arrive."""
    data = {"numbers": [UNREACHABLE], "message": "It does not"}
    home.act("smspilot", "send_message", config_entry_id=home.account(), **data)


@pytest.mark.parametrize(
    ("name", "explanation", "happen"),
    [
        ("Message received", "Triggers when a message comes in.", receive),
        ("Message delivered", "Triggers when a message has arrived on the phone.", deliver),
        ("Message failed", "Triggers when a message did not arrive", fail),
    ],
)
def test_an_automation_made_in_the_editor_runs(
    home: HomePage,
    phones: PhonesPage,
    name: str,
    explanation: str,
    happen: Callable[[HomePage, PhonesPage], None],
) -> None:
    home.open("config/automation/edit/new")
    home.page.get_by_role("button", name="Add trigger").click()
    home.page.locator("add-automation-element-dialog ha-input-search input").fill(name)
    home.page.get_by_text(explanation).first.click()
    expect(home.page.locator("ha-automation-trigger-row").get_by_text(name).first).to_be_visible()
    home.picture(f"editor-{name}")
    home.page.get_by_role("button", name="Save").click()
    dialog = home.page.locator("ha-dialog-automation-save")
    dialog.locator("input").first.fill(f"When {name}")
    dialog.get_by_role("button", name="Save", exact=True).click()
    entity_id = f"automation.when_{name.lower().replace(' ', '_')}"
    until(lambda: home.state(entity_id) == "on")
    assert home.attribute(entity_id, "last_triggered") is None
    happen(home, phones)
    until(lambda: home.attribute(entity_id, "last_triggered") is not None)
