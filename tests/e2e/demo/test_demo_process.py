"""The demo as a process: where it listens, how it ends, what it keeps."""

from __future__ import annotations

import json
import signal
import socket
from contextlib import closing, suppress
from typing import TYPE_CHECKING

import psutil  # type: ignore[import-untyped]  # its types are a package of their own
import pytest

from tests.e2e.homes.ports import DEMOS, own_port
from tests.e2e.homes.running import RunningDemo, RunningSimulator
from tests.e2e.homes.waiting import PATIENCE, until
from tests.e2e.pages.phones_page import control

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = [pytest.mark.timeout(900), pytest.mark.xdist_group("demo-process")]
SETTING_UP = "Setting up"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a furnished home, in which each test starts the demo again."""
    folder = tmp_path_factory.mktemp("shared-demo")
    with RunningDemo(folder) as demo:
        demo.until_ready()
        assert any(SETTING_UP in line for line in demo.said)
    return folder


@pytest.fixture
def squatter() -> Iterator[int]:
    """Return a port on which somebody listens already."""
    with closing(socket.create_server(("127.0.0.1", own_port(DEMOS)))) as listener:
        yield listener.getsockname()[1]


def test_it_listens_on_this_machine_alone_and_ctrl_c_ends_everything(
    folder: Path, squatter: int
) -> None:
    with RunningDemo(folder, "--port", str(squatter)) as demo:
        demo.until_ready()
        assert f"Port {squatter} is taken" in "\n".join(demo.said)
        memory = demo.folder / "simulator" / "demo.json"
        assert json.loads(memory.read_text())["password"] == demo.password
        assert memory.stat().st_mode & 0o777 == 0o600
        programs = psutil.Process(demo.process.pid).children(recursive=True)
        listening = [address for program in programs for address in listened_on(program)]
        assert len(listening) == 2
        assert set(listening) == {"127.0.0.1"}
        assert demo.stop() == 0
        _, alive = psutil.wait_procs(programs, timeout=PATIENCE)
        assert alive == []


def test_the_second_start_is_furnished_already_and_finds_a_simulator_that_moved(
    folder: Path, squatter: int
) -> None:
    with RunningDemo(folder, "--simulator-port", str(squatter)) as demo:
        demo.until_ready()
        assert not any(SETTING_UP in line for line in demo.said)
        until(lambda: "account" in commands_seen(demo.phones))
        assert demo.stop(signal.SIGTERM) == 0


def test_two_demos_do_not_share_a_folder_and_a_killed_one_leaves_no_orphans(folder: Path) -> None:
    with RunningDemo(folder) as demo:
        demo.until_ready()
        with RunningDemo(folder) as second:
            second.until_said("The demo is running already")
            assert second.wait() == 1
        programs = psutil.Process(demo.process.pid).children(recursive=True)
        demo.process.kill()
        demo.wait()
        _, alive = psutil.wait_procs(programs, timeout=PATIENCE)
        assert alive == []


def test_one_s_own_account_is_kept_by_home_assistant_alone(tmp_path: Path) -> None:
    key = "PLANTEDKEY" + "0" * 54
    mine = {"SMSPILOT_API_KEY": key, "SMSPILOT_PHONE": "8 (908) 796-47-81"}
    with RunningSimulator() as simulator:
        control(simulator.url, "key", key=key)
        with RunningDemo(tmp_path, "--gateway", f"{simulator.url}/api.php", **mine) as demo:
            demo.until_ready()
            requests = control(simulator.url, "state")["requests"]
            assert demo.stop() == 0
    assert requests
    assert all(each["method"] == "POST" and not each["query_string"] for each in requests)
    assert all(key not in each["path"] for each in requests)
    holding = [path for path in tmp_path.rglob("*") if path.is_file() and holds(path, key)]
    assert [path.name for path in holding] == ["core.config_entries"]
    assert key not in "\n".join(demo.said)


def test_a_refused_key_is_told_in_a_sentence(tmp_path: Path) -> None:
    with (
        RunningSimulator() as simulator,
        RunningDemo(
            tmp_path, "--gateway", f"{simulator.url}/api.php", SMSPILOT_API_KEY="WRONG"
        ) as demo,
    ):
        demo.until_said("SMSPILOT does not know this key.")
        assert demo.wait() == 1


def test_without_a_terminal_or_a_key_it_says_what_is_missing(tmp_path: Path) -> None:
    with RunningDemo(tmp_path, "--gateway") as demo:
        demo.until_said("set SMSPILOT_API_KEY")
        assert demo.wait() == 1


def listened_on(program: psutil.Process) -> list[str]:
    """Return the addresses on which a program listens; one that has ended listens on none."""
    with suppress(psutil.NoSuchProcess):
        return [
            connection.laddr.ip
            for connection in program.net_connections()
            if connection.status == psutil.CONN_LISTEN
        ]
    return []


def commands_seen(simulator: str) -> set[str]:
    """Return which commands of the gateway's were used since the simulator was started."""
    return {request["command"] for request in control(simulator, "state")["requests"]}


def holds(path: Path, secret: str) -> bool:
    """Tell whether a file holds a secret, also if it is a database."""
    return secret.encode() in path.read_bytes()
