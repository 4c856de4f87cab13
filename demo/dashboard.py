"""The dashboard on which a person sees the whole integration at a glance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from demo.rooms import Rooms
    from demo.words import Words

type Card = dict[str, Any]


def dashboard(words: Words, rooms: Rooms, *, alarm: str, automation: str, hints: str) -> Card:
    """Return the dashboard's configuration, as the editor would save it."""
    send = _section(words.section_send, "mdi:message-arrow-right", _sending(words, rooms, alarm))
    send["cards"] += [_heading(words.section_account, "mdi:wallet"), *_account(rooms)]
    conversation = _section(words.section_messages, "mdi:message-text", [_messages(rooms)])
    sections = [
        send,
        {**conversation, "column_span": 2},
        _section(
            words.home, "mdi:home-thermometer", [*_home(rooms), _tile(automation, columns=12)]
        ),
    ]
    hints_card = {"type": "markdown", "text_only": True, "content": hints}
    view = {
        "title": words.dashboard,
        "path": "sms",
        "type": "sections",
        "max_columns": 3,
        "dense_section_placement": True,
        "header": {"layout": "start", "card": hints_card},
    }
    return {"views": [{**view, "sections": sections}]}


def _sending(words: Words, rooms: Rooms, alarm: str) -> list[Card]:
    button = {
        "type": "button",
        "name": words.alarm,
        "icon": "mdi:alarm-light",
        "icon_height": "56px",
        "color": "red",
        "show_state": False,
        "tap_action": {"action": "perform-action", "perform_action": alarm},
        "grid_options": {"columns": 12, "rows": 3},
    }
    tiles = [_tile(entity_id, color="blue") for entity_id in rooms.recipients.values()]
    # When each was written to last stands in the conversation, and here would be cut off.
    recipients = [{**tile, "hide_state": True} for tile in tiles]
    return [button, *recipients] if recipients else []


def _messages(rooms: Rooms) -> Card:
    return {
        "type": "custom:smspilot-messages-card",
        # A visitor may add a second account, and the card would ask which one is meant.
        "config_entry_id": rooms.account,
        "grid_options": {"columns": "full", "rows": 9},
    }


def _account(rooms: Rooms) -> list[Card]:
    tiles = [
        _tile(rooms.balance, color="green", columns=12),
        _tile(rooms.gateway, color="green", columns=12),
        _tile(rooms.queued, color="orange", columns=12),
        _tile(rooms.total_spent, color="blue", columns=12),
    ]
    # Without the account's name in front, which the section tells already.
    named = [{**tile, "name": {"type": "entity"}} for tile in tiles]
    history = {
        "type": "history-graph",
        "entities": [rooms.balance],
        "hours_to_show": 1,
        "fit_y_data": True,
        "show_names": False,
        "grid_options": {"columns": 12, "rows": 4},
    }
    return [*named, history]


def _home(rooms: Rooms) -> list[Card]:
    temperature = _tile(rooms.temperature, columns=12)
    temperature["features"] = [{"type": "numeric-input", "style": "slider"}]
    return [temperature, _tile(rooms.heating, color="deep-orange", columns=12)]


def _section(heading: str, icon: str, cards: list[Card]) -> Card:
    return {"type": "grid", "cards": [_heading(heading, icon), *cards]}


def _heading(heading: str, icon: str) -> Card:
    return {"type": "heading", "heading": heading, "icon": icon}


def _tile(entity_id: str, *, color: str | None = None, columns: int = 6) -> Card:
    tile: Card = {"type": "tile", "entity": entity_id, "grid_options": {"columns": columns}}
    return tile if color is None else {**tile, "color": color}
