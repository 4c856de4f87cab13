"""Paid questions, whose roubles count like those of messages."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from decimal import Decimal

import aiohttp
import pytest

from custom_components.smspilot.api.client import SmsPilotClient
from custom_components.smspilot.api.errors import (
    GatewayError,
    NotSentError,
    OutcomeUnknownError,
    SmsPilotError,
    gateway_error,
)
from custom_components.smspilot.api.models import ApiKey, MessageStatus, SendResult, Status
from custom_components.smspilot.messaging.limits.charge import Limit, LimitReachedError
from custom_components.smspilot.messaging.limits.paid_question import ask
from custom_components.smspilot.messaging.limits.prices import Query
from custom_components.smspilot.messaging.problem import Problem
from custom_components.smspilot.messaging.surroundings import Settings
from tests.messaging.bench import FOR_ONE, PHONE, Bench
from tests.messaging.limits.allowance import DAY, MINUTE, Home, limit_of

FREE = SendResult(messages=(), cost=Decimal(0))


def row(price: str | None, status: Status = Status.NEW) -> MessageStatus:
    """Return a row with a price."""
    return MessageStatus(
        server_id=1, phone=PHONE, status=status, price=None if price is None else Decimal(price)
    )


async def answered(home: Home, result: SendResult, query: Query = Query.HLR) -> None:
    """Ask something that is answered so."""

    async def request() -> SendResult:
        return result

    assert await ask(home.limits, query, request) is result


async def paid(home: Home, cost: str, query: Query = Query.HLR) -> None:
    """Ask something that costs so much."""
    await answered(home, SendResult(messages=(), cost=Decimal(cost)), query)


async def failed(home: Home, error: SmsPilotError) -> None:
    """Ask something that fails."""

    async def request() -> SendResult:
        raise error

    with pytest.raises(type(error)):
        await ask(home.limits, Query.HLR, request)


async def test_a_question_is_money_spent_but_no_message_of_the_hour() -> None:
    home = Home(per_hour=1, per_day="10")
    await paid(home, "4.00")
    assert home.limits.total_spent == Decimal("4.00")
    assert limit_of(home.send()) is None
    assert limit_of(home.send()) is Limit.MESSAGES_PER_HOUR


async def test_past_the_roubles_of_the_day_nothing_is_asked() -> None:
    home = Home(per_day="10")
    await paid(home, "4.00")
    await paid(home, "4.00")
    with pytest.raises(LimitReachedError) as raised:
        await paid(home, "4.00")
    assert raised.value.limit is Limit.ROUBLES_PER_DAY
    assert home.limits.reached == {Limit.ROUBLES_PER_DAY}
    assert home.limits.total_spent == Decimal("8.00")
    home.limits.grant(Limit.ROUBLES_PER_DAY)
    await paid(home, "4.00")


async def test_messages_and_questions_share_the_roubles_of_the_day() -> None:
    home = Home(per_day="10")
    await paid(home, "6.00")
    assert limit_of(home.send()) is Limit.ROUBLES_PER_DAY
    home.now += DAY
    home.send()
    home.send()
    with pytest.raises(LimitReachedError):
        await paid(home, "6.00")


async def test_each_kind_of_question_has_its_price() -> None:
    home = Home(per_day="5.50")
    await paid(home, "0.30")
    await paid(home, "0.30")
    with pytest.raises(LimitReachedError):
        await paid(home, "0.30", Query.PING)
    home.limits.review()
    assert home.limits.reached == {Limit.ROUBLES_PER_DAY}, "a message could still not be paid for"


async def test_a_free_question_teaches_no_price() -> None:
    home = Home(per_day="6")
    await answered(home, FREE)
    await paid(home, "4.00")
    with pytest.raises(LimitReachedError):
        await paid(home, "0.10")


@pytest.mark.parametrize("error", [NotSentError(), gateway_error(111), gateway_error(118)])
async def test_what_was_refused_or_not_sent_costs_nothing(error: SmsPilotError) -> None:
    home = Home(per_day="5")
    await failed(home, error)
    await paid(home, "1.00")
    assert home.limits.total_spent == Decimal("1.00")


async def test_what_nobody_knows_the_end_of_may_have_been_paid() -> None:
    home = Home(per_day="5")
    await failed(home, OutcomeUnknownError())
    assert home.limits.total_spent == 0
    with pytest.raises(LimitReachedError):
        await paid(home, "1.00")


@pytest.mark.parametrize(
    ("rows", "spent", "left"),
    [
        ([row("1.50"), row("0.50")], "2.00", True),
        ([row(None, Status.REFUSED)], "0", True),
        ([row(None)], "0", False),
    ],
)
async def test_without_a_sum_the_rows_tell_the_price(
    rows: list[MessageStatus], spent: str, left: bool
) -> None:
    home = Home(per_day="7")
    await answered(home, SendResult(messages=tuple(rows)))
    assert home.limits.total_spent == Decimal(spent)
    assert (limit_of(home.send()) is None) is left


async def test_a_restart_keeps_what_a_question_cost() -> None:
    home = Home(per_hour=1, per_day="10")
    await paid(home, "6.00")
    await home.restart(per_hour=1, per_day="10")
    assert home.limits.total_spent == Decimal("6.00")
    assert limit_of(home.send()) is Limit.ROUBLES_PER_DAY


@asynccontextmanager
async def client_of(bench: Bench) -> AsyncGenerator[SmsPilotClient]:
    """Return the client of whoever asks."""
    async with aiohttp.ClientSession() as session:
        key = ApiKey(key=bench.simulator.account.key)
        yield SmsPilotClient(session, key, url=bench.simulator.url)


async def test_a_question_tells_of_the_balance_and_counts_after_a_crash(bench: Bench) -> None:
    await bench.advance(MINUTE)
    changes = bench.heard.changes
    async with client_of(bench) as client:
        result = await bench.messenger.ask(Query.HLR, lambda: client.hlr(PHONE))
    assert bench.heard.changes > changes
    assert result.cost
    assert bench.messenger.total_spent == result.cost
    assert bench.messenger.balance == result.balance == bench.simulator.account.balance
    await bench.advance(15)
    await bench.restart()
    assert bench.messenger.total_spent == result.cost


async def test_a_question_under_way_counts_after_a_crash(idle_bench: Bench) -> None:
    idle_bench.settings = FOR_ONE
    await idle_bench.start(listen=False)
    await idle_bench.advance(MINUTE)
    idle_bench.fault("hold", "send")
    async with client_of(idle_bench) as client:
        asking = idle_bench.spawn(idle_bench.messenger.ask(Query.PING, lambda: client.ping(PHONE)))
        await idle_bench.simulator.faults.wait_held()
        await idle_bench.advance(15, held=1)
        await idle_bench.restart()
        asking.cancel()
        with pytest.raises(LimitReachedError):
            await idle_bench.messenger.ask(Query.PING, lambda: client.ping(PHONE))


async def test_a_question_past_the_limit_is_a_problem_and_is_not_asked(idle_bench: Bench) -> None:
    idle_bench.settings = Settings(roubles_per_day=Decimal(1))
    await idle_bench.start(listen=False)
    async with client_of(idle_bench) as client:
        with pytest.raises(LimitReachedError):
            await idle_bench.messenger.ask(Query.PING, lambda: client.ping(PHONE))
    assert idle_bench.heard.problems == [(Problem.LIMIT_ROUBLES, True)]
    assert idle_bench.sends() == []


async def test_a_refused_question_spends_nothing_and_tells_no_balance(bench: Bench) -> None:
    bench.simulator.account.balance = Decimal(0)
    async with client_of(bench) as client:
        with pytest.raises(GatewayError):
            await bench.messenger.ask(Query.HLR, lambda: client.hlr(PHONE))
    assert bench.messenger.total_spent == 0
    assert bench.messenger.balance is None


async def test_an_answer_that_comes_after_the_end_is_told_to_nobody(bench: Bench) -> None:
    messenger = bench.messenger
    bench.fault("hold", "send")
    async with client_of(bench) as client:
        asking = bench.spawn(messenger.ask(Query.HLR, lambda: client.hlr(PHONE)))
        await bench.simulator.faults.wait_held()
        await messenger.stop()
        changes = bench.heard.changes
        bench.simulator.release()
        assert (await asking).balance is not None
    assert bench.heard.changes == changes
    assert messenger.balance is None
