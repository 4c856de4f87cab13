"""The faults: each does to the connection, the answer and the message what its name says."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientOSError,
    ClientPayloadError,
    ServerDisconnectedError,
)

from .conftest import OTHER, PHONE, Gateway

MESSAGE = {"send": "Hello", "to": f"{PHONE},{OTHER}"}


@pytest.mark.parametrize(
    ("name", "parameters", "error", "taken"),
    [
        ("drop_before", {}, ServerDisconnectedError, 0),
        ("drop_after", {}, ServerDisconnectedError, 2),
        ("take_late", {}, ServerDisconnectedError, 0),
        ("reset", {}, ClientOSError, 0),
        ("reset", {"when": "after"}, ClientOSError, 2),
        ("cut_body", {}, ClientPayloadError, 2),
    ],
)
async def test_breaks_the_connection(
    gateway: Gateway, name: str, parameters: dict[str, Any], error: type[ClientError], taken: int
) -> None:
    gateway.simulator.faults.add(name, times=1, **parameters)
    with pytest.raises(error):
        await gateway.json(**MESSAGE)
    assert len(gateway.simulator.messages) == taken
    assert name in gateway.simulator.requests[-1].outcome
    assert (await gateway.send("Next"))["status"] == "0"


async def test_take_late_takes_the_message_when_its_time_has_come(gateway: Gateway) -> None:
    gateway.simulator.faults.add("take_late", seconds=90, times=1)
    with pytest.raises(ServerDisconnectedError):
        await gateway.json(**MESSAGE)
    gateway.simulator.clock.advance(89)
    assert gateway.simulator.messages == []
    gateway.simulator.clock.advance(1)
    assert [message.phone for message in gateway.simulator.messages] == [PHONE, OTHER]


@pytest.mark.parametrize(
    ("name", "parameters", "status", "taken"),
    [
        ("redirect", {}, 302, 0),
        ("redirect", {"status": 307, "to": "https://example.com/"}, 307, 0),
        ("server_error", {}, 500, 0),
        ("server_error", {"status": 502, "when": "after"}, 502, 2),
        ("html", {}, 200, 0),
        ("html", {"when": "after"}, 200, 2),
    ],
)
async def test_answers_something_else(
    gateway: Gateway, name: str, parameters: dict[str, Any], status: int, taken: int
) -> None:
    gateway.simulator.faults.add(name, **parameters)
    data = {"apikey": gateway.simulator.account.key, "format": "json", **MESSAGE}
    async with gateway.session.post(
        gateway.simulator.url, data=data, allow_redirects=False
    ) as response:
        assert response.status == status
        assert response.content_type == "text/html"
        assert response.headers.get("Location") == (
            parameters.get("to", "/elsewhere") if name == "redirect" else None
        )
    assert len(gateway.simulator.messages) == taken


@pytest.mark.parametrize(("when", "taken"), [("before", 0), ("after", 2)])
async def test_refuses_with_any_code(gateway: Gateway, when: str, taken: int) -> None:
    gateway.simulator.faults.add("error", code=118, when=when)
    assert await gateway.code(**MESSAGE) == 118
    assert len(gateway.simulator.messages) == taken
    assert gateway.simulator.requests[-1].outcome == "error 118"


@pytest.mark.parametrize("name", ["broken_json", "cut_json"])
async def test_spoils_the_answer_after_taking_the_message(gateway: Gateway, name: str) -> None:
    gateway.simulator.faults.add(name)
    body = await gateway.text(format="json", **MESSAGE)
    with pytest.raises(json.JSONDecodeError):
        json.loads(body)
    assert len(gateway.simulator.messages) == 2


async def test_leaves_rows_out_or_doubles_them(gateway: Gateway) -> None:
    gateway.simulator.faults.add("missing_rows", times=1)
    assert [row["phone"] for row in (await gateway.json(**MESSAGE))["send"]] == [PHONE]
    gateway.simulator.faults.add("doubled_rows", times=1)
    rows = (await gateway.json(check="4566,4567"))["check"]
    assert [row["server_id"] for row in rows] == ["4566", "4566", "4567", "4567"]


async def test_answers_without_a_date(gateway: Gateway) -> None:
    gateway.simulator.faults.add("no_date_header")
    data = {"apikey": gateway.simulator.account.key}
    async with gateway.session.post(gateway.simulator.url, data=data) as response:
        assert "Date" not in response.headers
        assert "X-No-Date" not in response.headers


@pytest.mark.parametrize(("when", "taken"), [("before", 0), ("after", 2)])
async def test_holds_an_answer_until_released(gateway: Gateway, when: str, taken: int) -> None:
    gateway.simulator.faults.add("hold", when=when)
    asking = asyncio.create_task(gateway.json(**MESSAGE))
    await gateway.simulator.faults.wait_held()
    assert len(gateway.simulator.messages) == taken
    assert gateway.simulator.faults.held == 1
    gateway.simulator.release()
    assert len((await asking)["send"]) == 2


async def test_clearing_the_faults_releases_what_is_held(gateway: Gateway) -> None:
    gateway.simulator.faults.add("hold", times=1)
    gateway.simulator.faults.add("delay")
    asking = asyncio.create_task(gateway.json(balance="rur"))
    await gateway.simulator.clock.wait_sleeping()
    gateway.simulator.clock.advance(15)
    await gateway.simulator.faults.wait_held()
    gateway.simulator.faults.clear("delay")
    assert gateway.simulator.faults.held == 1
    gateway.simulator.faults.clear()
    assert await asking == {"balance": "2934.76"}
    assert list(gateway.simulator.faults) == []


@pytest.mark.parametrize(("when", "taken"), [("before", 0), ("after", 2)])
async def test_is_late_by_its_own_clock(gateway: Gateway, when: str, taken: int) -> None:
    gateway.simulator.faults.add("delay", seconds=40, when=when)
    asking = asyncio.create_task(gateway.json(**MESSAGE))
    await gateway.simulator.clock.wait_sleeping()
    gateway.simulator.clock.advance(39)
    assert len(gateway.simulator.messages) == taken
    assert not asking.done()
    gateway.simulator.clock.advance(1)
    await asking
    assert len(gateway.simulator.messages) == 2


@pytest.mark.parametrize(("when", "taken"), [("before", 0), ("after", 2)])
async def test_a_stop_breaks_off_what_is_held(gateway: Gateway, when: str, taken: int) -> None:
    gateway.simulator.faults.add("hold", when=when)
    asking = asyncio.create_task(gateway.json(**MESSAGE))
    await gateway.simulator.faults.wait_held()
    await gateway.simulator.stop()
    with pytest.raises(ServerDisconnectedError):
        await asking
    assert len(gateway.simulator.messages) == taken


async def test_a_client_that_goes_does_not_stop_the_taking(gateway: Gateway) -> None:
    gateway.simulator.faults.add("hold", when="before")
    asking = asyncio.create_task(gateway.json(**MESSAGE))
    await gateway.simulator.faults.wait_held()
    asking.cancel()
    await asyncio.gather(asking, return_exceptions=True)
    gateway.simulator.faults.clear()
    await gateway.json(balance="rur")
    assert len(gateway.simulator.messages) == 2


async def recent(gateway: Gateway, word: str = "recent") -> list[Any]:
    rows = await gateway.json(check=word, fields="server_id,phone,status,created,message")
    return list(rows["check"])


async def test_the_last_24_hours_may_lag(gateway: Gateway) -> None:
    gateway.simulator.faults.add("recent_lags", seconds=60)
    await gateway.send()
    gateway.simulator.clock.advance(59)
    assert await recent(gateway) == []
    gateway.simulator.clock.advance(1)
    assert len(await recent(gateway)) == 1


async def test_the_last_24_hours_may_be_cut_off(gateway: Gateway) -> None:
    gateway.simulator.faults.add("recent_cut_off", rows=2)
    await gateway.send(to=f"{PHONE},{OTHER},79000000000")
    assert [row["server_id"] for row in await recent(gateway)] == ["4568", "4567"]


async def test_only_one_word_for_the_last_24_hours_may_be_known(gateway: Gateway) -> None:
    await gateway.send()
    gateway.simulator.faults.add("recent_knows_only", word="resent")
    assert [row["phone"] for row in await recent(gateway, "resent")] == [PHONE]
    rows = await recent(gateway, "recent")
    assert [(row["phone"], row["status"]) for row in rows] == [("", "-2")]
    gateway.simulator.faults.clear()
    gateway.simulator.faults.add("recent_knows_only", word="", answer="error")
    assert await gateway.code(check="resent") == 301


async def test_the_last_24_hours_may_be_without_texts(gateway: Gateway) -> None:
    await gateway.send()
    gateway.simulator.faults.add("recent_without_text")
    assert (await recent(gateway))[0]["message"] == ""
    assert "message" not in (await gateway.json(check="recent"))["check"][0]


async def test_the_last_24_hours_may_be_with_trimmed_texts(gateway: Gateway) -> None:
    await gateway.send(" Fire!  Run\n")
    assert (await recent(gateway))[0]["message"] == " Fire!  Run\n"
    gateway.simulator.faults.add("recent_trims_text")
    assert (await recent(gateway))[0]["message"] == "Fire! Run"
    assert "message" not in (await gateway.json(check="recent"))["check"][0]


async def test_rows_first_listed_meanwhile_stay_dated_ahead(gateway: Gateway) -> None:
    gateway.simulator.receive(PHONE, "Before")
    assert len((await gateway.json(inbound="all"))["inbound"]) == 1
    gateway.simulator.faults.add("future_rows", seconds=3600)
    gateway.simulator.receive(PHONE, "Meanwhile")
    await gateway.send()
    expected = {"Before": "2026-11-22 15:00:00", "Meanwhile": "2026-11-22 16:00:00"}
    for _ in range(2):
        rows = (await gateway.json(inbound="all"))["inbound"]
        assert {row["text"]: row["created"] for row in rows} == expected
        assert (await recent(gateway))[0]["created"] == "2026-11-22 16:00:00"
        gateway.simulator.faults.clear()


@pytest.mark.parametrize(("keep", "texts"), [("oldest", ["2", "1"]), ("newest", ["3", "2"])])
async def test_inbound_messages_may_be_cut_off(
    gateway: Gateway, keep: str, texts: list[str]
) -> None:
    for text in ("1", "2", "3"):
        gateway.simulator.receive(PHONE, text)
    gateway.simulator.faults.add("inbound_cut_off", rows=2, keep=keep)
    rows = (await gateway.json(inbound="all"))["inbound"]
    assert [row["text"] for row in rows] == texts


async def test_inbound_messages_may_be_given_from_earlier(gateway: Gateway) -> None:
    gateway.simulator.receive(PHONE, "Before")
    asked = {"inbound": "2026-11-22 17:00:00"}
    assert (await gateway.json(**asked))["inbound"] == []
    gateway.simulator.faults.add("inbound_from_earlier", seconds=7200)
    assert [row["text"] for row in (await gateway.json(**asked))["inbound"]] == ["Before"]


async def test_a_fault_strikes_only_so_often_and_only_its_commands(gateway: Gateway) -> None:
    gateway.simulator.faults.add("error", code=110, times=2, command="balance")
    gateway.simulator.faults.add("error", code=118, command=["account", "recent"])
    assert (await gateway.send())["status"] == "0"
    codes = [
        await gateway.code(balance="rur"),
        await gateway.code(),
        await gateway.code(balance=""),
    ]
    assert codes == [110, 118, 110]
    assert await gateway.json(balance="rur") == {"balance": "2933.45"}
    assert [fault.parameters["code"] for fault in gateway.simulator.faults] == [118]


async def test_a_fault_may_strike_the_first_send_of_each_text_and_phone(gateway: Gateway) -> None:
    gateway.simulator.faults.add("error", once_per_text=True, command="send")
    for text, to in (("A", PHONE), ("B", PHONE), ("A", OTHER)):
        assert await gateway.code(send=text, to=to) == 110
        assert (await gateway.send(text, to))["status"] == "0"


async def test_chance_is_the_same_every_time(gateway: Gateway) -> None:
    def strikes(seed: int) -> list[bool]:
        fault = gateway.simulator.faults.add("html", probability=0.5, seed=seed)
        return [fault.strikes("send", "", ()) for _ in range(20)]

    assert strikes(1) == strikes(1)
    assert strikes(1) != strikes(2)
    assert 0 < sum(strikes(1)) < 20


@pytest.mark.parametrize(
    "wrong",
    [{"name": "no_such"}, {"name": "html", "rows": 1}, {"name": "html", "command": "fly"}],
)
async def test_unknown_faults_are_refused(gateway: Gateway, wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"unknown|does not know"):
        gateway.simulator.faults.add(**wrong)


async def test_a_stopped_gateway_refuses_connections_and_comes_back(gateway: Gateway) -> None:
    await gateway.send()
    await gateway.simulator.stop()
    with pytest.raises(ClientConnectorError):
        await gateway.json(balance="rur")
    await gateway.simulator.start()
    assert await gateway.json(balance="rur") == {"balance": "2933.45"}
    assert await gateway.status("4566") == "0"


async def test_many_requests_at_once_are_all_taken(gateway: Gateway) -> None:
    rows = await asyncio.gather(*(gateway.send(str(number)) for number in range(50)))
    assert len({row["server_id"] for row in rows}) == 50
