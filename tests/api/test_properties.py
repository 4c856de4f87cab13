"""What holds for every answer there could be."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from decimal import Decimal
from typing import Any, cast

import aiohttp
from hypothesis import given, strategies as st

from custom_components.smspilot.api.client import SmsPilotClient
from custom_components.smspilot.api.errors import SmsPilotError
from custom_components.smspilot.api.long_answer import read_long
from custom_components.smspilot.api.models import ApiKey, InboundPage, MessageStatus, Status
from custom_components.smspilot.api.parsing import Json, decode, http_date, integer, money, parts

PHONE = "79087964781"
GOOD = MessageStatus(server_id=7, phone=PHONE, status=Status.QUEUED, price=Decimal("1.31"))
GOOD_ROW = {"server_id": "7", "phone": PHONE, "status": "1", "price": "1.31"}

KEYS = st.sampled_from(
    [
        *("send", "check", "inbound", "balance", "cost", "error", "code", "id", "info", "senders"),
        *("server_id", "phone", "status", "price", "text", "created", "message", "imsi", "parts"),
    ]
)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(["0", "-2", "1", "7", "110", "1.31", PHONE])
)
VALUES: st.SearchStrategy[Any] = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner) | st.dictionaries(KEYS | st.text(), inner),
    max_leaves=20,
)


class Response:
    """Holds an answer as aiohttp would."""

    def __init__(self, body: bytes, status: int, headers: dict[str, str]) -> None:
        self.status = status
        self.headers = headers
        self.content_length = None
        self.content = self
        self._body = body

    async def iter_any(self) -> AsyncIterator[bytes]:
        yield self._body


class Session:
    """Gives every request the same answer."""

    closed = False

    def __init__(self, body: bytes, status: int = 200, date: str = "") -> None:
        self._response = Response(body, status, {"Date": date})

    @asynccontextmanager
    async def post(self, *_: object, **__: object) -> AsyncIterator[Response]:
        yield self._response


def client_of(session: Session) -> SmsPilotClient:
    """Return a client whose every request is answered by a session."""
    return SmsPilotClient(cast("aiohttp.ClientSession", session), ApiKey(key="key"))


async def ask_everything(client: SmsPilotClient) -> None:
    """Ask for everything; let no kind of error pass but the client's own."""
    with suppress(SmsPilotError):
        result = await client.send("text", [PHONE])
        assert result.messages
    with suppress(SmsPilotError):
        assert isinstance(await client.inbound(), InboundPage)
    with suppress(SmsPilotError):
        assert (await client.account()).id
    with suppress(SmsPilotError):
        assert isinstance(await client.remaining_messages(), int)
    for question in (client.check([1]), client.recent(), client.balance(), client.cost("", [])):
        with suppress(SmsPilotError):
            await question


@given(value=VALUES, status=st.sampled_from([200, 302, 500]))
async def test_no_json_surprises_the_client(value: object, status: int) -> None:
    await ask_everything(client_of(Session(json.dumps(value).encode(), status)))


@given(command=KEYS, value=VALUES)
async def test_no_answer_to_the_question_surprises_the_client(command: str, value: object) -> None:
    answer = json.dumps({command: value}, ensure_ascii=False).encode(errors="surrogatepass")
    await ask_everything(client_of(Session(answer)))


@given(body=st.binary(), date=st.text())
async def test_no_bytes_surprise_the_client(body: bytes, date: str) -> None:
    await ask_everything(client_of(Session(body, date=date)))


@given(before=st.lists(VALUES), after=st.lists(VALUES), rest=st.dictionaries(KEYS, VALUES))
async def test_a_good_row_is_never_lost(
    before: list[Any], after: list[Any], rest: dict[str, Any]
) -> None:
    answer = {**rest, "send": [*before, GOOD_ROW, *after]}
    result = await client_of(Session(json.dumps(answer).encode())).send("text", [PHONE])
    assert GOOD in result.messages


@given(number=st.integers(-(10**18) + 1, 10**18 - 1), as_text=st.booleans())
def test_whole_numbers_come_back(number: int, as_text: bool) -> None:
    body = json.dumps({"a": str(number) if as_text else number}).encode()
    assert integer(decode(body, "utf-8")["a"]) == number


@given(
    amount=st.decimals(
        min_value=-(10**9), max_value=10**9, places=2, allow_nan=False, allow_infinity=False
    )
)
def test_amounts_come_back_to_the_last_kopeck(amount: Decimal) -> None:
    for body in (f'{{"a":{amount}}}', f'{{"a":"{amount}"}}'):
        assert money(decode(body.encode(), "utf-8")["a"]) == amount


ROW_KEYS = {"server_id", "id", "phone"}
LONGEST = 256
"""Characters of a part, in the place of many more."""
SHORT = VALUES.filter(lambda part: len(json.dumps(part)) <= LONGEST)


def read(body: bytes) -> tuple[dict[str, Json], list[Json]]:
    """Read a body as a long one: the values, and the parts of `send`."""
    values, made = read_long(bytearray(body), "utf-8", lambda part: part, longest=LONGEST)
    return values, made["send"] if "send" in made else parts(values.get("send"))


@given(
    value=st.lists(SHORT).map(lambda some: some * 9)
    | st.dictionaries(st.text(max_size=20).filter(lambda key: key not in ROW_KEYS), SHORT),
    space=st.sampled_from(["", " ", "\n" * 2 * LONGEST]),
    rest=st.dictionaries(st.sampled_from(["balance", "cost"]), st.text(max_size=9)),
)
def test_a_long_answer_is_read_like_a_short_one(
    value: list[Any] | dict[str, Any], space: str, rest: dict[str, str]
) -> None:
    body = json.dumps({"send": value, **rest}).join([space, space]).encode()
    values, made = read(body)
    short = decode(body, "utf-8")
    assert made == parts(short["send"])
    assert {**values, "send": short["send"]} == short


@given(body=st.binary() | st.text(alphabet='{}[],:"\\u1e.-tn ').map(str.encode))
def test_nonsense_is_read_alike_too(body: bytes) -> None:
    assert read(body)[0] == decode(body, "utf-8")


@given(header=st.none() | st.text())
def test_no_date_surprises_the_client(header: str | None) -> None:
    date = http_date(header)
    assert date is None or date.tzinfo is not None
