"""What the demo's dashboard shows at a glance."""

from __future__ import annotations

from typing import Any

from demo.dashboard import dashboard
from demo.rooms import Rooms
from demo.words import ENGLISH

ROOMS = Rooms(
    account="account",
    temperature="input_number.temperature",
    heating="input_boolean.heating",
    balance="sensor.balance",
    gateway="binary_sensor.gateway",
    queued="sensor.queued",
    total_spent="sensor.total_spent",
    inbound_message="event.inbound_message",
    recipients={"masha": "notify.masha"},
)


def view() -> dict[str, Any]:
    """Return the one view."""
    page = dashboard(ENGLISH, ROOMS, alarm="script.alarm", automation="automation.a", hints="Press")
    [only] = page["views"]
    assert isinstance(only, dict)
    return only


def cards() -> list[dict[str, Any]]:
    """Return all cards."""
    return [card for section in view()["sections"] for card in section["cards"]]


def test_what_to_do_stands_at_the_top() -> None:
    assert view()["header"]["card"]["content"] == "Press"


def test_nothing_but_the_alarm_is_red() -> None:
    assert [card["type"] for card in cards() if card.get("color") == "red"] == ["button"]
    [recipient] = [card for card in cards() if card.get("entity") == "notify.masha"]
    assert recipient["color"] == "blue"


def test_the_conversation_is_the_accounts() -> None:
    [card] = [card for card in cards() if card["type"] == "custom:smspilot-messages-card"]
    assert card["config_entry_id"] == ROOMS.account


def test_what_an_owner_wants_to_know_of_the_account_is_there() -> None:
    shown = {card.get("entity") for card in cards()}
    assert shown >= {ROOMS.balance, ROOMS.gateway, ROOMS.queued, ROOMS.total_spent}
