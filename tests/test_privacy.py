"""No secret is told where it need not be."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from homeassistant.components.recorder.core import Recorder
from homeassistant.components.recorder.history import get_significant_states
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er, restore_state
from homeassistant.helpers.recorder import get_instance
from homeassistant.util import dt as dt_util

from custom_components.smspilot.const import DOMAIN
from custom_components.smspilot.diagnostics import async_get_config_entry_diagnostics
from simulator import Account, Simulator
from tests.accounts import entry_of, key_access, login_access, recipient_data, set_up
from tests.common import act, events_of, first_poll, kinds, until
from tests.journals import Journals

KEY = "PLANTEDKEY" + "7" * 54
EMAIL = "planted.owner@example.com"
PASSWORD = "planted-password-91"
OUT, IN, BAD = "79087964712", "79161239834", "79080099212"
TEXT_OUT, TEXT_IN = "Секрет наружу: код 48219357", "Секрет внутрь: пин 73551846"
ACCESS = (KEY, EMAIL, PASSWORD)
CONTENTS = (OUT, IN, BAD, OUT[1:], IN[1:], BAD[1:], TEXT_OUT, TEXT_IN, "48219357", "73551846")

pytestmark = pytest.mark.usefixtures("quick_polls")


def plant(simulator: Simulator) -> Account:
    """Give the simulator's account secrets that are found nowhere else."""
    account = simulator.account
    account.key, account.email, account.password = KEY, EMAIL, PASSWORD
    account.phone = OUT
    account.blocked = None
    return account


def found(text: str, secrets: tuple[str, ...]) -> list[str]:
    """Return the secrets that a text holds, as they are or as JSON and URLs write them."""
    escaped = {secret: json.dumps(secret)[1:-1] for secret in secrets}
    return [secret for secret in secrets if secret in text or escaped[secret] in text]


async def live(
    hass: HomeAssistant, simulator: Simulator, access: dict[str, str], **options: Any
) -> ConfigEntry:
    """Send, receive, fail in every way, and return the entry."""
    recipient = recipient_data("Маша", OUT)
    entry = await set_up(hass, entry_of(simulator, recipient, data=access, **options))
    watched = ("inbound_message", "masha_delivery", "delivery")
    inbound, accepted, rejected = (events_of(hass, entry, key) for key in watched)
    await first_poll(hass, entry)
    simulator.receive(IN, TEXT_IN)
    await act(hass, "send_message", numbers=[OUT, BAD], message=TEXT_OUT)
    await until(lambda: inbound)
    await until(lambda: (kinds(accepted), kinds(rejected)) == (["accepted"], ["rejected"]))
    for fault in ("broken_json", "html", "server_error", "reset"):
        simulator.faults.add(fault, command="send", times=1)
        with patch("custom_components.smspilot.actions.outgoing.deliver.GATEWAY_PATIENCE", 0.1):
            await act(hass, "send_message", numbers=IN, message=f"{TEXT_OUT} {fault}", hold_for=0)
        await until(lambda: not list(simulator.faults))
    for wrong in ("+7 908 796-47-1", "73551846"):
        with pytest.raises(HomeAssistantError):
            await act(hass, "send_message", numbers=wrong, message=TEXT_OUT)
    simulator.faults.add("error", code=106)
    with pytest.raises(HomeAssistantError) as raised:
        await act(hass, "send_message", numbers=OUT, message=f"{TEXT_OUT} ещё")
    assert found(str(raised.value), (*ACCESS, *CONTENTS)) == []
    await entry.runtime_data.coordinator.async_refresh()
    simulator.faults.clear()
    return entry


def ours(records: list[logging.LogRecord]) -> str:
    """Return what our loggers wrote, and what Home Assistant's wrote that quotes us."""
    formatter = logging.Formatter("%(name)s %(message)s")
    return "\n".join(
        formatter.format(record)
        for record in records
        if record.name.startswith(
            ("custom_components.smspilot", "homeassistant.helpers.dispatcher")
        )
    )


