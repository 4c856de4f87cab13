"""From an order to messages in the outboxes of accounts, and to what must be raised."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from homeassistant.config_entries import ConfigEntryState
from homeassistant.exceptions import ServiceValidationError

from ...account.reloads import async_finished
from ...api.errors import NotSentError
from ...messaging.record.draft import Draft
from ...messaging.record.message import Message, State
from ...messaging.tasks import unhurried
from ...problems.errors import refusal_error
from ...problems.unsent_issues import async_set_refused, async_set_refused_entry
from ...recipients.recipient import label
from .drafts import drafts
from .targets import Refused, Targets

if TYPE_CHECKING:
    from homeassistant.core import Context, HomeAssistant

    from ...coordinator import SmsPilotConfigEntry
    from .order import Order

GATEWAY_PATIENCE: Final = 10.0
"""Seconds that an action waits for the gateway."""


@dataclass(slots=True, kw_only=True)
class Outcome:
    """What became of an order, for everybody whom it named."""

    messages: list[tuple[SmsPilotConfigEntry, Message]] = field(default_factory=list)
    """With those that followed because another did not arrive."""
    failed: list[tuple[SmsPilotConfigEntry, Message]] = field(default_factory=list)
    """Those of which it is certain that nothing was or will be sent, by whatever channel."""
    ordered: int = 0
    balances: list[Decimal | None] = field(default_factory=list)
    """Of each account that sent."""
    refused: list[Refused] = field(default_factory=list)

    def raise_refusals(self, hass: HomeAssistant, *, only_if_all: bool = False) -> None:
        """Raise one error that names everybody for whom it is certain that nothing was sent."""
        refused: list[tuple[str, Exception | None]] = [
            (label(entry, message.recipient, message.phone), message.error)
            for entry, message in self.failed
        ]
        some_are_not = len(refused) < self.ordered
        refused += [(one.name, one.error) for one in self.refused]
        if refused and not (only_if_all and some_are_not):
            raise refusal_error(hass, refused)


async def async_deliver(
    hass: HomeAssistant,
    targets: Targets,
    read_order: Callable[[], Order],
    context: Context | None,
) -> Outcome:
    """Send to everybody who can be sent to, and return what is known 10 s later at the most.

    Without a user in the context, as in an automation at night, nobody sees what comes of it: what
    is refused, by the gateway or by us, becomes a repair issue. An order that cannot be read is
    refused for everybody.
    """
    attended = context is not None and context.user_id is not None
    targets.settle()
    wanted: list[tuple[SmsPilotConfigEntry, list[Draft]]] = []
    wait = 0.0
    try:
        order = read_order()
        order.check()
    except ServiceValidationError as error:
        for entry in list(targets.places):
            targets.refuse(entry, error)
    else:
        wait = order.wait_for_delivery
        for entry, where in targets.places.items():
            found, refused = await drafts(entry, where, order)
            targets.refused += refused
            wanted.append((entry, found))
    if not attended:
        _report(hass, targets.refused)
    outcome = Outcome(refused=targets.refused)
    await asyncio.gather(
        *(
            _async_send(hass, entry, found, wait, outcome, attended=attended)
            for entry, found in wanted
        )
    )
    return outcome


async def _async_send(
    hass: HomeAssistant,
    entry: SmsPilotConfigEntry,
    wanted: Sequence[Draft],
    wait: float,
    outcome: Outcome,
    *,
    attended: bool,
) -> None:
    """Give drafts to an account's outbox, and note what becomes of them."""
    messenger = entry.runtime_data.messenger
    messages: Sequence[Message] = await messenger.accept_all(wanted)
    await messenger.settled(messages, GATEWAY_PATIENCE, attended=attended)
    if wait:
        messages = await async_finished(hass, entry, messenger, messages, wait, attended=attended)
    if entry.state is ConfigEntryState.LOADED:
        messenger = entry.runtime_data.messenger  # another one after a reload
    outcome.ordered += len(messages)
    async for message in unhurried(messages):
        steps = messenger.steps(message)
        outcome.messages += [(entry, step) for step in steps]
        last = steps[-1]
        if _is_refused(last) and not (last.there or messenger.goes_on(message)):
            outcome.failed.append((entry, last))
    outcome.balances.append(messenger.balance)


def _report(hass: HomeAssistant, refused: Sequence[Refused]) -> None:
    """Raise the repair issues about what was refused before it came to the gateway."""
    for one in refused:
        if one.entry is not None and one.address is not None:
            whose, phone = one.address.whose_id, one.address.phone
            async_set_refused(hass, one.entry, whose, phone, one.error)
        else:
            async_set_refused_entry(hass, one.entry, one.name, one.error)


def _is_refused(message: Message) -> bool:
    """Return whether a message was refused, or not sent although it must not be held."""
    return message.state is State.REJECTED or (
        message.state is State.EXPIRED and isinstance(message.error, NotSentError)
    )
