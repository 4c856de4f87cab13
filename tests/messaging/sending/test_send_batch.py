"""A batch of messages: written down, sent, and sorted by what the gateway answers."""

from __future__ import annotations

from decimal import Decimal

import pytest

from custom_components.smspilot.api.errors import (
    DuplicateError,
    GatewayError,
    NoMoneyError,
    RecipientError,
)
from custom_components.smspilot.messaging.problem import Problem
from custom_components.smspilot.messaging.record.message import State
from custom_components.smspilot.messaging.surroundings import Settings
from tests.messaging.bench import FOR_ONE, OTHER_PHONE, PHONE, THIRD_PHONE, Bench

BAD_PHONE = "79000099212"
CALLBACK = "https://home.example/api/webhook/1"


def written_at_each_send(bench: Bench) -> list[list[dict[str, object]]]:
    """Return a list that grows by what the journal holds when a send is tried."""
    seen: list[list[dict[str, object]]] = []
    bench.on_command("send", lambda: seen.append(bench.disk.rows("messages")))
    return seen


async def test_a_message_is_written_down_as_sending_before_it_leaves(bench: Bench) -> None:
    await bench.calibrate()
    seen = written_at_each_send(bench)
    [message] = await bench.send("Fire")
    [stored] = [each for each in seen[0] if each["id"] == message.id]
    assert (stored["state"], stored["attempt"], stored["text"]) == ("sending", 1, "Fire")
    assert stored["highest_before"] == bench.simulator.messages[0].server_id


async def test_a_message_is_written_once_before_it_leaves_and_once_after(bench: Bench) -> None:
    await bench.advance(60)
    saves = bench.disk.saves
    await bench.send("Fire")
    assert bench.disk.saves == saves + 2


async def test_what_was_accepted_is_written_down_before_it_is_announced(bench: Bench) -> None:
    written: list[str] = []
    bench.disk.on_save = lambda: written.extend(
        each["state"] for each in bench.disk.rows("messages") if not bench.heard.announced
    )
    await bench.send("Fire")
    assert written == ["sending", "accepted"]


async def test_a_refusal_of_many_is_repeated_one_by_one(bench: Bench) -> None:
    bench.simulator.account.balance = Decimal("2.62")  # for two of three
    messages = await bench.send("Fire", PHONE, OTHER_PHONE, THIRD_PHONE)
    assert bench.states(messages) == [State.ACCEPTED, State.ACCEPTED, State.REJECTED]
    assert isinstance(messages[2].error, NoMoneyError)
    assert [request["to"].count(",") for request in bench.parameters("send")] == [2, 0, 0, 0]


@pytest.mark.parametrize("code", [101, 102, 105, 106, 113, 400])
async def test_a_refusal_of_the_whole_account_is_not_repeated(bench: Bench, code: int) -> None:
    bench.fault("error", "send", code=code)
    messages = await bench.send("Fire", PHONE, OTHER_PHONE)
    assert bench.states(messages) == [State.REJECTED] * 2
    assert bench.commands().count("send") == 1
    assert {error.code for error in bench.heard.errors} == {code}


async def test_a_bad_number_among_many_is_refused_alone(bench: Bench) -> None:
    messages = await bench.send("Fire", PHONE, BAD_PHONE, OTHER_PHONE)
    assert bench.states(messages) == [State.ACCEPTED, State.REJECTED, State.ACCEPTED]
    assert isinstance(messages[1].error, RecipientError)
    assert messages[1].error.code == 212
    assert bench.commands().count("send") == 1


async def test_a_refused_message_keeps_no_text_and_the_gateways_words(bench: Bench) -> None:
    [message] = await bench.send("Fire", BAD_PHONE)
    assert message.text == ""
    assert isinstance(message.error, GatewayError)
    assert message.error.description_ru == "Телефон в черном списке"
    assert bench.heard.announced == [(message.id, State.REJECTED)]


async def test_what_is_refused_gives_its_roubles_back(idle_bench: Bench) -> None:
    idle_bench.settings = FOR_ONE
    await idle_bench.start(listen=False)
    messages = await idle_bench.send("Fire", BAD_PHONE)
    messages += await idle_bench.send("Fire")
    assert idle_bench.states(messages) == [State.REJECTED, State.ACCEPTED]


async def test_a_message_knows_that_an_action_waited_when_it_was_refused(bench: Bench) -> None:
    [message] = bench.messenger.accept(bench.drafts("Fire", BAD_PHONE))
    waiting = bench.spawn(bench.messenger.settled([message]))
    await bench.settle()
    assert waiting.done()
    assert message.waited_for
    assert bench.heard.announced == [(message.id, State.REJECTED)]
    assert [error.code for error in bench.heard.errors] == [212]


async def test_a_message_knows_that_nobody_waited_when_it_was_refused(bench: Bench) -> None:
    [message] = await bench.send("Fire", BAD_PHONE)
    assert message.state is State.REJECTED
    assert not message.waited_for


async def test_two_rows_for_a_phone_are_one_message_with_both_prices(bench: Bench) -> None:
    bench.fault("doubled_rows", "send", times=1)
    [message] = await bench.send("Fire")
    assert message.state is State.ACCEPTED
    assert message.server_id == bench.simulator.messages[0].server_id
    assert message.price == Decimal("2.62")
    assert bench.messenger.total_spent == Decimal("2.62")


