"""One request to send a text, and what its answer says of each phone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from ...api.client import SmsPilotClient
from ...api.errors import (
    GatewayError,
    NotSentError,
    OutcomeUnknownError,
    SmsPilotError,
    TemporaryError,
    gateway_error,
)
from ...api.models import MessageStatus, SendResult, Status
from ..record.message import Message

LARGEST_ID = 10**12
"""Far beyond what the gateway counts to: nobody could find a message by a larger one."""

type Fate = MessageStatus | SmsPilotError


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """What became of each message of a request, by its phone."""

    fates: dict[str, Fate]
    balance: Decimal | None = None
    refusal: GatewayError | None = None
    """Why the whole request was refused."""

    @property
    def answered(self) -> bool:
        """Return whether the gateway gave a usable answer."""
        return any(
            not isinstance(fate, NotSentError | OutcomeUnknownError) for fate in self.fates.values()
        )

    @property
    def postponed(self) -> bool:
        """Return whether the gateway answered and asked to slow down."""
        return all(isinstance(fate, TemporaryError) for fate in self.fates.values())


async def post(
    client: SmsPilotClient,
    messages: Sequence[Message],
    *,
    now: datetime,
    callback_url: str | None = None,
) -> Posted:
    """Send messages equal in everything but the phone; never raise for what the gateway does."""
    first = messages[0]
    scheduled = first.send_at is not None and first.send_at > now
    try:
        result = await client.send(
            first.text,
            [message.phone for message in messages],
            sender=first.sender,
            send_at=first.send_at if scheduled else None,
            time_to_live=first.time_to_live,
            test=first.test,
            callback=callback_url,
        )
    except GatewayError as error:
        refused: Fate = error
        return Posted(
            fates=dict.fromkeys((message.phone for message in messages), refused),
            refusal=None if isinstance(error, TemporaryError) else error,
        )
    except SmsPilotError as error:
        return Posted(fates=dict.fromkeys((message.phone for message in messages), error))
    return _read(result, messages)


def _read(result: SendResult, messages: Sequence[Message]) -> Posted:
    """Return what an answer says of each phone."""
    by_phone: defaultdict[str, list[MessageStatus]] = defaultdict(list)
    if len(messages) == len(result.messages) == 1:
        by_phone[messages[0].phone] = list(result.messages)
    else:
        for row in result.messages:
            by_phone[row.phone].append(row)
    return Posted(
        fates={
            message.phone: _fate(
                [row for phone in message.spellings for row in by_phone.get(phone, ())]
            )
            for message in messages
        },
        balance=result.balance,
    )


def _fate(rows: Sequence[MessageStatus]) -> Fate:
    """Return the first good row of a phone with the price of all of them, or why there is none."""
    if not rows:
        return OutcomeUnknownError("the answer has no row for a phone")
    good = [row for row in rows if row.status is not Status.REFUSED]
    if any(row.server_id > LARGEST_ID for row in good):
        return OutcomeUnknownError("no id of the gateway's")
    if not good:
        return gateway_error(rows[0].error, rows[0].error_en, rows[0].error_ru)
    prices = [row.price for row in rows if row.price is not None]
    return replace(good[0], price=sum(prices, Decimal(0)) if prices else None)
