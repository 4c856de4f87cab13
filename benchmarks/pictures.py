"""Two pictures of what was measured."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

_WIDTH, _HEIGHT, _EDGE = 640, 300, 60
_STYLE = """\
<style>
text { font: 14px sans-serif; fill: #444 }
.figure { fill: #222; font-weight: bold }
.axis { stroke: #999 }
.ours { fill: #1f77b4; stroke: #1f77b4 }
.theirs { fill: #b0b0b0 }
@media (prefers-color-scheme: dark) { text { fill: #bbb } .figure { fill: #eee } }
</style>"""


@dataclass(slots=True)
class Figures:
    """What the pictures show."""

    costs: dict[int, float] = field(default_factory=dict)
    """Seconds of the processor for each message, by the number of recipients."""
    requests: dict[str, int] = field(default_factory=dict)
    """For one alarm to ten people, by who sends it."""


def draw(figures: Figures, folder: Path) -> None:
    """Write both pictures into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, picture in (
        ("cost_by_recipients", _curve(figures.costs)),
        ("requests_of_an_alarm", _bars(figures.requests)),
    ):
        (folder / f"{name}.svg").write_text("\n".join(picture) + "\n", encoding="utf-8")


def _frame(title: str) -> Iterator[str]:
    size = f'viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{title}"'
    yield f'<svg xmlns="http://www.w3.org/2000/svg" {size}>'
    yield _STYLE
    yield f'<text x="{_EDGE}" y="26" class="figure">{title}</text>'


def _curve(costs: Mapping[int, float]) -> Iterator[str]:
    """Yield a curve of the costs; both axes begin at nought or one."""
    yield from _frame("Processor time for each message (µs), by the number of recipients")
    widest, highest = math.log10(max(costs)), 1.2 * max(costs.values())
    bottom = _HEIGHT - _EDGE
    spots = {
        size: (
            _EDGE + math.log10(size) / widest * (_WIDTH - 2 * _EDGE),
            bottom - cost / highest * (bottom - _EDGE),
        )
        for size, cost in costs.items()
    }
    yield f'<path class="axis" fill="none" d="M{_EDGE} {_EDGE}V{bottom}H{_WIDTH - _EDGE}"/>'
    line = " ".join(f"{x:.0f},{y:.0f}" for x, y in spots.values())
    yield f'<polyline class="ours" style="fill:none" stroke-width="2" points="{line}"/>'
    for size, (x, y) in spots.items():
        yield f'<circle class="ours" cx="{x:.0f}" cy="{y:.0f}" r="4"/>'
        yield _text(x, y - 12, f"{costs[size] * 1e6:.0f}", "figure")
        yield _text(x, bottom + 22, f"{size:,}")
    yield "</svg>"


def _bars(requests: Mapping[str, int]) -> Iterator[str]:
    """Yield a bar for each who sends."""
    yield from _frame("Requests for one alarm to ten people")
    step = (_HEIGHT - _EDGE) / len(requests)
    left, most = 3 * _EDGE, max(requests.values())
    for row, (name, number) in enumerate(requests.items()):
        top, width = _EDGE + row * step, number / most * (_WIDTH - left - _EDGE)
        kind = "ours" if row == 0 else "theirs"
        size = f'x="{left}" y="{top:.0f}" width="{width:.0f}" height="{step * 0.6:.0f}"'
        yield f'<rect class="{kind}" {size}/>'
        middle = top + step * 0.3 + 5
        yield f'<text x="{left - 10}" y="{middle:.0f}" text-anchor="end">{name}</text>'
        yield f'<text x="{left + width + 8:.0f}" y="{middle:.0f}" class="figure">{number}</text>'
    yield "</svg>"


def _text(x: float, y: float, words: str, kind: str = "") -> str:
    of_kind = f' class="{kind}"' if kind else ""
    return f'<text x="{x:.0f}" y="{y:.0f}" text-anchor="middle"{of_kind}>{words}</text>'
