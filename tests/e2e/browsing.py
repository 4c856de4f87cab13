"""A browser that stays open from one test to the next."""

from __future__ import annotations

import shutil
from contextlib import ExitStack
from typing import TYPE_CHECKING, Final, TypedDict

from playwright.sync_api import BrowserContext, Page, ViewportSize, sync_playwright

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self


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
_PATIENCE: Final = 60_000


class Browsing:
    """One window of one browser: who logs in stays logged in, and nothing is fetched twice."""

    def __init__(self, locale: str = "en-GB") -> None:
        """Open nothing yet."""
        self._locale = locale
        self._open = ExitStack()
        self._window: BrowserContext | None = None

    def __enter__(self) -> Self:
        """Return the browsing, to be closed at the end."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close the browser."""
        self.close()

    def new_page(self) -> Page:
        """Open a page."""
        if self._window is None:
            path = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
            playwright = self._open.enter_context(sync_playwright())
            chromium = playwright.chromium.launch(executable_path=path, args=CHROMIUM_OPTIONS)
            self._open.callback(chromium.close)
            self._window = chromium.new_context(**WINDOW, locale=self._locale)
            self._window.set_default_timeout(_PATIENCE)
        return self._window.new_page()

    def close(self) -> None:
        """Close the browser, and with it the event loop that bars every other from the thread."""
        self._window = None
        self._open.close()
