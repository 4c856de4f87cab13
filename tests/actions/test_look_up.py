"""The actions that ask."""

from __future__ import annotations

from decimal import Decimal

import pytest
from homeassistant.config_entries import SOURCE_REAUTH
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError

from custom_components.smspilot.const import DOMAIN
from simulator import Simulator
from tests.accounts import MASHA, PETYA, entry_of, recipient_data, set_up
from tests.common import act, entity_id, events_of, issues_of, sends, state_of, until

BOTH = (
    recipient_data("Маша", MASHA),
    recipient_data("Петя", PETYA, subentry_id="petya", channel="viber"),
)


READ_REFUSALS = {
    113: "gateway_refuses_ip",
    112: "gateway_refuses_money",
    105: "gateway_refuses_money",
    111: "gateway_refuses_phone",
    118: "gateway_refuses_busy",
    109: "gateway_refuses",
}


@pytest.fixture(autouse=True)
def quick_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask for the outcome of a number's check without a pause."""
    monkeypatch.setattr("custom_components.smspilot.actions.number_check.PAUSE", 0.01)


async def test_the_cost_is_told_and_nothing_is_sent(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = await set_up(hass, entry_of(simulator, *BOTH))
    names = [entity_id(hass, entry, "notify", key) for key in ("masha", "petya")]
    one = await act(hass, "estimate_cost", entity_id=names[0], message="Пожар")
    two = await act(hass, "estimate_cost", entity_id=names, message="Пожар")
    assert one["currency"] == "RUB"
    assert 0 < one["cost"] < two["cost"]
    costs = [request for request in simulator.requests if request.command == "cost"]
    assert [request.parameters.get("from", "") for request in costs] == ["", "", "VIBER"]
    assert simulator.messages == []


async def test_the_status_of_messages_is_told(hass: HomeAssistant, simulator: Simulator) -> None:
    await set_up(hass, entry_of(simulator, *BOTH))
    sent = await act(hass, "send_message", numbers=[MASHA, PETYA], message="Пожар")
    ids = [row["id"] for row in sent["messages"]]
    every = await act(hass, "get_delivery_status")
    assert [row["id"] for row in every["messages"]] == ids
    one = await act(hass, "get_delivery_status", message_id=ids[1])
    assert one["messages"] == [every["messages"][1]]
    assert one["messages"][0]["status"] == "accepted"
    # Of a group, one may have gone past a limit.
    assert await act(hass, "get_delivery_status", message_id=[ids[1], "abc"]) == one
    # The gateway has it: a known message, but nothing is left to cancel.
    assert (await act(hass, "cancel_messages", message_id=ids[1]))["messages"] == []


@pytest.mark.parametrize("action", ["get_delivery_status", "cancel_messages"])
async def test_an_unknown_message_is_named(
    hass: HomeAssistant, simulator: Simulator, action: str
) -> None:
    await set_up(hass, entry_of(simulator))
    with pytest.raises(ServiceValidationError) as raised:
        await act(hass, action, message_id=["abc", "def"])
    assert raised.value.translation_key == "unknown_message"
    assert raised.value.translation_placeholders == {"message_id": "abc, def"}


async def test_inbound_messages_are_told_newest_first_and_fire_nothing(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = await set_up(hass, entry_of(simulator, *BOTH))
    fired = events_of(hass, entry, "inbound_message")
    for phone, text in ((MASHA, "раз"), (PETYA, "два"), (MASHA, "три")):
        simulator.receive(phone, text)
    every = await act(hass, "get_inbound_messages")
    assert {row["text"] for row in every["messages"]} == {"раз", "два", "три"}
    newest = await act(hass, "get_inbound_messages", limit=1)
    assert newest["messages"] == every["messages"][:1]
    assert fired == []


async def test_inbound_messages_of_one_second_are_told_newest_first_however_they_are_listed(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    await set_up(hass, entry_of(simulator, *BOTH))
    created = simulator.gateway.clock.now()
    for text in ("раз", "два", "три"):
        simulator.receive(MASHA, text, created=created)
    simulator.gateway.inbound.reverse()
    told = await act(hass, "get_inbound_messages")
    assert [row["text"] for row in told["messages"]] == ["три", "два", "раз"]


@pytest.mark.parametrize(
    ("wanted", "texts"),
    [
        ("8 908 796 47 81", {"раз", "три"}),
        (79087964781, {"раз", "три"}),
        (" маша ", {"раз", "три"}),
        (["Петя", ""], {"два"}),
        ("inform", {"скидки"}),
        (["INFORM", "Маша"], {"скидки", "раз", "три"}),
        ("Anna", {"Анна"}),
        ("Nobody", set()),
    ],
)
async def test_inbound_messages_are_told_of_those_named_alone(
    hass: HomeAssistant, simulator: Simulator, wanted: object, texts: set[str]
) -> None:
    anna = recipient_data("Anna", "79031112233", subentry_id="anna")
    await set_up(hass, entry_of(simulator, *BOTH, anna))
    sent = {"раз": MASHA, "два": PETYA, "три": MASHA, "скидки": "INFORM", "Анна": "79031112233"}
    for text, phone in {**sent, "подделка": "ANNA"}.items():
        simulator.receive(phone, text)
    response = await act(hass, "get_inbound_messages", **{"from": wanted})
    assert {row["text"] for row in response["messages"]} == texts


@pytest.mark.parametrize("wanted", ["", [], [" ", ""]])
async def test_a_list_of_nobody_is_explained(
    hass: HomeAssistant, simulator: Simulator, wanted: object
) -> None:
    await set_up(hass, entry_of(simulator))
    with pytest.raises(ServiceValidationError) as raised:
        await act(hass, "get_inbound_messages", **{"from": wanted})
    assert raised.value.translation_key == "no_senders"


@pytest.mark.parametrize("method", ["hlr", "ping"])
async def test_a_number_is_in_service(
    hass: HomeAssistant, simulator: Simulator, method: str
) -> None:
    await set_up(hass, entry_of(simulator))
    checking = hass.async_create_task(act(hass, "check_number", number=MASHA, method=method))
    await until(lambda: simulator.messages)
    simulator.set_status(simulator.messages[0].server_id, 2)
    response = await checking
    wanted = {"number": f"+{MASHA}", "method": method, "status": "in_service"}
    assert wanted.items() <= response.items()
    assert response["price"] > 0
    assert bool(response["operator"]) is (method == "hlr")


@pytest.mark.parametrize("method", ["hlr", "ping"])
async def test_a_check_is_paid_out_of_the_balance_and_counts_as_spent(
    hass: HomeAssistant,
    simulator: Simulator,
    monkeypatch: pytest.MonkeyPatch,
    method: str,
) -> None:
    monkeypatch.setattr("custom_components.smspilot.actions.number_check.PATIENCE", 0.0)
    entry = await set_up(hass, entry_of(simulator))
    simulator.account.balance = Decimal(20)
    response = await act(hass, "check_number", number=MASHA, method=method)
    price = Decimal(str(response["price"]))
    assert Decimal(state_of(hass, entry, "sensor", "total_spent").state) == price > 0
    assert Decimal(state_of(hass, entry, "sensor", "balance").state) == Decimal(20) - price
    assert issues_of(hass) == ["low_balance"]


async def test_a_check_past_the_roubles_of_the_day_is_not_made(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    await set_up(hass, entry_of(simulator, roubles_per_day=1))
    with pytest.raises(HomeAssistantError) as raised:
        await act(hass, "check_number", number=MASHA)
    assert raised.value.translation_key == "number_check_limit"
    assert raised.value.translation_placeholders == {"number": "…81"}
    assert issues_of(hass) == ["limit_roubles"]
    assert sends(simulator) == []


async def test_a_check_outlives_its_account_being_set_up_anew(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = await set_up(hass, entry_of(simulator))
    simulator.faults.add("hold", command="send")
    checking = hass.async_create_task(act(hass, "check_number", number=MASHA))
    await simulator.faults.wait_held()
    await hass.config_entries.async_unload(entry.entry_id)
    simulator.faults.clear()
    await until(lambda: simulator.messages)
    simulator.set_status(simulator.messages[0].server_id, 2)
    assert (await checking)["status"] == "in_service"


async def test_a_number_is_not_in_service(hass: HomeAssistant, simulator: Simulator) -> None:
    await set_up(hass, entry_of(simulator))
    checking = hass.async_create_task(act(hass, "check_number", number=MASHA))
    await until(lambda: simulator.messages)
    simulator.faults.add("server_error", command="check", times=1)
    simulator.set_status(simulator.messages[0].server_id, -1, 602)
    response = await checking
    assert response["status"] == "not_in_service"


async def test_a_check_without_an_outcome_in_time_is_pending(
    hass: HomeAssistant, simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("custom_components.smspilot.actions.number_check.PATIENCE", 0.05)
    simulator.gateway.timing.queued = simulator.gateway.timing.delivered = 3600
    await set_up(hass, entry_of(simulator))
    response = await act(hass, "check_number", number=MASHA)
    assert response["status"] == "pending"


async def test_a_refused_check_raises(hass: HomeAssistant, simulator: Simulator) -> None:
    await set_up(hass, entry_of(simulator))
    with pytest.raises(HomeAssistantError) as raised:
        await act(hass, "check_number", number="79080099213")
    assert raised.value.translation_key == "gateway_refuses_phone"


async def test_a_check_that_is_refused_later_raises(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    await set_up(hass, entry_of(simulator))
    checking = hass.async_create_task(act(hass, "check_number", number=MASHA))
    await until(lambda: simulator.messages)
    simulator.set_status(simulator.messages[0].server_id, -2, 213)
    with pytest.raises(HomeAssistantError) as raised:
        await checking
    assert raised.value.translation_key == "number_check_refused"
    assert raised.value.translation_placeholders == {"number": "…81"}


@pytest.mark.parametrize(
    ("action", "data"),
    [
        ("estimate_cost", {"numbers": MASHA, "message": "Пожар"}),
        ("get_inbound_messages", {}),
        ("check_number", {"number": MASHA}),
    ],
)
async def test_a_gateway_out_of_reach_is_told(
    hass: HomeAssistant, simulator: Simulator, action: str, data: dict[str, str]
) -> None:
    await simulator.stop()
    await set_up(hass, entry_of(simulator))
    with pytest.raises(HomeAssistantError) as raised:
        await act(hass, action, **data)
    assert raised.value.translation_key == "gateway_unreachable"


async def test_a_refused_key_is_told_and_asked_for_anew(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    await set_up(hass, entry_of(simulator))
    simulator.account.key = "Z" * 64
    with pytest.raises(HomeAssistantError) as raised:
        await act(hass, "get_inbound_messages")
    assert raised.value.translation_key == "gateway_refuses_credentials"
    flows = hass.config_entries.flow.async_progress_by_handler(DOMAIN)
    assert any(flow["context"]["source"] == SOURCE_REAUTH for flow in flows)


@pytest.mark.parametrize(("code", "key"), READ_REFUSALS.items())
async def test_another_refusal_says_what_to_do_and_what_the_gateway_said(
    hass: HomeAssistant, simulator: Simulator, code: int, key: str
) -> None:
    await set_up(hass, entry_of(simulator))
    simulator.faults.add("error", code=code, command="cost")
    with pytest.raises(HomeAssistantError) as raised:
        await act(hass, "estimate_cost", numbers=MASHA, message="Пожар")
    assert raised.value.translation_key == key
    assert raised.value.translation_placeholders is not None
    assert str(code) in raised.value.translation_placeholders["reason"]
    assert sends(simulator) == []


@pytest.mark.parametrize(
    ("number", "key"),
    [
        (None, "one_number"),
        ([MASHA, PETYA], "one_number"),
        ("8 908 796-47", "number_unreadable"),
        ("unknown", "number_text"),
    ],
)
async def test_one_number_that_can_be_read_is_checked(
    hass: HomeAssistant, simulator: Simulator, number: object, key: str
) -> None:
    await set_up(hass, entry_of(simulator))
    with pytest.raises(ServiceValidationError) as raised:
        await act(hass, "check_number", number=number)
    assert raised.value.translation_key == key
    assert sends(simulator) == []


@pytest.mark.parametrize(
    ("data", "key"),
    [({"limit": "many"}, "invalid_option"), ({"form": "Masha"}, "unknown_field")],
)
async def test_a_field_that_cannot_be_used_is_named(
    hass: HomeAssistant, simulator: Simulator, data: dict[str, str], key: str
) -> None:
    await set_up(hass, entry_of(simulator))
    with pytest.raises(ServiceValidationError) as raised:
        await act(hass, "get_inbound_messages", **data)
    assert raised.value.translation_key == key
    assert next(iter(data)) in (raised.value.translation_placeholders or {}).values()


async def test_of_a_cost_that_is_not_everybodys_nothing_is_told(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    await set_up(hass, entry_of(simulator))
    with pytest.raises(ServiceValidationError) as raised:
        await act(hass, "estimate_cost", numbers=[MASHA, "8 908 796-47"], message="Пожар")
    assert raised.value.translation_key == "number_unreadable"
