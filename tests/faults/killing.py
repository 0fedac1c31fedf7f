"""`python -m tests.faults.killing FOLDER KEY ROUNDS SEED [planted]`: kills an agent's laptop in the middle of acts.

One process has everything imported and forks a laptop for each round, so that two hundred rounds take a minute.
The laptop writes `B` when an act has begun inside its transaction and the receipt's number when `store.write` has
returned; the killer kills it at a random moment. Another fork opens the folder by the normal start and looks.
With `planted`, the laptop acknowledges before the commit: the harness must then find receipts missing.
"""

import json
import os
import random
import select
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

from sqlalchemy import select as select_rows

from agent_app.domain.papers import parse_paper_number
from agent_app.records.tables.journal import journal
from agent_app.records.tables.members import member as member_table
from agent_app.records.tables.money import receipt
from agent_app.records.verify import verify
from agent_app.services.collection import CollectPremium, PayFor, collect_premium
from agent_app.store.store import Store, open_store
from agent_app.store.tx import Tx

MOST_ACTS = 40
LONGEST_WAIT = 0.06
CHECK_ALL_EVERY = 20


@dataclass
class Findings:
    """What the rounds came to. `between` counts kills between BEGIN and acknowledgement."""

    rounds: int = 0
    acknowledged: int = 0
    receipts: int = 0
    between: int = 0
    missing: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    gaps: list[int] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def main(folder: Path, key: str, rounds: int, seed: int, planted: bool) -> None:
    """Run the rounds and print the findings as JSON."""
    draw = random.Random(seed)
    found = Findings()
    acknowledged: set[str] = set()
    for number in range(rounds):
        told, was_between = _killed_round(folder, key, draw, planted)
        acknowledged.update(told)
        found.rounds += 1
        found.between += was_between
        _look(folder, key, acknowledged, found, check_all=number % CHECK_ALL_EVERY == 0 or number == rounds - 1)
    found.acknowledged = len(acknowledged)
    print(json.dumps(asdict(found)))


def _killed_round(folder: Path, key: str, draw: random.Random, planted: bool) -> tuple[list[str], bool]:
    """Let a laptop work and kill it; the numbers it acknowledged, and whether an act had begun but not ended."""
    child, reading = _fork(partial(_work, folder, key, planted))
    acts = draw.randrange(1, 8)
    wait = draw.random() * LONGEST_WAIT if draw.random() < 0.5 else draw.random() * 0.004
    seen = b""
    while seen.count(b"B") < acts:
        part = os.read(reading, 4096)
        if not part:
            break
        seen += part
    _pause(wait)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    while part := os.read(reading, 4096):
        seen += part
    os.close(reading)
    words = seen.decode().split("\n")[:-1]
    return [word for word in words if word != "B"], bool(words) and words[-1] == "B"


def _pause(seconds: float) -> None:
    """Let a random time pass: the moment of the kill, not a wait for anything."""
    select.select([], [], [], seconds)


def _fork(work: Callable[[int], None]) -> tuple[int, int]:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _run_and_leave(work, writing)
    os.close(writing)
    return child, reading


def _run_and_leave(work: Callable[[int], None], writing: int) -> NoReturn:
    status = 1
    try:
        work(writing)
        status = 0
    finally:
        os._exit(status)


_STARTED = time.time()


def _clock() -> datetime:
    """The morning after the branch was furnished; goes on from fork to fork."""
    return datetime(2026, 11, 24, 1, tzinfo=UTC) + timedelta(seconds=time.time() - _STARTED)


def _work(folder: Path, key: str, planted: bool, writing: int) -> None:
    """The laptop: one receipt after the other, each for the next months of a member."""
    store = open_store(folder, key, _clock)
    with store.reading() as connection:
        members = list(connection.execute(select_rows(member_table.c.member)).scalars())
    for number in range(MOST_ACTS):
        command = CollectPremium(
            members=(PayFor(member=members[number % len(members)], months=("2026-12",)),),
            total=8_400,
            confirmed_twice=True,
        )
        act = partial(_begun, writing=writing, planted=planted)
        written = store.write(act, command).result()
        if not planted:
            os.write(writing, f"{written.result.number}\n".encode())


def _begun(tx: Tx, command: CollectPremium, writing: int, planted: bool) -> Any:
    os.write(writing, b"B\n")
    result = collect_premium(tx, command)
    if planted:
        os.write(writing, f"{result.number}\n".encode())
    return result


def _look(folder: Path, key: str, acknowledged: set[str], found: Findings, check_all: bool) -> None:
    """Open the folder by the normal start, in a fork, and compare."""
    child, reading = _fork(partial(_report, folder, key, check_all))
    content = b""
    while part := os.read(reading, 1 << 16):
        content += part
    os.close(reading)
    _, status = os.waitpid(child, 0)
    if status:
        found.problems.append("the folder did not open")
        return
    numbers, problems = json.loads(content)
    found.receipts = len(numbers)
    found.problems += problems
    found.missing += sorted(acknowledged.difference(numbers))
    found.doubled += sorted({number for number in numbers if numbers.count(number) > 1} if check_all else ())
    counters = sorted(parse_paper_number(number).counter for number in numbers)
    if counters != list(range(1, len(counters) + 1)):
        found.gaps.append(len(counters))


def _report(folder: Path, key: str, check_all: bool, writing: int) -> None:
    store = open_store(folder, key, _clock)
    try:
        os.write(writing, json.dumps(_state(store, check_all)).encode())
    finally:
        store.close()


def _state(store: Store, check_all: bool) -> tuple[list[str], list[str]]:
    me = store.identity
    with store.reading() as connection:
        mine = (receipt.c.coop == me.coop, receipt.c.device == me.device)
        numbers = list(connection.execute(select_rows(receipt.c.number).where(*mine)).scalars())
        lines = select_rows(journal.c.seq).where(journal.c.coop == me.coop, journal.c.device == me.device)
        seqs = list(connection.execute(lines.order_by(journal.c.seq)).scalars())
        problems = [] if seqs == list(range(1, len(seqs) + 1)) else ["lines are missing"]
        if check_all:
            problems += [f"{each.seq} {each.what}" for each in verify(connection, me.coop).problems]
    return numbers, problems


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), "planted" in sys.argv[5:])
