"""The action that asks a question and waits for the answer."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from contextlib import AsyncExitStack, suppress
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import ServiceCall, ServiceResponse
from homeassistant.helpers import config_validation as cv

from ..account.asking.questions import (
    Answer,
    Question,
    async_look_for_answers,
    async_take_turn,
)
from ..account.reloads import async_wait_for_reloads
from ..messaging.receiving.pin import Pin
from ..messaging.receiving.words import SentenceError, Sentences
from ..problems.errors import invalid, sentence_error
from .outgoing.deliver import async_deliver
from .outgoing.input import (
    ACCOUNT,
    ATTR_NUMBERS,
    OPTIONS,
    TARGETS,
    as_written,
    read_fields,
    send_options,
)
from .outgoing.order import Order, compose
from .outgoing.targets import targets_of

if TYPE_CHECKING:
    from .outgoing.input import Fields
    from .outgoing.targets import Targets

ATTR_ANSWERS: Final = "answers"
ATTR_PIN: Final = "pin"
ATTR_QUESTION: Final = "question"
ATTR_TIMEOUT: Final = "timeout"

DEFAULT_TIMEOUT: Final = timedelta(minutes=30)
_LONGEST_TIMEOUT: Final = timedelta(days=1)
_ROW: Final = {"id", "sentences"}


def _rows(value: object) -> list[Mapping[str, Any]]:
    """Return the answers as they were written."""
    rows = [row for row in cv.ensure_list(value) if isinstance(row, Mapping)]
    good = [row for row in rows if row.keys() == _ROW and row["id"] not in (None, "")]
    if len(good) < len(cv.ensure_list(value)):
        raise ValueError
    return good


_ASK: Final[Fields] = {
    **ACCOUNT,
    **dict.fromkeys((*TARGETS, ATTR_NUMBERS), as_written),
    **{name: OPTIONS[name] for name in ("channel", "sender", "ignore_limits")},
    ATTR_QUESTION: cv.string,
    ATTR_ANSWERS: _rows,
    ATTR_TIMEOUT: cv.positive_time_period,
}


async def async_ask_question(call: ServiceCall) -> ServiceResponse:
    """Send a question and return the first answer that comes in time."""
    hass = call.hass
    began = hass.loop.time()
    data = dict(call.data)
    pin = _pin(data.pop(ATTR_PIN, None))
    values = read_fields(data, _ASK)
    sentences = _sentences(values.get(ATTR_ANSWERS, ()))
    until = began + _timeout(values).total_seconds()
    await async_wait_for_reloads(hass)
    targets = await targets_of(hass, data)
    asked = [
        (entry.entry_id, address.phone)
        for entry, where in targets.places.items()
        for address in where
    ]
    question = Question(asked=asked, sentences=sentences, pin=pin)
    async with AsyncExitStack() as turn:
        try:
            async with asyncio.timeout_at(until):
                await async_take_turn(hass, asked, turn)
        except TimeoutError:
            return _response(None)
        with question.open(hass) as answered:
            await _async_send(call, targets, values, answered, until)
            if not answered.done():
                await async_look_for_answers(hass, question)
            return _response(answered.result() if answered.done() else None)


async def _async_send(
    call: ServiceCall,
    targets: Targets,
    values: Mapping[str, Any],
    answered: asyncio.Future[Answer],
    until: float,
) -> None:
    """Send a question and wait for an answer; what has not left when that ends does not leave."""
    left = timedelta(seconds=until - call.hass.loop.time())
    order = Order(
        text=compose(values.get(ATTR_QUESTION, ""), None),
        options=replace(send_options(values), hold_for=left, question=True),
    )
    outcome = await async_deliver(call.hass, targets, lambda: order, call.context)
    outcome.raise_refusals(call.hass, only_if_all=True)
    try:
        with suppress(TimeoutError):
            async with asyncio.timeout_at(until):
                await asyncio.shield(answered)
    finally:  # also if the automation is stopped
        for entry, message in outcome.messages:
            if entry.state is ConfigEntryState.LOADED:
                entry.runtime_data.messenger.cancel([message.id])


def _timeout(values: Mapping[str, Any]) -> timedelta:
    """Return how long answers count."""
    timeout: timedelta = values.get(ATTR_TIMEOUT, DEFAULT_TIMEOUT)
    if not timedelta(seconds=1) <= timeout <= _LONGEST_TIMEOUT:
        raise invalid("timeout_out_of_range")
    return timeout


def _pin(value: object) -> Pin | None:
    """Return the PIN; one that is left empty would let everybody answer."""
    if value is None:
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # as the helper for a number gives it
    try:
        return Pin(str(value))
    except ValueError as error:
        raise invalid("pin_empty") from error


def _sentences(rows: Iterable[Mapping[str, Any]]) -> Sentences:
    """Return the id of each answer by its sentences; no two answers may share one."""
    try:
        return Sentences(rows)
    except SentenceError as error:
        raise sentence_error(error) from error


def _response(answer: Answer | None) -> ServiceResponse:
    """Return what was answered, or that nothing was."""
    if answer is None:
        return {"id": None, "text": None, "phone": None, "recipient": None}
    told = answer.inbound.attributes
    return {
        "id": answer.id,
        "text": answer.text,
        "phone": told["phone"],
        "recipient": told["recipient"],
    }
