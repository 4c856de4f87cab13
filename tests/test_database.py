"""The journal's database: written in one transaction, set aside whatever is wrong with it."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncGenerator
from contextlib import closing
from pathlib import Path
from unittest.mock import patch

import pytest
from homeassistant.core import HomeAssistant

from custom_components.smspilot.database import JournalDatabase, async_remove_database
from custom_components.smspilot.messaging.record.journal import DamagedError, SaveError
from tests.journals import Journals

ENTRY_ID = "entry"
FIRE = {"messages": {"1": '"Пожар"', "2": '"Потоп"'}, "charges": {"1": "5"}}


@pytest.fixture
def journals(hass: HomeAssistant) -> Journals:
    """Return where the journal lies."""
    return Journals(hass.config.config_dir, ENTRY_ID)


@pytest.fixture
async def database(hass: HomeAssistant) -> AsyncGenerator[JournalDatabase]:
    """Return a database, and close it at last."""
    opened = JournalDatabase(hass, ENTRY_ID)
    yield opened
    await opened.close()


async def test_nothing_is_stored_at_first(database: JournalDatabase) -> None:
    assert await database.load() == {}


async def test_what_is_written_is_loaded_in_its_order_and_readable_by_its_owner_alone(
    hass: HomeAssistant, database: JournalDatabase, journals: Journals
) -> None:
    await database.load()
    await database.write(FIRE)
    await database.write({"messages": {"3": '"Дым"', "1": '"Пожар!"', "2": None}})
    modes = {
        path.name.removeprefix(journals.path.name): path.stat().st_mode & 0o777
        for path in journals.files()
    }
    assert modes == {"": 0o600, "-wal": 0o600, "-shm": 0o600}
    await database.close()
    second = JournalDatabase(hass, ENTRY_ID)
    stored = await second.load()
    assert stored == {"messages": {"1": '"Пожар!"', "3": '"Дым"'}, "charges": {"1": "5"}}
    assert list(stored["messages"]) == ["1", "3"]
    await second.close()
    assert journals.files() == [journals.path]


async def test_changes_are_written_all_or_none(
    database: JournalDatabase, journals: Journals
) -> None:
    await database.load()
    with pytest.raises(SaveError):
        await database.write(FIRE | {"inbound": {"1": object()}})  # type: ignore[dict-item]
    assert await database.load() == {}
    await database.write(FIRE)
    assert await database.load() == FIRE


async def test_a_save_while_somebody_else_writes_is_an_error(
    database: JournalDatabase, journals: Journals
) -> None:
    await database.load()
    journals.obstruct()
    with pytest.raises(SaveError):
        await database.write(FIRE)
    journals.clear_the_way()
    await database.write(FIRE)
    assert journals.rows("messages") == ["Пожар", "Потоп"]


async def test_a_save_into_a_folder_that_cannot_be_made_is_an_error_until_it_can(
    database: JournalDatabase, journals: Journals
) -> None:
    journals.path.parent.write_text("a file where the folder should be")
    with pytest.raises(DamagedError):
        await database.load()
    with pytest.raises(SaveError):
        await database.write(FIRE)
    journals.path.parent.unlink()
    await database.write(FIRE)
    assert await database.load() == FIRE


async def test_a_text_that_is_no_longer_kept_is_in_no_corner_of_the_files(
    hass: HomeAssistant, database: JournalDatabase, journals: Journals
) -> None:
    await database.load()
    await database.write({"messages": {"1": "Пожар" * 200, "2": "Потоп"}})
    await database.write({"messages": {"1": "", "2": None}})
    await database.close()
    content = journals.path.read_bytes()
    assert "Пожар".encode() not in content
    assert "Потоп".encode() not in content


@pytest.mark.parametrize("content", [b"no database", b"SQLite format 3\0" + b"\xff" * 5000])
async def test_what_is_no_database_is_damaged_and_set_aside(
    database: JournalDatabase, journals: Journals, content: bytes
) -> None:
    journals.path.parent.mkdir(exist_ok=True)
    journals.path.write_bytes(content)
    with pytest.raises(DamagedError):
        await database.load()
    await database.set_aside()
    [aside] = journals.files()
    assert aside.name.startswith(f"{journals.path.name}.unreadable.")
    assert aside.read_bytes() == content
    assert await database.load() == {}


@pytest.mark.parametrize(
    "statement", ["PRAGMA user_version = 99", "CREATE TABLE other (number)"], ids=["newer", "other"]
)
async def test_a_newer_database_and_other_peoples_are_set_aside(
    database: JournalDatabase, journals: Journals, statement: str
) -> None:
    journals.path.parent.mkdir(exist_ok=True)
    with closing(sqlite3.connect(journals.path)) as connection:
        connection.execute(statement)
    with pytest.raises(DamagedError):
        await database.load()


async def test_a_journal_that_cannot_even_be_renamed_is_damaged_all_the_same(
    database: JournalDatabase, journals: Journals, caplog: pytest.LogCaptureFixture
) -> None:
    journals.path.mkdir(parents=True)
    with pytest.raises(DamagedError):
        await database.load()
    with patch.object(Path, "rename", side_effect=PermissionError(1, "not permitted")):
        await database.set_aside()
    assert "cannot be set aside: not permitted" in caplog.text
    await database.set_aside()
    assert await database.load() == {}


async def test_removal_leaves_nothing_but_what_belongs_to_others(
    hass: HomeAssistant, database: JournalDatabase, journals: Journals
) -> None:
    await database.load()
    await database.write(FIRE)
    await database.close()
    journals.path.with_name(f"{journals.path.name}.unreadable.1").mkdir()
    other = Journals(hass.config.config_dir, "other").path
    other.write_text("")
    await async_remove_database(hass, ENTRY_ID)
    assert list(journals.path.parent.iterdir()) == [other]
