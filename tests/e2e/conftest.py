"""A demo, a browser, and pages in it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final, TypedDict

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from tests.e2e.home_page import HomePage
from tests.e2e.phones_page import PhonesPage
from tests.e2e.running_demo import RunningDemo, complaints_in


class WindowOptions(TypedDict):
    """How every window looks."""

    viewport: ViewportSize
    locale: str
    timezone_id: str


CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM_OPTIONS = [
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
    "locale": "en-GB",
    "timezone_id": "Europe/Moscow",
}


@pytest.fixture(scope="session")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder in which pictures are kept."""
    return tmp_path_factory.mktemp("pictures")


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDemo]:
    """Run a demo that starts from nothing."""
    with RunningDemo(tmp_path_factory.mktemp("demo")) as running:
        running.until_ready()
        assert complaints_in(running.log) == []
        yield running
        assert running.stop() == 0


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Run a browser; for a module only, for its event loop bars every other from the thread."""
    path = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=CHROMIUM_OPTIONS)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Open a window of a person who has never been here."""
    context = browser.new_context(**WINDOW)
    context.set_default_timeout(60_000)
    yield context.new_page()
    context.close()


@pytest.fixture
def home(page: Page, demo: RunningDemo, pictures: Path) -> HomePage:
    """Log in to the demo's home."""
    home = HomePage(page, demo.url, pictures)
    home.log_in()
    return home


@pytest.fixture
def phones(browser: Browser, demo: RunningDemo, pictures: Path) -> Iterator[PhonesPage]:
    """Open the simulator's page in a window beside it."""
    context = browser.new_context(**WINDOW)
    yield PhonesPage(context.new_page(), demo.phones, pictures)
    context.close()
