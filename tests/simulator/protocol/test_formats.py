"""The forms of an answer."""

from __future__ import annotations

import re
from xml.etree.ElementTree import fromstring

import pytest

from tests.simulator.conftest import PHONE, Gateway


async def test_xml_is_well_formed_whatever_it_holds(gateway: Gateway) -> None:
    text = "".join(map(chr, range(1, 0x80))) + "'\"\ufffe🔥\ud83d\n\tя"
    expected = re.sub("[\x01-\x08\x0b\x0c\x0e-\x1f\ufffe\ud83d]", "?", text)
    gateway.simulator.receive(PHONE, text)
    xml = await gateway.text(inbound="all", format="xml")
    assert fromstring(xml)[0].text == expected  # noqa: S314 - the simulator's own
    gateway.simulator.account.default_sender = "A'\"&<"
    await gateway.send("Hello")
    gateway.simulator.messages[0].text = text
    xml = await gateway.text(check="4566", fields="message,sender", format="xml")
    assert "='" not in xml
    row = fromstring(xml)[0]  # noqa: S314 - the simulator's own
    assert row.attrib == {"message": expected, "sender": "A'\"&<"}


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
