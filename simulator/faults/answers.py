"""What a fault does to the rows and the body of an answer."""

from __future__ import annotations

from simulator.faults.switches import Struck

type Rows = list[dict[str, str]]


def wrong_rows(rows: Rows, faults: Struck) -> Rows:
    """Return rows with some missing or all doubled, if such a fault has struck."""
    if (missing := faults.get("missing_rows")) is not None:
        rows = rows[: max(0, len(rows) - int(missing.parameters["rows"]))]
    if "doubled_rows" in faults:
        rows = [row for row in rows for _ in range(2)]
    return rows


def wrong_body(body: bytes, faults: Struck) -> bytes:
    """Return an answer broken or cut, if such a fault has struck."""
    if "broken_json" in faults:
        return body.replace(b":", b"=", 1)[:-1] + b",]"
    return body[: len(body) // 2] if "cut_json" in faults else body
