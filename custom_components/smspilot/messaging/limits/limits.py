"""What may still be sent and spent."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from uuid import uuid7

from ..clock import Clock
from ..record.journal import Journal
from ..record.message import Message, State
from ..surroundings import Allowances
from .charge import Charge, Limit, LimitReachedError
from .fingerprint import exact_fingerprint, fingerprint
from .prices import Prices
from .tally import HOUR, Tally

KEPT_FOR = 48 * HOUR
FORGET_EVERY = HOUR
_NOT_TAKEN = (State.REJECTED, State.EXPIRED, State.CANCELLED)

type Repeated = dict[str, tuple[str, bool]]
"""By text its fingerprint, and whether one like it went before all that are reserved together."""


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
        self._tally = Tally(clock)
        self._forget_at = float("-inf")
        self.reached: set[Limit] = set()

    def take_over(self) -> None:
        """Count what the run before charged."""
        self._tally.count_anew(self.charges.values())

    @property
    def total_spent(self) -> Decimal:
        """Return the roubles spent since the account was set up."""
        return self._journal.facts.spent_before + self._tally.settled

    def allow(self, allowances: Allowances) -> None:
        """Take other allowances, for what is reserved from now on."""
        self._allowed = allowances
        self.review()

    def reserve(
        self, messages: Iterable[Message], repeated: Repeated | None = None
    ) -> set[Message]:
        """Reserve what fits, and return the messages that do not, their `error` set.

        Who reserves in several turns gives the same `repeated` to each.
        """
        self._keep_up()
        repeated = {} if repeated is None else repeated
        refused = set()
        for message in messages:
            if message.test:
                continue  # costs nothing, and reaches nobody whom it could wake
            if message.text not in repeated:
                mark = fingerprint(message.text, self._journal.facts.salt)
                repeated[message.text] = mark, mark in self._tally.texts
            mark, repeats = repeated[message.text]
            answered = self.mark(message.phone) if message.answer else ""
            price = self.prices.estimate(message)
            hit = self._limit_hit(price, answered, repeated=repeats)
            limit = None if message.ignore_limits else hit
            if limit is None:
                address = self.mark(message.phone, message.text)
                self._charge(message.id, price, mark, address=address, answered=answered)
            else:
                self.reached.add(limit)
                message.error = LimitReachedError(limit)
                refused.add(message)
        return refused

    def reserve_roubles(self, amount: Decimal) -> str:
        """Reserve roubles for what is no message; return the id by which to settle them.

        The first one has to fit as well: it can wait, and must not take what is left for the one
        message that is always possible.
        """
        self._keep_up()
        if self._tally.spent + amount > self._allowed.roubles_per_day:
            self.reached.add(Limit.ROUBLES_PER_DAY)
            raise LimitReachedError(Limit.ROUBLES_PER_DAY)
        charge_id = uuid7().hex
        self._charge(charge_id, amount, excused=(Limit.MESSAGES_PER_HOUR,))
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
        if (charge.amount, charge.settled) != (amount, True):
            self._tally.change(charge, amount, settled=True)
            self.charges.note(charge_id)

    def release_roubles(self, charge_id: str) -> None:
        """Give back what was reserved."""
        if (charge := self.charges.get(charge_id)) is not None:
            self._tally.change(charge, Decimal(0), settled=charge.settled)
            self.charges.note(charge_id)

    def grant(self, limit: Limit) -> None:
        """Grant one more whole allowance from now on."""
        for charge_id, charge in self.charges.items():
            charge.excused = {*charge.excused, limit}
            self.charges.note(charge_id)
        self.take_over()
        self.reached.discard(limit)

    def review(self) -> None:
        """Drop from `reached` each limit that a repeated text of one part would not hit now."""
        self._keep_up()
        if self._has_room(repeated=True):
            self.reached.discard(Limit.MESSAGES_PER_HOUR)
        if self._is_within(self.prices.highest(), repeated=True):
            self.reached.discard(Limit.ROUBLES_PER_DAY)
        if max(self._tally.answers.values(), default=0) < self._allowed.answers_per_hour:
            self.reached.discard(Limit.ANSWERS_PER_HOUR)

    def repeats(self, phone: str, text: str) -> bool:
        """Return whether the very text went to the phone within the last two days."""
        return self.mark(phone, text) in self._tally.addresses

    def mark(self, phone: str, text: str = "") -> str:
        """Return by what a phone, or a text of one, is recognised again; it tells neither."""
        return exact_fingerprint(phone, text, self._journal.facts.salt)

    def _charge(self, charge_id: str, amount: Decimal, text: str = "", **more: Any) -> None:
        """Count what is about to be paid."""
        charge = Charge(self._clock.steady(), amount, text, **more)
        self.charges[charge_id] = charge
        self._tally.add(charge)

    def _limit_hit(self, price: Decimal, answered: str, *, repeated: bool) -> Limit | None:
        """Return the limit that one more message would go past."""
        if not self._has_room(repeated=repeated):
            return Limit.MESSAGES_PER_HOUR
        if answered and self._tally.answers[answered] >= self._allowed.answers_per_hour:
            return Limit.ANSWERS_PER_HOUR
        if not self._is_within(price, repeated=repeated):
            return Limit.ROUBLES_PER_DAY
        return None

    def _is_within(self, amount: Decimal, *, repeated: bool = False) -> bool:
        """Return whether so many roubles are left of the day's; the first message always fits."""
        spent = self._tally.spent
        allowed = self._allowed.roubles_per_day * (4 if repeated else 5) / 5
        return spent + amount <= allowed or (not spent and self._allowed.roubles_per_day > 0)

    def _has_room(self, *, repeated: bool) -> bool:
        """Return whether the hour takes one more message; a fifth of it is kept for new texts."""
        allowed = self._allowed.messages_per_hour
        kept = allowed // 5 if repeated else 0
        return self._tally.messages < allowed - kept

    def _keep_up(self) -> None:
        """Let the time pass; now and then drop what is two days old, keeping its sum."""
        now = self._clock.steady()
        self._tally.keep_up(self.charges.values())
        if now < self._forget_at:
            return
        self._forget_at = now + FORGET_EVERY
        for key, charge in list(self.charges.items()):
            if now - charge.moment > KEPT_FOR:
                if charge.settled:
                    self._journal.facts.spent_before += charge.amount
                self._tally.forget(charge)
                del self.charges[key]
