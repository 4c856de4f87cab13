"""Journals as Home Assistant's files."""

from __future__ import annotations

import json
from pathlib import Path
from unittest.mock import patch

import pytest
from homeassistant.core import CoreState, HomeAssistant
from homeassistant.helpers import issue_registry as ir

from custom_components.smspilot.account.store import JournalStorage, async_remove_journals
from custom_components.smspilot.messaging.record.journal import DamagedError, SaveError
from tests.journals import Journals

ENTRY_ID = "entry"


@pytest.fixture
def path(hass: HomeAssistant) -> Path:
    """Return where the outbox lies."""
    found = Journals(hass.config.config_dir, ENTRY_ID).path("outbox")
    found.parent.mkdir(exist_ok=True)
    return found


@pytest.fixture
def storage(hass: HomeAssistant) -> JournalStorage:
    """Return the outbox's storage."""
    return JournalStorage(hass, ENTRY_ID, "outbox")


def again(hass: HomeAssistant) -> JournalStorage:
    """Return the storage as a new start of Home Assistant sees it."""
    return JournalStorage(hass, ENTRY_ID, "outbox")


async def test_nothing_was_stored_at_first(storage: JournalStorage) -> None:
    assert await storage.load() is None


async def test_what_is_saved_is_loaded_and_readable_by_its_owner_alone(
    hass: HomeAssistant, storage: JournalStorage, path: Path
) -> None:
    await storage.save({"messages": ["Пожар"]})
    assert await again(hass).load() == {"messages": ["Пожар"]}
    assert path.stat().st_mode & 0o777 == 0o600


async def test_a_save_that_home_assistant_only_logs_is_an_error(
    storage: JournalStorage, path: Path
) -> None:
    await storage.save({"number": 1})
    with (
        patch("homeassistant.util.file.AtomicWriter", side_effect=OSError("disk full")),
        pytest.raises(SaveError),
    ):
        await storage.save({"number": 2})
    assert json.loads(path.read_text())["data"] == {"number": 1}
    await storage.save({"number": 3})


async def test_data_that_is_no_json_is_an_error(storage: JournalStorage) -> None:
    with pytest.raises(SaveError):
        await storage.save({"number": object()})


async def test_a_save_into_a_folder_that_cannot_be_made_is_an_error(
    storage: JournalStorage, path: Path
) -> None:
    path.parent.rmdir()
    path.parent.write_text("a file where the folder should be")
    with pytest.raises(SaveError):
        await storage.save({"number": 1})


async def test_a_save_while_home_assistant_stops_is_written_at_once(
    hass: HomeAssistant, storage: JournalStorage, path: Path
) -> None:
    hass.set_state(CoreState.stopping)
    await storage.save({"number": 1})
    assert json.loads(path.read_text())["data"] == {"number": 1}
    hass.set_state(CoreState.running)


async def test_a_lazy_save_is_written_at_the_latest_when_home_assistant_stops(
    hass: HomeAssistant, storage: JournalStorage, path: Path
) -> None:
    storage.save_later(lambda: {"number": 1}, 3600)
    assert not path.exists()
    await hass.async_stop(force=True)
    assert json.loads(path.read_text())["data"] == {"number": 1}


async def test_broken_json_is_set_aside_and_reported_by_home_assistant(
    hass: HomeAssistant, storage: JournalStorage, path: Path
) -> None:
    path.write_text('{"version": 1, "data": {"mess')
    with pytest.raises(DamagedError) as raised:
        await storage.load()
    assert raised.value.reported
    assert [other.name.split(".")[3] for other in path.parent.iterdir()] == ["corrupt"]
    assert any("storage_corruption" in issue_id for _, issue_id in ir.async_get(hass).issues)
    assert await again(hass).load() is None


@pytest.mark.parametrize(
    "content",
    [
        "{}",
        "[]",
        "5",
        '"text"',
        "null",
        '{"data": {}}',
        '{"version": 1, "minor_version": 1, "data": [1]}',
        '{"version": 1, "minor_version": 1, "data": null}',
        '{"version": 1, "minor_version": 1}',
        '{"version": 99, "minor_version": 1, "data": {}}',
        '{"version": 0, "minor_version": 1, "data": {}}',
        '{"version": "1", "minor_version": 1, "data": {}}',
    ],
)
async def test_what_cannot_be_a_journal_is_set_aside(
    hass: HomeAssistant, storage: JournalStorage, path: Path, content: str
) -> None:
    path.write_text(content)
    with pytest.raises(DamagedError) as raised:
        await storage.load()
    assert not raised.value.reported
    [aside] = path.parent.iterdir()
    assert aside.name.startswith(f"{path.name}.unreadable.")
    assert aside.read_text() == content
    assert await again(hass).load() is None


async def test_a_journal_that_may_not_be_read_is_set_aside(
    storage: JournalStorage, path: Path
) -> None:
    path.mkdir()
    with pytest.raises(DamagedError):
        await storage.load()
    assert not path.exists()


async def test_a_journal_that_cannot_even_be_renamed_is_damaged_all_the_same(
    storage: JournalStorage, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path.write_text('{"version": 99, "minor_version": 1, "data": {"text": "Пожар"}}')
    with (
        patch.object(Path, "rename", side_effect=PermissionError(1, "not permitted")),
        pytest.raises(DamagedError),
    ):
        await storage.load()
    assert "cannot be set aside: not permitted" in caplog.text
    assert "Пожар" not in caplog.text


async def test_nothing_is_left_to_be_set_aside_twice(storage: JournalStorage) -> None:
    await storage.set_aside()
    assert await storage.load() is None


async def test_removal_leaves_nothing_but_what_belongs_to_others(
    hass: HomeAssistant, storage: JournalStorage, path: Path
) -> None:
    await storage.save({"number": 1})
    path.with_name(f"{path.name}.unreadable.1").write_text("")
    other = Journals(hass.config.config_dir, "other").path("outbox")
    other.write_text("{}")
    await async_remove_journals(hass, ENTRY_ID)
    assert list(path.parent.iterdir()) == [other]
