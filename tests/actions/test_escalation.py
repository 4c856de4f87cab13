"""Messages that go further ways when one does not arrive, as actions and recipients ask for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError

from custom_components.smspilot.const import DOMAIN
from tests.accounts import MASHA, PETYA, entry_of, recipient_data, set_up
from tests.common import act, entity_id, events_of, issues_of, notify, sends, some_polls, until
from tests.journals import Journals

if TYPE_CHECKING:
    from homeassistant.config_entries import ConfigEntry
    from pytest_homeassistant_custom_component.common import MockUser

    from simulator import Simulator

VIBER, SMS, VOICE = "VIBER", "INFORM", "GOLOS"
EVERY_WAY: dict[str, Any] = {
    "channel": "viber",
    "escalate_to": ["sms", "voice"],
    "escalate_after": 5,
}


def ways(simulator: Simulator) -> list[tuple[str, str]]:
    """Return to whom and by what the gateway took messages, in their order."""
    return [(message.phone, message.sender_orig) for message in simulator.messages]


def steps_planned(hass: HomeAssistant, entry: ConfigEntry) -> list[list[list[Any]]]:
    """Return the further steps of each chain, as they are written down."""
    chains = Journals(hass.config.config_dir, entry.entry_id).rows("chains")
    return [chain["steps"] for chain in chains]


async def undelivered(entry: ConfigEntry, simulator: Simulator) -> None:
    """Let the youngest message not be delivered, and the home hear of it."""
    message, messenger = simulator.messages[-1], entry.runtime_data.messenger
    simulator.set_status(message.server_id, -1, 601)
    await until(lambda: messenger.messages[-1].server_id == message.server_id)
    messenger.report(message.server_id)
    await until(lambda: len(simulator.messages) > 1)


async def test_an_undelivered_message_goes_on_by_the_next_channel(
    hass: HomeAssistant, simulator: Simulator, quick_polls: None
) -> None:
    simulator.account.duplicate_window = 0
    entry = await set_up(hass, entry_of(simulator, recipient_data("Маша", channel="viber")))
    fired = events_of(hass, entry, "masha_delivery")
    response = await act(
        hass,
        "send_message",
        entity_id=entity_id(hass, entry, "notify", "masha"),
        message="Пожар",
        escalate_to=["sms", "voice"],
    )
    [first] = response["messages"]
    assert (first["step"], first["follows"]) == (1, None)
    assert steps_planned(hass, entry) == [[[None, 180.0], [VOICE, 180.0]]]
    await undelivered(entry, simulator)
    assert ways(simulator) == [(MASHA, VIBER), (MASHA, SMS)]
    await until(lambda: fired[-1].attributes["step"] == 2)
    assert fired[-1].attributes["event_type"] == "accepted"
    assert fired[-1].attributes["follows"] == first["id"]
    second = entry.runtime_data.messenger.messages[-1].id
    for asked, told in (([first["id"]], [1, 2]), ([second], [2]), ([first["id"], second], [1, 2])):
        found = await act(hass, "get_delivery_status", message_id=asked)
        assert [row["step"] for row in found["messages"]] == told


async def test_a_recipients_own_ways_hold_for_every_action(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    simulator.account.duplicate_window = 0
    entry = await set_up(hass, entry_of(simulator, recipient_data("Маша", **EVERY_WAY)))
    masha = entity_id(hass, entry, "notify", "masha")
    for number in range(3):
        simulator.faults.add("error", command="send", code=204, times=1)
        text = f"Пожар {number}"
        if number == 0:
            await notify(hass, masha, text)
        elif number == 1:
            await act(hass, "send_message", entity_id=masha, message=text)
        else:
            await hass.services.async_call(
                "notify", "smspilot_masha", {"message": text}, blocking=True
            )
        await until(lambda: ways(simulator)[-1] == (MASHA, SMS))
    assert len(sends(simulator)) == 6
    assert issues_of(hass) == []
    assert steps_planned(hass, entry) == [[[VOICE, 300.0]]] * 3


async def test_what_an_action_names_goes_before_the_recipients_ways(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = await set_up(hass, entry_of(simulator, recipient_data("Маша", **EVERY_WAY)))
    masha = entity_id(hass, entry, "notify", "masha")
    named: list[dict[str, Any]] = [
        {"escalate_to": []},
        {"escalate_to": "voice, VIBER_OR_SMS"},
        {"escalate_after": {"seconds": 30}},
        {"channel": "sms"},
        {"escalate_to": ["viber", "voice"]},
    ]
    for number, options in enumerate(named):
        await act(hass, "send_message", entity_id=masha, message=f"Пожар {number}", **options)
    assert steps_planned(hass, entry) == [
        [[VOICE, 300.0], ["VIBERSMS", 300.0]],
        [[None, 30.0], [VOICE, 30.0]],
        [[VOICE, 300.0]],
        [[VOICE, 300.0]],
    ]


@pytest.mark.parametrize(
    ("first", "own", "options"),
    [
        ("sms", ["sms"], {"channel": "viber"}),
        ("viber", [], {"channel": "sms", "escalate_to": "viber"}),
    ],
)
async def test_a_sender_may_be_chosen_if_any_way_is_sms(
    hass: HomeAssistant, simulator: Simulator, first: str, own: list[str], options: dict[str, Any]
) -> None:
    masha = recipient_data("Маша", channel=first, escalate_to=own)
    entry = await set_up(hass, entry_of(simulator, masha))
    sent = await act(
        hass, "send_message", entity_id="notify.masha", message="Пожар", sender=SMS, **options
    )
    assert [row["status"] for row in sent["messages"]] == ["accepted"]
    assert SMS in (
        simulator.messages[0].sender_orig,
        *(way for [[way, _]] in steps_planned(hass, entry)),
    )


async def test_a_mere_number_goes_no_further_ways_of_a_recipient(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = await set_up(hass, entry_of(simulator, recipient_data("Маша", **EVERY_WAY)))
    await act(hass, "send_message", numbers=f"+{MASHA}", message="Пожар")
    assert steps_planned(hass, entry) == []
    await act(hass, "send_message", numbers=f"+{PETYA}", message="Пожар", escalate_to="voice")
    assert steps_planned(hass, entry) == [[[VOICE, 180.0]]]


async def test_the_data_of_a_legacy_action_may_name_further_ways(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = await set_up(hass, entry_of(simulator, recipient_data("Маша")))
    data = {"escalate_to": ["voice"], "escalate_after": "00:01:00"}
    await hass.services.async_call(
        "notify", "smspilot", {"message": "Пожар", "data": data}, blocking=True
    )
    assert steps_planned(hass, entry) == [[[VOICE, 60.0]]]


async def test_the_response_tells_of_all_steps_and_is_no_error_if_one_was_taken(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    await set_up(hass, entry_of(simulator))
    simulator.faults.add("error", command="send", code=204, times=1)
    response = await act(
        hass,
        "send_message",
        numbers=f"+{MASHA}",
        message="Пожар",
        channel="viber",
        sender="test",
        escalate_to="sms",
    )
    first, second = response["messages"]
    assert (first["status"], second["status"]) == ("rejected", "accepted")
    assert (second["step"], second["follows"]) == (2, first["id"])
    assert ways(simulator) == [(MASHA, "test")]
    assert response["cost"] == float(simulator.messages[0].price)


async def test_if_every_channel_refuses_the_action_fails_and_says_why(
    hass: HomeAssistant, simulator: Simulator, hass_admin_user: MockUser
) -> None:
    entry = await set_up(hass, entry_of(simulator, recipient_data("Маша", **EVERY_WAY)))
    masha = entity_id(hass, entry, "notify", "masha")
    simulator.faults.add("error", command="send", code=212)
    with pytest.raises(HomeAssistantError) as raised:
        await notify(hass, masha, "Пожар", context=Context(user_id=hass_admin_user.id))
    assert raised.value.translation_key == "refused_phone"
    assert raised.value.translation_placeholders is not None
    assert raised.value.translation_placeholders["recipient"] == "Маша"
    assert len(sends(simulator)) == 3
    assert issues_of(hass) == []


async def test_if_every_channel_refuses_at_night_one_issue_tells_it(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = await set_up(hass, entry_of(simulator, recipient_data("Маша", **EVERY_WAY)))
    simulator.faults.add("error", command="send", code=212)
    with pytest.raises(HomeAssistantError):
        await notify(hass, entity_id(hass, entry, "notify", "masha"), "Пожар")
    await until(lambda: issues_of(hass))
    assert len(issues_of(hass)) == 1


async def test_an_alarm_that_repeats_is_no_error_while_the_first_one_is_there(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """A sensor bounces; the gateway refuses the very text (243)."""
    entry = await set_up(hass, entry_of(simulator, recipient_data("Маша", **EVERY_WAY)))
    masha = entity_id(hass, entry, "notify", "masha")
    await notify(hass, masha, "Пожар")
    for message in entry.runtime_data.messenger.messages:
        message.accepted -= 60.0
    await notify(hass, masha, "Пожар")
    assert len(sends(simulator)) == 2
    assert ways(simulator) == [(MASHA, VIBER)]
    assert issues_of(hass) == []


async def test_one_phone_of_two_people_gets_one_message_and_the_ways_of_either(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    family = [
        recipient_data("Петя", channel="viber", subentry_id="petya"),
        recipient_data("Маша", **EVERY_WAY),
        recipient_data("Вася", channel="viber", escalate_to=["sms"], subentry_id="vasya"),
    ]
    entry = await set_up(hass, entry_of(simulator, *family))
    everybody = [entity_id(hass, entry, "notify", name) for name in ("petya", "masha", "vasya")]
    response = await act(hass, "send_message", entity_id=everybody, message="Пожар")
    assert ways(simulator) == [(MASHA, VIBER)]
    assert len(response["messages"]) == 1
    assert steps_planned(hass, entry) == [[[None, 300.0], [VOICE, 300.0]]]


async def test_a_phone_that_gets_the_text_by_a_channel_at_once_gets_it_so_no_second_time(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    simulator.account.duplicate_window = 0
    family = [
        recipient_data("Маша", **EVERY_WAY),
        recipient_data("Петя", channel="sms", escalate_to=["viber"], subentry_id="petya"),
    ]
    entry = await set_up(hass, entry_of(simulator, *family))
    everybody = [entity_id(hass, entry, "notify", name) for name in ("masha", "petya")]
    await act(hass, "send_message", entity_id=everybody, message="Пожар")
    assert sorted(ways(simulator)) == [(MASHA, SMS), (MASHA, VIBER)]
    assert steps_planned(hass, entry) == [[[VOICE, 300.0]]]


@pytest.mark.parametrize(
    ("options", "key"),
    [
        ({"escalate_to": ["telegram"]}, "escalate_to_unknown"),
        ({"escalate_to": [1]}, "escalate_to_unknown"),
        ({"escalate_to": ["voice", "Voice"]}, "escalate_to_twice"),
        ({"channel": "sms", "escalate_to": ["voice", "sms"]}, "escalate_to_first_channel"),
        ({"escalate_to": ["sms"]}, "escalate_to_first_channel"),
        ({"escalate_to": "voice", "escalate_after": 29}, "escalate_after_out_of_range"),
        ({"escalate_to": "voice", "escalate_after": "24:00:01"}, "escalate_after_out_of_range"),
        ({"escalate_to": "voice", "escalate_after": -60}, "escalate_after_out_of_range"),
        ({"escalate_to": "voice", "escalate_after": "soon"}, "invalid_option"),
        (
            {"channel": "viber", "sender": "test", "escalate_to": "voice"},
            "sender_without_sms",
        ),
    ],
)
async def test_what_cannot_be_is_told_and_nothing_is_sent(
    hass: HomeAssistant, simulator: Simulator, options: dict[str, Any], key: str
) -> None:
    entry = await set_up(hass, entry_of(simulator, recipient_data("Маша")))
    masha = entity_id(hass, entry, "notify", "masha")
    data = {"entity_id": masha, "message": "Пожар", **options}
    with pytest.raises(ServiceValidationError) as raised:
        await hass.services.async_call(DOMAIN, "send_message", data, blocking=True)
    assert raised.value.translation_key == key
    assert sends(simulator) == []
    assert "{" not in str(raised.value)


async def test_the_cost_is_told_at_once_and_at_worst(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = await set_up(hass, entry_of(simulator, recipient_data("Маша", **EVERY_WAY)))
    masha = entity_id(hass, entry, "notify", "masha")
    text = "П" * 700
    estimate = await act(hass, "estimate_cost", entity_id=masha, message=text)
    costs = {
        way: await act(hass, "estimate_cost", numbers=f"+{MASHA}", message=text[:670], channel=way)
        for way in ("viber", "sms", "voice")
    }
    assert estimate["cost"] == costs["viber"]["cost"] == costs["viber"]["cost_at_worst"]
    assert estimate["cost_at_worst"] == pytest.approx(sum(each["cost"] for each in costs.values()))
    shorter = await act(hass, "estimate_cost", entity_id=masha, message=text, escalate_to=["voice"])
    at_worst = costs["viber"]["cost"] + costs["voice"]["cost"]
    assert shorter["cost_at_worst"] == pytest.approx(at_worst)
    assert sends(simulator) == []


async def test_a_question_goes_on_by_further_channels_until_it_is_answered(
    hass: HomeAssistant, simulator: Simulator, quick_polls: None
) -> None:
    simulator.account.duplicate_window = 0
    entry = await set_up(hass, entry_of(simulator, recipient_data("Маша", **EVERY_WAY)))
    await some_polls(hass, entry, simulator)
    asked = {"question": "Тушить?", "answers": [{"id": "yes", "sentences": "да"}]}
    masha = entity_id(hass, entry, "notify", "masha")
    asking = hass.async_create_task(act(hass, "ask_question", entity_id=masha, **asked))
    await until(lambda: simulator.messages)
    await undelivered(entry, simulator)
    assert ways(simulator) == [(MASHA, VIBER), (MASHA, SMS)]
    assert steps_planned(hass, entry) == [[[VOICE, 300.0]]]
    simulator.set_status(simulator.messages[-1].server_id, 1)  # on its way, and no more
    simulator.receive(MASHA, "Да")
    assert (await asking)["id"] == "yes"
    await until(lambda: not entry.runtime_data.messenger.goes_on(first_message(entry)))
    assert len(ways(simulator)) == 2


def first_message(entry: ConfigEntry) -> Any:  # noqa: ANN401 - Home Assistant's entries are untyped
    """Return the message that was sent first."""
    return entry.runtime_data.messenger.messages[0]
