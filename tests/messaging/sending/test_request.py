"""One request to send a text, and what its answer says of each phone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, cast

import pytest

from custom_components.smspilot.api.client import SmsPilotClient
from custom_components.smspilot.api.errors import (
    DuplicateError,
    GatewayError,
    NotSentError,
    OutcomeUnknownError,
    RecipientError,
    SmsPilotError,
    TemporaryError,
    gateway_error,
)
from custom_components.smspilot.api.models import MessageStatus, SendResult, Status
from custom_components.smspilot.messaging.record.message import Message
from custom_components.smspilot.messaging.sending.request import Posted, post
from tests.messaging.bench import OTHER_PHONE, PHONE

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


class Client:
    """A client that answers what a test wants."""

    def __init__(self, answer: SendResult | SmsPilotError) -> None:
        """Answer this."""
        self._answer = answer
        self.asked: dict[str, Any] = {}

    async def send(self, text: str, phones: list[str], **options: Any) -> SendResult:
        """Answer, and note what was asked."""
        self.asked = {"text": text, "phones": phones, **options}
        if isinstance(self._answer, SmsPilotError):
            raise self._answer
        return self._answer


def row(phone: str = PHONE, **options: Any) -> MessageStatus:
    """Return a row of an answer."""
    values: dict[str, Any] = {"server_id": 1, "status": Status.NEW}
    return MessageStatus(phone=phone, **values | options)


def message(phone: str = PHONE, **options: Any) -> Message:
    """Return a message."""
    return Message(id=phone, phone=phone, text="Fire", created=0.0, deadline=0.0, **options)


async def ask(
    answer: SendResult | SmsPilotError, *messages: Message, callback_url: str | None = None
) -> tuple[Posted, Client]:
    """Post messages, and return what became of them and what was asked."""
    client = Client(answer)
    result = await post(
        cast("SmsPilotClient", client),
        messages or [message()],
        now=NOW,
        callback_url=callback_url,
    )
    return result, client


async def test_everything_that_the_messages_share_is_told() -> None:
    at = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)
    options: dict[str, Any] = {"sender": "VIBER", "send_at": at, "time_to_live": 5, "test": True}
    pair = [message(PHONE, **options), message(OTHER_PHONE, **options)]
    _, client = await ask(SendResult(messages=()), *pair, callback_url="https://home.example")
    assert client.asked == {
        "text": "Fire",
        "phones": [PHONE, OTHER_PHONE],
        "callback": "https://home.example",
        **options,
    }


@pytest.mark.parametrize("at", [NOW, datetime(2026, 11, 22, 11, 0, tzinfo=UTC)])
async def test_a_time_that_is_not_ahead_is_left_out(at: datetime) -> None:
    _, client = await ask(SendResult(messages=()), message(send_at=at))
    assert client.asked["send_at"] is None


async def test_each_phone_has_its_row() -> None:
    rows = (row(OTHER_PHONE, server_id=2), row(PHONE, server_id=1))
    posted, _ = await ask(
        SendResult(messages=rows, balance=Decimal(7)), message(), message(OTHER_PHONE)
    )
    assert posted.fates == {PHONE: rows[1], OTHER_PHONE: rows[0]}
    assert (posted.balance, posted.refusal, posted.answered) == (Decimal(7), None, True)


async def test_a_phone_without_a_row_has_an_unknown_outcome() -> None:
    posted, _ = await ask(SendResult(messages=(row(),)), message(), message(OTHER_PHONE))
    assert isinstance(posted.fates[OTHER_PHONE], OutcomeUnknownError)
    assert posted.answered


async def test_of_two_rows_the_first_good_one_counts_with_both_prices() -> None:
    rows = (
        row(server_id=1, status=Status.REFUSED, price=Decimal("0.50"), error=243),
        row(server_id=2, price=Decimal("1.31")),
        row(server_id=3, price=Decimal("1.31")),
    )
    posted, _ = await ask(SendResult(messages=rows))
    fate = posted.fates[PHONE]
    assert isinstance(fate, MessageStatus)
    assert (fate.server_id, fate.price) == (2, Decimal("3.12"))


async def test_rows_without_a_price_leave_it_open() -> None:
    posted, _ = await ask(SendResult(messages=(row(),)))
    fate = posted.fates[PHONE]
    assert isinstance(fate, MessageStatus)
    assert fate.price is None


async def test_a_status_that_nobody_knows_is_no_refusal() -> None:
    posted, _ = await ask(SendResult(messages=(row(status=None),)))
    assert isinstance(posted.fates[PHONE], MessageStatus)


async def test_a_refused_row_says_why() -> None:
    refused = row(status=Status.REFUSED, error=212, error_en="black list", error_ru="список")
    posted, _ = await ask(SendResult(messages=(refused,)))
    fate = posted.fates[PHONE]
    assert isinstance(fate, RecipientError)
    assert (fate.code, fate.description, fate.description_ru) == (
        212,
        "black list",
        "список",
    )
    assert posted.refusal is None


@pytest.mark.parametrize("code", [101, 112, 223, 243, 260, 999])
async def test_a_refused_request_refuses_every_message(code: int) -> None:
    error = gateway_error(code)
    posted, _ = await ask(error, message(), message(OTHER_PHONE))
    assert posted.fates == {PHONE: error, OTHER_PHONE: error}
    assert posted.refusal is error
    assert (posted.answered, posted.postponed) == (True, False)
    assert isinstance(error, DuplicateError) is (code == 243)


async def test_to_be_asked_to_slow_down_is_no_refusal() -> None:
    posted, _ = await ask(gateway_error(118))
    assert isinstance(posted.fates[PHONE], TemporaryError)
    assert posted.refusal is None
    assert (posted.answered, posted.postponed) == (True, True)


@pytest.mark.parametrize("kind", [NotSentError, OutcomeUnknownError])
async def test_without_an_answer_the_gateway_has_not_answered(
    kind: Callable[[str], SmsPilotError],
) -> None:
    error = kind("lost")
    posted, _ = await ask(error)
    assert posted.fates == {PHONE: error}
    assert (posted.answered, posted.postponed) == (False, False)
    assert not isinstance(error, GatewayError)
