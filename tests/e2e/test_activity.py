"""What Activity tells after an alarm: whom and what, and nothing that did not happen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.e2e.dialog import add_recipient
from tests.e2e.waiting import until
from tests.e2e.words import in_both_languages

if TYPE_CHECKING:
    from tests.e2e.home_page import HomePage

pytestmark = pytest.mark.timeout(600)
UNREACHABLE = "79000099602"
_SHOW = """entityId => document.querySelector("home-assistant").dispatchEvent(
    new CustomEvent("hass-more-info", {detail: {entityId}, bubbles: true, composed: true}))"""
_TYPES = "entity.event.delivery.state_attributes.event_type.state"


@in_both_languages
def test_activity_says_who_was_reached_and_who_was_not(home: HomePage) -> None:
    words = home.words
    dialog = add_recipient(home)
    dialog.fill(name="Zoya")
    dialog.fill_phones(f"+{UNREACHABLE}")
    dialog.submit()
    dialog.expect_text("notify.zoya")
    home.picture("first-success")
    dialog.finish()
    rows = home.command("config/entity_registry/list")
    notifiers = [row["entity_id"] for row in rows if row["translation_key"] == "notifier"]
    events = [
        row["entity_id"]
        for row in rows
        if row["translation_key"] == "delivery" and row["config_subentry_id"]
    ]
    home.call("notify", "send_message", entity_id=notifiers, message="Fire in the kitchen")
    until(lambda: {"delivered", "undelivered"} <= {kind(home, event) for event in events})
    home.open(f"logbook?entity_id={','.join(events)}")
    for state in ("delivered", "undelivered"):
        expect(home.page.get_by_text(words.own(f"{_TYPES}.{state}")).first).to_be_visible()
    expect(home.page.get_by_text("Zoya").first).to_be_visible()
    home.picture("activity")
    [missed] = [event for event in events if kind(home, event) == "undelivered"]
    home.open(f"logbook?entity_id={missed}")
    # As a click on the entity does.
    home.page.evaluate(_SHOW, missed)
    shown = home.page.locator("ha-more-info-dialog")
    expect(shown.get_by_text(words.own(f"{_TYPES}.undelivered")).first).to_be_visible()
    home.picture("event-dialog")
    [zoya] = [row["config_subentry_id"] for row in rows if row["entity_id"] == missed]
    fields = {"entry_id": home.account(), "subentry_id": zoya}
    home.command("config_entries/subentries/delete", **fields)
    until(lambda: home.state(missed) in ("undefined", "None"))


def kind(home: HomePage, event: str) -> str:
    """Return what happened last."""
    return str(home.attribute(event, "event_type"))
