"""What the home does by itself: sound an alarm, and answer STATUS."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from demo.rooms import Rooms
    from demo.words import Words


def alarm_script(words: Words, rooms: Rooms) -> dict[str, Any]:
    """Return the script behind the dashboard's button: one message to every recipient.

    The time makes each alarm another text: the gateway refuses the same one twice in a row.
    """
    message = words.alarm_text.format(time="{{ now().strftime('%H:%M:%S') }}")
    return {
        "alias": words.alarm,
        "icon": "mdi:alarm-light",
        "mode": "queued",
        "sequence": [
            {
                "action": "smspilot.send_message",
                "target": {"entity_id": list(rooms.recipients.values())},
                "data": {"message": message},
            }
        ],
    }


def status_automation(words: Words, rooms: Rooms, allowed: Sequence[str]) -> dict[str, Any]:
    """Return the automation that answers STATUS, to allowed numbers only and never late."""
    message = words.status_text.format(
        home=words.home,
        temperature=amount(f"states('{rooms.temperature}')", words),
        heating=_chosen(rooms.heating, words.heating_states),
        balance=amount(f"states('{rooms.balance}')", words),
    )
    return {
        "alias": words.answer,
        "description": words.answer_description,
        "mode": "queued",
        "variables": {"allowed_numbers": list(allowed)},
        "triggers": [
            {
                "trigger": "event.received",
                "target": {"entity_id": rooms.inbound_message},
                "options": {"event_type": ["received"]},
            }
        ],
        "conditions": [
            _template("{{ trigger.to_state.attributes.phone in allowed_numbers }}"),
            _template(
                "{{ trigger.to_state.attributes.text | trim | upper in ['STATUS', 'СТАТУС'] }}"
            ),
        ],
        "actions": [
            {
                "action": "smspilot.send_message",
                "data": {
                    "config_entry_id": f"{{{{ config_entry_id('{rooms.inbound_message}') }}}}",
                    "numbers": ["{{ trigger.to_state.attributes.phone }}"],
                    "message": message,
                },
            }
        ],
    }


def amount(expression: str, words: Words) -> str:
    """Return a template of a number as the language writes it."""
    return f"{{{{ {expression} | string | replace('.', '{words.decimal_sign}') }}}}"


def _template(condition: str) -> dict[str, str]:
    return {"condition": "template", "value_template": condition}


def _chosen(entity_id: str, words: tuple[str, str]) -> str:
    return f"{{{{ '{words[0]}' if is_state('{entity_id}', 'on') else '{words[1]}' }}}}"
