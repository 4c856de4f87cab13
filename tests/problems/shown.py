"""Repair issues as a person sees them and deals with them."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from homeassistant.components.repairs import DOMAIN as REPAIRS
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component

from custom_components.smspilot.const import DOMAIN
from custom_components.smspilot.messaging.record.draft import Draft
from custom_components.smspilot.messaging.record.message import State

if TYPE_CHECKING:
    from homeassistant.core import HomeAssistant
    from pytest_homeassistant_custom_component.common import MockConfigEntry
    from pytest_homeassistant_custom_component.typing import ClientSessionGenerator


def raised(hass: HomeAssistant) -> dict[str, ir.IssueEntry]:
    """Return the issues that are shown, by what their texts are called."""
    return {
        issue.translation_key: issue
        for issue in ir.async_get(hass).issues.values()
        if issue.domain == DOMAIN and issue.active and issue.translation_key
    }


async def fix(
    hass: HomeAssistant, hass_client: ClientSessionGenerator, issue: ir.IssueEntry
) -> dict[str, Any]:
    """Open an issue's fix as the frontend does, and submit it; return what came of it."""
    assert await async_setup_component(hass, REPAIRS, {})
    client = await hass_client()
    answer = await client.post(
        "/api/repairs/issues/fix", json={"handler": DOMAIN, "issue_id": issue.issue_id}
    )
    assert answer.status == HTTPStatus.OK
    shown = await answer.json()
    assert (shown["type"], shown["step_id"]) == ("form", "confirm")
    assert shown["description_placeholders"] == issue.translation_placeholders
    answer = await client.post(f"/api/repairs/issues/fix/{shown['flow_id']}", json={})
    assert answer.status == HTTPStatus.OK
    await hass.async_block_till_done()
    result: dict[str, Any] = await answer.json()
    return result


async def send(entry: MockConfigEntry, *phones: str, text: str = "Hello") -> list[State]:
    """Send through the account's messenger and wait for the gateway."""
    messenger = entry.runtime_data.messenger
    messages = messenger.accept([Draft(phone=phone, text=text, hold_for=0) for phone in phones])
    await messenger.settled(messages)
    return [message.state for message in messages]
