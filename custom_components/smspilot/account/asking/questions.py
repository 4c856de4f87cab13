"""Open questions: who was asked what, and the first answer that came in time."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterator, Sequence
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.util.hass_dict import HassKey

from ...messaging.phone_number import sender_phone
from ...messaging.receiving.pin import Pin
from ...messaging.receiving.words import Sentences
from ..inbound_wanted import async_listen_inbound
from ..signals import SIGNAL_INBOUND, Inbound
from .pins import async_ask_for_pin, async_understand

if TYPE_CHECKING:
    from homeassistant.core import CALLBACK_TYPE

_PATIENCE: Final = 10.0
"""Seconds for which a gateway that is slow may hold up the end of a question."""

type Phone = tuple[str, str]
"""An account's id, and a phone."""

_TURNS: Final[HassKey[dict[Phone, asyncio.Lock]]] = HassKey("smspilot_turns")


class Answer(NamedTuple):
    """What was answered, by whom."""

    id: str | None
    text: str
    inbound: Inbound


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Whom a question goes to, and what counts as an answer; without sentences, anything does."""

    asked: Collection[Phone]
    sentences: Sentences
    pin: Pin | None = None

    @property
    def accounts(self) -> set[str]:
        """Return the ids of the accounts that ask."""
        return {entry_id for entry_id, _ in self.asked}

    def is_for(self, inbound: Inbound) -> bool:
        """Return whether a message came from somebody who was asked."""
        return (inbound.entry_id, sender_phone(inbound.attributes["phone"])) in self.asked

    def answer(self, inbound: Inbound) -> Answer | None:
        """Return what a message answers, None if it answers nothing."""
        if not self.is_for(inbound):
            return None
        text: str | None = inbound.attributes["text"]
        if self.pin is not None and text is not None:
            text = None if inbound.shut_out else self.pin.without(text)
        if text is None:
            return None
        if not self.sentences:
            return Answer(None, text, inbound)
        found = self.sentences.beginning(text)
        return None if found is None else Answer(found, text, inbound)

    @contextmanager
    def open(self, hass: HomeAssistant) -> Iterator[asyncio.Future[Answer]]:
        """Listen for answers while the block runs; the first one is the future's result."""
        answered: asyncio.Future[Answer] = hass.loop.create_future()
        known = {entry_id: _known_up_to(hass, entry_id) for entry_id in self.accounts}

        @callback
        def wanted(inbound: Inbound) -> Answer | None:
            if answered.done() or (found := self.answer(inbound)) is None:
                return None
            before = known[inbound.entry_id]
            came_since = before is not None and inbound.attributes["created"] > before
            return found if came_since or not inbound.late else None

        @callback
        def received(inbound: Inbound) -> None:
            if (found := wanted(inbound)) is not None:
                answered.set_result(found)

        stops: list[CALLBACK_TYPE] = [
            async_dispatcher_connect(hass, SIGNAL_INBOUND, received),
            async_listen_inbound(hass, self.accounts.__contains__),
        ]
        if self.pin is not None:
            stops.append(async_ask_for_pin(hass, self.pin, self.is_for))
        else:
            stops.append(async_understand(hass, lambda inbound: wanted(inbound) is not None))
        try:
            yield answered
        finally:
            for stop in stops:
                stop()


async def async_look_for_answers(hass: HomeAssistant, question: Question) -> None:
    """Have what came in until now handed on: accounts are asked for it now and then only."""
    await asyncio.gather(
        *(
            entry.runtime_data.messenger.look_for_inbound(_PATIENCE)
            for entry in map(hass.config_entries.async_get_entry, question.accounts)
            if entry is not None and entry.state is ConfigEntryState.LOADED
        )
    )


async def async_take_turn(
    hass: HomeAssistant, phones: Sequence[Phone], turn: AsyncExitStack
) -> None:
    """Wait until none of these phones has an open question; the turn ends with the stack."""
    locks = hass.data.setdefault(_TURNS, {})
    for phone in sorted(set(phones)):  # in one order, so that no two wait for each other
        await turn.enter_async_context(locks.setdefault(phone, asyncio.Lock()))


def _known_up_to(hass: HomeAssistant, entry_id: str) -> str | None:
    """Return the moment up to which an account's messages are known; None if it lags behind.

    So a late message can be told from one that was written before the question.
    """
    entry = hass.config_entries.async_get_entry(entry_id)  # none if it was removed meanwhile
    if entry is None or entry.state is not ConfigEntryState.LOADED:
        return None
    up_to: str | None = entry.runtime_data.messenger.known_up_to()
    return up_to
