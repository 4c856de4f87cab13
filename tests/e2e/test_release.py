"""What HACS and the Marketplace install: the zip, in every Home Assistant that it is for."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Final
from zipfile import ZipFile

import pytest

from simulator import Simulator
from tests.e2e.homes.bare_home import PHONE, ROOT, BareHome
from tests.e2e.homes.notebook import Notebook
from tests.e2e.homes.running import complaints_in
from tests.e2e.homes.waiting import eventually
from tests.e2e.pages.forms import Dialogs

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.timeout(600)
OLDEST: Final = json.loads((ROOT / "hacs.json").read_text())["homeassistant"]


def series(version: str) -> str:
    """Return the month of a release: 2026.10 for 2026.10.4."""
    return version.rpartition(".")[0]


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """Return the folder into which the zip was unpacked."""
    subprocess.run([sys.executable, ROOT / "scripts" / "build", tmp_path], check=True)
    with ZipFile(tmp_path / "smspilot.zip") as archive:
        archive.extractall(tmp_path / "smspilot")
    return tmp_path / "smspilot"


@pytest.mark.parametrize("environment", [".venv", ".venv-demo"])
async def test_the_zip_in_a_plain_home_assistant_sets_up_an_account_and_sends(
    tmp_path: Path, installed: Path, environment: str
) -> None:
    home = BareHome(
        tmp_path / "home",
        more="config:\n",
        integration=installed,
        python=ROOT / environment / "bin" / "python",
    )
    try:
        async with Simulator() as simulator:
            await home.start()
            notebook = Notebook()
            watch = await home.watch(notebook.note)
            await watch.until_running()
            version = (await watch.command("get_config"))["version"]
            assert (series(version) == series(OLDEST)) == (environment == ".venv"), version
            dialogs = Dialogs(home, simulator.url)
            await dialogs.set_up(simulator.account.key)
            [entry] = await watch.command("config_entries/get", domain="smspilot")
            assert entry["state"] == "loaded"
            await dialogs.add("Masha", PHONE, entry["entry_id"])
            await dialogs.close()
            assert await notebook.until(lambda: "notify.masha" in notebook.now)
            await watch.call(
                "notify", "send_message", entity_id="notify.masha", message="Home: smoke"
            )
            await eventually(lambda: len(simulator.messages) > 0)
            assert [(one.phone, one.text) for one in simulator.messages] == [(PHONE, "Home: smoke")]
            await home.stop()
        complaints = complaints_in(home.log)
        assert [one for one in complaints if " WARNING " not in one or "smspilot" in one] == []
    finally:
        await home.kill()
