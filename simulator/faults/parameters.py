"""What can be said about a fault, checked when it is switched on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from simulator.faults.kinds import Kind

# What a number may be, lest an answer cannot be given at all.
_LIMITS: Final = {
    "status": (200, 599),
    "code": (0, 9999),
    "seconds": (-1e8, 1e8),
    "bytes": (1, 1e6),
    "megabytes": (0, 4096),
    "every": (1, 1e6),
    "by": (-100, 100),
}
_OTHERWISE: Final = (0, 1e6)


def read_parameters(name: str, kind: Kind, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return all parameters of a fault, or say which of those given it cannot have."""
    if wrong := given.keys() - kind.parameters.keys():
        raise ValueError(f"fault {name} does not know {', '.join(sorted(wrong))}")
    return {
        key: _read(key, type(default)(given.get(key, default)), kind)
        for key, default in kind.parameters.items()
    }


def _read(key: str, value: float | str, kind: Kind) -> float | str:
    if isinstance(value, str):
        choices = kind.choices.get(key)
        chosen = value.split(",") if kind.several else [value]
        if choices is not None and not set(chosen) <= set(choices):
            raise ValueError(f"{key} is one of: {', '.join(choices)}")
        if not value.isprintable():
            raise ValueError(f"{key} holds characters that cannot be sent")
        return value
    low, high = _LIMITS.get(key, _OTHERWISE)
    if not low <= value <= high:
        raise ValueError(f"{key} is between {low:g} and {high:g}")
    return value
