"""Long answers, read in little memory."""

from __future__ import annotations

import tracemalloc

import pytest

from custom_components.smspilot.api.long_answer import read_long
from custom_components.smspilot.api.rows import INBOUND
from custom_components.smspilot.api.transport import LARGEST_BODY

MIB = 1 << 20


def filled(head: str, unit: str, end: str) -> bytes:
    """Return a body as large as may be, of the same again and again."""
    room = LARGEST_BODY - len((head + end).encode())
    return (head + unit * (room // len(unit)) + end).encode()


def numbered(unit: str, many: int) -> str:
    """Return parts that differ."""
    return ",".join(unit.replace("#", f"{number:07}") for number in range(many))


INBOUND_ROW = (
    '{"id":"#","phone":"790#","num":"79021121076","text":"Gate #","created":"2026-11-22 # UTC"}'
)


@pytest.mark.parametrize(
    ("body", "parts"),
    [
        (filled('{"inbound":[', "{},", "{}]}"), None),
        (filled('{"inbound":[', "[],", "[]]}"), None),
        (filled('{"inbound":[', '{"id":77},', "{}]}"), None),
        (filled('{"inbound":', "[", ""), None),
        (filled('{"inbound":["\N{FIRE}', "x", '"]}'), None),
        (filled('{"inbound":[[', "[],", "[]]]}"), None),
        (filled('{"inbound":{"a":1', ',"a":1', "}}"), None),
        (filled("{" + numbered('"#":[' + "[]," * 20_000 + "1]", 100), " ", "}"), None),
        (f"{{{numbered('"#":1', 600_000)}}}".encode(), None),
        (filled('{"inbound":[{"text":"\N{FIRE}"}', " ", "]}"), 1),
        (f'{{"inbound":[{numbered(INBOUND_ROW, 50_000)}]}}'.encode(), 50_000),
    ],
    ids=[
        *("objects", "lists", "rows", "depth", "text", "one list", "one object"),
        *("values", "names", "space", "good rows"),
    ],
)
def test_no_answer_takes_more_than_20_mib(body: bytes, parts: int | None) -> None:
    assert len(body) <= LARGEST_BODY
    tracemalloc.start()
    try:
        values, made = read_long(bytearray(body), "utf-8", INBOUND.make)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most <= 20 * MIB
    assert len(made["inbound"] if values else []) == (parts or 0)
    assert bool(values) is (parts is not None)


@pytest.mark.parametrize(
    "body", ['{"send":[{"id":"1"}]', '{"send":[{"id":"1"}]}[]', '{7:[{"id":"1"}]}', "[1,2,3]", ""]
)
def test_what_is_not_whole_is_no_answer(body: str) -> None:
    assert read_long(bytearray(body.encode()), "utf-8", INBOUND.make, longest=8) == ({}, {})


def test_of_two_values_of_a_name_the_last_counts() -> None:
    rows = ",".join(['{"id":"7"}'] * 9)
    body = f'{{"inbound":[{rows}],"inbound":[]}}'.encode()
    assert read_long(bytearray(body), "utf-8", INBOUND.make, longest=16) == ({"inbound": []}, {})


def test_parts_may_be_far_apart() -> None:
    body = ' {"inbound" : {"1" : {"id":"7"} , "2" : 0}}'.replace(" ", " " * 1000).encode()
    values, made = read_long(bytearray(body), "windows-1251", INBOUND.make, longest=16)
    assert values == {"inbound": []}
    assert [part and part.id for part in made["inbound"]] == ["7", None]
