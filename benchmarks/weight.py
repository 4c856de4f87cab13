"""What the integration weighs: to import, to start, and for each message that is remembered."""

from __future__ import annotations

import asyncio
import gc
import json
import sqlite3
import sys
import tempfile
import tracemalloc
from collections.abc import AsyncIterator
from pathlib import Path
from statistics import median
from time import process_time, time

from custom_components.smspilot.journal_database import JournalDatabase
from custom_components.smspilot.messaging.clock import Clock
from custom_components.smspilot.messaging.limits.limits import Limits
from custom_components.smspilot.messaging.record.journal import Journal
from custom_components.smspilot.messaging.record.ledger import Ledger
from custom_components.smspilot.messaging.surroundings import Settings
from tests.messaging.test_costs import remember

from .table import Row, most

REMEMBERED = 5_000
_IMPORT = """\
import importlib, json, logging, pkgutil, resource, sys, time
logging.disable()
import homeassistant.components.notify, homeassistant.components.event
import homeassistant.components.sensor, homeassistant.components.http, homeassistant.config_entries
import homeassistant.components.media_source, homeassistant.components.camera
import custom_components
def pages(): return int(open("/proc/self/statm").read().split()[1]) * resource.getpagesize()
before, begun = pages(), time.process_time()
package = importlib.import_module(sys.argv[1])
for each in pkgutil.iter_modules(package.__path__):
    importlib.import_module(f"{package.__name__}.{each.name}")
print(json.dumps([time.process_time() - begun, pages() - before]))
"""


async def rows(*, long: bool) -> AsyncIterator[Row]:
    """Measure the weights."""
    rounds = 15 if long else 5
    pairs = [(await _import(_OURS), await _import(_NTFY)) for _ in range(rounds)]
    yield most(
        "import beside Home Assistant's ntfy: processor time, ours / theirs",
        median(ours[0] / theirs[0] for ours, theirs in pairs),
        1.0,
    )
    ours = median(ours[1] for ours, _ in pairs) / 2**20
    theirs = median(theirs[1] for _, theirs in pairs) / 2**20
    yield Row(
        "the same: memory",
        f"{ours:.1f} / {theirs:.1f} MiB",
        "not more",
        round(ours - theirs, 1) <= 0,
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "journal.db"
        await remember(path, REMEMBERED, now=time())
        starts = [(await _start(path), _bare(path)) for _ in range(rounds)]
        seconds = median(start for start, _ in starts)
        yield most(f"start with {REMEMBERED:,} remembered", seconds * 1e3, 100, " ms", 0)
        ratio = median(start / bare for start, bare in starts)
        yield Row("the same / json.loads of these rows out of SQLite", f"{ratio:.1f}")
        yield most("memory for each message remembered", await _memory(path), 2.5, " KiB", 1)


_OURS, _NTFY = "custom_components.smspilot", "homeassistant.components.ntfy"


async def _import(package: str) -> tuple[float, float]:
    """Return how long it takes to import a package, and how many bytes more there are then."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", _IMPORT, package), stdout=asyncio.subprocess.PIPE
    )
    found, _ = await process.communicate()
    seconds, size = json.loads(found)
    return seconds, size


async def _start(path: Path) -> float:
    """Return how long it takes to take over what an earlier run remembered."""
    begun = process_time()
    _, journal, ledger = await _taken_over(path)
    took = process_time() - begun
    if len(ledger.messages) != REMEMBERED:
        raise AssertionError(len(ledger.messages))
    await journal.close()
    return took


async def _memory(path: Path) -> float:
    """Return how many KiB each message takes, with its charge."""
    gc.collect()
    tracemalloc.start()
    limits, journal, _ = await _taken_over(path)
    await asyncio.sleep(0)  # what was read is let go of by the turn that took it over
    gc.collect()
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    if len(limits.charges) != REMEMBERED:
        raise AssertionError(len(limits.charges))
    await journal.close()
    return size / 1024 / REMEMBERED


async def _taken_over(path: Path) -> tuple[Limits, Journal, Ledger]:
    clock = Clock()
    journal = Journal(JournalDatabase(path), clock, _ignore)
    limits = Limits(journal, clock, Settings())
    ledger = Ledger(journal, clock, announce=_ignore, changed=limits.follow)
    journal.table("inbound", list, list)
    await journal.load()
    ledger.take_over()
    limits.take_over()
    return limits, journal, ledger


def _ignore(*_what: object, **_how: object) -> None:
    """Hear nothing."""


def _bare(path: Path) -> float:
    begun = process_time()
    connection = sqlite3.connect(path)
    found = [json.loads(data) for (data,) in connection.execute("SELECT data FROM journal")]
    connection.close()
    if len(found) < REMEMBERED:
        raise AssertionError(len(found))
    return process_time() - begun