async def test_a_missing_row_is_looked_for_and_the_others_are_accepted(bench: Bench) -> None:
    await bench.calibrate()
    bench.fault("missing_rows", "send", rows=1, times=1)
    first, second = await bench.send("Fire", PHONE, OTHER_PHONE)
    assert bench.states([first, second]) == [State.ACCEPTED, State.SENDING]
    await bench.advance(60)
    assert bench.states([first, second]) == [State.DELIVERED] * 2
    assert bench.taken()[OTHER_PHONE, "Fire"] == 1


async def test_a_system_error_leaves_a_message_to_be_looked_for(bench: Bench) -> None:
    await bench.calibrate()
    bench.fault("error", "send", code=110, when="after", times=1)
    [message] = await bench.send("Fire")
    assert message.state is State.SENDING
    assert bench.heard.errors == []
    await bench.advance(60)
    assert message.state is State.DELIVERED
    assert bench.taken()[PHONE, "Fire"] == 1


async def test_a_duplicate_on_the_first_attempt_is_a_refusal(bench: Bench) -> None:
    bench.fault("error", "send", code=243, times=1)
    [message] = await bench.send("Fire")
    assert message.state is State.REJECTED
    assert isinstance(message.error, DuplicateError)


async def test_a_duplicate_on_the_second_attempt_is_looked_for_and_found(bench: Bench) -> None:
    await bench.calibrate()
    bench.fault("take_late", "send", seconds=63.0, times=1)
    [message] = await bench.send("Fire")
    bench.fault("error", "send", code=243, times=1)
    await bench.advance(300)
    assert message.state is State.DELIVERED
    assert message.attempt == 2
    assert bench.taken()[PHONE, "Fire"] == 1


async def test_a_duplicate_on_the_second_attempt_that_is_not_found_is_unknown(
    bench: Bench,
) -> None:
    await bench.calibrate()
    bench.fault("drop_before", "send", times=1)
    [message] = await bench.send("Fire")
    bench.fault("error", "send", code=243)
    await bench.advance(1200)
    assert message.state is State.UNKNOWN
    assert message.attempt == 2
    assert bench.commands().count("send") == 3
    assert bench.heard.errors == []


async def test_reports_are_asked_for_at_the_address_given(idle_bench: Bench) -> None:
    idle_bench.settings = Settings(messages_per_hour=100, callback_url=CALLBACK)
    await idle_bench.start(listen=False)
    assert idle_bench.messenger.callback_url == CALLBACK
    await idle_bench.send("Fire")
    idle_bench.messenger.callback_url = f"{CALLBACK}2"
    await idle_bench.send("Water")
    assert [each["callback"] for each in idle_bench.parameters("send")] == [
        CALLBACK,
        f"{CALLBACK}2",
    ]


async def test_a_callback_that_is_refused_is_left_out_for_the_rest_of_the_run(
    idle_bench: Bench,
) -> None:
    idle_bench.simulator.gateway.dialect.refuse_https_callbacks = True
    idle_bench.settings = Settings(messages_per_hour=100, callback_url=CALLBACK)
    await idle_bench.start(listen=False)
    messages = await idle_bench.send("Fire", PHONE, OTHER_PHONE)
    messages += await idle_bench.send("Water")
    assert set(idle_bench.states(messages)) == {State.ACCEPTED}
    requests = [(each["to"].count(","), "callback" in each) for each in idle_bench.sends()]
    assert requests == [(1, True), (1, False), (0, False)]
    assert idle_bench.heard.problems == [(Problem.CALLBACK_REFUSED, True)]
    assert idle_bench.heard.errors == []


async def test_requests_that_run_while_a_callback_is_refused_lose_no_message(
    idle_bench: Bench,
) -> None:
    idle_bench.simulator.gateway.dialect.refuse_https_callbacks = True
    idle_bench.settings = Settings(messages_per_hour=100, callback_url=CALLBACK)
    await idle_bench.start(listen=False)
    idle_bench.fault("hold", "send", times=2)
    first = idle_bench.messenger.accept(idle_bench.drafts("Fire", PHONE))
    second = idle_bench.messenger.accept(idle_bench.drafts("Water", OTHER_PHONE))
    await idle_bench.hold(2)
    await idle_bench.release()
    assert idle_bench.states(first + second) == [State.ACCEPTED] * 2
    assert idle_bench.heard.problems == [(Problem.CALLBACK_REFUSED, True)]


async def test_a_260_without_a_callback_is_a_refusal(bench: Bench) -> None:
    bench.fault("error", "send", code=260)
    [message] = await bench.send("Fire")
    assert message.state is State.REJECTED


async def test_the_balance_of_the_answer_is_told_with_what_became_of_the_message(
    bench: Bench,
) -> None:
    bench.simulator.account.balance = Decimal("100.00")
    before = bench.heard.changes
    await bench.send("Fire")
    await bench.settle()
    assert bench.messenger.balance == Decimal("98.69")
    assert bench.heard.changes - before == 2  # when it was taken and when it was accepted


async def test_what_waits_for_an_answer_does_not_wait_for_that_to_be_written_down(
    bench: Bench,
) -> None:
    bench.fault("hold", "send", times=1)
    messages = bench.messenger.accept(bench.drafts("Fire") + bench.drafts("Water"))
    await bench.hold()
    bench.disk.moves.clear()
    await bench.release()
    assert bench.states(messages) == [State.ACCEPTED, State.SENDING]
    bench.disk.moves.set()
    await bench.settle()
    assert bench.states(messages) == [State.ACCEPTED] * 2
