"""Who may control the simulator."""

from __future__ import annotations

import pytest
from aiohttp import ClientSession
from yarl import URL

from simulator import Simulator
from tests.simulator.conftest import PHONE, Gateway, frozen_gateway

CALLS = (
    ("GET", "state"),
    ("GET", "events"),
    ("GET", "faults"),
    ("DELETE", "faults"),
    *(
        ("POST", name)
        for name in (
            "receive",
            "status",
            "phone",
            "balance",
            "key",
            "account",
            "accounts",
            "faults",
            "release",
            "clock",
            "dialect",
            "off",
            "on",
            "reset",
        )
    ),
)


async def asked(
    gateway: Gateway, method: str, path: str, headers: dict[str, str], body: str = "{}"
) -> int:
    """Return the status of an answer."""
    url = f"{gateway.simulator.page_url}{path}".replace("0.0.0.0", "127.0.0.1")
    headers = {"Content-Type": "application/json", **headers}
    data = body if method == "POST" else None
    async with gateway.session.request(method, url, data=data, headers=headers) as response:
        return response.status


@pytest.mark.parametrize(("method", "name"), CALLS)
@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:8123"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Host": "evil.example"},
        {"Host": "127.0.0.1:1"},
        {"Host": ""},
    ],
)
async def test_pages_of_another_origin_are_refused(
    gateway: Gateway, method: str, name: str, headers: dict[str, str]
) -> None:
    assert await asked(gateway, method, f"control/{name}", headers) == 403


async def test_its_own_page_and_programs_are_let_in(gateway: Gateway) -> None:
    port = URL(gateway.simulator.url).port
    for host in (f"127.0.0.1:{port}", f"localhost:{port}"):
        headers = {"Host": host, "Origin": f"http://{host}", "Sec-Fetch-Site": "same-origin"}
        assert await asked(gateway, "POST", "control/reset", headers) == 200
        assert await asked(gateway, "GET", "control/state", {"Host": host}) == 200


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"]
)
async def test_a_form_controls_nothing(gateway: Gateway, content_type: str) -> None:
    gateway.simulator.receive(PHONE, "Hi")
    headers = {"Content-Type": content_type}
    assert await asked(gateway, "POST", "control/reset", headers) == 415
    assert gateway.simulator.gateway.inbound


@pytest.mark.parametrize("path", ["", "page/app.js"])
async def test_the_page_may_be_linked_to_but_not_renamed_or_framed(
    gateway: Gateway, path: str
) -> None:
    assert await asked(gateway, "GET", path, {"Sec-Fetch-Site": "cross-site"}) == 200
    assert await asked(gateway, "GET", path, {"Host": "evil.example"}) == 403
    async with gateway.session.get(f"{gateway.simulator.page_url}{path}") as response:
        assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]


async def test_the_gateway_itself_is_open_to_everybody(gateway: Gateway) -> None:
    path = f"api.php?balance=rur&apikey={gateway.simulator.account.key}"
    headers = {"Host": "smspilot.ru", "Origin": "http://evil.example"}
    assert await asked(gateway, "GET", path, headers) == 200


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("192.0.2.1:8125", 200),
        ("[2001:db8::1]", 200),
        ("gateway", 200),
        ("GATEWAY:80", 200),
        ("evil.example", 403),
        ("a b", 403),
        ("127.0.0.1:port", 403),
    ],
)
async def test_on_every_address_only_addresses_and_given_names_will_do(
    session: ClientSession, host: str, expected: int
) -> None:
    async with Simulator(frozen_gateway(), host="0.0.0.0", names=["Gateway"]) as simulator:
        gateway = Gateway(simulator, session)
        assert await asked(gateway, "GET", "control/state", {"Host": host}) == expected
