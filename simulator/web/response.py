"""How an answer goes out: whole, in pieces, or cut off."""

from __future__ import annotations

from aiohttp import hdrs, web

from simulator.basics.slices import in_slices
from simulator.faults.bodies import STREAMED, stream, stream_headers, wrong_body
from simulator.faults.connection import drop
from simulator.faults.row_faults import wrong_rows
from simulator.gateway.core import Gateway
from simulator.protocol.answers import Answer, Checked, Received, Row, Sent
from simulator.protocol.formats import CONTENT_TYPES, form_of
from simulator.web.visit import Visit


async def written(gateway: Gateway, visit: Visit, answer: Answer) -> bytes:
    """Return an answer in the format asked for, its rows as the faults leave them."""
    call, rows = visit.call, []
    if isinstance(answer, Sent | Checked | Received):
        rows = wrong_rows(await in_slices(answer.rows, _as_it_is), visit.faults, gateway.zone)
        answer.rows = rows
    form = form_of(
        answer,
        call.format,
        language=call.value("lang").lower(),
        separator=gateway.dialect.line_separator,
    )
    text = form.joined(await in_slices(rows, form.row))
    return wrong_body(text.encode(call.charset, "replace"), visit.faults)


def _as_it_is(row: Row) -> Row:
    return row


async def respond(gateway: Gateway, visit: Visit, body: bytes) -> web.StreamResponse:
    """Give an answer, or what the faults make of it."""
    call = visit.call
    headers: dict[str, str] = {
        hdrs.CONTENT_TYPE: f"{CONTENT_TYPES[call.format]}; charset={call.charset}",
        hdrs.ACCESS_CONTROL_ALLOW_ORIGIN: "*",
    }
    if "cut_body" in visit.faults:
        return await _cut(visit, body, headers)
    if struck := STREAMED & visit.faults.keys():
        visit.note(" ".join(sorted(struck)))
        return await _stream(gateway, visit, body, headers)
    response = web.Response(body=body, headers=headers)
    if not gateway.dialect.keep_alive:
        response.force_close()
    return response


async def _cut(visit: Visit, body: bytes, headers: dict[str, str]) -> web.StreamResponse:
    """Promise a whole answer and close the connection after half of it."""
    visit.note("cut_body")
    response = await _begin(visit, {**headers, hdrs.CONTENT_LENGTH: str(len(body))})
    await response.write(body[: len(body) // 2])
    drop(visit.request)
    return response


async def _stream(
    gateway: Gateway, visit: Visit, body: bytes, headers: dict[str, str]
) -> web.StreamResponse:
    """Answer piece by piece until all is said or the client has gone."""
    response = await _begin(visit, {**headers, **stream_headers(body, visit.faults)})
    try:
        async for piece in stream(body, visit.faults, gateway.clock.sleep):
            await response.write(piece)
    except ConnectionError:
        visit.note("broken off")
    return response


async def _begin(visit: Visit, headers: dict[str, str]) -> web.StreamResponse:
    response = web.StreamResponse(headers=headers)
    response.force_close()
    await response.prepare(visit.request)
    return response
