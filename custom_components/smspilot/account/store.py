"""Where the journals lie: Home Assistant's storage, with saves that are known to have worked."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from homeassistant.core import CoreState, HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.storage import Store
from homeassistant.util import dt as dt_util

from ..const import DOMAIN
from ..messaging.record.journal import DamagedError, SaveError

_LOGGER = logging.getLogger(__name__)

STORAGE_VERSION: Final = 1
JOURNALS: Final = ("outbox", "inbox", "counters")

_UNREADABLE: Final = (
    *(ArithmeticError, AttributeError, LookupError, TypeError, ValueError),
    *(HomeAssistantError, NotImplementedError, OSError),
)

type State = dict[str, Any]
type _Mark = tuple[int, int, int] | None


class JournalFile(Store[State]):
    """A store that can be told to write at once, whatever Home Assistant is doing."""

    async def async_write_pending(self) -> None:
        """Write what `async_save` only queued because Home Assistant is stopping."""
        await self._async_handle_write_data()  # type: ignore[no-untyped-call]


class JournalStorage:
    """One journal's file (see messaging.journal.Storage)."""

    def __init__(self, hass: HomeAssistant, entry_id: str, name: str) -> None:
        """Take the account and which of its journals this is."""
        self._hass = hass
        self._file = JournalFile(
            hass,
            STORAGE_VERSION,
            f"{DOMAIN}.{entry_id}.{name}",
            private=True,
            atomic_writes=True,
        )
        self._path = Path(self._file.path)
        self._saving = asyncio.Lock()

    async def load(self) -> State | None:
        """Return what was saved, or None; what cannot be read is set aside with DamagedError."""
        existed = await self._mark() is not None
        data: Any
        try:
            data = await self._file.async_load()
        except _UNREADABLE as error:
            # The kind only: the words of such an error may hold what the file holds.
            _LOGGER.error("%s cannot be read (%s)", self._file.key, type(error).__name__)
            await self.set_aside()
            raise DamagedError from None
        if data is None and existed:
            await self._raise_if_set_aside()
        if not isinstance(data, dict | None):
            await self.set_aside()
            raise DamagedError
        stored: State | None = data
        return stored

    async def save(self, data: State) -> None:
        """Return once the file has changed, or raise SaveError.

        Home Assistant logs a write that failed and returns, so only the file itself tells.
        """
        async with self._saving:
            before = await self._mark()
            try:
                await self._file.async_save(data)
                if self._hass.state is CoreState.stopping:
                    await self._file.async_write_pending()
            except OSError as error:
                raise SaveError from error
            if await self._mark() == before:
                raise SaveError

    def save_later(self, data: Callable[[], State], delay: float) -> None:
        """Save some seconds later, and at the latest when Home Assistant stops."""
        self._file.async_delay_save(data, delay)

    async def set_aside(self) -> None:
        """Rename the file, for somebody to look at."""
        aside = f"{self._path}.unreadable.{dt_util.utcnow().isoformat()}"

        def rename() -> None:
            with suppress(FileNotFoundError):
                self._path.rename(aside)

        try:
            await self._hass.async_add_executor_job(rename)
        except OSError as error:
            _LOGGER.error("%s cannot be set aside: %s", self._file.key, error.strerror)

    async def remove(self) -> None:
        """Delete the file, and what of it was set aside."""
        await self._file.async_remove()

        def remove_what_was_set_aside() -> None:
            for path in self._path.parent.glob(f"{self._path.name}.*"):
                path.unlink(missing_ok=True)

        await self._hass.async_add_executor_job(remove_what_was_set_aside)

    async def _raise_if_set_aside(self) -> None:
        """Raise DamagedError for a file that gave nothing; Home Assistant renames broken JSON."""
        if await self._mark() is None:
            raise DamagedError(reported=True)
        await self.set_aside()
        raise DamagedError

    async def _mark(self) -> _Mark:
        """Return what changes whenever the file is written; None if there is no file."""

        def stat() -> _Mark:
            try:
                found = self._path.stat()
            except OSError:
                return None
            return found.st_ino, found.st_mtime_ns, found.st_size

        return await self._hass.async_add_executor_job(stat)


async def async_remove_journals(hass: HomeAssistant, entry_id: str) -> None:
    """Delete what was stored about an account."""
    for name in JOURNALS:
        await JournalStorage(hass, entry_id, name).remove()
