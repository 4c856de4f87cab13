"""Print what things cost in comparison: `python -m benchmarks`."""

from __future__ import annotations

import asyncio

from . import answers, client
from .measure import Pair

NUMBERS = ("79087964781", "8 (908) 796-47-81", "+49 151 23456789")


def show(name: str, pair: Pair) -> None:
    """Print one line: what was measured, its ratio, and the absolute time of this machine."""
    print(f"{name:<62} {pair.ratio:8.2f}   ({pair.seconds * 1e6:,.0f} µs)", flush=True)


async def main() -> None:
    """Measure everything once."""
    print(f"{'one / other':<62} {'ratio':>8}   (the one, on this machine)")
    async for name, pair in client.requests():
        show(name, pair)
    show(*client.parsing())
    for written in NUMBERS:
        show(*client.phone_number(written))
    print(f"\n{'an answer that is too much':<46} {'MiB more':>10} {'longest stall':>15}")
    async for name, mebibytes, stall in answers.costs():
        print(f"{name:<46} {mebibytes:>10.1f} {stall * 1e3:>12.1f} ms", flush=True)


asyncio.run(main())
