"""What a messenger told the floor above."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from custom_components.smspilot.api.errors import GatewayError
from custom_components.smspilot.api.models import InboundMessage
from custom_components.smspilot.messaging.problem import Problem
from custom_components.smspilot.messaging.record.message import Message, State

from .disk import Run
from .virtual_time import VirtualTime


@dataclass(slots=True)
class Heard:
    """What a messenger told the floor above, in one run or over many."""

    announced: list[tuple[str, State]] = field(default_factory=list)
    inbound: list[tuple[InboundMessage, bool]] = field(default_factory=list)
    inbound_moments: list[float] = field(default_factory=list)
    problems: list[tuple[Problem, bool]] = field(default_factory=list)
    errors: list[GatewayError] = field(default_factory=list)
    reachability: list[bool] = field(default_factory=list)
    changes: int = 0
    react: Callable[[Message], None] = lambda _message: None
    """What an automation does when it hears of a message."""
    react_inbound: Callable[[InboundMessage], None] = lambda _message: None

    def texts(self) -> list[str]:
        """Return the texts of the inbound messages, in their order."""
        return [message.text for message, _ in self.inbound]


class Ear:
    """The listener of one run: a dead run tells nothing."""

    def __init__(self, heard: Heard, run: Run, time: VirtualTime) -> None:
        """Note what is told as long as the run lives."""
        self._heard = heard
        self._run = run
        self._time = time

    def delivery(self, message: Message) -> None:
        """Note an announcement."""
        if not self._run.dead:
            assert message.news is not None
            self._heard.announced.append((message.id, message.news))
            self._heard.react(message)

    def inbound(self, message: InboundMessage, *, late: bool) -> None:
        """Note an inbound message."""
        if not self._run.dead:
            self._heard.inbound.append((message, late))
            self._heard.inbound_moments.append(self._time.now)
            self._heard.react_inbound(message)

    def gateway_error(self, error: GatewayError) -> None:
        """Note an error."""
        self._heard.errors.append(error)

    def problem(self, problem: Problem, *, active: bool) -> None:
        """Note a problem, or that it is gone."""
        self._heard.problems.append((problem, active))

    def reachable(self, *, reachable: bool) -> None:
        """Note that the gateway went or came."""
        self._heard.reachability.append(reachable)

    def changed(self) -> None:
        """Count a change."""
        self._heard.changes += 1
