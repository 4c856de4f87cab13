"""What is printed: one row for each thing that was measured."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple


class Row(NamedTuple):
    """A thing, what was measured of it, and what was to be reached."""

    name: str
    figure: str
    goal: str = ""
    reached: bool | None = None
    """None where there is no goal."""

    def __str__(self) -> str:
        """Return the row in Markdown."""
        mark = {None: "", True: "✓", False: "missed"}[self.reached]
        return f"| {self.name} | {self.figure} | {self.goal} | {mark} |"


HEAD = "| what | measured | goal | |\n|---|---|---|---|"


def most(name: str, figure: float, goal: float, unit: str = "", digits: int = 2) -> Row:
    """Return a row whose figure shall not be more than a goal."""
    return Row(
        name, f"{figure:.{digits}f}{unit}", f"≤ {goal:g}{unit}", round(figure, digits) <= goal
    )


def growth(figures: Mapping[int, float]) -> float:
    """Return by what factor figures grow for each tenfold of their sizes."""
    (small, low), *_, (large, high) = sorted(figures.items())
    return float((high / low) ** (1 / math.log10(large / small)))
