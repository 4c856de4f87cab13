"""A real Home Assistant process with little but the integration in it, to be killed at will."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import sys
from contextlib import AsyncExitStack, closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

import aiohttp

from demo.ports import HOST
from demo.seeds import write_address
from tests.e2e.homes.ports import HOMES, own_port

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT: Final = Path(__file__).resolve().parents[3]
INTEGRATION: Final = ROOT / "custom_components" / "smspilot"
RECIPIENT: Final = "01KE7Y0000000000000000000R"
ENTRY: Final = "01KE7Y0000000000000000000E"
PHONE: Final = "79087964781"

_STAND_INS: Final = Path(__file__).parent / "stand_ins"
_ENTRIES: Final = ".storage/core.config_entries"
_PAUSE: Final = 0.05
_LONGEST_STATE: Final = 2**20
_CONFIGURATION: Final = """\
frontend:
witness:
logger:
  default: warning
  logs:
    custom_components.smspilot: info
"""


type LayOut = Callable[..., BareHome]


class BareHome:
    """Home Assistant in a folder; one process at a time, as many as one likes."""

    def __init__(
        self,
        folder: Path,
        *,
        more: str = "",
        integration: Path = INTEGRATION,
        python: Path = Path(sys.executable),
    ) -> None:
        """Lay out a home with the integration, no account yet, and more configuration."""
        self.folder = folder
        self._python = python
        self.port = own_port(HOMES)
        self.lives = 0
        self._process: asyncio.subprocess.Process | None = None
        self._listening: asyncio.Future[Any]
        self._on_state: Callable[[dict[str, Any]], None] = _ignore
        self._watches = AsyncExitStack()
        folder.mkdir()
        (folder / "configuration.yaml").write_text(_CONFIGURATION + more)
        shutil.copytree(_STAND_INS, folder / "custom_components")
        (folder / "custom_components" / "smspilot").symlink_to(integration)
        storage = folder / ".storage"
        storage.mkdir()
        write_address(storage, self.port)

    @classmethod
    def with_account(
        cls, folder: Path, *, key: str, url: str, more: str = "", **options: object
    ) -> Self:
        """Lay out a home with one account, its options and one recipient."""
        home = cls(folder, more=more)
        (folder / _ENTRIES).write_text(json.dumps(_entries(key, url, options)))
        return home

    @property
    def stored_entry(self) -> dict[str, Any]:
        """The account as Home Assistant has written it down, a second late."""
        [entry] = json.loads((self.folder / _ENTRIES).read_text())["data"]["entries"]
        found: dict[str, Any] = entry
        return found

    @property
    def log(self) -> str:
        """What the present or last life has written."""
        return self._log_of(self.lives).read_text(errors="replace")

    @property
    def logs(self) -> list[str]:
        """What each life has written."""
        lives = range(1, self.lives + 1)
        return [self._log_of(life).read_text(errors="replace") for life in lives]

    def _log_of(self, life: int) -> Path:
        return self.folder / f"life-{life:03}.log"

    async def start(self) -> None:
        """Start a new life."""
        assert self._process is None
        self.lives += 1
        (self.folder / "token").unlink(missing_ok=True)
        self._on_state = _ignore
        told, telling = os.pipe()
        self._process = await asyncio.create_subprocess_exec(
            str(self._python),
            "-P",
            str(Path(__file__).parent / "minimal_home_assistant.py"),
            "--config",
            str(self.folder),
            "--skip-pip",
            "--log-no-color",
            cwd=self.folder,
            env={k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
            | {"WITNESS_TELLS": str(telling)},
            pass_fds=[telling],
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        os.close(telling)
        logging = self._log(self._process, self._log_of(self.lives))
        self._listening = asyncio.gather(logging, self._hear(told))

    @property
    def process_id(self) -> int | None:
        """The present life's number in the system."""
        return None if self._process is None else self._process.pid

    @staticmethod
    async def _log(process: asyncio.subprocess.Process, file: Path) -> None:
        """Write down what a life says, which may find its own disk full."""
        assert process.stdout is not None
        with file.open("wb", buffering=0) as log:
            while said := await process.stdout.read(65536):
                log.write(said)

    async def _hear(self, told: int) -> None:
        """Hear of all states, up to the very moment at which a life was ended."""
        reader = asyncio.StreamReader(limit=_LONGEST_STATE)
        transport, _ = await asyncio.get_running_loop().connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(told, "rb")
        )
        with closing(transport):
            while (line := await reader.readline()).endswith(b"\n"):
                self._on_state(json.loads(line))

    async def kill(self) -> None:
        """End the present life without a warning."""
        if self._process is not None:
            if self._process.returncode is None:
                self._process.kill()
            await self._end()

    async def stop(self) -> None:
        """Let the present life end as it should."""
        assert self._process is not None
        self._process.terminate()
        await self._end()

    async def watch(self, on_state: Callable[[dict[str, Any]], None]) -> Watch:
        """Connect before anything is set up; `on_state` is told of every new state."""
        token = self.folder / "token"
        while not token.exists():
            await self._pause()
        session = await self._watches.enter_async_context(aiohttp.ClientSession())
        socket = await self._watches.enter_async_context(await self._connect(session))
        self._on_state = on_state
        watch = Watch(socket)
        self._watches.push_async_callback(watch.end)
        await watch.begin(token.read_text())
        return watch

    async def _connect(self, session: aiohttp.ClientSession) -> aiohttp.ClientWebSocketResponse:
        """Connect as soon as somebody listens, which may be after the token is there."""
        while True:
            try:
                return await session.ws_connect(f"http://{HOST}:{self.port}/api/websocket")
            except aiohttp.ClientConnectorError:
                await self._pause()

    async def _pause(self) -> None:
        """Wait a little for a life that goes on."""
        assert self._process is not None
        assert self._process.returncode is None, self.log
        await asyncio.sleep(_PAUSE)

    async def _end(self) -> None:
        """Await the end of the present life, and hang up whoever watched it."""
        assert self._process is not None
        await self._process.wait()
        await self._listening
        self._process = None
        await self._watches.aclose()


