"""Automations made with the triggers in the visual editor."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.e2e.homes.waiting import until
from tests.e2e.pages.words import in_both_languages

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.e2e.pages.home_page import HomePage
    from tests.e2e.pages.phones_page import PhonesPage

pytestmark = pytest.mark.timeout(600)
UNREACHABLE = "79000099601"
EDITOR = "ui.panel.config.automation.editor"


def receive(home: HomePage, phones: PhonesPage) -> None:
    """Let a message come in."""
    phones.control("receive", phone="79990001122", text="Hello", account=5671)
    home.look_for_answers()


def deliver(home: HomePage, _phones: PhonesPage) -> None:
    """Send a message that arrives."""
    send(home, "79087964781", "It arrives")


def fail(home: HomePage, _phones: PhonesPage) -> None:
    """Send a message that does not arrive."""
    send(home, UNREACHABLE, "It does not")


def send(home: HomePage, phone: str, text: str) -> None:
    """Send a message."""
    data = {"numbers": [phone], "message": text, "config_entry_id": home.account()}
    home.act("smspilot", "send_message", **data)


@in_both_languages
@pytest.mark.parametrize(
    ("trigger", "happen"),
    [("message_received", receive), ("message_delivered", deliver), ("message_failed", fail)],
)
def test_an_automation_made_in_the_editor_runs(
    home: HomePage,
    phones: PhonesPage,
    trigger: str,
    happen: Callable[[HomePage, PhonesPage], None],
) -> None:
    words = home.words
    name = words.own(f"triggers.{trigger}.name")
    home.open("config/automation/edit/new")
    home.page.get_by_role("button", name=words.frontend(f"{EDITOR}.triggers.add")).click()
    # What somebody looks for who does not know what it is called.
    home.page.locator("add-automation-element-dialog ha-input-search input").fill("sms")
    home.page.get_by_text(words.own(f"triggers.{trigger}.description")).first.click()
    expect(home.page.locator("ha-automation-trigger-row").get_by_text(name).first).to_be_visible()
    home.expect_text(words.own(f"triggers.{trigger}.fields.config_entry_id.description"))
    home.picture(f"editor-{trigger}")
    save = words.frontend("ui.common.save")
    home.page.get_by_role("button", name=save, exact=True).first.click()
    dialog = home.page.locator("ha-dialog-automation-save")
    dialog.locator("input").first.fill(trigger)
    dialog.get_by_role("button", name=save, exact=True).click()
    entity_id = f"automation.{trigger}"
    until(lambda: home.state(entity_id) == "on")
    # A message of an earlier test may be delivered while this one is in the editor.
    before = home.attribute(entity_id, "last_triggered")
    happen(home, phones)
    until(lambda: home.attribute(entity_id, "last_triggered") != before)
