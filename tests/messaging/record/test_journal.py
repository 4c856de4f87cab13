"""What outlives a run: written in order, whoever is cancelled meanwhile."""

from __future__ import annotations

import asyncio
import json
import logging

import pytest

from custom_components.smspilot.messaging.clock import Clock
from custom_components.smspilot.messaging.problem import Problem
from custom_components.smspilot.messaging.record.journal import (
    Changes,
    DamagedError,
    Journal,
    SaveError,
    Stored,
)
from tests.messaging.bench import VirtualTime

DAMAGED = (Problem.JOURNAL_DAMAGED, True)
UNWRITABLE, WRITABLE = ((Problem.JOURNAL_UNWRITABLE, active) for active in (True, False))


class Drawer:
    """A storage that takes its time, until a test lets it go on."""

    def __init__(self) -> None:
        """Begin with nothing stored."""
        self.stored: dict[str, dict[str, str]] = {}
        self.load_error: Exception | None = None
        self.save_error: Exception | None = None
        self.slow = False
        self.waiting: list[asyncio.Future[None]] = []
        self.writings: list[dict[str, str | None]] = []
        self.set_asides = 0
        self.closed = 0

    async def load(self) -> Stored:
        """Return what is stored."""
        if self.load_error is not None:
            raise self.load_error
        return self.stored

    async def write(self, changes: Changes) -> None:
        """Store, when it is time."""
        assert not self.closed
        self.writings.append(dict(changes["numbers"]))
        if self.slow:
            self.waiting.append(asyncio.get_running_loop().create_future())
            await self.waiting[-1]
        if self.save_error is not None:
            raise self.save_error

    async def set_aside(self) -> None:
        """Count."""
        self.set_asides += 1

    async def close(self) -> None:
        """Count."""
        self.closed += 1


class Kept:
    """A journal of numbers, and whom it tells."""

    def __init__(self) -> None:
        """Begin with none."""
        self.time = VirtualTime()
        self.drawer = Drawer()
        self.told: list[tuple[Problem, bool]] = []
        self.journal = Journal(
            self.drawer,
            Clock(wall=lambda: 5000.0, monotonic=self.time.monotonic, sleep=self.time.sleep),
            self._hear,
        )
        self.numbers = self.journal.table("numbers", str, int)

    async def advance(self, seconds: float) -> None:
        """Let time pass."""
        await rest()
        end = self.time.now + seconds
        while (moment := self.time.next_moment()) is not None and moment <= end:
            self.time.move_to(moment)
            await rest()
        self.time.move_to(end)

    def save(self) -> asyncio.Task[bool]:
        """Begin to save."""
        return asyncio.get_running_loop().create_task(self.journal.save())

    def _hear(self, problem: Problem, *, active: bool) -> None:
        self.told.append((problem, active))


@pytest.fixture
async def kept() -> Kept:
    """Return a journal in which nothing was ever written."""
    kept = Kept()
    await kept.journal.load()
    return kept


async def rest() -> None:
    """Let everything happen that can."""
    for _ in range(10):
        await asyncio.sleep(0)


def stored(number: object = "7", **facts: object) -> dict[str, dict[str, str]]:
    """Return what a run before may have left."""
    run_before = Kept().journal.facts.as_dict() | facts
    return {"numbers": {"a": json.dumps(number)}, "facts": {"facts": json.dumps(run_before)}}


async def test_a_save_writes_what_changed_since_the_last_one(kept: Kept) -> None:
    kept.numbers["a"], kept.numbers["b"] = 1, 2
    assert await kept.journal.save() is True
    kept.numbers["b"] = 3
    del kept.numbers["a"]
    assert await kept.journal.save() is True
    assert kept.drawer.writings == [{"a": '"1"', "b": '"2"'}, {"b": '"3"', "a": None}]
    assert kept.told == []


async def test_saves_asked_for_while_one_is_written_are_one(kept: Kept) -> None:
    kept.drawer.slow = True
    saves = [kept.save()]
    await rest()
    for number in (1, 2, 3):
        kept.numbers["a"] = number
        saves.append(kept.save())
        await rest()
    kept.drawer.waiting[0].set_result(None)
    await rest()
    assert [save.done() for save in saves] == [True, False, False, False]
    kept.drawer.waiting[1].set_result(None)
    assert await asyncio.gather(*saves) == [True] * 4
    assert kept.drawer.writings == [{}, {"a": '"3"'}]


async def test_a_save_that_nobody_waits_for_any_more_is_made_all_the_same(kept: Kept) -> None:
    kept.numbers["a"] = 1
    kept.drawer.slow = True
    saving = kept.save()
    await rest()
    saving.cancel()
    await rest()
    assert saving.cancelled()
    kept.drawer.waiting[0].set_result(None)
    kept.drawer.slow = False
    await rest()
    assert await kept.journal.save() is True
    assert kept.drawer.writings == [{"a": '"1"'}, {}]


