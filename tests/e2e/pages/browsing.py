"""A browser that stays open from one test to the next."""

from __future__ import annotations

import shutil
from contextlib import ExitStack
from typing import TYPE_CHECKING, Final, TypedDict

from playwright.sync_api import BrowserContext, Page, ViewportSize, expect, sync_playwright

from tests.e2e.homes.waiting import PATIENCE

if TYPE_CHECKING:
    from pathlib import Path


class WindowOptions(TypedDict):
    """How every window looks."""

    viewport: ViewportSize
    timezone_id: str


CHROMIUM_NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM_OPTIONS: Final = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WINDOW: Final[WindowOptions] = {
    "viewport": {"width": 1400, "height": 900},
    "timezone_id": "Europe/Moscow",
}
_PATIENCE: Final = 1000 * PATIENCE

expect.set_options(timeout=_PATIENCE)


class Browsing:
    """One window of one browser: who logs in stays logged in, and nothing is compiled twice."""

    def __init__(self, profile: Path, locale: str = "en-GB") -> None:
        """Take where the browser keeps what it knows; open nothing yet."""
        self._profile = profile
        self._locale = locale
        self._open = ExitStack()
        self._window: BrowserContext | None = None

    def new_page(self) -> Page:
        """Open a page."""
        if self._window is None:
            path = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
            playwright = self._open.enter_context(sync_playwright())
            self._window = playwright.chromium.launch_persistent_context(
                self._profile,
                executable_path=path,
                args=CHROMIUM_OPTIONS,
                locale=self._locale,
                **WINDOW,
            )
            self._open.callback(self._window.close)
            self._window.set_default_timeout(_PATIENCE)
        return self._window.new_page()

    def close(self) -> None:
        """Close the browser, and with it the event loop that bars every other from the thread."""
        self._window = None
        self._open.close()
