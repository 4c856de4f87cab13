"""The ways that the messages of these tests go, and what became of them."""

from __future__ import annotations

from typing import Any

from custom_components.smspilot.api.errors import NotSentError
from custom_components.smspilot.messaging.record.draft import Step
from custom_components.smspilot.messaging.record.message import Message, State
from tests.messaging.bench import Bench

MINUTE, HOUR = 60.0, 3600.0
WAIT = 3 * MINUTE
VIBER, SMS, VOICE = "VIBER", "INFORM", "GOLOS"
SMS_AND_VOICE = (Step(SMS, WAIT), Step(VOICE, WAIT))
SLOW, SWITCHED_OFF, WITHOUT_VIBER = "79000098001", "79000098002", "79000098003"
UNREACHABLE = "79000099602"


async def send(bench: Bench, *phones: str, **options: Any) -> Message:
    """Send a text by Viber, then by SMS, then by voice, as long as it has not arrived."""
    values = {"sender": VIBER, "steps": SMS_AND_VOICE, **options}
    messages = await bench.send(values.pop("text", "Fire"), *phones, **values)
    return messages[0]


async def send_slow(bench: Bench, *phones: str, **options: Any) -> Message:
    """Send a text whose Viber message is accepted and whose status does not move by itself."""
    message = await send(bench, *phones, **options)
    halt(bench, message)
    return message


async def send_into_dead_line(bench: Bench, message: Message) -> Message:
    """Let the line go down in the moment in which the next step shall leave; return the step."""

    def cut() -> None:
        bench.on_command("send", lambda: None)
        bench.spawn(bench.simulator.stop())
        raise NotSentError("the line is down")

    bench.on_command("send", cut)
    await bench.advance(WAIT + MINUTE)
    later = bench.messenger.steps(message)[-1]
    assert (later.step, later.state) == (2, State.QUEUED)
    return later


def halt(bench: Bench, message: Message) -> None:
    """Let a message stay in the operator's queue."""
    assert message.server_id is not None
    bench.simulator.set_status(message.server_id, 1)


def deliver(bench: Bench, message: Message) -> None:
    """Let a message arrive at the phone; the home has not heard of it."""
    assert message.server_id is not None
    bench.simulator.set_status(message.server_id, 2)


def ways(bench: Bench) -> list[str]:
    """Return by what the gateway took messages, in their order."""
    return [message.sender_orig for message in bench.simulator.messages]


def texts(bench: Bench) -> list[str]:
    """Return the texts that the gateway took, in their order."""
    return [message.text for message in bench.simulator.messages]


def states(bench: Bench, message: Message) -> list[State]:
    """Return the states of a message and of those that followed it."""
    return [step.state for step in bench.messenger.steps(message)]
