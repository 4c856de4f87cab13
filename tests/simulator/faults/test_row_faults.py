"""The faults that change the rows of an answer."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulator.conftest import OTHER, PHONE, Gateway


async def recent(gateway: Gateway) -> dict[str, str]:
    """Return everything about the newest message of the last 24 hours."""
    row: dict[str, str] = (await gateway.json(check="recent", fields="all"))["check"][0]
    return row


async def test_leaves_rows_out_or_doubles_them(gateway: Gateway) -> None:
    gateway.simulator.faults.add("missing_rows", times=1)
    rows = (await gateway.json(send="Hello", to=f"{PHONE},{OTHER}"))["send"]
    assert [row["phone"] for row in rows] == [PHONE]
    gateway.simulator.faults.add("doubled_rows", times=1)
    rows = (await gateway.json(check="4566,4567"))["check"]
    assert [row["server_id"] for row in rows] == ["4566", "4566", "4567", "4567"]


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        ("letters", 'Ее N5 "в" - 🔥  ok '),
        ("emoji", "Ёё №5 «в» — ?  ok "),
        ("cut", "Ёё №5"),
        ("trimmed", "Ёё №5 «в» — 🔥 ok"),
        ("halves", "Ёё №5 «в» — \ud83d  ok "),
        ("letters,emoji,trimmed", 'Ее N5 "в" - ? ok'),
    ],
)
async def test_gives_texts_back_changed(gateway: Gateway, how: str, expected: str) -> None:
    text = "Ёё №5 «в» — 🔥  ok "
    await gateway.send(text)
    assert (await recent(gateway))["message"] == text
    gateway.simulator.faults.add("changed_texts", how=how, characters=5)
    assert (await recent(gateway))["message"] == expected
    assert "message" not in (await gateway.json(check="recent"))["check"][0]
    assert (await gateway.json(check="4566", fields="message"))["check"][0]["message"] == text


async def test_half_an_emoji_is_escaped_in_json(gateway: Gateway) -> None:
    gateway.simulator.receive(PHONE, "Hi 🔥")
    gateway.simulator.faults.add("changed_texts", how="halves", command="inbound")
    assert '"text":"Hi \\ud83d"' in await gateway.text(inbound="all", format="json")
    for form in ("text", "xml"):
        assert "Hi ?" in await gateway.text(inbound="all", format=form)


async def test_gives_another_sender(gateway: Gateway) -> None:
    await gateway.send()
    gateway.simulator.faults.add("changed_senders", times=1)
    row = await recent(gateway)
    assert (row["sender"], row["sender_orig"]) == ("SMSPILOT.RU", "INFORM")
    gateway.simulator.faults.add("changed_senders", sender="A", sender_orig="B")
    row = await recent(gateway)
    assert (row["sender"], row["sender_orig"]) == ("A", "B")


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        ("8", "89087964781"),
        ("plus", "+79087964781"),
        ("short", "9087964781"),
        ("people", "+7 (908) 796-47-81"),
    ],
)
async def test_writes_russian_numbers_otherwise(gateway: Gateway, how: str, expected: str) -> None:
    gateway.simulator.faults.add("changed_phones", how=how, command=["send", "recent"])
    assert (await gateway.send())["phone"] == expected
    assert (await recent(gateway))["phone"] == expected
    assert (await gateway.send(to="375291234567"))["phone"] == "375291234567"


async def test_counts_parts_otherwise(gateway: Gateway) -> None:
    await gateway.send("x" * 161)
    gateway.simulator.faults.add("changed_parts", by=-1)
    assert (await recent(gateway))["parts"] == "1"
    assert "parts" not in (await gateway.json(check="recent"))["check"][0]


@pytest.mark.parametrize(
    ("form", "seconds", "expected"),
    [
        ("plain", 3600, "2026-11-22 16:00:00"),
        ("T", 0, "2026-11-22T15:00:00"),
        ("fraction", -60, "2026-11-22 14:59:00.000"),
        ("offset", 0, "2026-11-22 15:00:00+03:00"),
        ("iso", 0, "2026-11-22T15:00:00.000+03:00"),
        ("unix", 0, "1795348800"),
        ("none", 0, ""),
    ],
)
async def test_writes_moments_otherwise(
    gateway: Gateway, form: str, seconds: float, expected: str
) -> None:
    await gateway.send()
    gateway.simulator.receive(PHONE, "Hi")
    wished: dict[str, Any] = {"form": form, "seconds": seconds, "command": ["recent", "inbound"]}
    gateway.simulator.faults.add("changed_created", **wished)
    assert (await recent(gateway))["created"] == expected
    assert (await gateway.json(inbound="all"))["inbound"][0]["created"] == expected


async def test_gives_rows_in_another_order(gateway: Gateway) -> None:
    ids = [(await gateway.send(str(number)))["server_id"] for number in range(9)]

    async def listed() -> list[str]:
        return [row["server_id"] for row in (await gateway.json(check="recent"))["check"]]

    assert await listed() == ids[::-1]
    gateway.simulator.faults.add("other_order", times=1)
    assert await listed() == ids
    gateway.simulator.faults.add("other_order", order="shuffled")
    shuffled = await listed()
    assert sorted(shuffled) == ids
    assert shuffled not in (ids, ids[::-1])
