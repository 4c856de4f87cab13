"""The table in the documents, written anew in both languages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from .table import Row

DOCS = Path(__file__).parents[1] / "docs"
PICTURES = DOCS / "pictures"
_TABLE = re.compile(r"(?<=\|---\|---\|---\|---\|\n)(?:\|.*\n)*")
_LOAD = re.compile(r"((?:load of the machine|нагрузка машины) [^:\n]*: )[0-9.,]+[0-9]")
_RUSSIAN = {
    r"(?<=\d)\.(?=\d)": ",",
    " µs": " мкс",
    " ms": " мс",
    r" s\b": " с",
    " KiB": " КиБ",
    " MiB": " МиБ",
    " and ": " и ",
    "for each": "на каждое",
    "per tenfold": "на каждое удесятерение",
    "flat within": "ровно в пределах",
    "not more": "не больше",
    "could not be had": "получить не удалось",
    "missed": "не достигнуто",
}


def write(rows: Sequence[Row], load: float) -> None:
    """Put rows into the documents; the Russian one names them in the same order."""
    for language in ("en", "ru"):
        path = DOCS / language / "benchmarks.md"
        text = path.read_text(encoding="utf-8")
        [table] = _TABLE.findall(text)
        names = [line.split(" | ")[0].removeprefix("| ") for line in table.splitlines()]
        if language == "en":
            names = [row.name for row in rows]
        elif len(names) != len(rows):
            raise SystemExit(f"{path} names {len(names)} rows, and {len(rows)} were measured")
        lines = [str(row._replace(name="")) for row in rows]
        shown = f"{load:.1f}"
        if language == "ru":
            lines, shown = [*map(_in_russian, lines)], _in_russian(shown)
        written = [
            line.replace("|  |", f"| {name} |", 1) + "\n"
            for name, line in zip(names, lines, strict=True)
        ]
        text = _LOAD.sub(rf"\g<1>{shown}", text.replace(table, "".join(written)))
        path.write_text(text, encoding="utf-8")


def _in_russian(words: str) -> str:
    for theirs, ours in _RUSSIAN.items():
        words = re.sub(theirs, ours, words)
    return words
