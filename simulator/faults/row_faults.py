"""What faults do to the rows of an answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta, tzinfo
from typing import Any, Final

from simulator.faults.switches import Fault, Struck

type Row = dict[str, str]
type Parameters = Mapping[str, Any]

_TEXTS: Final = ("message", "text")
_MOMENTS: Final = ("created", "modified")
_LETTERS: Final = str.maketrans("ёЁ№«»—", 'еЕN""-')
_BEYOND_TWO_BYTES: Final = re.compile("[\U00010000-\U0010ffff]")
_RUSSIAN: Final = re.compile(r"7(\d{3})(\d{3})(\d{2})(\d{2})")
_PHONE_FORMS: Final = {
    "8": r"8\1\2\3\4",
    "plus": r"+7\1\2\3\4",
    "short": r"\1\2\3\4",
    "people": r"+7 (\1) \2-\3-\4",
}


def wrong_rows(rows: list[Row], faults: Struck, zone: tzinfo) -> list[Row]:
    """Return the rows as the faults that have struck leave them."""
    if (missing := faults.get("missing_rows")) is not None:
        rows = rows[: max(0, len(rows) - missing.parameters["rows"])]
    if (order := faults.get("other_order")) is not None:
        rows = _ordered(rows, order)
    if "doubled_rows" in faults:
        rows = [row for row in rows for _ in range(2)]
    for name, change in _CHANGES.items():
        if (fault := faults.get(name)) is not None:
            rows = [row | change(row, fault.parameters, zone) for row in rows]
    return rows


def _ordered(rows: list[Row], fault: Fault) -> list[Row]:
    if fault.parameters["order"] == "oldest":
        return rows[::-1]
    return fault.random.sample(rows, len(rows))


def _texts(row: Row, parameters: Parameters, _zone: tzinfo) -> Row:
    return {name: _changed(row[name], parameters) for name in _TEXTS if name in row}


def _changed(text: str, parameters: Parameters) -> str:
    for way in parameters["how"].split(","):
        match way:
            case "letters":
                text = text.translate(_LETTERS)
            case "emoji":
                text = _BEYOND_TWO_BYTES.sub("?", text)
            case "halves":
                text = _BEYOND_TWO_BYTES.sub(lambda found: _first_half(found[0]), text)
            case "cut":
                text = text[: parameters["characters"]]
            case "trimmed":
                text = " ".join(text.split())
    return text


def _first_half(character: str) -> str:
    """Return the first of the two UTF-16 units of a character."""
    return character.encode("utf-16-be")[:2].decode("utf-16-be", "surrogatepass")


def _without_text(row: Row, _parameters: Parameters, _zone: tzinfo) -> Row:
    return {name: "" for name in _TEXTS if name in row}


def _senders(row: Row, parameters: Parameters, _zone: tzinfo) -> Row:
    return {name: value for name, value in parameters.items() if name in row and value}


def _phones(row: Row, parameters: Parameters, _zone: tzinfo) -> Row:
    form = _PHONE_FORMS[parameters["how"]]
    phone = row.get("phone", "")
    return {"phone": _RUSSIAN.sub(form, phone)} if _RUSSIAN.fullmatch(phone) else {}


def _parts(row: Row, parameters: Parameters, _zone: tzinfo) -> Row:
    return {"parts": str(int(row["parts"]) + parameters["by"])} if row.get("parts") else {}


def _created(row: Row, parameters: Parameters, zone: tzinfo) -> Row:
    return {name: _moment(row[name], parameters, zone) for name in _MOMENTS if row.get(name)}


def _moment(written: str, parameters: Parameters, zone: tzinfo) -> str:
    when = datetime.fromisoformat(written).replace(tzinfo=zone)
    when += timedelta(seconds=parameters["seconds"])
    form = parameters["form"]
    if form in ("unix", "none"):
        return str(int(when.timestamp())) if form == "unix" else ""
    between = "T" if form in ("T", "iso") else " "
    precision = "milliseconds" if form in ("fraction", "iso") else "seconds"
    told = when if form in ("offset", "iso") else when.replace(tzinfo=None)
    return told.isoformat(between, precision)


_CHANGES: Final[dict[str, Callable[[Row, Parameters, tzinfo], Row]]] = {
    "recent_without_text": _without_text,
    "changed_texts": _texts,
    "changed_senders": _senders,
    "changed_phones": _phones,
    "changed_parts": _parts,
    "changed_created": _created,
}
