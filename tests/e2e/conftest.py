"""A demo with a browser and pages in it, and homes without either."""

from __future__ import annotations

import inspect
from collections.abc import AsyncIterator, Callable, Generator, Iterator
from contextlib import AsyncExitStack, ExitStack, closing, suppress
from decimal import Decimal
from itertools import count
from pathlib import Path
from random import randrange
from typing import Final

import pytest
from playwright.sync_api import Error, Page

from simulator import Simulator
from tests.e2e.homes import swift_time
from tests.e2e.homes.bare_home import ROOT, BareHome, LayOut
from tests.e2e.homes.ports import GATEWAYS, own_port
from tests.e2e.homes.running import RunningDemo, complaints_in
from tests.e2e.pages.browsing import Browsing
from tests.e2e.pages.forms import OPTIONS
from tests.e2e.pages.home_page import HomePage
from tests.e2e.pages.phones_page import PhonesPage
from tests.e2e.pages.words import Words

FAILURES: Final = ROOT / ".cache" / "failures"
_ENGLISH_DEMOS: Final = 3


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a person ask for pictures."""
    parser.addoption("--pictures", type=Path, metavar="FOLDER", help="keep pictures of the pages")
    parser.addoption("--seed", type=int, help="what decides about what is left to chance")
    parser.addoption("--minutes", type=float, help="how long the line is bad in the long run")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what may take longest, and let as few workers as is quickest start a demo."""
    turns = count()
    for item in items:
        if "demo" in getattr(item, "fixturenames", ()):
            params = item.callspec.params if hasattr(item, "callspec") else {}
            language = params.get("words", "en")
            group = f"en-{next(turns) % _ENGLISH_DEMOS}" if language == "en" else language
            item.add_marker(pytest.mark.xdist_group(group))
    items.sort(key=_seconds_allowed, reverse=True)


def _seconds_allowed(item: pytest.Item) -> float:
    timeout = item.get_closest_marker("timeout")
    assert timeout is not None, f"{item.nodeid} may take for ever"
    return float(timeout.args[0])


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Keep a picture of the page on which a test failed."""
    report = yield
    page = getattr(item, "funcargs", {}).get("page")
    if report.failed and isinstance(page, Page) and not page.is_closed():
        picture = FAILURES / f"{item.name.replace('/', '_')}.png"
        with suppress(Error):  # what failed may be the page itself
            page.screenshot(path=picture)
            report.sections.append(("Page", f"see {picture}"))
    return report


@pytest.fixture(scope="session")
def pictures(request: pytest.FixtureRequest) -> Path | None:
    """Return the folder in which pictures are kept, if they were asked for."""
    folder: Path | None = request.config.getoption("pictures")
    return folder


@pytest.fixture(scope="session")
def seed(request: pytest.FixtureRequest, long: bool) -> int:
    """Return what decides about chance: the same in each ordinary run, unless one is given."""
    given: int | None = request.config.getoption("seed")
    if given is not None:
        return given
    return randrange(10**9) if long else 20261125


@pytest.fixture(scope="session")
def minutes(request: pytest.FixtureRequest, long: bool) -> float | None:
    """Return how long the line is bad in a long run, None in an ordinary one."""
    given: float | None = request.config.getoption("minutes")
    return given or (8.0 if long else None)


@pytest.fixture(scope="session")
def demos(
    tmp_path_factory: pytest.TempPathFactory, browsing: Browsing
) -> Iterator[Callable[[str], RunningDemo]]:
    """Return what gives the demo in a language; the first time it starts from nothing."""
    running: dict[str, RunningDemo] = {}

    def start(language: str) -> RunningDemo:
        if language not in running:
            folder = tmp_path_factory.mktemp(f"demo-{language}")
            demo = everything.enter_context(RunningDemo(folder, "--language", language))
            demo.until_ready()
            demo.until_hearing()
            assert complaints_in(demo.log) == []
            with closing(browsing.new_page()) as page:
                # All tests of a demo send more in an hour than a home is likely to want.
                home = HomePage(page, demo.url, demo.password, Words(language), None)
                home.save_options(OPTIONS)
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


@pytest.fixture(scope="session")
def browsing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browsing]:
    """Return the browser, which opens with its first page."""
    with closing(Browsing(tmp_path_factory.mktemp("browser"))) as browsing:
        yield browsing


@pytest.fixture(autouse=True)
def one_event_loop(request: pytest.FixtureRequest, browsing: Browsing) -> None:
    """Close the browser before a test that has an event loop of its own."""
    if inspect.iscoroutinefunction(request.function):
        browsing.close()


@pytest.fixture
def page(browsing: Browsing) -> Iterator[Page]:
    """Open a page in the window."""
    page = browsing.new_page()
    yield page
    page.close()


@pytest.fixture
def home(page: Page, demo: RunningDemo, words: Words, pictures: Path | None) -> HomePage:
    """Return the home, which a test enters with the first thing it does there."""
    return HomePage(page, demo.url, demo.password, words, pictures)


@pytest.fixture
def phones(browsing: Browsing, demo: RunningDemo, pictures: Path | None) -> Iterator[PhonesPage]:
    """Return the simulator's page beside it."""
    phones = PhonesPage(browsing, demo.phones, pictures)
    yield phones
    phones.close()


@pytest.fixture
async def simulator() -> AsyncIterator[Simulator]:
    """Run a gateway that refuses nothing, and can close its port."""
    async with Simulator(port=own_port(GATEWAYS), control_port=0) as running:
        running.account.duplicate_window = 0
        running.account.balance = Decimal(1_000_000)
        yield running


@pytest.fixture
async def lay_out(tmp_path: Path, simulator: Simulator) -> AsyncIterator[LayOut]:
    """Return what lays out a home that may send as much as it likes, and is not started yet."""
    async with AsyncExitStack() as everything:

        def lay_out(
            *, url: str | None = None, pace: int = 1, more: str = "", **options: object
        ) -> BareHome:
            home = BareHome.with_account(
                tmp_path / "home",
                key=simulator.account.key,
                url=url or simulator.url,
                more=more + swift_time.begin(simulator, pace),
                messages_per_hour=1_000_000,
                answers_per_hour=1_000_000,
                roubles_per_day=10_000_000,
                **options,
            )
            everything.push_async_callback(home.kill)
            return home

        yield lay_out
