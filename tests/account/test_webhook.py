"""Delivery reports that the gateway pushes."""

from __future__ import annotations

import logging
import sys
from http import HTTPStatus
from types import ModuleType
from unittest.mock import AsyncMock, patch

import pytest
from aiohttp import ThreadedResolver
from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_WEBHOOK_ID
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.smspilot.account.delivery_reports.public_address import cloud_of
from simulator import Simulator
from tests.accounts import MASHA, entry_of, recipient_data, set_up
from tests.common import entity_id, events_of, first_poll, issues_of, kinds, notify, sends, until

pytestmark = pytest.mark.usefixtures("quick_polls")

OUTSIDE = "https://home.example.com"


@pytest.fixture(autouse=True)
def nameless(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the simulator find nobody at the address that it calls; no name leaves a test."""
    monkeypatch.setattr(ThreadedResolver, "resolve", AsyncMock(side_effect=OSError))


async def account(hass: HomeAssistant, simulator: Simulator) -> ConfigEntry:
    """Set an account up that wants reports."""
    recipient = recipient_data("Маша", MASHA)
    entry = await set_up(hass, entry_of(simulator, recipient, pushed_delivery_reports=True))
    await first_poll(hass, entry)
    return entry


async def test_reports_are_off_unless_wanted(hass: HomeAssistant, simulator: Simulator) -> None:
    await hass.config.async_update(external_url=OUTSIDE)
    entry = await set_up(hass, entry_of(simulator, recipient_data("Маша", MASHA)))
    await notify(hass, entity_id(hass, entry, "notify", "masha"), "Пожар")
    assert "callback" not in sends(simulator)[0].parameters
    assert entry.runtime_data.messenger.callback_url is None


async def test_a_pushed_report_is_checked_and_seen_as_an_event(
    hass: HomeAssistant, simulator: Simulator, hass_client_no_auth: ClientSessionGenerator
) -> None:
    await hass.config.async_update(external_url=OUTSIDE)
    entry = await account(hass, simulator)
    fired = events_of(hass, entry, "masha_delivery")
    await notify(hass, entity_id(hass, entry, "notify", "masha"), "Пожар")
    await until(lambda: fired)
    path = f"/api/webhook/{entry.data[CONF_WEBHOOK_ID]}"
    assert sends(simulator)[0].parameters["callback"] == OUTSIDE + path
    [sent] = simulator.messages
    simulator.set_status(sent.server_id, 2)
    client = await hass_client_no_auth()
    report = {"server_id": str(sent.server_id), "status": "2", "error": "0"}
    response = await client.get(path, params=report)
    assert (response.status, await response.text()) == (200, "OK")
    await until(lambda: kinds(fired) == ["accepted", "delivered"])


async def test_a_forged_report_changes_nothing_and_a_thousand_cost_a_handful_of_requests(
    hass: HomeAssistant, simulator: Simulator, hass_client_no_auth: ClientSessionGenerator
) -> None:
    simulator.gateway.timing.queued = simulator.gateway.timing.delivered = 36000
    await hass.config.async_update(external_url=OUTSIDE)
    entry = await account(hass, simulator)
    fired = events_of(hass, entry, "masha_delivery")
    await notify(hass, entity_id(hass, entry, "notify", "masha"), "Пожар")
    await until(lambda: fired)
    [sent] = simulator.messages
    client = await hass_client_no_auth()
    path = f"/api/webhook/{entry.data[CONF_WEBHOOK_ID]}"
    with patch("custom_components.smspilot.messaging.delivery.REPORT_INTERVAL", 3600.0):
        for number in (sent.server_id, 1, "x", "", "9" * 40):
            for _ in range(200):
                report = {"server_id": str(number), "status": "2"}
                response = await client.get(path, params=report)
                assert await response.text() == "OK"
        await client.get(path)
        await client.post(path, data=b"\xff\xfe nonsense")
    await hass.async_block_till_done()
    checks = sum(request.command == "check" for request in simulator.requests)
    assert checks < 20
    assert kinds(fired) == ["accepted"]
    assert entry.runtime_data.messenger.messages[0].state == "accepted"


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("multipart/form-data", b"no boundary"),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: nonsense"),
        ("application/x-www-form-urlencoded; charset=nonsense", b"server_id=1"),
        ("application/x-www-form-urlencoded", b"\xff\xfe" * 100_000),
    ],
    ids=["no boundary", "cut off", "unknown charset", "long"],
)
@pytest.mark.parametrize("method", ["POST", "PUT", "HEAD"])
async def test_a_malformed_report_is_answered_and_its_address_not_logged(
    hass: HomeAssistant,
    simulator: Simulator,
    hass_client_no_auth: ClientSessionGenerator,
    caplog: pytest.LogCaptureFixture,
    method: str,
    content_type: str,
    body: bytes,
) -> None:
    entry = await account(hass, simulator)
    client = await hass_client_no_auth()
    caplog.set_level(logging.WARNING)
    caplog.clear()
    webhook_id = entry.data[CONF_WEBHOOK_ID]
    response = await client.request(
        method, f"/api/webhook/{webhook_id}", data=body, headers={"Content-Type": content_type}
    )
    assert response.status == HTTPStatus.OK
    assert webhook_id not in caplog.text


async def test_an_internal_address_is_never_told(
    hass: HomeAssistant, simulator: Simulator, caplog: pytest.LogCaptureFixture
) -> None:
    await hass.config.async_update(internal_url="http://192.168.1.2:8123", external_url=None)
    entry = await account(hass, simulator)
    await notify(hass, entity_id(hass, entry, "notify", "masha"), "Пожар")
    assert "callback" not in sends(simulator)[0].parameters
    assert "delivery reports need an external address" in caplog.text


async def test_a_changed_address_is_told_with_the_next_message(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = await account(hass, simulator)
    await hass.config.async_update(external_url=OUTSIDE)
    messenger = entry.runtime_data.messenger
    await until(lambda: messenger.callback_url is not None)
    await notify(hass, entity_id(hass, entry, "notify", "masha"), "Пожар")
    assert sends(simulator)[0].parameters["callback"].startswith(OUTSIDE)


async def test_the_address_stays_the_same_over_a_reload_and_is_gone_after_it_is_unwanted(
    hass: HomeAssistant, simulator: Simulator, hass_client_no_auth: ClientSessionGenerator
) -> None:
    entry = await account(hass, simulator)
    webhook_id = entry.data[CONF_WEBHOOK_ID]
    await hass.config_entries.async_reload(entry.entry_id)
    assert entry.data[CONF_WEBHOOK_ID] == webhook_id
    hass.config_entries.async_update_entry(entry, options={"pushed_delivery_reports": False})
    await hass.async_block_till_done()
    client = await hass_client_no_auth()
    response = await client.get(f"/api/webhook/{webhook_id}", params={"server_id": "1"})
    assert await response.text() == ""


async def test_a_refused_address_does_not_stop_the_message(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    await hass.config.async_update(external_url=OUTSIDE)
    entry = await account(hass, simulator)
    simulator.faults.add("error", code=260, command="send", times=1)
    await notify(hass, entity_id(hass, entry, "notify", "masha"), "Пожар")
    assert [message.text for message in simulator.messages] == ["Пожар"]
    assert issues_of(hass) == ["callback_refused"]


async def test_home_assistant_cloud_gives_the_address_and_gets_it_back(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    cloud = AsyncMock()
    cloud.async_active_subscription = lambda _hass: True
    cloud.async_listen_connection_change = lambda _hass, _change: lambda: None
    cloud.CloudNotAvailable = RuntimeError
    cloud.async_get_or_create_cloudhook.return_value = "https://hooks.example.com/1"
    with (
        patch(
            "custom_components.smspilot.account.delivery_reports.webhook.cloud_of",
            return_value=cloud,
        ),
        patch(
            "custom_components.smspilot.account.delivery_reports.public_address.cloud_of",
            return_value=cloud,
        ),
    ):
        entry = await account(hass, simulator)
        await until(lambda: entry.runtime_data.messenger.callback_url is not None)
        assert entry.runtime_data.messenger.callback_url == "https://hooks.example.com/1"
        webhook_id = entry.data[CONF_WEBHOOK_ID]
        await hass.config_entries.async_remove(entry.entry_id)
    cloud.async_delete_cloudhook.assert_awaited_once_with(hass, webhook_id)


async def test_without_home_assistant_cloud_the_external_address_is_used(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    await hass.config.async_update(external_url=OUTSIDE)
    cloud = AsyncMock()
    cloud.async_active_subscription = lambda _hass: True
    cloud.async_listen_connection_change = lambda _hass, _change: lambda: None
    cloud.CloudNotAvailable = RuntimeError
    cloud.async_get_or_create_cloudhook.side_effect = RuntimeError
    with (
        patch(
            "custom_components.smspilot.account.delivery_reports.webhook.cloud_of",
            return_value=cloud,
        ),
        patch(
            "custom_components.smspilot.account.delivery_reports.public_address.cloud_of",
            return_value=cloud,
        ),
    ):
        entry = await account(hass, simulator)
        await until(lambda: entry.runtime_data.messenger.callback_url is not None)
        assert str(entry.runtime_data.messenger.callback_url).startswith(OUTSIDE)
        await hass.config_entries.async_unload(entry.entry_id)


async def test_home_assistant_cloud_is_loaded_only_where_it_runs(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert cloud_of(hass) is None
    cloud = ModuleType("homeassistant.components.cloud")
    monkeypatch.setitem(sys.modules, cloud.__name__, cloud)
    monkeypatch.setattr("homeassistant.components.cloud", cloud, raising=False)
    hass.config.components.add("cloud")
    assert cloud_of(hass) is cloud
    hass.config.components.remove("cloud")
