"""Each repair: it appears, explains itself, and goes when it is fixed."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Error, expect

from tests.e2e.homes.waiting import until
from tests.e2e.pages.dialog import Dialog, options
from tests.e2e.pages.words import in_both_languages
from tests.journals import Journals

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Locator

    from tests.e2e.homes.running import RunningDemo
    from tests.e2e.pages.home_page import HomePage
    from tests.e2e.pages.phones_page import PhonesPage

pytestmark = pytest.mark.timeout(600)
ACCOUNT = "SMSPILOT 5671"
QUEUED = "sensor.smspilot_5671_queued_messages"


@pytest.fixture(autouse=True)
def good_account(phones: PhonesPage) -> Iterator[None]:
    """Leave the account as it was."""
    yield
    phones.control("account", account=5671, blocked=None, allowed_addresses=None)
    phones.control("balance", account=5671, balance="2000")
    phones.control("dialect", refuse_https_callbacks=False)


@pytest.fixture
def journals(home: HomePage, demo: RunningDemo) -> Journals:
    """Return the journals of an account that has written down a message already."""
    family = home.notifier(home.words.demo.family)
    home.act("smspilot", "send_message", entity_id=[family], message=f"Written down {monotonic()}")
    return Journals(demo.config, home.account())


@in_both_languages
def test_a_low_balance_goes_with_the_payment(home: HomePage, phones: PhonesPage) -> None:
    phones.control("balance", account=5671, balance="12.50")
    home.ask_gateway(phones)
    repair(home, "low_balance").click()
    shown = {"en": "12.50", "ru": "12,50"}[home.words.language]
    explanation = home.words.own(
        "issues.low_balance.description", account=ACCOUNT, balance=shown, threshold=50
    )
    home.expect_text(explanation)
    home.picture("repair-low_balance")
    phones.control("balance", account=5671, balance="500")
    home.ask_gateway(phones)
    expect_gone(home, "low_balance")


@pytest.mark.parametrize(
    ("issue", "account"),
    [
        ("account_blocked", {"blocked": 106}),
        ("account_blocked_balance", {"blocked": 105}),
        ("ip_restriction", {"allowed_addresses": ["192.0.2.1"]}),
    ],
)
def test_what_the_gateway_has_against_the_account_goes_with_its_cause(
    home: HomePage, phones: PhonesPage, issue: str, account: dict[str, object]
) -> None:
    phones.control("account", account=5671, **account)
    home.ask_gateway(phones)
    repair(home, issue).click()
    home.expect_text(home.words.own(f"issues.{issue}.description", account=ACCOUNT))
    home.picture(f"repair-{issue}")
    phones.control("account", account=5671, **dict.fromkeys(account))
    home.ask_gateway(phones)
    expect_gone(home, issue)


def test_refusals_that_nobody_awaited_are_told_until_they_are_ignored(
    home: HomePage, phones: PhonesPage
) -> None:
    refusals = {
        "refused_template": ("79000000001", "ERROR 223"),
        "refused_money": ("79000000002", "ERROR 112"),
        "refused_text": ("79000000004", "ERROR 248"),
        "refused_other": ("79000000006", "ERROR 109"),
        "refused_phone": ("79000099212", "At night"),
    }
    with home.cut_off(phones):
        for phone, text in refusals.values():
            send_later(home, numbers=[phone], message=text, config_entry_id=home.account())
        until(lambda: home.state(QUEUED) == str(len(refusals)))
    home.open("config/repairs")
    for issue, (phone, _) in refusals.items():
        row = listed(home, issue, recipient=f"…{phone[-2:]}")
        row.click()
        dialog = Dialog(home)
        dialog.expect_text(home.words.own(f"issues.{issue}.description"))
        home.picture(f"repair-{issue}")
        dialog.ignore()
        expect(row).to_have_count(0)


def test_a_refusal_that_a_dialog_mends_leads_to_that_dialog(
    home: HomePage, phones: PhonesPage
) -> None:
    family = home.words.demo.family
    with home.cut_off(phones):
        send_later(home, entity_id=[home.notifier(family)], message="ERROR 204")
        until(lambda: home.state(QUEUED) == "1")
    row = repair(home, "refused_sender", recipient=family)
    row.click()
    dialog = Dialog(home)
    dialog.expect_text(home.words.own("issues.refused_sender.fix_flow.step.confirm.description"))
    home.picture("repair-refused_sender")
    dialog.submit()
    dialog.field("name").wait_for()
    expect(dialog.field("name")).to_have_value(family)
    home.picture("repair-refused_sender-dialog")


def test_a_message_that_came_too_late_is_told_until_the_next_one_goes(
    home: HomePage, phones: PhonesPage
) -> None:
    family = home.words.demo.family
    with home.cut_off(phones):
        # Longer than the action waits for the gateway.
        late = {"message": "Too late", "hold_for": {"seconds": 15}}
        send_later(home, entity_id=[home.notifier(family)], **late)
        repair(home, "refused_not_sent", recipient=family).click()
        dialog = Dialog(home)
        explanation = "issues.refused_not_sent.fix_flow.step.confirm.description"
        dialog.expect_text(home.words.own(explanation))
        home.picture("repair-refused_not_sent")
    home.act("smspilot", "send_message", entity_id=[home.notifier(family)], message="In time")
    expect_gone(home, "refused_not_sent", recipient=family)
    texts = {each["text"] for each in phones.control("state")["messages"]}
    assert "In time" in texts
    assert "Too late" not in texts


@pytest.mark.parametrize(
    ("issue", "limit"),
    [("limit_messages", "messages_per_hour"), ("limit_roubles", "roubles_per_day")],
)
def test_a_limit_is_told_and_the_fix_grants_one_more_allowance(
    home: HomePage, phones: PhonesPage, issue: str, limit: str
) -> None:
    to_family = {"entity_id": [home.notifier(home.words.demo.family)]}
    home.act("smspilot", "send_message", **to_family, message=f"{issue}: the last")
    before = set_limit(home, limit, "1")
    with pytest.raises(Error, match="the limit of"):
        send_too_much(home, to_family, issue)
    repair(home, issue).click()
    dialog = Dialog(home)
    explanation = f"issues.{issue}.fix_flow.step.confirm.description"
    dialog.expect_text(home.words.own(explanation, account=ACCOUNT))
    home.picture(f"repair-{issue}")
    dialog.submit()
    dialog.finish()
    expect_gone(home, issue)
    set_limit(home, limit, before)


def test_an_address_that_the_gateway_does_not_take_can_be_given_up(
    home: HomePage, phones: PhonesPage
) -> None:
    home.command("config/core/update", external_url="https://dacha.example")
    phones.control("dialect", refuse_https_callbacks=True)
    press_pushed_reports(home)
    family = home.notifier(home.words.demo.family)
    home.act("smspilot", "send_message", entity_id=[family], message="Without an address")
    phones.take("+7 908 796-47-81")
    expect(phones.newest()).to_have_text("Without an address")
    repair(home, "callback_refused").click()
    dialog = Dialog(home)
    dialog.expect_text(home.words.own("issues.callback_refused.fix_flow.step.confirm.description"))
    home.picture("repair-callback_refused")
    dialog.submit()
    dialog.finish()
    expect_gone(home, "callback_refused")
    dialog = options(home)
    expect(dialog.switch("delivery_reports", "pushed_delivery_reports")).not_to_be_checked()
    home.command("config/core/update", external_url=None)


def test_a_damaged_record_is_told_until_it_is_ignored(home: HomePage, journals: Journals) -> None:
    entry = {"entry_id": home.account()}
    home.command("config_entries/disable", **entry, disabled_by="user")
    journals.damage()
    home.command("config_entries/disable", **entry, disabled_by=None)
    until(journals.are_polled)  # what came in before that is not told to the tests that follow
    repair(home, "journal_damaged").click()
    dialog = Dialog(home)
    dialog.expect_text(home.words.own("issues.journal_damaged.description", account=ACCOUNT))
    home.picture("repair-journal_damaged")
    dialog.ignore()
    expect_gone(home, "journal_damaged")


def test_a_record_that_cannot_be_written_lets_alarms_out_and_goes_once_it_can(
    home: HomePage, phones: PhonesPage, journals: Journals
) -> None:
    family = home.notifier(home.words.demo.family)
    journals.obstruct()
    home.act("smspilot", "send_message", entity_id=[family], message="Disk full")
    phones.take("+7 908 796-47-81")
    expect(phones.newest()).to_have_text("Disk full")
    repair(home, "journal_unwritable").click()
    home.expect_text(home.words.own("issues.journal_unwritable.description", account=ACCOUNT))
    home.picture("repair-journal_unwritable")
    journals.clear_the_way()
    home.act("smspilot", "send_message", entity_id=[family], message="Disk empty")
    expect_gone(home, "journal_unwritable")


def send_too_much(home: HomePage, to_family: dict[str, list[str]], issue: str) -> None:
    """Send one message too many: the second one at the latest if a midnight comes between."""
    for number in range(2):
        home.act("smspilot", "send_message", **to_family, message=f"{issue}: {number} too many")


def repair(home: HomePage, issue: str, **placeholders: str) -> Locator:
    """Open the list of repairs and return the one about this issue."""
    home.open("config/repairs")
    return listed(home, issue, **placeholders)


def listed(home: HomePage, issue: str, **placeholders: str) -> Locator:
    """Return the repair about this issue in the list that is open."""
    title = home.words.own(f"issues.{issue}.title", account=ACCOUNT, **placeholders)
    return home.page.locator("ha-config-repairs").get_by_text(title)


def expect_gone(home: HomePage, issue: str, **placeholders: str) -> None:
    """Wait until a repair is no longer asked for."""
    until(lambda: issue not in home.issues())
    expect(repair(home, issue, **placeholders)).to_have_count(0)


def send_later(home: HomePage, **data: object) -> None:
    """Send a message that has to wait, until the action waits no longer: who does is told alone."""
    home.act("smspilot", "send_message", **data)


def set_limit(home: HomePage, limit: str, value: str) -> str:
    """Set a limit in the options; return what it was before."""
    dialog = options(home)
    field = dialog.number("limits", limit)
    expect(field).not_to_have_value("")
    before = field.input_value()
    field.fill(value)
    dialog.submit()
    dialog.finish()
    return before


def press_pushed_reports(home: HomePage) -> None:
    """Press the switch of pushed delivery reports in the options."""
    dialog = options(home)
    switch = dialog.switch("delivery_reports", "pushed_delivery_reports")
    expect(switch).not_to_be_checked()
    switch.press("Space")
    expect(switch).to_be_checked()
    dialog.submit()
    dialog.finish()
