"""An outgoing message, its states and its place in the journal."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, strategies as st

from custom_components.smspilot.api.errors import GatewayError, NotSentError, gateway_error
from custom_components.smspilot.messaging.record.draft import Draft
from custom_components.smspilot.messaging.record.message import Message, State
from tests.messaging.bench import PHONE

FINAL = {
    State.DELIVERED,
    State.UNDELIVERED,
    State.UNCONFIRMED,
    State.REJECTED,
    State.EXPIRED,
    State.CANCELLED,
    State.UNKNOWN,
}
ON_THE_WAY = {State.QUEUED, State.SENDING}
CLOSING = {State.REJECTED, State.EXPIRED, State.CANCELLED, State.UNKNOWN}

moments = st.floats(1.0, 4e9)
errors = st.one_of(
    st.none(),
    st.just(NotSentError("not sent")),
    st.builds(gateway_error, st.integers(0, 999), st.text(), st.text()),
)
messages = st.builds(
    Message,
    id=st.uuids().map(lambda key: key.hex),
    phone=st.from_regex(r"7[0-9]{10}", fullmatch=True),
    text=st.text(),
    sender=st.none() | st.text(min_size=1),
    recipient=st.none() | st.text(min_size=1),
    send_at=st.none()
    | st.integers(1, 4_000_000_000).map(lambda at: datetime.fromtimestamp(at, UTC)),
    time_to_live=st.none() | st.integers(1, 1440),
    test=st.booleans(),
    once=st.booleans(),
    for_chains=st.booleans(),
    created=moments,
    deadline=moments,
    state=st.sampled_from(State),
    announced=st.none() | st.sampled_from(State),
    attempt=st.integers(0, 2),
    attempted=st.just(0.0) | moments,
    highest_before=st.integers(0, 10**9),
    accepted=st.just(0.0) | moments,
    closed=st.just(0.0) | moments,
    server_id=st.none() | st.integers(1, 10**9),
    price=st.none() | st.decimals(0, 1000, places=2),
    parts=st.none() | st.integers(1, 10),
    operator=st.text(),
    country=st.text(),
    error=errors,
)


def draft(**options: Any) -> Draft:
    """Return a draft."""
    return Draft(phone=PHONE, text="Secret", **options)


def made(**options: Any) -> Message:
    """Return the message made of a draft."""
    return Message.from_draft(draft(**options), "1", 1000.0, 30.0)


later_steps = st.builds(
    lambda message, follows, step: replace(message, follows=follows, step=step),
    messages,
    st.text(min_size=1),
    st.integers(1, 5),
)


@given(st.one_of(messages, later_steps))
def test_the_journal_gives_a_message_back_as_it_was(message: Message) -> None:
    stored = json.loads(json.dumps(message.as_dict()))
    again = Message.from_dict(stored)
    for name in Message.__slots__:
        if name not in ("error", "held", "unwritten", "waiters"):
            assert getattr(again, name) == getattr(message, name), name
    assert again.as_dict() == stored
    assert type(again.error) is type(message.error)
    if isinstance(message.error, GatewayError):
        assert isinstance(again.error, GatewayError)
        assert vars(again.error) == vars(message.error)


@given(messages)
def test_the_journal_keeps_nothing_that_is_as_usual(message: Message) -> None:
    assert all(value not in (None, "", 0, False) for value in message.as_dict().values())


def test_an_unknown_kind_of_error_is_kept_as_not_sent() -> None:
    message = made()
    message.error = ValueError("Secret")
    stored = message.as_dict()
    assert "Secret" not in str(stored["error"])
    assert isinstance(Message.from_dict(stored).error, NotSentError)


@pytest.mark.parametrize("state", State)
def test_a_final_state_never_changes_and_a_status_never_goes_back(state: State) -> None:
    assert state.final is (state in FINAL)
    following = {after for after in State if state.leads_to(after)}
    expected = {
        State.QUEUED: {State.SENDING, State.ACCEPTED} | CLOSING,
        State.WAITING: {State.SENDING, State.ACCEPTED} | CLOSING,
        State.SENDING: {State.QUEUED, State.ACCEPTED} | CLOSING,
        State.ACCEPTED: {State.DELIVERED, State.UNDELIVERED, State.UNCONFIRMED},
    }
    assert following == expected.get(state, set())
    assert state.announced is (state not in ON_THE_WAY)


def test_a_message_lives_for_the_hold_time() -> None:
    message = made(hold_for=600.0, recipient="entry", sender="test", time_to_live=5, test=True)
    assert (message.created, message.deadline) == (1000.0, 1600.0)
    assert not message.once
    assert (message.recipient, message.sender, message.test) == ("entry", "test", True)
    assert message.content == ("Secret", "test", None, 5, True)


def test_a_message_without_a_hold_time_gets_one_attempt_and_the_time_for_it() -> None:
    message = made(hold_for=0.0)
    assert message.once
    assert message.deadline == 1030.0


def test_neither_drafts_nor_messages_show_phone_or_text() -> None:
    message = made()
    message.price = Decimal("1.31")
    for shown in (repr(draft()), repr(message), str(message)):
        assert "Secret" not in shown
        assert PHONE not in shown


def test_messages_are_equal_only_to_themselves() -> None:
    assert made() != made()
    assert len({made(), made()}) == 2


@pytest.mark.parametrize(
    ("phone", "listed", "same"),
    [
        ("79087964781", "79087964781", True),
        ("79087964781", "89087964781", True),
        ("79087964781", "9087964781", True),
        ("79087964781", "79087964782", False),
        ("84912345678", "84912345678", True),
        ("84912345678", "74912345678", False),
        ("79087964781", "", False),
    ],
)
def test_a_message_knows_its_phone_however_it_is_listed(
    phone: str, listed: str, same: bool
) -> None:
    message = made()
    message.phone = phone
    assert message.is_to(listed) is same
