"""The dialogs about an account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import pytest
import voluptuous as vol
from homeassistant.config_entries import SOURCE_USER, ConfigEntryState
from homeassistant.data_entry_flow import FlowResultType, section

from custom_components.smspilot.api import transport
from custom_components.smspilot.api.errors import NotSentError
from custom_components.smspilot.const import DOMAIN
from tests.accounts import MASHA, entry_of, key_access, login_access, set_up

if TYPE_CHECKING:
    from collections.abc import Mapping

    from homeassistant.config_entries import ConfigFlowResult
    from homeassistant.core import HomeAssistant

    from simulator import Simulator

UNKNOWN_KEY = "A" * 64


def form(access: dict[str, str]) -> dict[str, Any]:
    """Return what a user enters: the address is in a section of its own."""
    return {
        **{key: value for key, value in access.items() if key != "url"},
        "gateway": {"url": access["url"]},
    }


async def choose(hass: HomeAssistant, step: str) -> ConfigFlowResult:
    """Open the dialog and choose a way from its menu."""
    result = await hass.config_entries.flow.async_init(DOMAIN, context={"source": SOURCE_USER})
    assert result["type"] is FlowResultType.MENU
    assert result["menu_options"] == ["api_key", "login"]
    result = await hass.config_entries.flow.async_configure(
        result["flow_id"], {"next_step_id": step}
    )
    assert (result["type"], result["step_id"]) == (FlowResultType.FORM, step)
    return result


async def submit(
    hass: HomeAssistant, result: ConfigFlowResult, user_input: dict[str, Any]
) -> ConfigFlowResult:
    """Submit a form."""
    return await hass.config_entries.flow.async_configure(result["flow_id"], user_input)


@pytest.mark.parametrize("copied", [" {}\n", '"{}"', "«{}» ", "\u200b{}\ufeff", "'{}'\t"])
async def test_an_account_is_set_up_by_its_key_whatever_is_copied_along(
    hass: HomeAssistant, simulator: Simulator, copied: str
) -> None:
    result = await choose(hass, "api_key")

    access = key_access(simulator)
    result = await submit(
        hass, result, form({**access, "api_key": copied.format(access["api_key"])})
    )

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == "SMSPILOT 5671"
    assert result["data"] == access
    assert result["result"].unique_id == "5671"
    assert result["result"].state is ConfigEntryState.LOADED


async def test_an_account_is_set_up_by_email_and_password(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    simulator.account.password = " blanks belong to it "
    result = await choose(hass, "login")

    result = await submit(hass, result, form(login_access(simulator)))

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["data"] == login_access(simulator)
    assert result["result"].unique_id == "5671"


async def test_neither_title_nor_unique_id_tells_of_a_person(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    result = await submit(hass, await choose(hass, "login"), form(login_access(simulator)))

    account = simulator.account
    shown = f"{result['title']} {result['result'].unique_id}"
    for secret in (account.email, account.name, account.phone, account.password, account.key):
        assert secret not in shown


async def test_the_dialog_goes_straight_on_to_the_first_recipient(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    result = await submit(hass, await choose(hass, "api_key"), form(key_access(simulator)))

    kind, flow_id = result["next_flow"]
    assert kind == "config_subentries_flow"
    following = hass.config_entries.subentries.async_get(flow_id)
    assert following["handler"] == (result["result"].entry_id, "recipient")
    assert following["step_id"] == "user"


def empty_fields(flow: Mapping[str, Any]) -> list[str]:
    """Return the fields of a form that somebody has to fill in."""
    return [
        str(marker)
        for marker, field in flow["data_schema"].schema.items()
        if isinstance(marker, vol.Required)
        and isinstance(marker.default, vol.Undefined)
        and (marker.description or {}).get("suggested_value") in (None, [""])
        and not isinstance(field, section)
    ]


async def test_from_the_dialogs_menu_to_the_first_sms_three_fields_are_filled_in_and_two_sent(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    opened = await choose(hass, "api_key")
    filled_in = empty_fields(opened)
    result = await submit(hass, opened, form(key_access(simulator)))
    recipient = hass.config_entries.subentries
    following = recipient.async_get(result["next_flow"][1])
    filled_in += empty_fields(await recipient.async_configure(following["flow_id"]))
    assert filled_in == ["api_key", "name", "phones"]
    masha = {"name": "Маша", "phones": [MASHA], "channel": "sms"}
    test = {"send_test": True, "test_text": "Hello"}  # as suggested
    await recipient.async_configure(following["flow_id"], {**masha, "test": test})
    assert [message.phone for message in simulator.messages] == [MASHA]


async def test_a_wrong_key_shows_a_sentence_and_the_right_one_goes_on(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    result = await choose(hass, "api_key")

    result = await submit(hass, result, form({**key_access(simulator), "api_key": UNKNOWN_KEY}))
    assert result["type"] is FlowResultType.FORM
    assert result["errors"] == {"api_key": "invalid_api_key"}

    result = await submit(hass, result, form(key_access(simulator)))
    assert result["type"] is FlowResultType.CREATE_ENTRY


def folded(result: ConfigFlowResult) -> bool:
    """Tell whether the section of the gateway's address is folded up."""
    assert result["data_schema"] is not None
    collapsed: bool = result["data_schema"].schema["gateway"].options["collapsed"]
    return collapsed


