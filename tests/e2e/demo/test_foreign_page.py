"""A page of another origin in the real browser cannot control the simulator."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from tests.e2e.homes.running import RunningSimulator
from tests.e2e.homes.waiting import until
from tests.e2e.pages.phones_page import control

if TYPE_CHECKING:
    from playwright.sync_api import Page, Response

pytestmark = pytest.mark.timeout(300)
POSTS: Final = (
    *("receive", "status", "phone", "balance", "key", "account", "accounts", "faults"),
    *("release", "clock", "dialect", "off", "on", "reset"),
)
CALLS: Final = (
    ("GET", "state"),
    ("GET", "faults"),
    ("GET", "events"),
    ("DELETE", "faults"),
    *(("POST", name) for name in POSTS),
)
_ASK: Final = """async ([url, calls]) => {
    const body = JSON.stringify({ phone: "79087964781", text: "Foreign", balance: "0" });
    for (const [method, name] of calls) {
        for (const [mode, type] of [["cors", "application/json"], ["no-cors", "text/plain"]]) {
            const options = { method, mode, headers: { "Content-Type": type } };
            if (method === "POST") options.body = body;
            try { await fetch(`${url}/control/${name}`, options); } catch { /* as it should be */ }
        }
    }
}"""


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_every_control_call_of_another_origin_is_refused(page: Page, host: str) -> None:
    refused: set[tuple[str, str]] = set()
    answered: list[str] = []

    def see(response: Response) -> None:
        if "/control/" in response.url:
            name = response.url.rpartition("/")[2]
            if response.status == 403:
                refused.add((response.request.method, name))
            elif response.request.method != "OPTIONS":
                answered.append(f"{response.request.method} {name}: {response.status}")

    with RunningSimulator() as simulator, RunningSimulator() as other:
        before = control(simulator.url, "state")
        page.on("response", see)
        page.goto(f"{other.url}/elsewhere".replace("127.0.0.1", host))
        page.evaluate(_ASK, [simulator.url, CALLS])
        # What the browser tells of is heard while something is asked of it.
        seen = {call for call in CALLS if call[0] != "DELETE"}
        until(lambda: page.evaluate("true") and refused == seen)
        after = control(simulator.url, "state")
    assert answered == []
    for kept in ("accounts", "inbound", "faults", "off", "dialect", "timezone"):
        assert after[kept] == before[kept]
