"""Sending: what is taken, what it costs, what is refused."""

from __future__ import annotations

from decimal import Decimal

import pytest

from simulator import EMULATOR_KEY, Channel
from simulator.gateway.pricing import segments
from tests.simulator.conftest import NOON, OTHER, PHONE, Gateway


async def test_takes_a_message_for_each_number_and_counts_the_ids_up(gateway: Gateway) -> None:
    answer = await gateway.json(send="Привет", to=f"{PHONE},{OTHER}")
    assert [row["server_id"] for row in answer["send"]] == ["4566", "4567"]
    assert answer["cost"] == "2.62"
    assert gateway.simulator.account.balance == Decimal("2932.14")
    first, second = gateway.simulator.messages
    assert (first.phone, first.text, first.sender) == (PHONE, "Привет", "INFORM")
    assert (second.phone, second.operator, second.created) == (OTHER, "MTS", NOON)


async def test_reads_the_digits_of_a_number_however_it_is_written(gateway: Gateway) -> None:
    answer = await gateway.json(send="Hi", to="+7 (908) 796-47-81, 7.916.123.12.12")
    assert [row["phone"] for row in answer["send"]] == [PHONE, OTHER]


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        ({"send": ""}, 220),
        ({"send": " \n"}, 220),
        ({"to": ""}, 108),
        ({"to": " , "}, 108),
        ({"to": "abc"}, 111),
        ({"to": "abc,def"}, 111),
        ({"to": "79087964781,79087964782,7908", "send": "ERROR 247"}, 247),
        ({"to": "7908796478"}, 215),
        ({"to": "123"}, 215),
        ({"to": "89087964781"}, 111),
        ({"to": "0079087964781"}, 111),
        ({"to": "+00 7 908 796-47-81"}, 111),
        ({"to": "9087964781"}, 215),
        ({"to": "905321234567890"}, 215),
        ({"to": "37529123456"}, 215),
        ({"to": "7"}, 215),
        ({"to": "7908796478l"}, 111),
        ({"to": "٧٩٠٨٧٩٦٤٧٨١"}, 111),
        ({"to": "7908796478１"}, 111),
        ({"to": "7908,7909"}, 111),
        ({"from": "no spaces"}, 115),
        ({"from": "ab"}, 115),
        ({"from": "Имя"}, 115),
        ({"from": "unknown"}, 204),
        ({"send": "x" * 671}, 221),
        ({"send": "x" * 1001, "from": "VIBER"}, 221),
        ({"fields": "server_id,colour"}, 275),
        ({"send_datetime": "tomorrow"}, 250),
        ({"send_datetime": "2026-11-22 11:58:00"}, 250),
        ({"send_datetime": "99999999999999999999"}, 250),
        ({"ttl": "0"}, 270),
        ({"ttl": "1441"}, 270),
        ({"ttl": "9" * 4400}, 270),
        ({"send_datetime": "9999-12-31 23:59:59"}, 250),
        ({"send_datetime": "9" * 4400}, 250),
        ({"ttl": "an hour"}, 270),
        ({"callback": "ftp://127.0.0.1/"}, 260),
        ({"callback": "no address"}, 260),
        ({"callback": "http://[broken/"}, 260),
    ],
)
async def test_refuses_what_is_wrong_with_its_code(
    gateway: Gateway, parameters: dict[str, str], code: int
) -> None:
    assert await gateway.code(**{"send": "Hello", "to": PHONE, **parameters}) == code
    assert gateway.simulator.messages == []


async def test_takes_empty_optional_parameters_as_absent(gateway: Gateway) -> None:
    optional = ("from", "send_datetime", "ttl", "fields", "callback", "callback_method", "charset")
    row = await gateway.send(**dict.fromkeys(optional, ""), test="", cost="", source="10")
    assert row["status"] == "0"