class Watch:
    """A client connected over the WebSocket for as long as its Home Assistant lives."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        """Take the connection."""
        self._socket = socket
        self._answers: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._last_id = 0
        self._reader: asyncio.Task[None] | None = None

    async def begin(self, token: str) -> None:
        """Log in, and let the start go on."""
        await self._socket.receive_json()
        await self._socket.send_json({"type": "auth", "access_token": token})
        assert (await self._socket.receive_json())["type"] == "auth_ok"
        self._reader = asyncio.create_task(self._read())
        await self.command("witness/go")

    async def command(self, kind: str, **fields: Any) -> Any:  # noqa: ANN401  # whatever JSON holds
        """Give a command; `ConnectionError` if Home Assistant dies before it answers."""
        self._last_id += 1
        answer = asyncio.get_running_loop().create_future()
        self._answers[self._last_id] = answer
        await self._socket.send_json({"id": self._last_id, "type": kind, **fields})
        result = await answer
        if not result["success"]:
            raise RefusedError(result["error"]["message"])
        return result["result"]

    async def act(self, action: str, **data: object) -> dict[str, Any]:
        """Call an action of the integration and return its response."""
        fields = {"domain": "smspilot", "service": action, "service_data": data}
        result = await self.command("call_service", **fields, return_response=True)
        response: dict[str, Any] = result["response"]
        return response

    async def call(self, domain: str, action: str, **data: object) -> None:
        """Call any action, without a response."""
        fields = {"domain": domain, "service": action, "service_data": data}
        await self.command("call_service", **fields)

    async def until_running(self) -> None:
        """Wait until Home Assistant has started."""
        while (await self.command("get_config"))["state"] != "RUNNING":  # noqa: ASYNC110  # not ours
            await asyncio.sleep(_PAUSE)

    async def end(self) -> None:
        """Hear the last of a Home Assistant that is gone."""
        if self._reader is not None:
            await self._reader

    async def _read(self) -> None:
        async for message in self._socket:
            data = json.loads(message.data)
            self._answers.pop(data["id"]).set_result(data)
        for answer in self._answers.values():
            if not answer.done():
                answer.set_exception(ConnectionError("Home Assistant is gone"))


def _ignore(_state: dict[str, Any]) -> None:
    """Take no notice of a state."""


class RefusedError(Exception):
    """Home Assistant answered a command with an error."""


def _entries(key: str, url: str, options: dict[str, object]) -> dict[str, Any]:
    moments = dict.fromkeys(("created_at", "modified_at"), "2026-01-01T00:00:00+00:00")
    recipient = {
        "data": {"phones": [PHONE], "channel": "sms"},
        "subentry_id": RECIPIENT,
        "subentry_type": "recipient",
        "title": "Family",
        "unique_id": None,
    }
    entry = {
        **moments,
        "data": {"api_key": key, "url": url},
        "disabled_by": None,
        "discovery_keys": {},
        "domain": "smspilot",
        "entry_id": ENTRY,
        "minor_version": 1,
        "options": options,
        "pref_disable_new_entities": False,
        "pref_disable_polling": False,
        "source": "user",
        "subentries": [recipient],
        "title": "SMSPILOT 5671",
        "unique_id": "5671",
        "version": 1,
    }
    data = {"entries": [entry]}
    return {"version": 1, "minor_version": 5, "key": "core.config_entries", "data": data}
