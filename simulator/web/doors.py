"""The ports of the simulator, and the gateway's being away."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final, cast

from aiohttp import web

from simulator.web.api import Api
from simulator.web.front import Front
from simulator.web.wire import LONGEST_LINE

# A byte of an address that has to be written otherwise takes three.
_LONGEST: Final = 3 * LONGEST_LINE


class Listener:
    """Serves an application on a port of this machine."""

    def __init__(self, host: str, port: int) -> None:
        """Remember where; port 0 means any free one, kept from the first opening on."""
        self.host, self.port = host, port
        self._runner: web.AppRunner | None = None
        self._server: asyncio.Server | None = None

    @property
    def address(self) -> str:
        """The address of what is served."""
        return f"http://{self.host}:{self.port}/"

    async def open(self, app: web.Application) -> None:
        """Serve an application."""
        self._runner = web.AppRunner(
            app,
            access_log=None,
            shutdown_timeout=1,
            max_line_size=_LONGEST,
            max_field_size=_LONGEST,
        )
        await self._runner.setup()
        await self.resume()

    async def resume(self) -> None:
        """Accept connections."""
        if self._runner is None or self._server is not None:
            return
        plain = cast("web.Server", self._runner.server)
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: Front(plain()), self.host, self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def suspend(self) -> None:
        """Refuse connections from now on; those that stand are served on."""
        server, self._server = self._server, None
        if server is None:
            return
        # A connection may just have been accepted, which a closed server cannot take in any more.
        for listening in server.sockets:
            asyncio.get_running_loop().remove_reader(listening)
        await asyncio.sleep(0)
        server.close()

    async def close(self) -> None:
        """Close the port and all connections."""
        await self.suspend()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None


class Doors:
    """The gateway's port, and perhaps a second one that stays open while the gateway is away."""

    def __init__(
        self, api: Api, main: Listener, second: Listener | None, changed: Callable[[], None]
    ) -> None:
        """Begin closed; call `changed` whenever the gateway goes or comes back."""
        self._api, self.main, self.second, self._changed = api, main, second, changed
        self._refusing = False
        self._timer: asyncio.TimerHandle | None = None
        self._returning: asyncio.Task[None] | None = None

    @property
    def away(self) -> str | None:
        """How the gateway is away ("drop" or "refuse"), None if it is there."""
        if self._refusing:
            return "refuse"
        return "drop" if self._api.off else None

    @property
    def api_url(self) -> str:
        """The gateway's address for clients."""
        return f"{self.main.address}api.php"

    async def open(self, main: web.Application, second: web.Application) -> None:
        """Open both, the gateway being there."""
        self._api.off = self._refusing = False
        if self.second is not None:
            await self.second.open(second)
        await self.main.open(main)

    async def close(self) -> None:
        """Close both."""
        self._stop_timer()
        if self._returning is not None:
            await self._returning
        await self.main.close()
        if self.second is not None:
            await self.second.close()

    async def turn_off(self, mode: str = "drop", seconds: float | None = None) -> None:
        """Let the gateway be away, for some real seconds or until it is turned on again."""
        if mode not in ("drop", "refuse"):
            raise ValueError(f"unknown mode {mode}")
        if mode == "refuse" and seconds is None and self.second is None:
            raise ValueError("nobody could turn it on again: give seconds or a control port")
        await self.turn_on()
        self._api.stop_waiting()
        self._refusing, self._api.off = mode == "refuse", mode == "drop"
        if self._refusing:
            await self.main.suspend()
        if seconds is not None:
            self._timer = asyncio.get_running_loop().call_later(seconds, self._return)
        self._changed()

    async def turn_on(self) -> None:
        """Let the gateway be back."""
        self._stop_timer()
        self._api.off = self._refusing = False
        await self.main.resume()
        self._changed()

    def _return(self) -> None:
        self._returning = asyncio.get_running_loop().create_task(self.turn_on())

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
