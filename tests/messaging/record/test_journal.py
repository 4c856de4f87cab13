"""The persisted state: written in order, by one task, whoever is cancelled meanwhile."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Any

import pytest

from custom_components.smspilot.messaging.record.journal import DamagedError, Journal, SaveError


class Drawer:
    """A storage that takes its time, until a test lets it go on."""

    def __init__(self) -> None:
        """Begin with nothing stored."""
        self.stored: dict[str, Any] | None = None
        self.load_error: Exception | None = None
        self.save_error: Exception | None = None
        self.writable = True
        self.slow = False
        self.waiting: list[asyncio.Future[None]] = []
        self.writings: list[dict[str, Any]] = []
        self.lazy: list[tuple[Callable[[], dict[str, Any]], float]] = []
        self.set_asides = 0

    async def load(self) -> dict[str, Any] | None:
        """Return what is stored."""
        if self.load_error is not None:
            raise self.load_error
        return self.stored

    async def save(self, data: dict[str, Any]) -> None:
        """Store, when it is time."""
        self.writings.append(data)
        if self.save_error is not None:
            raise self.save_error
        if self.slow:
            self.waiting.append(asyncio.get_running_loop().create_future())
            await self.waiting[-1]
        if not self.writable:
            raise SaveError
        self.stored = data

    def save_later(self, data: Callable[[], dict[str, Any]], delay: float) -> None:
        """Note what is to be stored later."""
        self.lazy.append((data, delay))

    async def set_aside(self) -> None:
        """Count."""
        self.set_asides += 1
        self.stored = None


class Kept:
    """A journal of a number, and whom it tells."""

    def __init__(self) -> None:
        """Begin with nought."""
        self.drawer = Drawer()
        self.number = 0
        self.damages = 0
        self.saves: list[bool] = []
        self.journal = Journal(
            self.drawer,
            lambda: {"number": self.number},
            on_damage=self._damaged,
            on_save=self.saves.append,
        )

    def _damaged(self) -> None:
        self.damages += 1


async def rest() -> None:
    """Let everything happen that can."""
    for _ in range(10):
        await asyncio.sleep(0)


async def test_a_save_returns_when_it_is_on_the_disk() -> None:
    kept = Kept()
    kept.number = 1
    assert await kept.journal.save() is True
    assert kept.drawer.stored == {"number": 1}
    assert kept.saves == [True]


async def test_saves_asked_for_while_one_is_written_are_one() -> None:
    kept = Kept()
    kept.drawer.slow = True
    saves = [asyncio.ensure_future(kept.journal.save())]
    await rest()
    for number in (1, 2, 3):
        kept.number = number
        saves.append(asyncio.ensure_future(kept.journal.save()))
        await rest()
    kept.drawer.waiting[0].set_result(None)
    await rest()
    assert [save.done() for save in saves] == [True, False, False, False]
    kept.drawer.waiting[1].set_result(None)
    assert await asyncio.gather(*saves) == [True] * 4
    assert kept.drawer.writings == [{"number": 0}, {"number": 3}]


async def test_a_save_that_nobody_waits_for_any_more_is_made_all_the_same() -> None:
    kept = Kept()
    kept.drawer.slow = True
    kept.number = 1
    saving = asyncio.ensure_future(kept.journal.save())
    await rest()
    saving.cancel()
    await rest()
    assert saving.cancelled()
    kept.drawer.waiting[0].set_result(None)
    await rest()
    assert kept.drawer.stored == {"number": 1}


async def test_a_save_that_failed_is_told() -> None:
    kept = Kept()
    kept.drawer.writable = False
    assert await kept.journal.save() is False
    kept.drawer.writable = True
    assert await kept.journal.save() is True
    assert kept.saves == [False, True]


async def test_who_waits_for_a_save_goes_on_whatever_happens(
    caplog: pytest.LogCaptureFixture,
) -> None:
    kept = Kept()
    kept.drawer.save_error = ValueError("Secret")
    assert await kept.journal.save() is False
    assert "ValueError" in caplog.text
    assert "Secret" not in caplog.text
    kept.drawer.save_error = None
    await kept.journal.close()
    assert len(kept.drawer.writings) == 2


async def test_lazy_changes_are_written_as_they_are_then() -> None:
    kept = Kept()
    kept.journal.save_later()
    [(snapshot, delay)] = kept.drawer.lazy
    kept.number = 7
    assert snapshot() == {"number": 7}
    assert delay == 10.0


async def test_closing_writes_what_was_to_be_written_later() -> None:
    kept = Kept()
    kept.number = 1
    kept.journal.save_later()
    await kept.journal.close()
    assert kept.drawer.stored == {"number": 1}


@pytest.mark.parametrize("way", ["nothing", "saved", "lazily"])
async def test_closing_writes_nothing_that_is_written(way: str) -> None:
    kept = Kept()
    if way == "saved":
        kept.journal.save_later()
        await kept.journal.save()
    if way == "lazily":
        kept.journal.save_later()
        kept.drawer.lazy[0][0]()
    writings = len(kept.drawer.writings)
    await kept.journal.close()
    assert len(kept.drawer.writings) == writings


async def test_closing_tries_again_what_could_not_be_written() -> None:
    kept = Kept()
    kept.drawer.writable = False
    await kept.journal.save()
    kept.drawer.writable = True
    await kept.journal.close()
    assert kept.drawer.stored == {"number": 0}


async def test_closing_waits_for_what_is_being_written() -> None:
    kept = Kept()
    kept.drawer.slow = True
    saving = asyncio.ensure_future(kept.journal.save())
    await rest()
    closing = asyncio.ensure_future(kept.journal.close())
    await rest()
    assert not closing.done()
    kept.drawer.waiting[0].set_result(None)
    await closing
    assert saving.done()


async def test_after_the_end_nothing_is_written_lazily() -> None:
    kept = Kept()
    await kept.journal.close()
    kept.journal.save_later()
    assert kept.drawer.lazy == []


async def test_what_is_stored_is_restored() -> None:
    kept = Kept()
    kept.drawer.stored = {"number": 7}
    assert await kept.journal.load(lambda data: int(data["number"])) == 7
    assert kept.damages == 0


async def test_nothing_stored_is_no_damage() -> None:
    kept = Kept()
    assert await kept.journal.load(lambda data: data) is None
    assert (kept.damages, kept.drawer.set_asides) == (0, 0)


@pytest.mark.parametrize(("reported", "damages"), [(False, 1), (True, 0)])
async def test_a_damage_is_told_unless_the_user_knows_of_it(reported: bool, damages: int) -> None:
    kept = Kept()
    kept.drawer.load_error = DamagedError(reported=reported)
    assert await kept.journal.load(lambda data: data) is None
    assert kept.damages == damages


@pytest.mark.parametrize(
    "stored",
    [{}, {"number": None}, {"number": "seven"}, {"number": []}, {"number": {"Secret": 1}}],
)
async def test_what_has_another_shape_is_set_aside_without_a_word_of_it(
    stored: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    kept = Kept()
    kept.drawer.stored = stored
    assert await kept.journal.load(lambda data: int(data["number"])) is None
    assert (kept.damages, kept.drawer.set_asides) == (1, 1)
    [record] = caplog.records
    assert record.levelno == logging.ERROR
    assert "Secret" not in caplog.text
    assert "seven" not in caplog.text
