"""Delivery reports that are pushed to a client's address."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping

import pytest
from aiohttp import ClientSession, web
from yarl import URL

from simulator import Simulator
from simulator.web.callbacks import REPORTS_KEPT, report_of
from tests.simulator.conftest import Gateway, frozen_gateway

ELSEWHERE = ("http://192.0.2.1/", "http://[2001:db8::1]/", "https://home.example.com/")


class Receiver:
    """An address that is called with delivery reports."""

    def __init__(self) -> None:
        self.answers: list[str | web.HTTPException] = ["OK"]
        self.seen: list[tuple[str, str, dict[str, str]]] = []
        self.url = ""

    async def handle(self, request: web.Request) -> web.Response:
        parameters: Mapping[str, object] = await request.post() or request.query
        known = {name: str(value) for name, value in parameters.items()}
        self.seen.append((request.method, request.query_string, known))
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, web.HTTPException):
            raise answer
        return web.Response(text=answer)


@pytest.fixture
async def receiver() -> AsyncGenerator[Receiver]:
    receiver = Receiver()
    app = web.Application()
    app.router.add_route("*", "/status.php", receiver.handle)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    receiver.url = f"http://127.0.0.1:{runner.addresses[0][1]}/status.php"
    yield receiver
    await runner.cleanup()


async def pushed(gateway: Gateway, seconds: float = 10) -> None:
    gateway.simulator.clock.advance(seconds)
    await gateway.simulator.callbacks.settled()


async def test_calls_with_every_new_status(gateway: Gateway, receiver: Receiver) -> None:
    await gateway.send(callback=receiver.url)
    await pushed(gateway, 2)
    await pushed(gateway, 4)
    assert [(method, query) for method, query, _ in receiver.seen] == [
        ("GET", "server_id=4566&status=1&error=0"),
        ("GET", "server_id=4566&status=2&error=0"),
    ]
    assert [report.answer for report in gateway.simulator.callbacks.reports] == ["OK", "OK"]


async def test_calls_as_the_document_shows(gateway: Gateway) -> None:
    gateway.simulator.gateway.next_server_id = 1233211233
    await gateway.send("test", to="79161231212")
    gateway.simulator.set_status(1233211233, 2)
    message = gateway.simulator.messages[0]
    for address, expected in (
        ("http://ya.ru/status.php", "server_id=1233211233&status=2&error=0"),
        (
            "http://ya.ru/status.php?fields=country,operator,message",
            "server_id=1233211233&status=2&error=0&country=RU&operator=MTS&message=test",
        ),
    ):
        url, parameters = report_of(message, URL(address), gateway.simulator.gateway)
        assert str(url.extend_query(parameters)) == f"http://ya.ru/status.php?{expected}"


async def test_posts_if_asked_to_and_keeps_the_rest_of_the_address(
    gateway: Gateway, receiver: Receiver
) -> None:
    callback = f"{receiver.url}?fields=message&token=abc"
    await gateway.send("Привет", callback=callback, callback_method="post")
    gateway.simulator.set_status(4566, -1, 602)
    await pushed(gateway, 0)
    known = {"server_id": "4566", "status": "-1", "error": "602", "message": "Привет"}
    assert receiver.seen == [("POST", "token=abc", known)]


async def test_unknown_fields_of_a_callback_are_left_out(
    gateway: Gateway, receiver: Receiver
) -> None:
    await gateway.send(callback=f"{receiver.url}?fields=colour")
    gateway.simulator.set_status(4566, 2)
    await pushed(gateway, 0)
    assert receiver.seen[0][1] == "server_id=4566&status=2&error=0"


async def test_tells_the_result_of_an_hlr_request(gateway: Gateway, receiver: Receiver) -> None:
    gateway.simulator.account.callback = receiver.url
    await gateway.send("HLR")
    await pushed(gateway)
    assert receiver.seen[-1][2]["net"] == "Tele2"


async def test_tries_again_until_it_is_answered_ok(gateway: Gateway, receiver: Receiver) -> None:
    receiver.answers = ["", "<html>", "OK\n"]
    await gateway.send(callback=receiver.url)
    gateway.simulator.set_status(4566, 2)
    await pushed(gateway, 0)
    await pushed(gateway, 10)
    await pushed(gateway, 60)
    await pushed(gateway, 3600)
    assert len(receiver.seen) == 3
    assert [report.answer for report in gateway.simulator.callbacks.reports] == ["", "<html>", "OK"]


async def test_gives_up_after_five_attempts(gateway: Gateway) -> None:
    await gateway.send(callback="http://127.0.0.1:1/")
    gateway.simulator.set_status(4566, 2)
    for seconds in (0, 10, 60, 300, 900, 3600, 3600):
        await pushed(gateway, seconds)
    reports = gateway.simulator.callbacks.reports
    assert [report.answer for report in reports] == ["ClientConnectorError"] * 5


async def test_refuses_https_callbacks_if_told_so(gateway: Gateway) -> None:
    callback = "https://example.com/status.php"
    await gateway.send(callback=callback)
    gateway.simulator.gateway.dialect.refuse_https_callbacks = True
    assert await gateway.code(send="Hi", to="79087964781", callback=callback) == 260


async def test_pushes_nothing_while_stopped(gateway: Gateway, receiver: Receiver) -> None:
    await gateway.send(callback=receiver.url)
    await gateway.simulator.stop()
    gateway.simulator.clock.advance(10)
    assert not gateway.simulator.callbacks.reports
    assert gateway.simulator.messages[0].status == 2


async def test_calls_this_machine_alone(gateway: Gateway, receiver: Receiver) -> None:
    for number, address in enumerate(ELSEWHERE):
        await gateway.send(str(number), callback=address)
        gateway.simulator.set_status(4566 + number, 2)
    await gateway.send("Named", callback=receiver.url.replace("127.0.0.1", "localhost"))
    gateway.simulator.set_status(4569, 2)
    await pushed(gateway, 0)
    answers = [report.answer for report in gateway.simulator.callbacks.reports]
    assert answers == ["not called: not on this machine"] * 3 + ["OK"]


@pytest.mark.parametrize(("anywhere", "called"), [(True, 1), (False, 0)])
async def test_calls_anywhere_if_told_to(
    session: ClientSession,
    receiver: Receiver,
    monkeypatch: pytest.MonkeyPatch,
    anywhere: bool,
    called: int,
) -> None:
    monkeypatch.setattr("simulator.web.callbacks.is_elsewhere", lambda _url: True)
    async with Simulator(frozen_gateway(), callbacks_anywhere=anywhere) as simulator:
        gateway = Gateway(simulator, session)
        await gateway.send(callback=receiver.url)
        simulator.set_status(4566, 2)
        await pushed(gateway, 0)
    assert len(receiver.seen) == called


async def test_follows_no_redirect(gateway: Gateway, receiver: Receiver) -> None:
    receiver.answers = [web.HTTPFound("http://192.0.2.1/")]
    await gateway.send(callback=receiver.url)
    gateway.simulator.set_status(4566, 2)
    await pushed(gateway, 0)
    assert len(receiver.seen) == 1


async def test_a_reset_ends_what_is_being_pushed(gateway: Gateway, receiver: Receiver) -> None:
    receiver.answers = [""]
    await gateway.send(callback=receiver.url)
    gateway.simulator.set_status(4566, 2)
    await pushed(gateway, 0)
    await gateway.control("reset")
    assert not gateway.simulator.callbacks.reports
    await pushed(gateway, 3600)
    assert len(receiver.seen) == 1
    await gateway.send("Second", callback=receiver.url)
    gateway.simulator.set_status(4567, 2)
    gateway.simulator.reset()
    await gateway.simulator.callbacks.settled()
    await pushed(gateway, 3600)
    assert [query for _, query, _ in receiver.seen if "4567" in query] == []


async def test_only_the_newest_reports_are_kept(gateway: Gateway) -> None:
    await gateway.send(callback="http://192.0.2.1/")
    [message] = gateway.simulator.messages
    assert message.callback
    for _ in range(REPORTS_KEPT + 5):
        gateway.simulator.set_status(message.server_id, 2)
    assert len(gateway.simulator.callbacks.reports) == REPORTS_KEPT