@pytest.mark.parametrize("error", [SaveError(), ValueError("Secret")])
async def test_a_save_that_failed_is_told_once_and_tried_again(
    kept: Kept, error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    kept.numbers["a"] = 1
    kept.drawer.save_error = error
    assert await kept.journal.save() is False
    await kept.advance(20)
    assert kept.told == [UNWRITABLE]
    [record] = caplog.records
    assert type(error).__name__ in record.getMessage()
    assert "Secret" not in caplog.text
    kept.drawer.save_error = None
    await kept.advance(10)
    assert kept.told == [UNWRITABLE, WRITABLE]
    assert kept.drawer.writings == [{"a": '"1"'}] * 4
    await kept.advance(60)
    assert len(kept.drawer.writings) == 4


async def test_a_disk_that_hangs_counts_as_one_that_refuses(
    kept: Kept, caplog: pytest.LogCaptureFixture
) -> None:
    kept.drawer.slow = True
    saving = kept.save()
    await kept.advance(9.9)
    assert not saving.done()
    await kept.advance(0.1)
    assert await saving is False
    saving = kept.save()
    await kept.advance(10)
    assert await saving is False
    assert kept.told == [UNWRITABLE]
    [record] = caplog.records
    assert "TimeoutError" in record.getMessage()
    kept.drawer.slow = False
    kept.drawer.waiting[0].set_result(None)
    await rest()
    assert kept.told == [UNWRITABLE, WRITABLE]


async def test_lazy_changes_wait_for_others_and_are_written_as_they_are_then(kept: Kept) -> None:
    kept.numbers["a"] = 1
    kept.journal.save_later()
    await kept.advance(9)
    kept.numbers["a"] = 2
    kept.journal.save_later()
    assert kept.drawer.writings == []
    await kept.advance(1)
    assert kept.drawer.writings == [{"a": '"2"'}]
    await kept.advance(60)
    assert len(kept.drawer.writings) == 1


async def test_what_is_saved_at_once_need_not_be_saved_later(kept: Kept) -> None:
    kept.journal.save_later()
    await kept.advance(5)
    await kept.journal.save()
    await kept.advance(60)
    assert len(kept.drawer.writings) == 1


async def test_closing_writes_what_was_to_be_written_later_and_nothing_after(kept: Kept) -> None:
    kept.numbers["a"] = 1
    kept.journal.save_later()
    await kept.journal.close()
    assert kept.drawer.writings == [{"a": '"1"'}]
    kept.journal.save_later()
    assert await kept.journal.save() is False
    await kept.advance(60)
    assert len(kept.drawer.writings) == 1
    assert kept.drawer.closed == 1


async def test_closing_waits_for_what_is_being_written_but_not_for_ever(kept: Kept) -> None:
    kept.drawer.slow = True
    kept.save()
    await rest()
    closing = asyncio.get_running_loop().create_task(kept.journal.close())
    await kept.advance(5)
    late = kept.save()
    await kept.advance(4.9)
    assert not closing.done()
    await kept.advance(0.2)
    assert closing.done()
    assert await late is False


async def test_what_was_not_loaded_is_not_written_over() -> None:
    kept = Kept()
    kept.numbers["a"] = 1
    assert await kept.journal.save() is False
    kept.journal.save_later()
    await kept.journal.close()
    assert kept.drawer.writings == []
    assert kept.drawer.closed == 1


async def test_what_is_stored_is_taken_over() -> None:
    kept = Kept()
    kept.drawer.stored = stored(saved_by_the_wall=4000.0, highest_id=9)
    await kept.journal.load()
    assert kept.numbers == {"a": 7}
    assert (kept.journal.facts.highest_id, kept.journal.away) == (9, 1000.0)
    assert (kept.told, kept.drawer.set_asides) == ([], 0)


async def test_nothing_stored_is_no_damage(kept: Kept) -> None:
    assert (kept.told, kept.drawer.set_asides, kept.journal.away) == ([], 0, None)


async def test_a_damaged_storage_is_set_aside_and_told_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    kept = Kept()
    kept.drawer.load_error = DamagedError()
    kept.drawer.load_error.__cause__ = OSError("Secret")
    await kept.journal.load()
    assert (kept.told, kept.drawer.set_asides) == ([DAMAGED], 1)
    [record] = caplog.records
    assert record.levelno == logging.ERROR
    assert "OSError" in caplog.text
    assert "Secret" not in caplog.text
    assert await kept.journal.save() is True


@pytest.mark.parametrize(
    "left",
    [
        stored(number=None),
        stored(number="Secret"),
        stored(number=[]),
        stored(number={"Secret": 1}),
        stored() | {"numbers": {"a": "{Secret"}},
        stored() | {"facts": {}},
        stored() | {"facts": {"others": "1"}},
        stored(salt=None, prices="Secret"),
        stored(calibration=1),
    ],
)
async def test_what_has_another_shape_is_set_aside_without_a_word_of_it(
    left: dict[str, dict[str, str]], caplog: pytest.LogCaptureFixture
) -> None:
    kept = Kept()
    kept.drawer.stored = left
    await kept.journal.load()
    assert (kept.told, kept.drawer.set_asides) == ([DAMAGED], 1)
    assert (kept.numbers, kept.journal.away) == ({}, None)
    [record] = caplog.records
    assert record.levelno == logging.ERROR
    assert "Secret" not in caplog.text


async def test_a_storage_that_is_damaged_in_a_run_is_set_aside_and_written_anew(
    kept: Kept,
) -> None:
    kept.numbers["a"], kept.numbers["b"] = 1, 2
    await kept.journal.save()
    kept.numbers["a"] = 3
    kept.drawer.save_error = DamagedError()
    assert await kept.journal.save() is False
    assert (kept.told, kept.drawer.set_asides) == ([DAMAGED], 1)
    kept.drawer.save_error = None
    await kept.advance(10)
    assert kept.drawer.writings[-1] == {"a": '"3"', "b": '"2"'}
    assert kept.told == [DAMAGED]
