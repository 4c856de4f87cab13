"""Limits with a clock that a test sets."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timezone
from decimal import Decimal
from typing import Any, NoReturn

from custom_components.smspilot.messaging.clock import Clock
from custom_components.smspilot.messaging.limits.charge import Limit, LimitReachedError
from custom_components.smspilot.messaging.limits.limits import Limits
from custom_components.smspilot.messaging.problem import Problem
from custom_components.smspilot.messaging.record.journal import Journal
from custom_components.smspilot.messaging.record.message import Message
from custom_components.smspilot.messaging.surroundings import Allowances
from tests.messaging.bench import PHONE, Disk, Run
from tests.messaging.bench.disk import DiskStorage

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC).timestamp()
MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0


class Home:
    """Limits with a clock that a test sets."""

    def __init__(self, per_hour: int = 10, per_day: str = "1000", zone: timezone = UTC) -> None:
        """Begin at noon with nothing sent."""
        self.now = NOON
        self._numbers = 0
        self.skew = 0.0
        self._zone = zone
        self.disk = Disk()
        self._begin(per_hour, per_day)

    def message(self, text: str = "Fire", **options: object) -> Message:
        """Return a message that is not reserved for yet."""
        self._numbers += 1
        values = {"id": str(self._numbers), "phone": PHONE, "text": text, "deadline": self.now}
        return Message(**values | {"created": self.now} | options)  # type: ignore[arg-type]

    def send(
        self, text: str = "Fire", *, ignore: bool = False, answer: bool = False, **options: object
    ) -> Message:
        """Reserve for one message."""
        message = self.message(text, ignore_limits=ignore, answer=answer, **options)
        self.limits.reserve([message])
        return message

    def sent(self, number: int, text: str = "Fire {}") -> int:
        """Reserve for many and return how many may go."""
        messages = [self.send(text.format(n)) for n in range(number)]
        return sum(message.error is None for message in messages)

    def pay(self, price: str, text: str = "Fire", **options: Any) -> Message:
        """Reserve for one message and settle it."""
        message = self.send(text, **options)
        message.price = Decimal(price)
        self.limits.follow(message)
        return message

    async def restart(self, per_hour: int = 10, per_day: str = "1000") -> None:
        """End this run as it should, and begin the next one."""
        if not self.disk.tables:
            await self.journal.load()
        await self.journal.close()
        self._begin(per_hour, per_day)
        await self.journal.load()
        self.limits.take_over()

    def _begin(self, per_hour: int, per_day: str) -> None:
        self.clock = Clock(
            wall=lambda: self.now + self.skew, monotonic=lambda: self.now, zone=self._zone
        )
        storage = DiskStorage(self.disk, Run(), asyncio.sleep)
        self.journal = Journal(storage, self.clock, _refuse)
        self.limits = Limits(
            self.journal,
            self.clock,
            Allowances(
                messages_per_hour=per_hour, roubles_per_day=Decimal(per_day), answers_per_hour=3
            ),
        )


def _refuse(problem: Problem, *, active: bool) -> NoReturn:
    raise AssertionError(problem, active)


def limit_of(message: Message) -> Limit | None:
    """Return the limit that a message would go past."""
    assert message.error is None or isinstance(message.error, LimitReachedError)
    return None if message.error is None else message.error.limit
