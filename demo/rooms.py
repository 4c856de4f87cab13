"""The entities of the furnished home, under the names that Home Assistant gave them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

_KEYS: Final = {"balance", "gateway", "queued_messages", "total_spent", "inbound_message"}


@dataclass(kw_only=True)
class Rooms:
    """Entity ids, by what they are for; `recipients` by subentry id, the account by its entry."""

    account: str
    temperature: str
    heating: str
    balance: str
    gateway: str
    queued: str
    total_spent: str
    inbound_message: str
    recipients: dict[str, str] = field(default_factory=dict)


def find_rooms(
    registry: Iterable[dict[str, Any]], *, temperature: str, heating: str
) -> Rooms | None:
    """Find the account's entities in the entity registry, as soon as all are there."""
    ours = [row for row in registry if row["platform"] == "smspilot"]
    by_key = {row["translation_key"]: row["entity_id"] for row in ours}
    recipients = {
        row["config_subentry_id"]: row["entity_id"]
        for row in ours
        if row["entity_id"].startswith("notify.")
    }
    if not by_key.keys() >= _KEYS:
        return None
    return Rooms(
        account=ours[0]["config_entry_id"],
        temperature=temperature,
        heating=heating,
        balance=by_key["balance"],
        gateway=by_key["gateway"],
        queued=by_key["queued_messages"],
        total_spent=by_key["total_spent"],
        inbound_message=by_key["inbound_message"],
        recipients=recipients,
    )
