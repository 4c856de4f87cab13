"""Start the two programs, furnish the home if it is new, and watch over both until the end."""

from __future__ import annotations

import asyncio
import signal
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from demo.account import Account, Person
from demo.folder import Folder, Remembered
from demo.furnish import furnish
from demo.home_assistant import until_answering
from demo.phones import name_phones
from demo.programs import HOME_ASSISTANT, SIMULATOR, Programs
from demo.terminal import announce, say
from demo.words import LANGUAGES
from simulator.gateway.accounts import DEMO_KEY

if TYPE_CHECKING:
    from asyncio.subprocess import Process
    from collections.abc import Coroutine
    from pathlib import Path

_RESTART: Final = 100
"""Home Assistant's exit code when somebody asked it to restart."""
_FAMILY: Final = "79087964781"
_NEIGHBOUR: Final = "79021234567"


class StoppedError(Exception):
    """Somebody asked the demo to stop, or one of its programs stopped by itself."""

    def __init__(self, *, name: str | None = None, log: Path | None = None) -> None:
        """Keep the program's name and its log, if it was not asked to stop."""
        super().__init__(name)
        self.name = name
        self.log = log


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """What the person who started the demo asked for."""

    root: Path
    port: int | None = None
    simulator_port: int | None = None
    gateway: bool = False
    """Whether the real gateway is used, and no simulator."""
    own_account: Account | None = None
    """The account at the real gateway, if the home is still empty."""


class Demo:
    """One run of the demo in one folder."""

    def __init__(self, folder: Folder, wishes: Wishes, remembered: Remembered) -> None:
        """Take the folder, which has been laid out already."""
        self._folder = folder
        self._wishes = wishes
        self._remembered = remembered
        self._words = LANGUAGES[remembered.language]
        self._programs = Programs(wishes.root, folder, remembered)
        self._stop = asyncio.Event()

    async def run(self) -> None:
        """Run both programs until somebody stops the demo."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, self._stop.set)
        self._programs.choose_ports(self._wishes.port, self._wishes.simulator_port, self._moved)
        async with AsyncExitStack() as programs:
            watched = {}
            if not self._wishes.gateway:
                watched[SIMULATOR] = await programs.enter_async_context(self._programs.simulator())
            restart = True
            while restart:
                async with self._programs.home_assistant() as home:
                    restart = await self._live({**watched, HOME_ASSISTANT: home})

    def _moved(self, port: int, other: int) -> None:
        say(self._words.port_taken.format(port=port, other=other))

    async def _live(self, programs: dict[str, Process]) -> bool:
        """Get everything ready, say so, and live on until Home Assistant wants to restart."""
        await self._unless_stopped(programs, self._get_ready())
        announce(
            self._words,
            self._programs,
            self._folder,
            self._remembered.password,
            gateway=self._wishes.gateway,
        )
        try:
            await self._unless_stopped(programs, asyncio.Event().wait())
        except StoppedError:
            if programs[HOME_ASSISTANT].returncode != _RESTART:
                raise
            say(self._words.starting_again)
        return True

    async def _get_ready(self) -> None:
        if not self._wishes.gateway:
            await until_answering(self._programs.phones_url)
        await until_answering(f"{self._programs.home_url}/manifest.json")
        if not self._remembered.furnished:
            say(self._words.furnishing)
            if not self._wishes.gateway:
                await name_phones(self._programs.phones_url, self._account().people)
            await furnish(
                self._programs.home_url,
                self._account(),
                self._words,
                password=self._remembered.password,
                language=self._remembered.language,
                hints=self._hints(),
            )
            self._remembered.furnished = True
        self._folder.remember(self._remembered)

    async def _unless_stopped(
        self, programs: dict[str, Process], work: Coroutine[object, object, object]
    ) -> None:
        """Do the work, unless one of the programs ends first or somebody stops the demo."""
        tasks = {asyncio.ensure_future(work): ""}
        tasks |= {asyncio.ensure_future(p.wait()): name for name, p in programs.items()}
        tasks[asyncio.ensure_future(self._stop.wait())] = "stop"
        done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in pending:
            task.cancel()
        await asyncio.gather(*pending, return_exceptions=True)
        names = {tasks[task] for task in done}
        if "stop" in names:
            say(self._words.stopping)
            raise StoppedError
        for name in names - {""}:
            raise StoppedError(name=name, log=self._programs.log_of(name))
        done.pop().result()

    def _account(self) -> Account:
        if self._wishes.own_account is not None:
            return self._wishes.own_account
        people = [
            Person(name=self._words.family, phone=_FAMILY),
            Person(name=self._words.neighbour, phone=_NEIGHBOUR),
        ]
        return Account(key=DEMO_KEY, url=self._programs.gateway_url, people=people)

    def _hints(self) -> str:
        words, own = self._words, self._wishes.own_account
        if own is None:
            hints = words.hints
        else:
            hints = words.hints_gateway if own.people else words.hints_no_recipient
        return hints.format(alarm=words.alarm, phones=self._programs.phones_page)
