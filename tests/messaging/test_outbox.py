"""Messages on their way to the gateway."""

from __future__ import annotations

from custom_components.smspilot.messaging.message import State

from .bench import OTHER_PHONE, PHONE, Bench


async def test_a_message_is_taken_once_and_delivered(bench: Bench) -> None:
    [message] = await bench.send("Fire")
    assert message.state is State.ACCEPTED
    await bench.advance(60)
    assert message.state is State.DELIVERED
    assert bench.taken() == {(PHONE, "Fire"): 1}
    assert bench.heard.announced == [(message.id, State.ACCEPTED), (message.id, State.DELIVERED)]


async def test_equal_texts_handed_over_together_go_in_one_request(bench: Bench) -> None:
    messages = await bench.send("Fire", PHONE, OTHER_PHONE)
    assert bench.states(messages) == [State.ACCEPTED] * 2
    assert bench.commands().count("send") == 1


async def test_a_request_lost_is_made_once_more(bench: Bench) -> None:
    await bench.send("Hello")
    await bench.advance(30)
    bench.simulator.faults.add("drop_before", times=1, command="send")
    [message] = await bench.send("Fire")
    await bench.advance(120)
    assert message.state is State.DELIVERED
    assert bench.taken()[PHONE, "Fire"] == 1


async def test_an_answer_lost_is_found_again(bench: Bench) -> None:
    await bench.send("Hello")
    await bench.advance(30)
    bench.simulator.faults.add("drop_after", times=1, command="send")
    [message] = await bench.send("Fire")
    await bench.advance(120)
    assert message.state is State.DELIVERED
    assert bench.taken()[PHONE, "Fire"] == 1


async def test_a_message_is_held_while_the_gateway_is_off(bench: Bench) -> None:
    await bench.simulator.stop()
    [message] = await bench.send("Fire")
    assert (message.state, message.held) == (State.QUEUED, True)
    assert bench.messenger.queued == 1
    await bench.advance(600)
    await bench.simulator.start()
    await bench.advance(400)
    assert message.state is State.DELIVERED
    assert bench.taken() == {(PHONE, "Fire"): 1}
