"""What is written, counted: the same however much is remembered."""

from __future__ import annotations

import json
from pathlib import Path

from custom_components.smspilot.journal_database import JournalDatabase
from custom_components.smspilot.messaging.record.facts import Facts
from custom_components.smspilot.messaging.record.journal import Changes, Stored
from custom_components.smspilot.messaging.record.message import State
from tests.messaging.bench import PHONE, START, Bench, Run
from tests.messaging.bench.database import BenchDatabase

KIB = 1024


class CountedDatabase(BenchDatabase):
    """A real database on a bench, which knows how much it has written."""

    def __init__(self, path: Path, run: Run) -> None:
        """Count nothing yet."""
        super().__init__(path, run)
        self._log = path.with_name(f"{path.name}-wal")
        self.commits = 0

    async def load(self) -> Stored:
        """Load; from now on everything goes into the log, which tells how much it was."""
        stored = await super().load()
        await self.keep_still(still=True)
        return stored

    async def write(self, changes: Changes) -> None:
        """Write and count."""
        await super().write(changes)
        self.commits += 1

    def written(self) -> int:
        """Return how many bytes were written so far."""
        return self._log.stat().st_size


async def begin(bench: Bench, folder: Path, remembered: int = 0) -> CountedDatabase:
    """Start a home that remembers so many delivered messages."""
    path = folder / f"{remembered}.db"
    await remember(path, remembered)
    opened: list[CountedDatabase] = []

    def open_database(run: Run) -> CountedDatabase:
        opened.append(CountedDatabase(path, run))
        return opened[-1]

    bench.open_disk = open_database
    await bench.start(listen=False)
    await bench.advance(20)
    assert len(bench.messenger.messages) == remembered
    return opened[-1]


async def remember(path: Path, number: int, now: float = START.timestamp()) -> None:
    """Write down so many messages as an earlier run would have left them."""
    moments = dict.fromkeys(("created", "deadline", "attempted", "accepted", "closed"), now)
    answer = {"price": "1.31", "parts": 1, "operator": "BEELINE", "country": "RU"}
    end = {"state": State.DELIVERED, "announced": State.DELIVERED, "phone": PHONE}
    message = json.dumps(moments | answer | end | {"server_id": 1, "attempt": 1, "id": "{}"})
    charge = json.dumps([now - 7200, "1.31", "0" * 16, True, [], "0" * 16, ""])
    keys = [f"{each:032}" for each in range(number)]
    facts = Facts(saved_at=now, saved_by_the_wall=now).as_dict()
    database = JournalDatabase(path)
    await database.load()
    await database.write(
        {
            "messages": {key: message.replace("{}", key) for key in keys},
            "charges": dict.fromkeys(keys, charge),
            "facts": {"facts": json.dumps(facts)},
        }
    )
    await database.close()


async def alarm(bench: Bench, database: CountedDatabase, text: str) -> tuple[int, int]:
    """Alarm ten people; return the commits and the bytes until all of it was accepted."""
    await bench.advance(60)  # what is written lazily is written
    commits, written = database.commits, database.written()
    messages = await bench.send(text, *(f"7908796478{n}" for n in range(10)))
    assert bench.states(messages) == [State.ACCEPTED] * 10
    return database.commits - commits, database.written() - written


async def test_an_alarm_to_ten_writes_the_same_however_much_is_remembered(
    bench: Bench, tmp_path: Path
) -> None:
    costs = []
    for remembered in (0, 2_000, 20_000):
        await bench.stop()
        database = await begin(bench, tmp_path, remembered)
        alarms = [await alarm(bench, database, f"Пожар {number}") for number in range(20)]
        assert [commits for commits, _ in alarms] == [2] * 20
        costs.append(sum(written for _, written in alarms) / 20)
    await bench.stop()
    assert max(costs) <= 32 * KIB
    assert max(costs) <= 1.1 * min(costs)


async def test_texts_that_waited_for_the_line_cost_a_commit_each(
    bench: Bench, tmp_path: Path
) -> None:
    await bench.stop()
    database = await begin(bench, tmp_path)
    await bench.simulator.stop()
    for number in range(100):
        bench.messenger.accept(bench.drafts(f"Text {number}"))
    await bench.settle()
    commits, written = database.commits, database.written()
    await bench.simulator.start()
    await bench.advance(300)
    assert bench.taken().total() == 100
    assert database.commits - commits <= 110
    assert database.written() - written <= 100 * 24 * KIB
    await bench.stop()
