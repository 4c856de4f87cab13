"""The simulator as a server that tests start within themselves, or `python -m simulator` runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self
from zoneinfo import ZoneInfo

from aiohttp import web

from simulator.accounts import Account, key_for
from simulator.api import Api
from simulator.clock import Clock
from simulator.gateway import DEFAULT_ZONE, Dialect, Gateway

if TYPE_CHECKING:
    from datetime import datetime
    from types import TracebackType

    from simulator.faults import Faults
    from simulator.models import InboundMessage, Message, Request

LARGEST_REQUEST = 16 * 1024 * 1024


class Simulator:
    """An SMSPILOT gateway on this machine."""

    def __init__(
        self,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        clock: Clock | None = None,
        timezone: str = DEFAULT_ZONE,
        duplicate_window: float | None = None,
        dialect: Dialect | None = None,
    ) -> None:
        """Prepare a gateway with one account; nothing listens until it is started."""
        self._host, self._port = host, port
        self.gateway = Gateway(
            clock=clock or Clock(), zone=ZoneInfo(timezone), dialect=dialect or Dialect()
        )
        if duplicate_window is not None:
            self.account.duplicate_window = duplicate_window
        self.api = Api(self.gateway)
        self._runner: web.AppRunner | None = None

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
        return f"{self.page_url}api.php"

    @property
    def page_url(self) -> str:
        """The address of the page of phones."""
        return f"http://{self._host}:{self._port}/"

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

    def release(self) -> None:
        """Let go the answers that the fault `hold` keeps back."""
        self.faults.release()

    def add_account(self, account: Account | None = None) -> Account:
        """Open a further account; one is made up if none is given."""
        if account is None:
            number = max(account.id for account in self.gateway.accounts) + 1
            account = Account(
                id=number,
                key=key_for(number),
                email=f"info{number}@example.com",
                name="Петрова Мария Ивановна",
                phone=f"7908000{number}",
                inbound_number=f"7902112{number}",
            )
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

    async def start(self) -> None:
        """Listen, on the same port as before if there was one."""
        app = web.Application(client_max_size=LARGEST_REQUEST)
        app.router.add_route("*", "/api.php", self.api.handle)
        app.router.add_route("*", "/{path:.*}", self.api.handle_unknown)
        app.on_response_prepare.append(self.api.prepare)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, self._host, self._port)
        await site.start()
        self._port = self._runner.addresses[0][1]
        self.clock.run_due()

    async def stop(self) -> None:
        """Stop listening; what the gateway knows is kept."""
        self.faults.release()
        self.clock.close()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None
