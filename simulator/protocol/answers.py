"""What the gateway answers, before it is put into text, XML or JSON."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

type Row = dict[str, str]
# Rows of long lists are made one by one as they are needed.
type Rows = Iterable[Row]


@dataclass(slots=True, kw_only=True)
class Sent:
    """The answer to a send (section 1.1)."""

    rows: Rows
    # The columns that were asked for; a refused row may hold `error` besides.
    fields: tuple[str, ...]
    balance: str
    cost: str
    packet_id: str | None = None
    as_object: bool = False


@dataclass(slots=True, kw_only=True)
class Checked:
    """The answer to a check (section 2.1)."""

    rows: Rows
    fields: tuple[str, ...]


@dataclass(slots=True, kw_only=True)
class Received:
    """The answer to inbound (section 5)."""

    rows: Rows


@dataclass(slots=True, kw_only=True)
class Single:
    """A balance or a cost (sections 1.3 and 3)."""

    name: str
    value: str


@dataclass(slots=True, kw_only=True)
class Info:
    """The account (section 4)."""

    values: Row
    # Shown in the text format alone.
    text_only: frozenset[str] = field(default=frozenset({"any_sender"}))

    @property
    def shown(self) -> Row:
        """What XML and JSON show."""
        return {name: value for name, value in self.values.items() if name not in self.text_only}


@dataclass(slots=True, kw_only=True)
class Refused:
    """An error (section 1.5)."""

    code: int


type Answer = Sent | Checked | Received | Single | Info | Refused