async def test_gives_a_wrong_number_a_row_of_its_own_among_good_ones(gateway: Gateway) -> None:
    answer = await gateway.json(send="Hi", to=f"{PHONE},7908,79001199212,{PHONE}")
    rows = answer["send"]
    assert [(row["status"], row.get("error")) for row in rows] == [
        ("0", None),
        ("-2", "215"),
        ("-2", "212"),
        ("-2", "214"),
    ]
    assert answer["cost"] == "1.31"
    assert len(gateway.simulator.messages) == 1
    assert await gateway.status(rows[1]["server_id"]) == "-2"


@pytest.mark.parametrize("code", [10, 14, 112, 213, 242, 500, 645])
async def test_refuses_agreed_numbers_and_texts_with_any_code(gateway: Gateway, code: int) -> None:
    assert await gateway.code(send="Hi", to=f"79001199{code:03d}") == code
    assert await gateway.code(send=f"ERROR {code}", to=PHONE) == code


async def test_an_unknown_code_in_a_number_or_a_text_means_nothing(gateway: Gateway) -> None:
    assert (await gateway.send("ERROR 999", "79001199999"))["status"] == "0"


async def test_reckons_the_cost_without_taking_anything(gateway: Gateway) -> None:
    assert await gateway.json(send="Hi", to=f"{PHONE},{OTHER}", cost="1") == {"cost": "2.62"}
    assert gateway.simulator.messages == []
    assert gateway.simulator.account.balance == Decimal("2934.76")
    assert gateway.simulator.requests[-1].command == "cost"


async def test_refuses_what_the_balance_does_not_cover_as_a_whole(gateway: Gateway) -> None:
    gateway.simulator.account.balance = Decimal("2.00")
    assert await gateway.code(send="Hi", to=f"{PHONE},{OTHER}") == 112
    assert gateway.simulator.messages == []
    assert (await gateway.send("Hi"))["status"] == "0"
    assert gateway.simulator.account.balance == Decimal("0.69")


async def test_a_test_costs_nothing_and_may_be_repeated(gateway: Gateway) -> None:
    gateway.simulator.account.balance = Decimal(0)
    for _ in range(2):
        answer = await gateway.json(send="Hi", to=PHONE, test="1")
        assert (answer["cost"], answer["balance"]) == ("1.31", "0.00")
    assert [message.test for message in gateway.simulator.messages] == [True, True]


async def test_refuses_the_same_text_to_the_same_phone_within_the_window(gateway: Gateway) -> None:
    await gateway.send("Alarm")
    assert await gateway.code(send="Alarm", to=PHONE) == 243
    assert (await gateway.send("Alarm", OTHER))["status"] == "0"
    assert (await gateway.send("Alarm 2"))["status"] == "0"
    rows = (await gateway.json(send="Alarm", to=f"{PHONE},79000000000"))["send"]
    assert [row.get("error") for row in rows] == ["243", None]
    gateway.simulator.clock.advance(60)
    assert (await gateway.send("Alarm"))["status"] == "0"


async def test_the_window_for_repeats_can_be_switched_off(gateway: Gateway) -> None:
    gateway.simulator.account.duplicate_window = 0
    await gateway.send()
    assert (await gateway.send())["status"] == "0"


async def test_hlr_and_ping_may_be_repeated(gateway: Gateway) -> None:
    for query in ("HLR", "HLR", "PING", "PING", "HLRVIP"):
        assert (await gateway.send(query))["status"] == "0"
    row = await gateway.send("", **{"from": "PING"})
    assert row["price"] == "0.35"
    assert gateway.simulator.messages[-1].channel is Channel.PING


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("x" * 160, 1),
        ("x" * 161, 2),
        ("x" * 306, 2),
        ("x" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("я" * 70, 1),
        ("я" * 71, 2),
        ("я" * 134, 2),
        ("я" * 670, 10),
        ("🔥" * 35, 1),
        ("🔥" * 36, 2),
        ("я" * 69 + "🔥", 2),
    ],
)
async def test_a_text_takes_as_many_segments_as_the_document_says(
    gateway: Gateway, text: str, count: int
) -> None:
    assert segments(text) == count
    row = await gateway.send(text, fields="parts,price")
    assert row == {"parts": str(count), "price": f"{Decimal('1.31') * count:.2f}"}


