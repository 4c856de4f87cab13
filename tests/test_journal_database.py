"""The journal's database: written in one transaction, set aside whatever is wrong with it."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import AsyncGenerator, Iterator
from contextlib import closing, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import pytest

from custom_components.smspilot.journal_database import JournalDatabase
from custom_components.smspilot.messaging.record.journal import DamagedError, SaveError
from tests.journals import Journals

ENTRY_ID = "entry"
_NOBODY = 65534
FIRE = {"messages": {"1": '"Пожар"', "2": '"Потоп"'}, "charges": {"1": "5"}}


@pytest.fixture
def journals(tmp_path: Path) -> Journals:
    """Return where the journal lies."""
    (tmp_path / "home" / ".storage").mkdir(parents=True)
    return Journals(tmp_path / "home", ENTRY_ID)


@pytest.fixture
async def database(journals: Journals) -> AsyncGenerator[JournalDatabase]:
    """Return a database, and close it at last if a test has not."""
    opened = JournalDatabase(journals.path)
    yield opened
    with suppress(RuntimeError):
        await opened.close()


@pytest.fixture
def somebody() -> Iterator[Path]:
    """Be a user whom permissions bind, which root is not, and return a folder of that user's."""
    with TemporaryDirectory() as folder:
        storage = Path(folder) / ".storage"
        storage.mkdir()
        if is_root := os.geteuid() == 0:
            os.chown(folder, _NOBODY, -1)
            os.chown(storage, _NOBODY, -1)
            os.seteuid(_NOBODY)
        yield Path(folder)
        if is_root:
            os.seteuid(0)


async def test_nothing_is_stored_at_first(database: JournalDatabase) -> None:
    assert await database.load() == {}


async def test_what_is_written_is_loaded_in_its_order_and_readable_by_its_owner_alone(
    database: JournalDatabase, journals: Journals
) -> None:
    await database.load()
    await database.write(FIRE)
    await database.write({"messages": {"3": '"Дым"', "1": '"Пожар!"', "2": None}})
    modes = {
        path.name.removeprefix(journals.path.name): path.stat().st_mode & 0o777
        for path in journals.files()
    }
    assert modes == {"": 0o600, "-wal": 0o600, "-shm": 0o600}
    await database.keep_still(still=False)
    second = JournalDatabase(journals.path)
    stored = await second.load()
    assert stored == {"messages": {"1": '"Пожар!"', "3": '"Дым"'}, "charges": {"1": "5"}}
    assert list(stored["messages"]) == ["1", "3"]
    await second.close()
    await database.close()
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
    journals.path.parent.rmdir()
    journals.path.parent.write_text("a file where the folder should be")
    with pytest.raises(DamagedError):
        await database.load()
    with pytest.raises(SaveError):
        await database.write(FIRE)
    journals.path.parent.unlink()
    await database.write(FIRE)
    assert await database.load() == FIRE


async def test_a_text_that_is_no_longer_kept_is_in_no_corner_of_the_files(
    database: JournalDatabase, journals: Journals
) -> None:
    await database.load()
    await database.write({"messages": {"1": "Пожар" * 200, "2": "Потоп"}})
    await database.write({"messages": {"1": "", "2": None}})
    await database.keep_still(still=True)
    content = journals.path.read_bytes()
    assert "Пожар".encode() not in content
    assert "Потоп".encode() not in content


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\0" + b"\xff" * 5000])
async def test_what_is_no_database_is_damaged_and_set_aside(
    database: JournalDatabase, journals: Journals, content: bytes
) -> None:
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


async def test_a_journal_can_be_copied_while_it_is_written_and_each_copy_is_whole(
    database: JournalDatabase, journals: Journals, tmp_path: Path
) -> None:
    await database.load()
    await database.write(FIRE)
    await database.keep_still(still=True)
    before = journals.path.read_bytes()
    for number in range(300):
        row = json.dumps({"number": number, "text": "x" * 500})
        await database.write({"messages": {str(number): row}, "facts": {"facts": str(number)}})
        if number % 50 == 0:
            copy = _copied(journals, tmp_path / str(number))
            stored = await copy.load()
            assert stored["facts"] == {"facts": str(number)}
            assert stored["messages"].keys() >= {str(each) for each in range(number + 1)}
            await copy.close()
    assert journals.path.read_bytes() == before
    await database.keep_still(still=False)
    assert journals.path.read_bytes() != before


async def test_a_torn_end_of_a_copy_loses_the_last_changes_alone(
    database: JournalDatabase, journals: Journals, tmp_path: Path
) -> None:
    await database.load()
    await database.keep_still(still=True)
    for number in range(20):
        await database.write({"messages": {"1": str(number)}})
    for cut in (1, 500, 1500, 4000):
        copy = _copied(journals, tmp_path / str(cut), cut)
        stored = await copy.load()
        assert 0 <= int(stored["messages"]["1"]) < 19
        await copy.close()


