"""A bench that hypothesis drives: time, faults, crashes and restarts in any order."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from .bench import Bench, open_bench

MINUTE, HOUR = 60.0, 3600.0
NEVER = 1_000_000


class BenchMachine(RuleBasedStateMachine):
    """A home at a gateway that misbehaves, on a machine that crashes."""

    listens = False
    """Whether somebody listens to inbound messages."""

    def __init__(self) -> None:
        """Open a bench in an event loop of its own."""
        super().__init__()
        self.runner = asyncio.Runner()
        self.stack = AsyncExitStack()
        self.off = False
        self.disk_failed = False
        """Whether the disk may not hold all that is known."""
        self.saves_since_failure = 0
        self.bench: Bench = self.run(self.stack.enter_async_context(open_bench()))

    def run[T](self, work: Coroutine[Any, Any, T]) -> T:
        """Run something in the machine's loop."""
        return self.runner.run(work)

    def start(self) -> None:
        """Start Home Assistant."""
        self.run(self.bench.start(listen=self.listens))

    @rule(seconds=st.sampled_from([1.0, 5.0, 20.0, MINUTE, 3 * MINUTE, 10 * MINUTE, HOUR]))
    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self.run(self.bench.advance(seconds))
        self.restart_if_crashed()

    @precondition(lambda self: any(self.bench.simulator.faults))
    @rule()
    def troubles_end(self) -> None:
        """Let the gateway behave again."""
        self.bench.simulator.faults.clear()

    @rule()
    def gateway_goes_or_comes(self) -> None:
        """Switch the gateway off or on."""
        simulator = self.bench.simulator
        self.run(simulator.start() if self.off else simulator.stop())
        self.off = not self.off

    @rule(refuses=st.booleans())
    def disk_fails(self, refuses: bool) -> None:
        """Let the disk refuse to write, or hang."""
        self.disk_failed, self.saves_since_failure = True, 0
        self.bench.disk.unwritable = refuses
        if not refuses:
            self.bench.disk.moves.clear()

    @precondition(lambda self: not self.bench.disk.works)
    @rule()
    def disk_works(self) -> None:
        """Let the disk write again, what waited for it too."""
        self._mend_disk()
        self.restart_if_crashed()

    def _mend_disk(self) -> None:
        self.bench.disk.unwritable = False
        self.bench.disk.moves.set()
        self.run(self.bench.settle())

    def note_save(self) -> None:
        """Note that the disk has taken something; what hung is older than what is known."""
        self.saves_since_failure += self.bench.disk.moves.is_set()
        self.disk_failed = self.disk_failed and self.saves_since_failure <= 1

    @rule(steps=st.integers(0, 12))
    def crash_soon(self, steps: int) -> None:
        """Let Home Assistant die before or after one of the next savings or requests."""
        self.bench.crash_in(steps)

    def restart(self, *, away: float, clean: bool, skew: float = 0.0) -> None:
        """Stop or kill Home Assistant, and start it after a while, with a clock right or wrong."""
        self.run(self.bench.stop() if clean else self.bench.kill())
        self.run(self.bench.advance(away))
        self.bench.skew = skew
        self.start_again()
        self.restart_if_crashed()

    def restart_if_crashed(self) -> None:
        """Start Home Assistant again as often as it takes."""
        while self.bench.crashed:
            self.run(self.bench.kill())
            self.start_again()

    def start_again(self) -> None:
        """Start Home Assistant after a run that may have written nothing of its last news."""
        if self.disk_failed:
            self.news_is_lost()
        self.disk_failed = False
        self._mend_disk()
        self.start()

    def news_is_lost(self) -> None:
        """Expect of what the disk holds what is expected of a backup."""

    def is_at_rest(self) -> bool:
        """Return whether nothing is left that could come to an end."""
        return False

    def all_ends(self, seconds: float) -> None:
        """Let nothing go wrong any more, and everything come to its end, in that time at most."""
        self.bench.crash_in(NEVER)
        self.troubles_end()
        self._mend_disk()
        if self.off:
            self.gateway_goes_or_comes()
        end = self.bench.time.now + seconds
        while self.bench.time.now < end and not self.is_at_rest():
            self.run(self.bench.advance(10 * MINUTE))

    def teardown(self) -> None:
        """Take the bench down."""
        self.run(self.stack.aclose())
        self.runner.close()