@pytest.mark.parametrize("by_key", [True, False])
async def test_our_logs_urls_and_diagnostics_hold_no_secret(
    hass: HomeAssistant, simulator: Simulator, caplog: pytest.LogCaptureFixture, by_key: bool
) -> None:
    account = plant(simulator)
    access = key_access(simulator, account) if by_key else login_access(simulator, account)
    entry = await live(hass, simulator, access)
    log = ours(caplog.records)
    assert log
    assert found(log, (*ACCESS, *CONTENTS)) == []
    urls = "\n".join(f"{request.path}?{request.query_string}" for request in simulator.requests)
    assert found(urls, (*ACCESS, *CONTENTS)) == []
    diagnostics = await async_get_config_entry_diagnostics(hass, entry)
    assert found(json.dumps(diagnostics, default=str), (*ACCESS, *CONTENTS)) == []


def files(hass: HomeAssistant) -> Iterator[tuple[str, str]]:
    """Yield the files of Home Assistant's storage."""
    for path in Path(hass.config.path(".storage")).iterdir():
        yield path.name, path.read_text(errors="replace")


@pytest.mark.parametrize("private", [True, False])
async def test_what_is_stored_beside_the_entry_holds_no_access_and_only_open_texts(
    hass: HomeAssistant, simulator: Simulator, hass_storage: dict[str, Any], private: bool
) -> None:
    access = key_access(simulator, plant(simulator))
    entry = await live(hass, simulator, access, private_entities=private)
    await simulator.stop()
    await act(hass, "send_message", numbers=OUT, message=f"{TEXT_OUT}, ждёт")
    await hass.config_entries.async_unload(entry.entry_id)
    await restore_state.async_get(hass).async_dump_states()
    stored = dict(files(hass))
    stored |= {
        name: json.dumps(data, ensure_ascii=False, default=str)
        for name, data in hass_storage.items()
        if name != "core.config_entries"
    }
    assert len(stored) > 2
    journal = f"{DOMAIN}.{entry.entry_id}.db"
    for name, content in stored.items():
        assert found(content, ACCESS) == [], name
        # What entities show without the option, a test of its own tells.
        if name != journal and (private or name != "core.restore_state"):
            assert found(content, CONTENTS) == [], name
    journals = Journals(hass.config.config_dir, entry.entry_id)
    for kind in ("facts", "charges", "inbound"):
        assert found(json.dumps(journals.rows(kind)), CONTENTS) == [], kind
    # The journal must hold what is not sent yet, and no text beyond that.
    outbox = journals.rows("messages")
    texts = [message["text"] for message in outbox if message.get("text")]
    open_states = ("queued", "sending", "accepted")
    assert [message["text"] for message in outbox if message["state"] in open_states] == texts
    assert f"{TEXT_OUT}, ждёт" in texts
    assert stored[journal].count(TEXT_OUT) == len(texts), "nor in what was deleted of the file"


@pytest.mark.parametrize("private", [True, False])
async def test_restored_states_hold_the_last_text_and_number_unless_that_is_unwanted(
    hass: HomeAssistant, simulator: Simulator, hass_storage: dict[str, Any], private: bool
) -> None:
    access = key_access(simulator, plant(simulator))
    await live(hass, simulator, access, private_entities=private)
    await restore_state.async_get(hass).async_dump_states()
    kept = json.dumps(hass_storage["core.restore_state"], ensure_ascii=False, default=str)
    assert "event.masha_delivery" in kept
    assert found(kept, (*ACCESS, TEXT_OUT, "48219357")) == []
    last = [IN, IN[1:], TEXT_IN, "73551846"]
    assert [secret for secret in last if secret in kept] == ([] if private else last)
    if private:
        assert found(kept, CONTENTS) == []


async def test_recorded_states_hold_neither_numbers_nor_texts(
    recorder_mock: Recorder, hass: HomeAssistant, simulator: Simulator
) -> None:
    account = plant(simulator)
    start = dt_util.utcnow()
    entry = await live(hass, simulator, key_access(simulator, account))
    await hass.async_block_till_done()
    recorder = get_instance(hass)
    await recorder.async_block_till_done()
    names = [found.entity_id for found in er.async_get(hass).entities.values()]
    states = await recorder.async_add_executor_job(
        lambda: get_significant_states(
            hass, start, None, names, include_start_time_state=False, significant_changes_only=False
        )
    )
    recorded = json.dumps(
        [state.as_dict() for rows in states.values() for state in rows],  # type: ignore[union-attr]
        ensure_ascii=False,
        default=str,
    )
    assert "received" in recorded
    assert "accepted" in recorded
    assert found(recorded, (*ACCESS, *CONTENTS)) == []
    await hass.config_entries.async_unload(entry.entry_id)
