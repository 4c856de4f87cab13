"""The simulator as a server that tests start within themselves, or `python -m simulator` runs."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Final, Self
from zoneinfo import ZoneInfo

from aiohttp import web

from simulator.accounts import Account, further_account
from simulator.api import Api
from simulator.callbacks import Callbacks
from simulator.clock import Clock
from simulator.control import Control
from simulator.doors import Doors, Listener
from simulator.faults import Faults
from simulator.gateway import DEFAULT_ZONE, Dialect, Gateway
from simulator.models import InboundMessage, Message, Request
from simulator.page import add_page_to
from simulator.store import Store

LARGEST_REQUEST: Final = 16 * 1024 * 1024


class Simulator:
    """An SMSPILOT gateway on this machine."""

    def __init__(
        self,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        control_port: int | None = None,
        state: Path | None = None,
        clock: Clock | None = None,
        timezone: str = DEFAULT_ZONE,
        duplicate_window: float | None = None,
        dialect: Dialect | None = None,
    ) -> None:
        """Prepare a gateway with one account; nothing listens until it is started.

        The page and the control calls are on the gateway's port, and with a `control_port` (0: any
        free one) on another one too, which stays open while the gateway is away.
        """
        self.gateway = Gateway(
            clock=clock or Clock(), zone=ZoneInfo(timezone), dialect=dialect or Dialect()
        )
        self._duplicate_window = duplicate_window
        self._set_window()
        self.api = Api(self.gateway)
        self.callbacks = Callbacks(self.gateway)
        self.control = Control(self)
        self._store = Store(state, self.gateway) if state is not None else None
        second = None if control_port is None else Listener(host, control_port)
        self._doors = Doors(self.api, Listener(host, port), second, self.gateway.changed)
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
        return f"{self._doors.main.address}api.php"

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
    def clock(self) -> Clock:
        """The simulator's clock."""
        return self.gateway.clock

    @property
    def faults(self) -> Faults:
        """The faults that are switched on."""
        return self.gateway.faults

    @property
    def can_refuse(self) -> bool:
        """Whether the gateway's port can be closed and the control calls still be reached."""
        return self._doors.second is not None

    @property
    def off_mode(self) -> str | None:
        """How the gateway is away ("drop" or "refuse"), None if it is there."""
        return self._doors.away

    def release(self) -> None:
        """Let go the answers that the fault `hold` keeps back."""
        self.faults.release()

    def add_account(self, account: Account | None = None) -> Account:
        """Open a further account; one is made up if none is given."""
        if account is None:
            account = further_account(max(each.id for each in self.gateway.accounts) + 1)
        self.gateway.accounts.append(account)
        self.gateway.changed()
        return account

    def receive(
        self,
        phone: str,
        text: str,
        *,
        number: str | None = None,
        created: datetime | None = None,
        account: Account | None = None,
    ) -> InboundMessage:
        """Let a message come in from a phone."""
        return self.gateway.receive(phone, text, number=number, created=created, account=account)

    def set_status(self, server_id: int, status: int, error: int = 0) -> None:
        """Set a message's status by hand; it no longer moves by itself."""
        self.gateway.set_status(server_id, status, error)

    def reset(self, *, accounts: bool = False) -> None:
        """Forget messages, requests and faults, and if wished what was done to the accounts."""
        self.gateway.reset()
        if accounts:
            self.gateway.accounts[:] = [Account()]
            self._set_window()

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
            self._store.save()

    async def turn_off(self, mode: str = "drop", seconds: float | None = None) -> None:
        """Let the gateway be away: connections are dropped, or refused by a closed port."""
        await self._doors.turn_off(mode, seconds)

    async def turn_on(self) -> None:
        """Let the gateway be back."""
        await self._doors.turn_on()

    def _set_window(self) -> None:
        if self._duplicate_window is not None:
            self.account.duplicate_window = self._duplicate_window

    def _application(self, *, api: bool) -> web.Application:
        app = web.Application(client_max_size=LARGEST_REQUEST)
        if api:
            app.router.add_route("*", "/api.php", self.api.handle)
        self.control.add_to(app)
        add_page_to(app)
        app.router.add_route("*", "/{path:.*}", self.api.handle_unknown)
        app.on_response_prepare.append(self.api.prepare)
        return app
