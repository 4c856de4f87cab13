"""The account's key changes, and its options: in the real browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Error, expect

from simulator.accounts import DEMO_KEY
from tests.e2e.dialog import INTEGRATION, Dialog, options
from tests.e2e.home_page import BALANCE
from tests.e2e.waiting import until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.e2e.home_page import HomePage
    from tests.e2e.phones_page import PhonesPage

pytestmark = pytest.mark.timeout(600)
HOLD = "Keep trying for"
LOW_BALANCE = "Warn below"
OLD_KEY_REFUSED = "SMSPILOT no longer accepts the saved key or password of SMSPILOT 5671"


@pytest.fixture
def changed_key(phones: PhonesPage) -> Iterator[str]:
    """Give the account another key, and its own again afterwards."""
    yield phones.control("key", account=5671)["key"]
    phones.control("key", account=5671, key=DEMO_KEY)


def test_a_refused_send_asks_for_the_new_key_and_works_with_it(
    home: HomePage, phones: PhonesPage, changed_key: str
) -> None:
    with pytest.raises(Error, match="refuses the account's key"):
        home.act("smspilot", "send_message", entity_id=["notify.family"], message="Refused")
    assert home.state("notify.family") != "unavailable"
    home.open("config/integrations/dashboard")
    home.page.get_by_role("button", name="Reconfigure").click()
    dialog = Dialog(home)
    dialog.expect_text(OLD_KEY_REFUSED)
    home.picture("reauth")
    dialog.fill(api_key="WRONG")
    dialog.submit()
    dialog.expect_text("SMSPILOT does not know this key.")
    dialog.fill(api_key=changed_key)
    dialog.submit()
    dialog.expect_text("Re-authentication was successful")
    home.picture("reauth-done")
    dialog.finish("Close")
    until(lambda: home.state(BALANCE) not in ("unavailable", "unknown"))
    home.act("smspilot", "send_message", entity_id=["notify.family"], message="New key")
    phones.take("+7 908 796-47-81")
    expect(phones.newest()).to_have_text("New key")
    phones.control("key", account=5671, key=DEMO_KEY)
    reconfigure(home, DEMO_KEY)


def reconfigure(home: HomePage, key: str) -> None:
    """Change the key by the entry's own menu."""
    home.open(INTEGRATION)
    entry = home.page.locator("ha-config-entry-row").filter(has_text="SMSPILOT 5671").first
    entry.get_by_role("button", name="Menu").first.click()
    home.page.get_by_role("menuitem", name="Reconfigure").first.click()
    dialog = Dialog(home)
    dialog.choose("With an API key")
    home.picture("reconfigure")
    dialog.fill(api_key=key)
    dialog.submit()
    dialog.expect_text("Reconfiguration was successful")
    dialog.finish("Close")


def test_options_are_kept(home: HomePage) -> None:
    dialog = options(home)
    dialog.expect_text("They hold for the whole account.")
    home.picture("options")
    change(dialog, "30", "40")
    dialog = options(home)
    expect(dialog.number(HOLD)).to_have_value("30")
    expect(dialog.number(LOW_BALANCE)).to_have_value("40")
    change(dialog, "60", "50")


def change(dialog: Dialog, hold_for: str, low_balance: str) -> None:
    """Fill in two of the options and save them."""
    dialog.number(HOLD).fill(hold_for)
    dialog.number(LOW_BALANCE).fill(low_balance)
    dialog.submit()
    dialog.finish()
