"""What may still be sent and spent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from decimal import Decimal
from uuid import uuid7

from ..clock import Clock
from ..listener import Allowances
from ..record.journal import Journal
from ..record.message import Message, State
from .charge import Charge, Limit, LimitReachedError
from .fingerprint import exact_fingerprint, fingerprint
from .prices import Prices

HOUR = 3600.0
KEPT_FOR = 48 * HOUR
_NOT_TAKEN = (State.REJECTED, State.EXPIRED, State.CANCELLED)

type Ids = Collection[str]


class Limits:
    """The allowances of an hour and of a day, and all that was ever spent."""

    def __init__(self, journal: Journal, clock: Clock, allowances: Allowances) -> None:
        """Take where to keep what was sent and spent, and the allowances."""
        self._journal = journal
        self._clock = clock
        self._allowed = allowances
        self.charges = journal.table(
            "charges",
            lambda charge: charge.as_list(clock),
            lambda values: Charge.from_list(values, clock),
        )
        self.prices = Prices(journal)
        self.reached: set[Limit] = set()

    @property
    def total_spent(self) -> Decimal:
        """Return the roubles spent since the account was set up."""
        settled = (charge.amount for charge in self.charges.values() if charge.settled)
        return self._journal.facts.spent_before + sum(settled, Decimal(0))

    def allow(self, allowances: Allowances) -> None:
        """Take other allowances, for what is reserved from now on."""
        self._allowed = allowances
        self.review()

    def reserve(
        self, messages: Iterable[Message], ignoring: Ids = (), answers: Ids = ()
    ) -> list[Message]:
        """Reserve what fits, and return the messages that do not, their `error` set.

        The ids are of those that go past limits, and of those to somebody who wrote first.
        """
        self._forget()
        refused = []
        known = {charge.fingerprint for charge in self._last_hour()}
        salt = self._journal.facts.salt
        for message in messages:
            if message.test:
                continue  # costs nothing, and reaches nobody whom it could wake
            repeated = fingerprint(message.text, salt) in known
            answered = self.mark(message.phone) if message.id in answers else ""
            hit = self._limit_hit(message, answered, repeated=repeated)
            limit = None if message.id in ignoring else hit
            if limit is None:
                self._charge(message, answered)
            else:
                self.reached.add(limit)
                message.error = LimitReachedError(limit)
                refused.append(message)
        return refused

    def reserve_roubles(self, amount: Decimal) -> str:
        """Reserve roubles for what is no message; return the id by which to settle them."""
        self._forget()
        if self._spent_today() + amount > self._allowed.roubles_per_day:
            self.reached.add(Limit.ROUBLES_PER_DAY)
            raise LimitReachedError(Limit.ROUBLES_PER_DAY)
        charge_id = uuid7().hex
        charge = Charge(self._clock.steady(), amount, excused={Limit.MESSAGES_PER_HOUR})
        self.charges[charge_id] = charge
        return charge_id

    def follow(self, message: Message) -> None:
        """Replace what was reserved by the price that the gateway named, or give it back.

        A message that was not taken was tried all the same.
        """
        if message.state in _NOT_TAKEN:
            self.release_roubles(message.id)
        elif message.price is not None and message.id in self.charges:
            self.prices.learn(message)
            self.settle_roubles(message.id, message.price)

    def settle_roubles(self, charge_id: str, amount: Decimal) -> None:
        """Replace what was reserved by what was paid."""
        charge = self.charges[charge_id]
        charge.amount, charge.settled = amount, True
        self.charges.note(charge_id)

    def release_roubles(self, charge_id: str) -> None:
        """Give back what was reserved."""
        if (charge := self.charges.get(charge_id)) is not None:
            charge.amount = Decimal(0)
            self.charges.note(charge_id)

    def grant(self, limit: Limit) -> None:
        """Grant one more whole allowance from now on."""
        for charge_id, charge in self.charges.items():
            charge.excused.add(limit)
            self.charges.note(charge_id)
        self.reached.discard(limit)

    def review(self) -> None:
        """Drop from `reached` each limit that a repeated text of one part would not hit now."""
        self._forget()
        if self._has_room(repeated=True):
            self.reached.discard(Limit.MESSAGES_PER_HOUR)
        if self._is_within(self.prices.highest(), repeated=True):
            self.reached.discard(Limit.ROUBLES_PER_DAY)
        if max(self._answers().values(), default=0) < self._allowed.answers_per_hour:
            self.reached.discard(Limit.ANSWERS_PER_HOUR)

    def repeats(self, phone: str, text: str) -> bool:
        """Return whether the very text went to the phone within the last two days."""
        address = self.mark(phone, text)
        return any(charge.address == address for charge in self.charges.values())

    def mark(self, phone: str, text: str = "") -> str:
        """Return by what a phone, or a text of one, is recognised again; it tells neither."""
        return exact_fingerprint(phone, text, self._journal.facts.salt)

    def _charge(self, message: Message, answered: str) -> None:
        """Count a message at the price that its parts cost last."""
        self.charges[message.id] = Charge(
            self._clock.steady(),
            self.prices.estimate(message),
            fingerprint(message.text, self._journal.facts.salt),
            address=self.mark(message.phone, message.text),
            answered=answered,
        )

    def _limit_hit(self, message: Message, answered: str, *, repeated: bool) -> Limit | None:
        """Return the limit that one more message would go past."""
        if not self._has_room(repeated=repeated):
            return Limit.MESSAGES_PER_HOUR
        if answered and self._answers()[answered] >= self._allowed.answers_per_hour:
            return Limit.ANSWERS_PER_HOUR
        if not self._is_within(self.prices.estimate(message), repeated=repeated):
            return Limit.ROUBLES_PER_DAY
        return None

    def _is_within(self, amount: Decimal, *, repeated: bool = False) -> bool:
        """Return whether so many roubles are left of the day's; the first message always fits."""
        spent = self._spent_today()
        allowed = self._allowed.roubles_per_day * (4 if repeated else 5) / 5
        return spent + amount <= allowed or (not spent and self._allowed.roubles_per_day > 0)

    def _last_hour(self, limit: Limit | None = None) -> list[Charge]:
        """Return what was charged within the last hour, from the last grant of a limit on."""
        since = self._clock.steady() - HOUR
        charges = (charge for charge in self.charges.values() if charge.moment > since)
        return [charge for charge in charges if limit not in charge.excused]

    def _has_room(self, *, repeated: bool) -> bool:
        """Return whether the hour takes one more message; a fifth of it is kept for new texts."""
        allowed = self._allowed.messages_per_hour
        kept = allowed // 5 if repeated else 0
        return len(self._last_hour(Limit.MESSAGES_PER_HOUR)) < allowed - kept

    def _answers(self) -> Counter[str]:
        """Return how many answers to each phone count."""
        charges = self._last_hour(Limit.ANSWERS_PER_HOUR)
        return Counter(charge.answered for charge in charges if charge.answered)

    def _spent_today(self) -> Decimal:
        """Return the roubles spent and reserved today, from the last grant on."""
        now, wall = self._clock.steady(), self._clock.wall()
        today = self._clock.day(wall)
        amounts = (
            charge.amount
            for charge in self.charges.values()
            if Limit.ROUBLES_PER_DAY not in charge.excused
            and self._clock.day(wall - (now - charge.moment)) == today
        )
        return sum(amounts, Decimal(0))

    def _forget(self) -> None:
        """Drop what is two days old, keeping its sum."""
        now = self._clock.steady()
        for key, charge in list(self.charges.items()):
            if now - charge.moment > KEPT_FOR:
                if charge.settled:
                    self._journal.facts.spent_before += charge.amount
                del self.charges[key]