async def test_a_wrong_password_shows_a_sentence_and_the_right_one_goes_on(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    result = await choose(hass, "login")

    result = await submit(hass, result, form({**login_access(simulator), "password": "wrong"}))
    assert result["errors"] == {"password": "invalid_login"}

    result = await submit(hass, result, form(login_access(simulator)))
    assert result["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize(
    ("fault", "parameters", "errors", "reason"),
    [
        ("error", {"code": 106}, {"base": "account_blocked"}, "(106)"),
        ("error", {"code": 105}, {"base": "account_unpaid"}, "(105)"),
        ("error", {"code": 103}, {"base": "account_unpaid"}, "(103)"),
        ("error", {"code": 113}, {"base": "ip_restriction"}, "(113)"),
        ("error", {"code": 110}, {"base": "refused"}, "(110)"),
        ("html", {}, {"gateway": "unusable_answer"}, ""),
        ("redirect", {}, {"gateway": "unusable_answer"}, ""),
        ("server_error", {}, {"gateway": "unusable_answer"}, ""),
        ("reset", {}, {"gateway": "unusable_answer"}, ""),
    ],
)
async def test_whatever_the_gateway_has_against_it_is_shown_and_can_be_mended(
    hass: HomeAssistant,
    simulator: Simulator,
    fault: str,
    parameters: dict[str, Any],
    errors: dict[str, str],
    reason: str,
) -> None:
    result = await choose(hass, "api_key")

    simulator.faults.add(fault, **parameters)
    result = await submit(hass, result, form(key_access(simulator)))
    assert result["errors"] == errors
    assert folded(result) is ("gateway" not in errors)
    assert result["description_placeholders"] is not None
    assert result["description_placeholders"]["reason"].endswith(reason)

    simulator.faults.clear()
    result = await submit(hass, result, form(key_access(simulator)))
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_a_gateway_that_is_off_is_told_apart_from_one_that_answers_wrongly(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    result = await choose(hass, "api_key")

    await simulator.stop()
    result = await submit(hass, result, form(key_access(simulator)))
    assert result["errors"] == {"gateway": "cannot_connect"}
    assert not folded(result)

    await simulator.start()
    result = await submit(hass, result, form(key_access(simulator)))
    assert result["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize(
    ("url", "error"),
    [
        ("smspilot.ru/api.php", "invalid_url"),
        ("ftp://smspilot.ru", "invalid_url"),
        ("https://", "invalid_url"),
        ("http://[", "invalid_url"),
        ("https://masha@smspilot.ru/api.php", "url_with_more"),
        ("https://masha:secret@smspilot.ru/api.php", "url_with_more"),
        ("https://smspilot.ru/api.php?format=xml", "url_with_more"),
        ("https://smspilot.ru/api.php#send", "url_with_more"),
        ("http://smspilot.ru/api.php", "url_not_encrypted"),
        ("http://198.51.100.7/api.php", "url_not_encrypted"),
        ("http://[2001:db8::7]/api.php", "url_not_encrypted"),
        ("http://2130706433/api.php", "url_not_encrypted"),
        ("http://localhost.example.com/api.php", "url_not_encrypted"),
    ],
)
async def test_an_address_to_which_nothing_can_go_is_refused_before_any_request(
    hass: HomeAssistant, simulator: Simulator, url: str, error: str
) -> None:
    result = await choose(hass, "api_key")

    result = await submit(hass, result, form({**key_access(simulator), "url": url}))
    assert result["errors"] == {"gateway": error}
    assert not folded(result)
    assert simulator.requests == []

    result = await submit(hass, result, form(key_access(simulator)))
    assert result["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize(
    "host", ["localhost", "127.1.2.3", "[::1]", "10.0.0.7", "192.168.1.7", "[fd00::7]"]
)
async def test_a_gateway_in_the_homes_own_network_may_do_without_encryption(
    hass: HomeAssistant, host: str
) -> None:
    access = {"api_key": UNKNOWN_KEY, "url": f"http://{host}/api.php"}
    with patch.object(transport, "exchange", side_effect=NotSentError):
        result = await submit(hass, await choose(hass, "api_key"), form(access))
    assert result["errors"] == {"gateway": "cannot_connect"}, "it was tried"


async def test_an_account_is_set_up_once_by_whichever_way(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry_of(simulator).add_to_hass(hass)

    result = await submit(hass, await choose(hass, "login"), form(login_access(simulator)))

    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "already_configured")


async def test_a_second_account_stands_beside_the_first(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    await set_up(hass, entry_of(simulator))
    second = simulator.add_account()

    result = await submit(hass, await choose(hass, "api_key"), form(key_access(simulator, second)))

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == "SMSPILOT 5672"
    assert len(hass.config_entries.async_entries(DOMAIN)) == 2
