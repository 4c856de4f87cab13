"""What may still be sent and spent."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from decimal import Decimal
from secrets import token_hex
from typing import Any, Self

from ..clock import Clock
from ..record.message import Message, State
from .charge import Charge, Limit
from .fingerprint import exact_fingerprint, fingerprint
from .prices import Prices

HOUR = 3600.0
KEPT_FOR = 48 * HOUR
_NOT_TAKEN = (State.REJECTED, State.EXPIRED, State.CANCELLED)


class LimitReachedError(Exception):
    """The message would go past a limit; nothing was sent."""

    def __init__(self, limit: Limit) -> None:
        """Name the limit."""
        super().__init__(str(limit))
        self.limit = limit


class Limits:
    """The allowances of an hour and of a day, and all that was ever spent."""

    def __init__(self, clock: Clock, messages_per_hour: int, roubles_per_day: Decimal) -> None:
        """Take the allowances; the state starts empty."""
        self._clock = clock
        self._messages_per_hour = messages_per_hour
        self._roubles_per_day = roubles_per_day
        self._charges: dict[str, Charge] = {}
        self.prices = Prices()
        self._salt = token_hex(8)
        self._spent_before = Decimal(0)
        self.reached: set[Limit] = set()

    @property
    def total_spent(self) -> Decimal:
        """Return the roubles spent since the account was set up."""
        settled = (charge.amount for charge in self._charges.values() if charge.settled)
        return self._spent_before + sum(settled, Decimal(0))

    def allow(self, messages_per_hour: int, roubles_per_day: Decimal) -> None:
        """Take other allowances, for what is reserved from now on."""
        self._messages_per_hour = messages_per_hour
        self._roubles_per_day = roubles_per_day
        self.review()

    def reserve(self, messages: Iterable[Message], ignoring: Collection[str]) -> list[Message]:
        """Reserve what fits, and return the messages that do not, their `error` set."""
        self._forget()
        refused = []
        known = {charge.fingerprint for charge in self._last_hour()}
        for message in messages:
            repeated = fingerprint(message.text, self._salt) in known
            limit = None if message.id in ignoring else self._limit_hit(message, repeated=repeated)
            if limit is None:
                self._charge(message)
            else:
                self.reached.add(limit)
                message.error = LimitReachedError(limit)
                refused.append(message)
        return refused

    def reserve_roubles(self, amount: Decimal) -> Charge:
        """Reserve roubles for what is no message; the charge returned is its owner's to settle."""
        self._forget()
        if self._spent_today() + amount > self._roubles_per_day:
            self.reached.add(Limit.ROUBLES_PER_DAY)
            raise LimitReachedError(Limit.ROUBLES_PER_DAY)
        charge = Charge(self._clock.wall(), amount, excused={Limit.MESSAGES_PER_HOUR})
        self._charges[token_hex(16)] = charge
        return charge

    def settle(self, message: Message) -> None:
        """Replace what was reserved by the price that the gateway named."""
        charge = self._charges.get(message.id)
        if charge is None or message.price is None:
            return
        self.prices.learn(message)
        charge.amount, charge.settled = message.price, True

    def release(self, message: Message) -> None:
        """Give back the roubles of a message that was not taken; it was tried all the same."""
        if (charge := self._charges.get(message.id)) is not None:
            charge.amount = Decimal(0)

    def grant(self, limit: Limit) -> None:
        """Grant one more whole allowance from now on."""
        for charge in self._charges.values():
            charge.excused.add(limit)
        self.reached.discard(limit)

    def review(self) -> None:
        """Drop from `reached` each limit that a repeated text of one part would not hit now."""
        self._forget()
        hour_is_free = self._used() < self._messages_per_hour - self._reserve
        if hour_is_free:
            self.reached.discard(Limit.MESSAGES_PER_HOUR)
        if self._spent_today() + self.prices.highest() <= self._roubles_per_day:
            self.reached.discard(Limit.ROUBLES_PER_DAY)

    def repeats(self, phone: str, text: str) -> bool:
        """Return whether the very text went to the phone within the last two days."""
        address = exact_fingerprint(phone, text, self._salt)
        return any(charge.address == address for charge in self._charges.values())

    def mark(self, phone: str) -> str:
        """Return by what a phone is recognised again; it does not tell the number."""
        return exact_fingerprint(phone, "", self._salt)

    def recover(self, messages: Iterable[Message]) -> None:
        """Count what the counters of before a crash do not know: messages, prices, refusals."""
        now = self._clock.wall()
        for message in messages:
            if message.id not in self._charges and now - message.created < KEPT_FOR:
                self._charge(message, moment=min(message.created, now))
            self.settle(message)
            if message.state in _NOT_TAKEN:
                self.release(message)

    def as_dict(self) -> dict[str, Any]:
        """Return what the journal keeps."""
        return {
            "charges": {key: charge.as_list() for key, charge in self._charges.items()},
            "prices": self.prices.as_dict(),
            "salt": self._salt,
            "spent_before": str(self._spent_before),
        }

    def restore(self, data: dict[str, Any]) -> Self:
        """Take over what the journal kept."""
        charges = {key: Charge.from_list(*values) for key, values in data["charges"].items()}
        self._salt, self._spent_before = str(data["salt"]), Decimal(data["spent_before"])
        self._charges = charges
        self.prices.restore(data["prices"])
        return self

    @property
    def _reserve(self) -> int:
        """Return the part of an hour's allowance that is kept for new texts."""
        return self._messages_per_hour // 5

    def _charge(self, message: Message, moment: float | None = None) -> None:
        """Count a message at the price that its parts cost last."""
        self._charges[message.id] = Charge(
            self._clock.wall() if moment is None else moment,
            self.prices.estimate(message),
            fingerprint(message.text, self._salt),
            address=exact_fingerprint(message.phone, message.text, self._salt),
        )

    def _limit_hit(self, message: Message, *, repeated: bool) -> Limit | None:
        """Return the limit that one more message would go past."""
        kept = self._reserve if repeated else 0
        if self._used() >= self._messages_per_hour - kept:
            return Limit.MESSAGES_PER_HOUR
        if self._spent_today() + self.prices.estimate(message) > self._roubles_per_day:
            return Limit.ROUBLES_PER_DAY
        return None

    def _last_hour(self) -> list[Charge]:
        """Return what was charged within the last hour; a stamp from the future counts as now."""
        since = self._clock.wall() - HOUR
        return [charge for charge in self._charges.values() if charge.moment > since]

    def _used(self) -> int:
        """Return the messages of the last hour, from the last grant on."""
        return sum(Limit.MESSAGES_PER_HOUR not in charge.excused for charge in self._last_hour())

    def _spent_today(self) -> Decimal:
        """Return the roubles spent and reserved today, from the last grant on."""
        now = self._clock.wall()
        today = self._clock.day(now)
        amounts = (
            charge.amount
            for charge in self._charges.values()
            if Limit.ROUBLES_PER_DAY not in charge.excused
            and self._clock.day(min(charge.moment, now)) == today
        )
        return sum(amounts, Decimal(0))

    def _forget(self) -> None:
        """Drop what is two days old, keeping its sum; bring stamps from the future to now."""
        now = self._clock.wall()
        for key, charge in list(self._charges.items()):
            charge.moment = min(charge.moment, now)
            if now - charge.moment > KEPT_FOR:
                self._spent_before += charge.amount if charge.settled else Decimal(0)
                del self._charges[key]
