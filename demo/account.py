"""Set-up of the account and the recipients, through the same dialogs that a person fills in."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from demo.home_assistant import HomeAssistant

_RECIPIENTS: Final = "config/config_entries/subentries/flow"


class AccountRefusedError(Exception):
    """A dialog did not accept the account or a recipient."""

    def __init__(self, key: str, placeholders: Mapping[str, str]) -> None:
        """Take the error as the dialog gives it: its key, and what to fill in."""
        super().__init__(key)
        self._key = key
        self._placeholders = placeholders

    def sentence(self, translations: Path) -> str:
        """Return what the dialog itself would have said."""
        texts = json.loads(translations.read_text())
        dialogs = texts["config"], texts["config_subentries"]["recipient"]
        found = [dialog["error"][self._key] for dialog in dialogs if self._key in dialog["error"]]
        return next(iter(found), self._key).format_map(defaultdict(str, self._placeholders))


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody to write to."""

    name: str
    phone: str


@dataclass(frozen=True, kw_only=True)
class Account:
    """An account at the gateway; no address means the real gateway."""

    key: str
    url: str | None
    people: Sequence[Person]


async def set_up(home: HomeAssistant, account: Account) -> None:
    """Add the account, then each recipient; the first dialog leads to the first recipient."""
    flow = "config/config_entries/flow"
    menu = await home.post(flow, {"handler": "smspilot", "show_advanced_options": False})
    form = await home.post(f"{flow}/{menu['flow_id']}", {"next_step_id": "api_key"})
    gateway = {"url": account.url or _suggested_url(form)}
    answers = {"api_key": account.key, "gateway": gateway}
    created = _accepted(await home.post(f"{flow}/{form['flow_id']}", answers), "create_entry")
    entry_id = created["result"]["entry_id"]
    following = [created["next_flow"][1]] if created.get("next_flow") else []
    for person in account.people:
        flow_id = following.pop() if following else await _new_recipient(home, entry_id)
        form = await home.post(f"{_RECIPIENTS}/{flow_id}", _form(person))
        _accepted(form, "create_entry")
    for flow_id in following:
        await home.delete(f"{_RECIPIENTS}/{flow_id}")


def digits(phone: str) -> str:
    """Return a number as inbound messages name their sender."""
    found = re.sub(r"\D", "", phone)
    return f"7{found[1:]}" if re.fullmatch(r"8\d{10}", found) else found


async def _new_recipient(home: HomeAssistant, entry_id: str) -> str:
    handler = [entry_id, "recipient"]
    form = await home.post(_RECIPIENTS, {"handler": handler})
    flow_id: str = form["flow_id"]
    return flow_id


def _form(person: Person) -> dict[str, Any]:
    return {
        "name": person.name,
        "phones": [person.phone],
        "channel": "sms",
        "test": {"send_test": False},
    }


def _suggested_url(form: Mapping[str, Any]) -> str:
    """Return the address that the form begins with."""
    (section,) = (field for field in form["data_schema"] if field["name"] == "gateway")
    (url,) = (field["default"] for field in section["schema"] if field["name"] == "url")
    return str(url)


def _accepted(result: dict[str, Any], expected: str) -> dict[str, Any]:
    if result["type"] != expected:
        errors: Mapping[str, str] = result.get("errors") or {"base": result.get("reason", "")}
        placeholders = result.get("description_placeholders") or {}
        raise AccountRefusedError(next(iter(errors.values()), result["type"]), placeholders)
    return result
