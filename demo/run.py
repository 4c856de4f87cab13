"""Start the two programs, furnish the home if it is new, and watch over both until the end."""

from __future__ import annotations

import asyncio
import signal
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from demo.account import Account, Person
from demo.folder import HOME_ASSISTANT_PORT, SIMULATOR_PORT, Folder, Remembered
from demo.furnish import PASSWORD, USERNAME, furnish
from demo.home_assistant import until_answering
from demo.ports import HOST, free_port
from demo.process import running, tail
from demo.seeds import move_gateway, write_address
from demo.words import LANGUAGES, Words
from simulator.accounts import DEMO_KEY

if TYPE_CHECKING:
    from asyncio.subprocess import Process
    from collections.abc import Coroutine
    from pathlib import Path

_RESTART: Final = 100
"""Home Assistant's exit code when somebody asked it to restart."""
_PATIENCE: Final = 60.0
_SIMULATOR_PATIENCE: Final = 5.0
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
    language: str
    port: int | None = None
    simulator_port: int | None = None
    own_account: Account | None = None
    gateway: bool = False


class Demo:
    """One run of the demo in one folder."""

    def __init__(self, folder: Folder, wishes: Wishes, remembered: Remembered) -> None:
        """Take the folder, which has been laid out already."""
        self._folder = folder
        self._wishes = wishes
        self._remembered = remembered
        self._words: Words = LANGUAGES[remembered.language]
        self._stop = asyncio.Event()

    async def run(self) -> None:
        """Run both programs until somebody stops the demo."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, self._stop.set)
        self._choose_ports()
        async with AsyncExitStack() as programs:
            watched = {}
            if not self._wishes.gateway:
                watched["simulator"] = await self._start_simulator(programs)
            while True:
                async with AsyncExitStack() as stack:
                    home = await self._start_home_assistant(stack)
                    if await self._live({**watched, "Home Assistant": home}) != _RESTART:
                        return

    def _choose_ports(self) -> None:
        remembered, wishes = self._remembered, self._wishes
        wanted = wishes.port or remembered.home_assistant_port
        remembered.home_assistant_port = self._free(wanted)
        wanted = wishes.simulator_port or remembered.simulator_port
        if not wishes.gateway:
            remembered.simulator_port = self._free(wanted, taken=remembered.home_assistant_port)
        storage = self._folder.config / ".storage"
        write_address(storage, remembered.home_assistant_port)
        if not wishes.gateway:
            move_gateway(storage, f"{self._phones}api.php")

    def _free(self, wanted: int, *, taken: int = 0) -> int:
        port = free_port(wanted, taken=taken)
        if port != wanted:
            say(self._words.port_taken.format(port=wanted, other=port))
        return port

    async def _start_simulator(self, stack: AsyncExitStack) -> Process:
        port, state = self._remembered.simulator_port, self._folder.simulator_state
        arguments = ["-m", "simulator", "--host", HOST, "--port", str(port), "--state", str(state)]
        return await stack.enter_async_context(
            running(
                arguments,
                folder=self._wishes.root,
                root=self._wishes.root,
                log=self._folder.simulator_log,
                patience=_SIMULATOR_PATIENCE,
            )
        )

    async def _start_home_assistant(self, stack: AsyncExitStack) -> Process:
        config = self._folder.config
        program = str(self._wishes.root / "demo" / "launch.py")
        arguments = ["-P", program, "--config", str(config)]
        return await stack.enter_async_context(
            running(
                [*arguments, "--skip-pip", "--log-no-color"],
                folder=config,
                root=self._wishes.root,
                log=self._folder.home_assistant_log,
                patience=_PATIENCE,
            )
        )

    async def _live(self, programs: dict[str, Process]) -> int:
        """Get everything ready, say so, and return Home Assistant's exit code."""
        await self._unless_stopped(programs, self._get_ready())
        announce(self._words, self._remembered, self._wishes, self._folder)
        home = programs["Home Assistant"]
        try:
            await self._unless_stopped(programs, asyncio.Event().wait())
        except StoppedError as stopped:
            if stopped.name and home.returncode == _RESTART:
                say(self._words.starting_again)
                return _RESTART
            raise
        return 0

    async def _get_ready(self) -> None:
        url = f"http://{HOST}:{self._remembered.home_assistant_port}"
        if not self._wishes.gateway:
            await until_answering(self._phones)
        await until_answering(f"{url}/manifest.json")
        if self._remembered.furnished:
            return
        say(self._words.furnishing)
        await furnish(
            url,
            self._account(),
            self._words,
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
            simulator, home = self._folder.simulator_log, self._folder.home_assistant_log
            raise StoppedError(name=name, log=simulator if name == "simulator" else home)
        done.pop().result()

    @property
    def _phones(self) -> str:
        return f"http://{HOST}:{self._remembered.simulator_port}/"

    def _account(self) -> Account:
        if self._wishes.own_account is not None:
            return self._wishes.own_account
        people = [
            Person(name=self._words.family, phone=_FAMILY),
            Person(name=self._words.neighbour, phone=_NEIGHBOUR),
        ]
        return Account(key=DEMO_KEY, url=f"{self._phones}api.php", people=people)

    def _hints(self) -> str:
        words = self._words
        hints = words.hints_gateway if self._wishes.gateway else words.hints
        return hints.format(alarm=words.alarm, phones=self._phones)


def announce(words: Words, remembered: Remembered, wishes: Wishes, folder: Folder) -> None:
    """Say where everything is."""
    log_in = words.log_in.format(username=USERNAME, password=PASSWORD)
    say(f"\n{words.ready}\n")
    say(f"  Home Assistant   http://{HOST}:{remembered.home_assistant_port}   {log_in}")
    if not wishes.gateway:
        say(f"  {words.phones:<16} http://{HOST}:{remembered.simulator_port}")
    say(f"\n{words.try_gateway if wishes.gateway else words.try_it}")
    say(f"{words.how_to_stop.format(folder=folder.path)}\n")


def died(words: Words, stopped: StoppedError) -> None:
    """Say which program stopped by itself, with the end of its log."""
    say(words.died.format(name=stopped.name))
    if stopped.log is not None:
        say(tail(stopped.log))


def say(line: str) -> None:
    """Print a line at once, also into a pipe."""
    print(line, flush=True)


def new_home(language: str) -> Remembered:
    """Return the memory of a home that is still empty."""
    return Remembered(
        language=language,
        home_assistant_port=HOME_ASSISTANT_PORT,
        simulator_port=SIMULATOR_PORT,
    )
