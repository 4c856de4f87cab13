"""A home that lives through everything that a seed decides, in a time that may pass faster."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Any, Final

from tests.e2e.homes.bare_home import ENTRY
from tests.e2e.homes.notebook import Notebook
from tests.e2e.homes.waiting import PATIENCE, eventually
from tests.e2e.mishaps.line import MOMENTS, BadLine
from tests.e2e.mishaps.traffic import MEAN_PAUSE, PHONES, Traffic, kept_by_a_crash

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine

    from simulator import Simulator
    from tests.e2e.homes.bare_home import BareHome, LayOut, Watch

_MOMENT_WITHIN: Final = 60.0
"""Seconds; a send may come late while much waits."""
_TO_THE_END: Final = 900.0
"""Seconds of the home's time in which all that is open ends once nothing goes wrong any more."""


@dataclass(frozen=True, slots=True)
class Weather:
    """How much befalls a home; seconds are the wall's."""

    faults: float
    """The share of requests that meet with a fault."""
    calm: float
    """Seconds from one blow to the next."""
    between_texts: float
    """Seconds from one text to the next."""


class Storm:
    """Sends and receives through a home whose line is bad, that is killed, reloaded, disabled."""

    def __init__(
        self, lay_out: LayOut, simulator: Simulator, seed: int, *, pace: int, weather: Weather
    ) -> None:
        """Take what lays out the home, its gateway, and how much faster time shall pass."""
        self._chance = chance = Random(seed)
        self._pace = pace
        self._calm = weather.calm
        self.notebook = Notebook()
        self.line = BadLine(simulator.url, chance, share=weather.faults)
        pace_of_traffic = MEAN_PAUSE / weather.between_texts
        self.traffic = Traffic(simulator, chance, phones=PHONES, pace=pace_of_traffic)
        self.struck: Counter[str] = Counter()
        """What happened to the home, and at which moment of a request."""
        self._lay_out = lay_out
        self._home: BareHome | None = None
        self._watch: Watch | None = None

    @property
    def home(self) -> BareHome:
        """Return the home."""
        assert self._home is not None
        return self._home

    @property
    def watch(self) -> Watch:
        """Return the connection to the present life."""
        assert self._watch is not None
        return self._watch

    async def rage(self, seconds: float) -> None:
        """Let so many seconds be bad, and then everything come to its end."""
        async with self.line:
            self._home = self._lay_out(url=self.line.url, pace=self._pace, more="config:\n")
            try:
                await self._be_struck_for(seconds)
                await self._calm_down()
            finally:
                await self.traffic.end()
                await self.home.kill()

    async def _live(self) -> None:
        await self.home.start()
        self._watch = await self.home.watch(self.notebook.note)

    async def _be_struck_for(self, seconds: float) -> None:
        self.line.good = True
        await self._live()
        await self.traffic.until_inbound_works(self.watch, self.notebook)
        self.line.good = False
        await self.traffic.open(self.watch)
        self.traffic.begin()
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            await asyncio.sleep(self._chance.uniform(0.2, 1.8) * self._calm)
            blow = self._chance.choice([self._kill, self._kill, self._reload, self._disable])
            if self._chance.random() < 0.2:
                await self._cut_off()
            moment = self._chance.choice(MOMENTS)
            self.struck[f"{blow.__name__[1:]}, {moment}"] += 1
            await blow(moment)

    async def _calm_down(self) -> None:
        """Let nothing go wrong any more, until all messages have ended and all have come in."""
        self.line.good = True
        await asyncio.sleep(_MOMENT_WITHIN / self._pace / 4)
        await self.traffic.end()
        messages, inbound = self.traffic.accepted, self.traffic.inbound
        await self.notebook.until(
            lambda: (
                all(map(self.notebook.ended, messages))
                and inbound <= self.notebook.fired.keys() | kept_by_a_crash(self.home.logs)
            ),
            within=max(_TO_THE_END / self._pace, PATIENCE),
        )
        await self.home.stop()

    async def _kill(self, moment: str) -> None:
        async def kill() -> None:
            self.traffic.watch = None
            await self.home.kill()

        await self._when(moment, kill)
        await asyncio.sleep(self._chance.choice([0, 0, 3]))
        await self._live()
        await self.traffic.open(self.watch)

    async def _reload(self, moment: str) -> None:
        await self._meanwhile(
            moment, self.watch.call("homeassistant", "reload_config_entry", entry_id=ENTRY)
        )

    async def _disable(self, moment: str) -> None:
        await self._meanwhile(moment, self._set_disabled("user"))
        await asyncio.sleep(self._chance.uniform(0, 2))
        await self._set_disabled(None)

    async def _set_disabled(self, by: str | None) -> None:
        fields: dict[str, Any] = {"entry_id": ENTRY, "disabled_by": by}
        await self.watch.command("config_entries/disable", **fields)
        # Who is killed before that would stay disabled for ever.
        await eventually(lambda: self.home.stored_entry["disabled_by"] == by)

    async def _cut_off(self) -> None:
        """Let the gateway be out of reach for a while."""
        await self.line.go_away()
        await asyncio.sleep(self._chance.uniform(1, 20) / self._pace**0.5)
        await self.line.come_back()

    async def _meanwhile(self, moment: str, work: Coroutine[Any, Any, None]) -> None:
        """Begin some work at a moment of a request, which goes on, and see the work's end."""
        begun = asyncio.Event()

        async def begin() -> None:
            begun.set()

        async def wait_and_work() -> None:
            await begun.wait()
            await work

        working = asyncio.create_task(wait_and_work())
        await self._when(moment, begin)
        begun.set()
        await working

    async def _when(self, moment: str, action: Callable[[], Awaitable[None]]) -> None:
        """Do something when the next send has come so far, or after a while if none comes."""
        done = self.line.plan(moment, action)
        with suppress(TimeoutError):
            await asyncio.wait_for(done.wait(), _MOMENT_WITHIN)
        await self.line.hurry(moment)
        await done.wait()
