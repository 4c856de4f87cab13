"""Answers as text, XML and JSON, to the byte as the document shows them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape

from simulator.gateway.errors import error_texts
from simulator.gateway.json_text import json_text
from simulator.protocol.answers import Checked, Info, Received, Refused, Sent, Single
from simulator.protocol.rows import NETWORK_FIELDS

if TYPE_CHECKING:
    from simulator.protocol.answers import Answer, Row

CONTENT_TYPES: Final = {
    "text": "text/plain",
    "v": "text/plain",
    "xml": "text/xml",
    "json": "application/json",
}
_NOT_IN_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# A line break must be written as a number where it would count as a blank.
_IN_QUOTES: Final = {'"': "&quot;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}
_NOTHING_MORE: Final[Mapping[str, str]] = MappingProxyType({"\r": "&#13;"})
# Text columns that may hold commas and line breaks.
_QUOTED: Final = frozenset({"message", "error_en", "error_ru"})


def render(answer: Answer, form: str, *, language: str = "en", separator: str = "\n") -> str:
    """Write an answer in the format that was asked for."""
    if form == "json":
        return json_text(_as_json(answer))
    if form == "xml":
        return "\n".join(_as_xml(answer))
    if form == "v":
        return _as_value(answer)
    return separator.join(_as_text(answer, language))


def _as_json(answer: Answer) -> Mapping[str, object]:
    match answer:
        case Sent():
            rows: object = answer.rows[0] if answer.as_object else answer.rows
            packet = {} if answer.packet_id is None else {"server_packet_id": answer.packet_id}
            return {"send": rows, "balance": answer.balance, "cost": answer.cost} | packet
        case Checked():
            return {"check": answer.rows}
        case Received():
            return {"inbound": answer.rows}
        case Single():
            return {answer.name: answer.value}
        case Info():
            return {k: v for k, v in answer.values.items() if k not in answer.text_only}
        case Refused():
            english, russian = error_texts(answer.code)
            error = {"code": str(answer.code), "description": english, "description_ru": russian}
            return {"error": error}


def _as_xml(answer: Answer) -> list[str]:
    match answer:
        case Sent():
            head = f'<send balance="{answer.balance}" cost="{answer.cost}">'
            return [head, *map(_xml_row, answer.rows), "</send>"]
        case Checked():
            return ["<check>", *map(_xml_row, answer.rows), "</check>"]
        case Received():
            rows = [_xml_row(_without(row, "text"), row["text"]) for row in answer.rows]
            return ["<inbound>", *rows, "</inbound>"]
        case Single():
            return [f"<{answer.name}>{answer.value}</{answer.name}>"]
        case Info():
            shown = [(k, v) for k, v in answer.values.items() if k not in answer.text_only]
            return ["<info>", *(f"<{k}>{_xml(v)}</{k}>" for k, v in shown), "</info>"]
        case Refused():
            english, russian = error_texts(answer.code)
            error = (
                f"<error><code>{answer.code}</code><description>{_xml(english)}</description>"
                f"<description_ru>{_xml(russian)}</description_ru></error>"
            )
            return [error]


def _xml_row(row: Row, content: str | None = None) -> str:
    attributes = "".join(f' {name}="{_xml(value, _IN_QUOTES)}"' for name, value in row.items())
    return f"<sms{attributes}/>" if content is None else f"<sms{attributes}>{_xml(content)}</sms>"


def _xml(text: str, more: Mapping[str, str] = _NOTHING_MORE) -> str:
    """Write a text as XML allows it: some characters cannot stand there in any form."""
    return _NOT_IN_XML.sub("?", escape(text, more))


def _as_text(answer: Answer, language: str) -> list[str]:
    match answer:
        case Sent():
            head = f"SUCCESS=SMS SENT {answer.cost}/{answer.balance}"
            return [head, *(_columns(row, answer.fields) for row in answer.rows)]
        case Checked():
            return [
                _columns(row, (*answer.fields, *_more(row, answer.fields))) for row in answer.rows
            ]
        case Received():
            return [
                f'{row["id"]},{row["phone"]},{row["num"]},{_quoted(row["text"])},"{row["created"]}"'
                for row in answer.rows
            ]
        case Single():
            return [answer.value]
        case Info():
            return ["SUCCESS=APIKEY INFO", *(f"{k}={v}" for k, v in answer.values.items())]
        case Refused():
            english, russian = error_texts(answer.code)
            return [f"ERROR={answer.code}: {russian if language == 'ru' else english.upper()}"]


def _as_value(answer: Answer) -> str:
    """Write the one bare value: the id of a send, the status of a check."""
    match answer:
        case Sent():
            return answer.rows[0].get("server_id", "")
        case Checked():
            return answer.rows[0].get("status", "") if answer.rows else ""
        case Refused():
            return str(answer.code)
        case _:
            return "\n".join(_as_text(answer, "en"))


def _columns(row: Row, fields: tuple[str, ...]) -> str:
    return ",".join(
        _quoted(row.get(name, "")) if name in _QUOTED else row.get(name, "") for name in fields
    )


def _more(row: Row, fields: tuple[str, ...]) -> list[str]:
    """Return the columns of an HLR result, which come without being asked for."""
    return [name for name in row if name in NETWORK_FIELDS and name not in fields]


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _without(row: Row, name: str) -> Row:
    return {key: value for key, value in row.items() if key != name}
