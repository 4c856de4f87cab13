"""The simulated gateway itself: accounts, messages and the life of each message."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from simulator.basics.clock import Clock
from simulator.faults.switches import Faults
from simulator.gateway.accounts import Account, emulator_account, further_account
from simulator.gateway.dialect import Dialect
from simulator.gateway.life import Life
from simulator.gateway.models import SCHEDULED, InboundMessage, Message, Request
from simulator.gateway.pricing import Prices

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime


REQUESTS_KEPT: Final = 20_000
DEFAULT_ZONE: Final = "Europe/Moscow"


@dataclass(kw_only=True, eq=False)
class Gateway:
    """Everything the gateway knows."""

    clock: Clock = field(default_factory=Clock)
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo(DEFAULT_ZONE))
    accounts: list[Account] = field(default_factory=lambda: [Account()])
    prices: Prices = field(default_factory=Prices)
    dialect: Dialect = field(default_factory=Dialect)
    faults: Faults = field(default_factory=Faults)
    next_server_id: int = 4566
    next_inbound_id: int = 6060
    # Other customers send too: what lies between two ids.
    id_step: int = 1

    def __post_init__(self) -> None:
        """Begin without messages."""
        self._accounts_at_first = deepcopy(self.accounts)
        self.emulator = emulator_account()
        self.by_id: dict[int, Message] = {}
        self.inbound: list[InboundMessage] = []
        self.requests: list[Request] = []
        # Of the phones, as the page shows them.
        self.names: dict[str, str] = {}
        self.on_status: list[Callable[[Message], None]] = []
        self.on_change: list[Callable[[], None]] = []
        self.on_reset: list[Callable[[], None]] = []
        self._life = Life(self.clock, self._moved)
        self.timing = self._life.timing
        self._last_taken: dict[tuple[int, str, str], datetime] = {}

    @property
    def messages(self) -> list[Message]:
        """The messages that were taken, oldest first."""
        return [message for message in self.by_id.values() if message.taken]

    def changed(self) -> None:
        """Tell the page and the state file that something is new."""
        for listener in self.on_change:
            listener()

    def saw(self, request: Request) -> None:
        """Note a request."""
        self.requests.append(request)
        if len(self.requests) > REQUESTS_KEPT:
            del self.requests[: REQUESTS_KEPT // 10]
        self.changed()

    def new_id(self) -> int:
        """Return the next server_id."""
        number = self.next_server_id
        self.next_server_id += self.id_step
        return number

    def repeats(self, account: Account, phone: str, text: str) -> bool:
        """Tell whether the same text went to the same phone a moment ago (243)."""
        last = self._last_taken.get((account.id, phone, text))
        if last is None or account.duplicate_window <= 0:
            return False
        return self.clock.now() - last < timedelta(seconds=account.duplicate_window)

    def take(self, message: Message) -> None:
        """Take a message: it is paid for and on its way."""
        self.keep(message)
        if not message.test:
            message.account.balance -= message.price
        if message.send_at is not None:
            message.status = SCHEDULED
        self._life.plan(message)

    def take_up(self, message: Message) -> None:
        """Go on with a message that was taken before the simulator was started."""
        self.keep(message)
        if message.taken and not message.final and not message.by_hand:
            self._life.plan(message)

    def keep(self, message: Message) -> None:
        """Know a message from now on, whether taken or refused."""
        self.by_id[message.server_id] = message
        if message.taken and not message.test and not message.channel.is_query:
            place = (message.account.id, message.phone, message.text)
            self._last_taken[place] = message.created
        self.changed()

    def set_status(self, server_id: int, status: int, error: int = 0) -> None:
        """Set a status by hand; it no longer moves by itself."""
        message = self.by_id[server_id]
        self._life.stop(message)
        message.by_hand = True
        self._life.move(message, status, error)

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
        owner = account or self.accounts[0]
        message = InboundMessage(
            id=self.next_inbound_id,
            account=owner,
            phone=phone,
            number=number or owner.inbound_number,
            text=text,
            created=created or self.clock.now(),
        )
        self.next_inbound_id += 1
        self.inbound.append(message)
        self.changed()
        return message

    def name(self, phone: str, name: str) -> None:
        """Give a phone a name, or with an empty one take it away."""
        self.names[phone] = name
        if not name:
            del self.names[phone]
        self.changed()

    def add_account(self, account: Account | None = None) -> Account:
        """Open a further account; one is made up if none is given."""
        if account is None:
            account = further_account(max(each.id for each in self.accounts) + 1)
        self.accounts.append(account)
        self.changed()
        return account

    def reset(self, *, accounts: bool = False) -> None:
        """Forget messages, requests and faults, and if wished what was done to the accounts."""
        self._life.clear()
        self.clock.forget()
        self._last_taken.clear()
        self.by_id.clear()
        self.inbound.clear()
        self.requests.clear()
        self.faults.clear()
        if accounts:
            self.accounts[:] = deepcopy(self._accounts_at_first)
            self.names.clear()
        for listener in self.on_reset:
            listener()
        self.changed()

    def _moved(self, message: Message) -> None:
        """Tell those who want to know of a message's new status."""
        for listener in self.on_status:
            listener(message)
        self.changed()
