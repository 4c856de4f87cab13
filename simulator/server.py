"""The simulator as a server that tests start within themselves, or `python -m simulator` runs."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from types import TracebackType
from typing import Self

from aiohttp import web

from simulator.control.guard import Guard
from simulator.control.page import add_page_to
from simulator.control.routes import Control
from simulator.gateway.accounts import Account
from simulator.gateway.core import Gateway
from simulator.gateway.models import Message, Request
from simulator.gateway.store import Store
from simulator.web.api import Api
from simulator.web.callbacks import Callbacks
from simulator.web.doors import Doors, Listener
from simulator.web.wire import LARGEST_BODY


class Simulator:
    """An SMSPILOT gateway on this machine."""

    def __init__(
        self,
        gateway: Gateway | None = None,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        control_port: int | None = None,
        state: Path | None = None,
        names: Collection[str] = (),
        callbacks_anywhere: bool = False,
    ) -> None:
        """Prepare a gateway, one with one account if none is given; nothing listens as yet.

        The page and the control calls are on the gateway's port, and with a `control_port` (0: any
        free one) on another one too, which stays open while the gateway is away. They answer to the
        address listened on and to further `names`. Delivery reports stay on this machine unless
        `callbacks_anywhere`.
        """
        self.gateway = gateway = gateway or Gateway()
        self.clock, self.faults = gateway.clock, gateway.faults
        self.add_account, self.receive = gateway.add_account, gateway.receive
        self.set_status, self.reset = gateway.set_status, gateway.reset
        self.release = gateway.faults.release
        self.api = Api(gateway)
        self.callbacks = Callbacks(gateway, anywhere=callbacks_anywhere)
        second = None if control_port is None else Listener(host, control_port)
        self._doors = doors = Doors(self.api, Listener(host, port), second, gateway.changed)
        self.turn_off, self.turn_on = doors.turn_off, doors.turn_on
        self.control = Control(gateway, self.callbacks, doors)
        self._guard = Guard(host, names)
        self._store = Store(state, gateway) if state is not None else None
        if self._store is not None:
            self._store.load()

    async def __aenter__(self) -> Self:
        """Start listening."""
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Stop listening."""
        await self.stop()

    @property
    def url(self) -> str:
        """The gateway's address for clients."""
        return self._doors.api_url

    @property
    def page_url(self) -> str:
        """The address of the page of phones."""
        return self._doors.main.address

    @property
    def control_url(self) -> str:
        """The address under which the page and the control calls are always to be found."""
        return (self._doors.second or self._doors.main).address

    @property
    def account(self) -> Account:
        """The first account."""
        return self.gateway.accounts[0]

    @property
    def messages(self) -> list[Message]:
        """The messages taken by the gateway, oldest first."""
        return self.gateway.messages

    @property
    def requests(self) -> list[Request]:
        """The requests seen, oldest first, whatever became of them."""
        return self.gateway.requests

    @property
    def off_mode(self) -> str | None:
        """How the gateway is away ("drop" or "refuse"), None if it is there."""
        return self._doors.away

    async def start(self) -> None:
        """Listen, on the same ports as before if there were some."""
        self.control.open()
        self.callbacks.open()
        self.clock.open()
        await self._doors.open(self._application(api=True), self._application(api=False))

    async def stop(self) -> None:
        """Stop listening; what the gateway knows is kept."""
        self.api.stop_waiting()
        self.control.close()
        await self._doors.close()
        await self.callbacks.close()
        self.clock.close()
        if self._store is not None:
            await self._store.save()

    def _application(self, *, api: bool) -> web.Application:
        app = web.Application(client_max_size=LARGEST_BODY + 1)
        if api:
            app.router.add_route("*", "/api.php", self.api.handle)
        self.control.add_to(app, self._guard)
        add_page_to(app, self._guard)
        app.router.add_route("*", "/{path:.*}", self.api.handle_unknown)
        app.on_response_prepare.append(self.api.prepare)
        return app
