"""The bench itself: everything around a messenger, and its levers."""

from __future__ import annotations

import asyncio
import copy
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Coroutine, Sequence, Sized
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any, cast

import aiohttp

import custom_components.smspilot as integration
from custom_components.smspilot.api.client import SmsPilotClient
from custom_components.smspilot.api.gateway_clock import GatewayClock
from custom_components.smspilot.api.models import ApiKey
from custom_components.smspilot.messaging.clock import Clock
from custom_components.smspilot.messaging.messenger import Messenger
from custom_components.smspilot.messaging.record.draft import Draft
from custom_components.smspilot.messaging.record.journal import Storage
from custom_components.smspilot.messaging.record.message import Message, State
from custom_components.smspilot.messaging.surroundings import Settings, Surroundings
from simulator import Clock as SimulatorClock, Gateway, Simulator
from simulator.commands.sending import send
from simulator.protocol.call import Call

from .disk import Disk, DiskStorage, Run
from .heard import Ear, Heard
from .virtual_time import VirtualTime
from .watched_client import WatchedClient

START = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
PHONE, OTHER_PHONE, THIRD_PHONE = "79087964781", "79161231212", "79219876543"
CALIBRATION_PHONE = "79031112233"
UNLIMITED = Settings(messages_per_hour=100_000, roubles_per_day=Decimal(1_000_000))
FOR_ONE = Settings(roubles_per_day=Decimal(5))
"""Roubles for one message whose price is not known, and for no second."""

_OURS = str(Path(integration.__file__).parent)
_QUIET_ROUNDS = 2
# Turns of the loop in which the gateway hears that the connections of a killed run are closed
_FAREWELLS = 20


