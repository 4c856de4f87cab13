"""What Activity tells after an alarm: whom and what, and nothing that did not happen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.e2e.homes.waiting import until
from tests.e2e.pages.dialog import add_recipient
from tests.e2e.pages.words import in_both_languages

if TYPE_CHECKING:
    from tests.e2e.pages.home_page import HomePage
    from tests.e2e.pages.phones_page import PhonesPage

pytestmark = pytest.mark.timeout(600)
UNREACHABLE = "79000099602"
_SHOW = """entityId => document.querySelector("home-assistant").dispatchEvent(
    new CustomEvent("hass-more-info", {detail: {entityId}, bubbles: true, composed: true}))"""
_RECEIVED = "entity.event.inbound_message.state_attributes.event_type.state"
_TYPES = "entity.event.delivery.state_attributes.event_type.state"


@in_both_languages
def test_activity_says_who_was_reached_and_who_was_not(home: HomePage, phones: PhonesPage) -> None:
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
    [missed] = [event for event in events if kind(home, event) == "undelivered"]
    inbound = home.entity("inbound_message")
    phones.control("receive", phone="79990001122", text="Is it out?", account=5671)
    home.look_for_answers()
    until(lambda: home.attribute(inbound, "text") == "Is it out?")
    with home.cut_off(phones):
        home.call("notify", "send_message", entity_id=notifiers[0], message="It is out")
        until(lambda: "waiting" in {kind(home, event) for event in events})
    home.open(f"logbook?entity_id={','.join([*events, inbound])}")
    told = [words.own(f"{_TYPES}.{state}") for state in ("delivered", "undelivered", "waiting")]
    received = words.own(f"{_RECEIVED}.received")
    for state in (*told, received, "Zoya"):
        expect(home.page.get_by_text(state).first).to_be_visible()
    look(home, "activity")
    # As a click on the entity does.
    for event, state in ((missed, told[1]), (inbound, received)):
        home.open(f"logbook?entity_id={event}")
        home.page.evaluate(_SHOW, event)
        shown = home.page.locator("ha-more-info-dialog")
        expect(shown.get_by_text(state).first).to_be_visible()
        look(home, f"dialog-{event.partition('.')[2]}")
    [zoya] = [row["config_subentry_id"] for row in rows if row["entity_id"] == missed]
    fields = {"entry_id": home.account(), "subentry_id": zoya}
    home.command("config_entries/subentries/delete", **fields)
    until(lambda: home.state(missed) in ("undefined", "None"))


def look(home: HomePage, name: str) -> None:
    """Keep pictures of a page as a desk and as a phone show it."""
    home.picture(name)
    home.page.set_viewport_size({"width": 390, "height": 844})
    home.picture(f"{name}-390")
    home.page.set_viewport_size({"width": 1400, "height": 900})


def kind(home: HomePage, event: str) -> str:
    """Return what happened last."""
    return str(home.attribute(event, "event_type"))
