"""The forms of an answer."""

from __future__ import annotations

import pytest

from tests.simulator.conftest import PHONE, Gateway


async def test_xml_and_text_keep_special_characters(gateway: Gateway) -> None:
    gateway.simulator.receive(PHONE, '<a & "b">\nц')
    xml = await gateway.text(inbound="all", format="xml")
    assert '>&lt;a &amp; "b"&gt;\nц</sms>' in xml
    assert '"<a & \\"b\\">\\nц"' in await gateway.text(inbound="all")


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"send": "Hi", "to": PHONE}, "4566"),
        ({"check": "1"}, "-2"),
        ({"check": "recent"}, ""),
        ({"balance": "rur"}, "2934.76"),
        ({"check": ""}, "300"),
    ],
)
async def test_format_v_is_one_bare_value(
    gateway: Gateway, parameters: dict[str, str], expected: str
) -> None:
    assert await gateway.text(format="v", **parameters) == expected


async def test_errors_in_text_come_in_russian_if_asked_for(gateway: Gateway) -> None:
    assert await gateway.text(check="", lang="ru") == "ERROR=300: server_id не указан"


async def test_rows_of_text_may_end_with_cr_and_lf(gateway: Gateway) -> None:
    gateway.simulator.gateway.dialect.line_separator = "\r\n"
    assert "\r\n4566,79087964781,1.31,0" in await gateway.text(send="Hi", to=PHONE)
