"""The life of a message: its statuses over the simulator's clock."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.simulator.conftest import NOON, PHONE, Gateway


async def test_a_message_is_new_then_queued_then_delivered(gateway: Gateway) -> None:
    row = await gateway.send()
    seen = [await gateway.status(row["server_id"])]
    for seconds in (2, 3, 1):
        gateway.simulator.clock.advance(seconds)
        seen.append(await gateway.status(row["server_id"]))
    assert seen == ["0", "1", "1", "2"]


@pytest.mark.parametrize("code", range(600, 606))
async def test_agreed_numbers_are_undelivered_with_their_error(gateway: Gateway, code: int) -> None:
    await gateway.send(to=f"79001199{code}")
    gateway.simulator.clock.advance(10)
    row = (await gateway.json(check="4566", fields="status,error"))["check"][0]
    assert row == {"status": "-1", "error": str(code)}


async def test_a_slow_phone_takes_ten_minutes(gateway: Gateway) -> None:
    await gateway.send(to="79001198001")
    gateway.simulator.clock.advance(599)
    assert await gateway.status("4566") == "1"
    gateway.simulator.clock.advance(1)
    assert await gateway.status("4566") == "2"


async def test_a_phone_switched_off_lets_the_time_to_live_pass(gateway: Gateway) -> None:
    await gateway.send(to="79001198002", ttl="30")
    gateway.simulator.clock.advance(30 * 60 - 1)
    assert await gateway.status("4566") == "1"
    gateway.simulator.clock.advance(1)
    row = (await gateway.json(check="4566", fields="status,error"))["check"][0]
    assert row == {"status": "-1", "error": "600"}


async def test_a_slow_phone_may_be_too_slow_for_the_time_to_live(gateway: Gateway) -> None:
    await gateway.send(to="79001198001", ttl="1")
    gateway.simulator.clock.advance(60)
    assert await gateway.status("4566") == "-1"


async def test_a_phone_without_viber_is_reached_only_by_sms(gateway: Gateway) -> None:
    await gateway.json(send="Привет", to="79001198003", **{"from": "VIBER"})
    await gateway.json(send="Пока", to="79001198003", **{"from": "VIBERSMS"})
    gateway.simulator.clock.advance(10)
    assert [message.status for message in gateway.simulator.messages] == [-1, 2]


async def test_one_number_has_everything_at_once(gateway: Gateway) -> None:
    row = await gateway.send(to="79001198004")
    assert row["status"] == "0"
    assert await gateway.status("4566") == "2"


@pytest.mark.parametrize(
    "moment", ["2026-11-22 13:00:00", str(int((NOON + timedelta(hours=1)).timestamp()))]
)
async def test_a_scheduled_message_waits_for_its_time(gateway: Gateway, moment: str) -> None:
    row = await gateway.send(send_datetime=moment)
    assert row["status"] == "3"
    assert gateway.simulator.messages[0].send_at == NOON + timedelta(hours=1)
    gateway.simulator.clock.advance(3599)
    assert await gateway.status("4566") == "3"
    gateway.simulator.clock.advance(1)
    assert await gateway.status("4566") == "0"
    gateway.simulator.clock.advance(6)
    assert await gateway.status("4566") == "2"


async def test_a_time_just_past_is_now(gateway: Gateway) -> None:
    assert (await gateway.send(send_datetime="2026-11-22 11:59:30"))["status"] == "0"


async def test_a_status_set_by_hand_stays(gateway: Gateway) -> None:
    await gateway.send()
    gateway.simulator.set_status(4566, -1, 602)
    gateway.simulator.clock.advance(3600)
    row = (await gateway.json(check="4566", fields="status,error"))["check"][0]
    assert row == {"status": "-1", "error": "602"}


async def test_ping_says_whether_a_phone_is_on_line(gateway: Gateway) -> None:
    await gateway.send("PING")
    await gateway.send("PING", to="79001198002")
    gateway.simulator.clock.advance(10)
    assert [await gateway.status(number) for number in ("4566", "4567")] == ["2", "-1"]


async def test_hlr_finds_out_the_network_after_a_while(gateway: Gateway) -> None:
    await gateway.send("HLR")
    await gateway.send("HLR", to="79001198002")
    await gateway.send("HLR", to="375291234567")
    before = (await gateway.json(check="4566"))["check"][0]
    assert "imsi" not in before
    gateway.simulator.clock.advance(10)
    served, unserved, abroad = (await gateway.json(check="4566,4567,4568", fields="all"))["check"]
    assert served["imsi"] == "250209087964781"
    assert served["message"] == "Russia, Tele2, IMSI 250209087964781"
    assert (unserved["status"], unserved["message"]) == ("-1", "Not served")
    assert abroad["net"] == "Unknown"
    text = await gateway.text(check="4566")
    assert text == "4566,79087964781,0.17,2,250209087964781,790434,250,20,Russia,Tele2,,"


async def test_statuses_move_with_the_real_clock_too(gateway: Gateway) -> None:
    simulator = gateway.simulator
    simulator.clock.run()
    simulator.gateway.timing.queued = simulator.gateway.timing.delivered = 0.0
    await gateway.send(to=PHONE)
    assert await gateway.status("4566") == "2"
