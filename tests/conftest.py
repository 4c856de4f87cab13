"""What every test is given."""

from __future__ import annotations

import logging
from collections.abc import AsyncGenerator
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

# Home Assistant looks for custom integrations where this package was first found: here.
import custom_components  # noqa: F401

if TYPE_CHECKING:
    from simulator import Simulator

# The ordinary run tries the same each time; the long one more, and something else each time.
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("default", unhurried, derandomize=True, stateful_step_count=15)
settings.register_profile("long", unhurried, max_examples=1000, stateful_step_count=50)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a person ask for the long run."""
    parser.addoption("--long", action="store_true", help="try for hours what is endless")


def pytest_configure(config: pytest.Config) -> None:
    """Let Hypothesis try as much as was asked for, also with its state machines."""
    settings.load_profile("long" if config.getoption("long") else "default")
    # The event loop of a test notes whence each step of it came: all callers' callers take long.
    pytest.MonkeyPatch().setattr("asyncio.constants.DEBUG_STACK_DEPTH", 1)
    # On a busy machine it would also tell of each that took long, among what a test looks for.
    logging.getLogger("asyncio").setLevel(logging.ERROR)
    # Home Assistant's plugin lets the recorder tell of every statement, also between the tests.
    logging.getLogger("sqlalchemy.engine").setLevel(logging.WARNING)


@pytest.fixture(scope="session")
def long(request: pytest.FixtureRequest) -> bool:
    """Tell whether this is the long run, for tests that Hypothesis does not drive."""
    return bool(request.config.getoption("long"))


@pytest.fixture(autouse=True)
def loopback_only(request: pytest.FixtureRequest) -> None:
    """Let every test open sockets; the Home Assistant plugin lets them reach 127.0.0.1 alone."""
    if request.config.pluginmanager.has_plugin("socket"):
        request.getfixturevalue("socket_enabled")


@pytest.fixture(autouse=True)
def integration_enabled(request: pytest.FixtureRequest) -> None:
    """Let Home Assistant find the integration, in the tests that have a Home Assistant."""
    if "hass" not in request.fixturenames:
        return
    if "recorder_mock" in request.fixturenames:
        request.getfixturevalue("recorder_mock")  # which must be there before Home Assistant is
    request.getfixturevalue("enable_custom_integrations")


@pytest.fixture
def hass_config_dir(hass_tmp_config_dir: str) -> str:
    """Give every Home Assistant its own folder: the journals are real files."""
    return hass_tmp_config_dir


@pytest.fixture
def quick_polls(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask for inbound messages, and for what a report named, without a pause."""
    messaging = "custom_components.smspilot.messaging"
    monkeypatch.setattr(f"{messaging}.receiving.polling.SELDOM", 0.01)
    monkeypatch.setattr(f"{messaging}.receiving.polling.OFTEN", 0.01)
    monkeypatch.setattr(f"{messaging}.delivery.REPORT_INTERVAL", 0.01)


@pytest.fixture
async def simulator() -> AsyncGenerator[Simulator]:
    """Run a gateway on a free port of 127.0.0.1."""
    from simulator import Simulator  # noqa: PLC0415 - most tests need no gateway

    async with Simulator() as running:
        yield running