class Bench:
    """Everything around a messenger."""

    def __init__(self, simulator: Simulator, session: aiohttp.ClientSession) -> None:
        """Use a gateway whose clock moves with this bench's time."""
        self.simulator = simulator
        self.time = VirtualTime()
        self.skew = 0.0
        self.settings = UNLIMITED
        self.disk = Disk()
        self.open_disk: Callable[[Run], Storage] = lambda run: DiskStorage(
            self.disk, run, self.time.sleep
        )
        self.heard = Heard()
        self._session = session
        self._run = Run()
        self._messenger: Messenger | None = None
        self._on_command: dict[str, Callable[[], None]] = {}
        self._on_answer: dict[str, Callable[[Any], Any]] = {}

    @property
    def messenger(self) -> Messenger:
        """Return the running messenger."""
        assert self._messenger is not None
        return self._messenger

    @property
    def crashed(self) -> bool:
        """Return whether the run has come to the step at which it dies."""
        return self._run.dead

    def wall(self) -> float:
        """Return what the clock on the wall shows."""
        return START.timestamp() + self.time.now + self.skew

    def crash_in(self, steps: int) -> None:
        """Let the run die so many steps (of saving and asking) from now."""
        self._run.crash_in = steps

    async def start(self, *, listen: bool = True, announce: bool = True) -> None:
        """Start Home Assistant: load, and announce when all is set up."""
        messenger = self.create()
        await messenger.start()
        if listen:
            messenger.listen_inbound()
        if announce:
            messenger.announce()
        await self.settle()

    def create(self) -> Messenger:
        """Return the messenger of a new run, not yet started."""
        self._run = Run()
        client = SmsPilotClient(
            self._session,
            ApiKey(key=self.simulator.account.key),
            url=self.simulator.url,
            clock=GatewayClock(monotonic=self.time.monotonic),
        )
        watched = WatchedClient(client, self._run, self._attempted, self._on_answer)
        self._messenger = Messenger(
            Surroundings(
                client=cast("SmsPilotClient", watched),
                storage=self.open_disk(self._run),
                clock=Clock(wall=self.wall, monotonic=self.time.monotonic, sleep=self.time.sleep),
                settings=replace(self.settings, random=Random(0)),
                listener=Ear(self.heard, self._run, self.time),
            )
        )
        return self._messenger

    async def stop(self) -> None:
        """Stop Home Assistant as it should be stopped; a request under way is given its time."""
        stopping = asyncio.ensure_future(self.messenger.stop())
        while not stopping.done() and not self.crashed:
            await self.settle()
            if not stopping.done() and (moment := self.time.next_moment()) is not None:
                self._move(moment)
        if self.crashed:
            stopping.cancel()
        else:
            self._expect_nothing_running()
        await self.kill()

    async def stop_slowly(self, seconds: float) -> None:
        """Stop while the gateway holds an answer back for so long after the stop began."""
        stopping = self.spawn(self.messenger.stop())
        await self.advance(seconds, held=1)
        await self.release()
        await stopping
        self._expect_nothing_running()
        await self.kill()

    async def restart(
        self, *, away: float = 0.0, clean: bool = False, listen: bool = False, announce: bool = True
    ) -> None:
        """Kill Home Assistant, or stop it as it should be, and start it after a while."""
        await (self.stop() if clean else self.kill())
        await self.advance(away)
        await self.start(listen=listen, announce=announce)

    async def kill(self) -> None:
        """Kill Home Assistant: nothing of it runs or is written any more."""
        self._run.dead = True
        ours = _tasks(_OURS, __file__)
        for task in ours:
            task.cancel()
        await asyncio.gather(*ours, return_exceptions=True)
        self._messenger = None

    @staticmethod
    def _expect_nothing_running() -> None:
        """Expect that a run that was stopped goes on with nothing."""
        assert _tasks(_OURS) == []

    async def settle(self, *, held: int = 0) -> None:
        """Let everything happen that needs no time; so many requests may stay unanswered."""
        ready: Sized = getattr(asyncio.get_running_loop(), "_ready")  # noqa: B009
        quiet = 0
        while quiet < _QUIET_ROUNDS and not self.crashed:
            await asyncio.sleep(0)
            quiet = quiet + 1 if self._run.busy <= held and not ready else 0

    async def advance(self, seconds: float, *, held: int = 0) -> None:
        """Let time pass, step by step, on the gateway too."""
        end = self.time.now + seconds
        await self.settle(held=held)
        while not self.crashed:
            moment = self.time.next_moment()
            if moment is None or moment > end:
                break
            self._move(moment)
            await self.settle(held=held)
        self._move(end)
        await self.settle(held=held)

    def drafts(self, text: str, *phones: str, **options: Any) -> list[Draft]:
        """Return what a caller wants sent to phones."""
        return [Draft(phone=phone, text=text, **options) for phone in phones or (PHONE,)]

    def in_seconds(self, seconds: float) -> datetime:
        """Return the moment that comes so many seconds from now."""
        return START + timedelta(seconds=self.time.now + seconds)

    async def send(self, text: str, *phones: str, **options: Any) -> list[Message]:
        """Hand over a text for phones, and let happen what needs no time."""
        messages = self.messenger.accept(self.drafts(text, *phones, **options))
        await self.settle()
        return messages

    async def calibrate(self) -> Message:
        """Send a first message, of which the list of the last 24 hours is learned, and wait."""
        [message] = await self.send("Hello", CALIBRATION_PHONE)
        await self.advance(60)
        assert message.state is State.DELIVERED
        return message

    def back_up(self) -> dict[str, dict[str, str]]:
        """Return what the disk holds now."""
        return copy.deepcopy(self.disk.tables)

    def restore(self, backup: dict[str, dict[str, str]]) -> None:
        """Put on the disk what it once held."""
        self.disk.tables = copy.deepcopy(backup)

    def fault(self, name: str, command: str | tuple[str, ...], **options: Any) -> None:
        """Let the gateway misbehave."""
        self.simulator.faults.add(name, command=command, **options)

    async def send_held(self, text: str, *phones: str, **options: Any) -> list[Message]:
        """Hand over a text for phones; the gateway takes it and does not answer until `release`."""
        self.fault("hold", "send", times=1)
        messages = self.messenger.accept(self.drafts(text, *phones, **options))
        await self.hold()
        return messages

    async def hold(self, answers: int = 1) -> None:
        """Wait until the gateway holds so many answers back (fault `hold`)."""
        await self.simulator.faults.wait_held(answers)
        await self.settle(held=answers)

    def spawn[T](self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Let an action do something beside the test."""
        return asyncio.get_running_loop().create_task(work)

    async def release(self) -> None:
        """Let the gateway answer what it held back."""
        self.simulator.release()
        await self.settle()

    def parameters(self, command: str) -> list[dict[str, str]]:
        """Return the parameters of every such request that the gateway has seen."""
        seen = self.simulator.requests
        return [request.parameters for request in seen if request.command == command]

    def sends(self) -> list[dict[str, str]]:
        """Return the parameters of every send that the gateway has seen."""
        return self.parameters("send")

    def moments(self, command: str, since: float = 0.0) -> list[float]:
        """Return when the gateway saw such requests, in seconds after a moment of this bench."""
        return [
            (request.at - START).total_seconds() - since
            for request in self.simulator.requests
            if request.command == command and (request.at - START).total_seconds() >= since
        ]

    def taken(self) -> Counter[tuple[str, str]]:
        """Return how often the gateway took each text for each phone."""
        return Counter((message.phone, message.text) for message in self.simulator.messages)

    def commands(self) -> list[str]:
        """Return the commands that the gateway has seen."""
        return [request.command for request in self.simulator.requests]

    def states(self, messages: Sequence[Message]) -> list[State]:
        """Return the states of messages."""
        return [message.state for message in messages]

    def send_elsewhere(self, phone: str, text: str, *, sender: str = "INFORM") -> None:
        """Let another program send a text through the same account."""
        gateway = self.simulator.gateway
        call = Call(parameters={"send": text, "to": phone, "from": sender})
        send(gateway, self.simulator.account, call)

    def on_command(self, command: str, action: Callable[[], None]) -> None:
        """Do something whenever such a request is tried, whether or not it reaches the gateway."""
        self._on_command[command] = action

    def on_answer(self, command: str, change: Callable[[Any], Any]) -> None:
        """Change what the client makes of such answers."""
        self._on_answer[command] = change

    def _attempted(self, command: str) -> None:
        if (action := self._on_command.get(command)) is not None:
            action()

    def _move(self, moment: float) -> None:
        self.time.move_to(moment)
        self.simulator.clock.set(START + timedelta(seconds=self.time.now))


def _tasks(*folders: str) -> list[asyncio.Task[Any]]:
    """Return the tasks that run code of these folders or files, but for the one that asks."""
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    return [task for task in tasks if _code_of(task).startswith(folders)]


def _code_of(task: asyncio.Task[Any]) -> str:
    code = getattr(task.get_coro(), "cr_code", None)
    return "" if code is None else str(code.co_filename)


@asynccontextmanager
async def open_bench() -> AsyncGenerator[Bench]:
    """Return a bench with a fresh gateway; nothing is started yet."""
    clock = SimulatorClock(START, frozen=True)
    async with (
        Simulator(Gateway(clock=clock)) as simulator,
        aiohttp.ClientSession() as session,
    ):
        simulator.account.balance = Decimal(1_000_000)
        simulator.account.duplicate_window = 0
        bench = Bench(simulator, session)
        try:
            yield bench
        finally:
            await bench.kill()
            for _ in range(_FAREWELLS):
                await asyncio.sleep(0)
