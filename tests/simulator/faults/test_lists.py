"""The faults of the rows that lists give."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulator.conftest import OTHER, PHONE, Gateway


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


@pytest.mark.parametrize(("every", "texts"), [(1, []), (2, ["2"])])
async def test_inbound_messages_may_be_listed_late(
    gateway: Gateway, every: int, texts: list[str]
) -> None:
    for text in ("1", "2", "3"):
        gateway.simulator.receive(PHONE, text)
    gateway.simulator.faults.add("inbound_lags", seconds=60, every=every)
    assert [row["text"] for row in (await gateway.json(inbound="all"))["inbound"]] == texts
    gateway.simulator.clock.advance(60)
    assert len((await gateway.json(inbound="all"))["inbound"]) == 3
