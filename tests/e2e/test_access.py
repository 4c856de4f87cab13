"""The account's key changes, and its options: in the real browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Error, expect

from simulator.gateway.accounts import DEMO_KEY
from tests.e2e.pages.dialog import INTEGRATION, Dialog, options

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.e2e.pages.home_page import HomePage
    from tests.e2e.pages.phones_page import PhonesPage

pytestmark = pytest.mark.timeout(600)
PAGE = "ui.panel.config.integrations"


@pytest.fixture
def changed_key(phones: PhonesPage) -> Iterator[str]:
    """Give the account another key, and its own again afterwards."""
    yield phones.control("key", account=5671)["key"]
    phones.control("key", account=5671, key=DEMO_KEY)


def test_a_refused_send_asks_for_the_new_key_and_works_with_it(
    home: HomePage, phones: PhonesPage, changed_key: str
) -> None:
    words = home.words
    family = home.notifier(words.demo.family)
    with pytest.raises(Error, match="refuses the account's key"):
        home.act("smspilot", "send_message", entity_id=[family], message="Refused")
    assert home.state(family) != "unavailable"
    home.open("config/integrations/dashboard")
    home.page.get_by_role("button", name=words.frontend(f"{PAGE}.reconfigure")).click()
    dialog = Dialog(home)
    dialog.expect_text(words.own("config.step.reauth_confirm.description", account="SMSPILOT 5671"))
    home.picture("reauth")
    dialog.fill(api_key="WRONG")
    dialog.submit()
    dialog.expect_text(words.own("config.error.invalid_api_key"))
    home.picture("reauth-wrong")
    dialog.fill(api_key=changed_key)
    dialog.submit()
    dialog.expect_text(words.core("config.abort.reauth_successful"))
    home.picture("reauth-done")
    dialog.finish()
    home.ask_gateway(phones)
    home.act("smspilot", "send_message", entity_id=[family], message="New key")
    phones.take("+7 908 796-47-81")
    expect(phones.newest()).to_have_text("New key")
    phones.control("key", account=5671, key=DEMO_KEY)
    reconfigure(home, DEMO_KEY)


def reconfigure(home: HomePage, key: str) -> None:
    """Change the key by the entry's own menu."""
    words = home.words
    home.open(INTEGRATION)
    entry = home.page.locator("ha-config-entry-row").filter(has_text="SMSPILOT 5671").first
    entry.get_by_role("button", name=words.frontend("ui.common.menu")).first.click()
    item = words.frontend(f"{PAGE}.config_entry.reconfigure")
    home.page.get_by_role("menuitem", name=item).first.click()
    dialog = Dialog(home)
    dialog.choose(words.own("config.step.reconfigure.menu_options.reconfigure_api_key"))
    dialog.field("api_key").wait_for()
    home.picture("reconfigure")
    dialog.fill(api_key=key)
    dialog.submit()
    dialog.expect_text(words.core("config.abort.reconfigure_successful"))
    dialog.finish()


def test_options_are_kept(home: HomePage) -> None:
    dialog = options(home)
    dialog.expect_text(home.words.own("options.step.init.description"))
    home.picture("options")
    change(dialog, hold_for="30", low_balance="40")
    dialog = options(home)
    expect(dialog.number("sending", "hold_for")).to_have_value("30")
    expect(dialog.number("balance", "low_balance")).to_have_value("40")
    change(dialog, hold_for="60", low_balance="50")


def change(dialog: Dialog, hold_for: str, low_balance: str) -> None:
    """Fill in two of the options and save them."""
    dialog.number("sending", "hold_for").fill(hold_for)
    dialog.number("balance", "low_balance").fill(low_balance)
    dialog.submit()
    dialog.finish()