@pytest.mark.parametrize(
    ("phone", "country", "operator", "price"),
    [
        ("79261234567", "RU", "MEGAFON", "1.31"),
        ("79031234567", "RU", "BEELINE", "1.31"),
        ("73431234567", "RU", "", "1.31"),
        ("375291234567", "BY", "", "6.40"),
        ("2348012345678", "", "", "6.40"),
    ],
)
async def test_knows_countries_and_operators(
    gateway: Gateway, phone: str, country: str, operator: str, price: str
) -> None:
    row = await gateway.send(to=phone, fields="country,operator,price")
    assert row == {"country": country, "operator": operator, "price": price}


@pytest.mark.parametrize(
    ("sender", "text", "phone", "channel", "shown"),
    [
        ("VIBER", "Привет", PHONE, Channel.VIBER, "VIBER"),
        ("VIBERSMS", "Привет", PHONE, Channel.VIBER, "VIBERSMS"),
        ("VIBERSMS", "Привет", "79087998003", Channel.SMS, "INFORM"),
        ("GOLOS", "Привет", PHONE, Channel.VOICE, "GOLOS"),
        ("GOLOSM", "Привет", PHONE, Channel.VOICE, "GOLOSM"),
        ("GOLOS", "Hello", PHONE, Channel.SMS, "INFORM"),
        ("2WAY", "Hello", PHONE, Channel.SMS, "2WAY"),
        ("test", "Hello", PHONE, Channel.SMS, "test"),
    ],
)
async def test_the_sender_chooses_the_channel(
    gateway: Gateway, sender: str, text: str, phone: str, channel: Channel, shown: str
) -> None:
    await gateway.json(send=text, to=phone, **{"from": sender})
    message = gateway.simulator.messages[0]
    assert (message.channel, message.sender, message.sender_orig) == (channel, shown, sender)


async def test_a_viber_message_of_1000_characters_is_one_part(gateway: Gateway) -> None:
    answer = await gateway.json(send="я" * 1000, to=f"{PHONE},{OTHER}", **{"from": "VIBER"})
    assert [row["price"] for row in answer["send"]] == ["1.16", "1.16"]


async def test_a_private_person_may_send_only_what_fits_a_template(gateway: Gateway) -> None:
    gateway.simulator.account.templates = ["Дома ____ градусов", "Пожар!"]
    assert await gateway.code(send="Привет", to=PHONE) == 223
    assert (await gateway.send("Дома 21.5 градусов"))["status"] == "0"
    assert (await gateway.send("HLR"))["status"] == "0"


async def test_the_emulator_key_keeps_no_state(gateway: Gateway) -> None:
    key = {"apikey": EMULATOR_KEY}
    for _ in range(2):
        answer = await gateway.json(send="Hi", to=f"{PHONE},{OTHER}", **key)
        assert {row["server_id"] for row in answer["send"]} == {"10000"}
        assert (answer["balance"], answer["cost"]) == ("20006.97", "3.36")
    rows = (await gateway.json(check="10000", **key))["check"]
    assert rows == [{"server_id": "10000", "phone": "", "price": "0.00", "status": "-2"}]
    assert await gateway.json(check="recent", **key) == {"check": []}
    assert await gateway.json(inbound="all", **key) == {"inbound": []}
    assert (await gateway.json(**key))["name"] == "Букин Геннадий"
    assert gateway.simulator.messages == []


async def test_answers_as_newer_pages_do_if_told_so(gateway: Gateway) -> None:
    dialect = gateway.simulator.gateway.dialect
    dialect.packet_id, dialect.viber_object = True, False
    answer = await gateway.json(send="Hi", to=PHONE, **{"from": "VIBER"})
    assert answer["server_packet_id"] == answer["send"][0]["server_id"]
