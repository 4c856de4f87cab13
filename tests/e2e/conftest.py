"""A demo, a browser, and pages in it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Final, TypedDict

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, sync_playwright

from tests.e2e.home_page import HomePage
from tests.e2e.phones_page import PhonesPage
from tests.e2e.running_demo import RunningDemo, complaints_in
from tests.e2e.words import Words


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
def demos(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], RunningDemo]]:
    """Return what gives the demo in a language; the first time it starts from nothing."""
    running: dict[str, RunningDemo] = {}

    def start(language: str) -> RunningDemo:
        if language not in running:
            folder = tmp_path_factory.mktemp(f"demo-{language}")
            demo = everything.enter_context(RunningDemo(folder, "--language", language))
            demo.until_ready()
            assert complaints_in(demo.log) == []
            running[language] = demo
        return running[language]

    with ExitStack() as everything:
        yield start
        assert {demo.stop() for demo in running.values()} <= {0}


@pytest.fixture(scope="session")
def words(request: pytest.FixtureRequest) -> Words:
    """Return the language of the test: English, unless it is tried in others."""
    return Words(getattr(request, "param", "en"))


@pytest.fixture
def demo(demos: Callable[[str], RunningDemo], words: Words) -> RunningDemo:
    """Return the demo in the language of the test."""
    return demos(words.language)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Run a browser; for a module only, for its event loop bars every other from the thread."""
    path = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=CHROMIUM_OPTIONS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def context(browser: Browser, words: Words) -> Iterator[BrowserContext]:
    """Open a window of a person who has never been here; who logs in stays logged in."""
    context = browser.new_context(**WINDOW)
    context.set_default_timeout(60_000)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """Open a page in the window."""
    page = context.new_page()
    yield page
    page.close()


@pytest.fixture
def home(page: Page, demo: RunningDemo, words: Words, pictures: Path) -> HomePage:
    """Go home, and log in the first time."""
    home = HomePage(page, demo.url, words, pictures)
    home.enter(demo.password)
    return home


@pytest.fixture
def phones(context: BrowserContext, demo: RunningDemo, pictures: Path) -> Iterator[PhonesPage]:
    """Open the simulator's page beside it."""
    page = context.new_page()
    yield PhonesPage(page, demo.phones, pictures)
    page.close()