async def test_what_is_known_of_a_journal_holds_nothing_of_its_rows(
    database: JournalDatabase,
) -> None:
    await database.load()
    await database.write(FIRE)
    found = await database.examine()
    assert found is not None
    assert found.pop("bytes") > 1000
    assert found == {"rows": {"charges": 1, "messages": 2}, "last_check": "ok"}


async def test_a_journal_that_cannot_be_looked_at_is_told(
    database: JournalDatabase, journals: Journals, caplog: pytest.LogCaptureFixture
) -> None:
    journals.path.mkdir(parents=True)
    await database.keep_still(still=True)
    assert await database.examine() is None
    assert "OperationalError" in caplog.text


@pytest.mark.parametrize("damage", ["cut", "turned", "emptied"])
@pytest.mark.parametrize("page", range(12))
async def test_a_damaged_page_is_found_or_the_rows_are_all_there(
    database: JournalDatabase, journals: Journals, damage: str, page: int
) -> None:
    texts = {f"{number:032}": json.dumps({"text": "x" * 300}) for number in range(20)}
    await database.load()
    await database.write({"messages": texts})
    await database.keep_still(still=True)
    content = bytearray(journals.path.read_bytes())
    start = page * 1024
    assert len(content) > start
    match damage:
        case "cut":
            del content[start:]
        case "turned":
            content[start + 3] ^= 0xFF
        case _:
            content[start : start + 1024] = bytes(1024)
    journals.path.with_name(f"{journals.path.name}-wal").unlink()
    journals.path.write_bytes(content)
    again = JournalDatabase(journals.path)
    try:
        assert await again.load() == {"messages": texts}
    except DamagedError:
        await again.set_aside()
        assert await again.load() == {}
    await again.close()


def _copied(journals: Journals, folder: Path, cut: int = 0) -> JournalDatabase:
    """Return the database as a backup would bring it back, with the end of its log torn off."""
    folder.mkdir()
    for path in journals.files():
        content = path.read_bytes()
        torn = cut if path.name.endswith("-wal") else 0
        (folder / path.name).write_bytes(content[: len(content) - torn])
    return JournalDatabase(folder / journals.path.name)


async def test_a_full_disk_that_has_no_room_for_shared_memory_keeps_nothing_from_being_read(
    database: JournalDatabase, journals: Journals
) -> None:
    await database.load()
    await database.write(FIRE)
    await database.close()
    journals.path.with_name(f"{journals.path.name}-shm").mkdir()
    again = JournalDatabase(journals.path)
    assert await again.load() == FIRE
    await again.close()


async def test_a_journal_that_must_not_be_read_is_set_aside_and_another_begins(
    somebody: Path,
) -> None:
    journals = Journals(somebody, ENTRY_ID)
    await _written_before(journals, 0o000)
    database = JournalDatabase(journals.path)
    with pytest.raises(DamagedError):
        await database.load()
    await database.set_aside()
    assert await database.load() == {}
    await database.write(FIRE)
    await database.close()
    assert [path.stat().st_mode & 0o777 for path in journals.files()] == [0o600, 0o000]


async def test_a_journal_that_must_not_be_written_is_read_and_goes_on_in_a_copy(
    somebody: Path,
) -> None:
    journals = Journals(somebody, ENTRY_ID)
    await _written_before(journals, 0o400)
    database = JournalDatabase(journals.path)
    assert await database.load() == FIRE
    await database.write({"charges": {"1": None}})
    assert await database.load() == {"messages": FIRE["messages"]}
    await database.close()
    assert [path.stat().st_mode & 0o777 for path in journals.files()] == [0o600]


async def _written_before(journals: Journals, mode: int) -> None:
    """Leave a journal of which the permissions were changed."""
    database = JournalDatabase(journals.path)
    await database.load()
    await database.write(FIRE)
    await database.close()
    journals.path.chmod(mode)


async def test_a_folder_without_permission_is_told_and_keeps_nothing_from_working_later(
    somebody: Path, caplog: pytest.LogCaptureFixture
) -> None:
    journals = Journals(somebody, ENTRY_ID)
    journals.path.parent.chmod(0o500)
    database = JournalDatabase(journals.path)
    with pytest.raises(DamagedError):
        await database.load()
    with pytest.raises(SaveError):
        await database.write(FIRE)
    journals.path.parent.chmod(0o700)
    await database.write(FIRE)
    assert await database.load() == FIRE
    await database.close()
