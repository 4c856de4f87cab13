"""Answers as text, XML and JSON, to the byte as the document shows them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple
from xml.sax.saxutils import escape

from simulator.basics.error_codes import error_texts
from simulator.basics.json_text import json_text
from simulator.protocol.answers import Answer, Checked, Info, Received, Refused, Row, Sent, Single
from simulator.protocol.row_fields import NETWORK_FIELDS

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


class Form(NamedTuple):
    """How an answer is written: what stands before, between and after its rows, and each row."""

    before: str
    row: Callable[[Row], str] = str
    between: str = ""
    after: str = ""

    def joined(self, rows: Iterable[str]) -> str:
        """Return the answer of rows that are written already."""
        return f"{self.before}{self.between.join(rows)}{self.after}"


def form_of(answer: Answer, form: str, *, language: str = "en", separator: str = "\n") -> Form:
    """Return how an answer is written in the format that was asked for."""
    match form:
        case "json":
            return _json(answer)
        case "xml":
            return _xml(answer)
        case "v":
            return _value(answer)
        case _:
            return _text(answer, language, separator)


def _json(answer: Answer) -> Form:
    match answer:
        case Sent():
            packet = {} if answer.packet_id is None else {"server_packet_id": answer.packet_id}
            more = json_text({"balance": answer.balance, "cost": answer.cost} | packet)[1:]
            opening, closing = ("", "") if answer.as_object else ("[", "]")
            return Form(f'{{"send":{opening}', json_text, ",", f"{closing},{more}")
        case Checked():
            return Form('{"check":[', json_text, ",", "]}")
        case Received():
            return Form('{"inbound":[', json_text, ",", "]}")
        case Single():
            return Form(json_text({answer.name: answer.value}))
        case Info():
            return Form(json_text(answer.shown))
        case Refused():
            english, russian = error_texts(answer.code)
            error = {"code": str(answer.code), "description": english, "description_ru": russian}
            return Form(json_text({"error": error}))


def _xml(answer: Answer) -> Form:
    match answer:
        case Sent():
            head = f'<send balance="{answer.balance}" cost="{answer.cost}">\n'
            return Form(head, _xml_row, after="</send>")
        case Checked():
            return Form("<check>\n", _xml_row, after="</check>")
        case Received():
            return Form("<inbound>\n", _xml_inbound, after="</inbound>")
        case Single():
            return Form(f"<{answer.name}>{answer.value}</{answer.name}>")
        case Info():
            rows = "".join(f"<{k}>{_xml_text(v)}</{k}>\n" for k, v in answer.shown.items())
            return Form(f"<info>\n{rows}</info>")
        case Refused():
            english, russian = map(_xml_text, error_texts(answer.code))
            return Form(
                f"<error><code>{answer.code}</code><description>{english}</description>"
                f"<description_ru>{russian}</description_ru></error>"
            )


def _xml_row(row: Row) -> str:
    return f"<sms{_xml_attributes(row)}/>\n"


def _xml_inbound(row: Row) -> str:
    attributes = {key: value for key, value in row.items() if key != "text"}
    return f"<sms{_xml_attributes(attributes)}>{_xml_text(row['text'])}</sms>\n"


def _xml_attributes(row: Row) -> str:
    return "".join(f' {name}="{_xml_text(value, _IN_QUOTES)}"' for name, value in row.items())


def _xml_text(text: str, more: Mapping[str, str] = _NOTHING_MORE) -> str:
    """Write a text as XML allows it: some characters cannot stand there in any form."""
    return _NOT_IN_XML.sub("?", escape(text, more))


def _text(answer: Answer, language: str, separator: str) -> Form:
    match answer:
        case Sent(fields=fields):
            head = f"SUCCESS=SMS SENT {answer.cost}/{answer.balance}"
            return Form(head, lambda row: separator + _columns(row, fields))
        case Checked(fields=fields):
            return Form("", lambda row: _columns(row, (*fields, *_more(row, fields))), separator)
        case Received():
            return Form("", _inbound_columns, separator)
        case Single():
            return Form(answer.value)
        case Info():
            rows = (f"{name}={value}" for name, value in answer.values.items())
            return Form(separator.join(["SUCCESS=APIKEY INFO", *rows]))
        case Refused():
            english, russian = error_texts(answer.code)
            return Form(f"ERROR={answer.code}: {russian if language == 'ru' else english.upper()}")


def _value(answer: Answer) -> Form:
    """Write the one bare value: the id of a send, the status of a check."""
    match answer:
        case Sent() | Checked():
            name = "server_id" if isinstance(answer, Sent) else "status"
            first = next(iter(answer.rows), {})
            return Form(first.get(name, ""), lambda _row: "")
        case Refused():
            return Form(str(answer.code))
        case _:
            return _text(answer, "en", "\n")


def _inbound_columns(row: Row) -> str:
    return f'{row["id"]},{row["phone"]},{row["num"]},{_quoted(row["text"])},"{row["created"]}"'


def _columns(row: Row, fields: tuple[str, ...]) -> str:
    return ",".join(
        _quoted(row.get(name, "")) if name in _QUOTED else row.get(name, "") for name in fields
    )


def _more(row: Row, fields: tuple[str, ...]) -> list[str]:
    """Return the columns of an HLR result, which come without being asked for."""
    return [name for name in row if name in NETWORK_FIELDS and name not in fields]


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
