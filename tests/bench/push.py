"""push_10k: lines a second from the encrypted store to a verified signed head on PostgreSQL, against PouchDB."""

import shutil
import subprocess
import tempfile
import time
from itertools import count
from pathlib import Path

import msgspec
from sqlalchemy import select

from agent_app.bootstrap import wall_clock
from agent_app.records.tables.journal import journal
from agent_app.sync.once import sync_once
from agent_app.sync.push import MOST_BYTES, BatchSize
from agent_app.sync.transport import HttpTransport
from tests.bench.day import AN_ACT, write_day
from tests.bench.figures import Figure, figure, interleaved
from tests.bench.kit import Laptop, laptop, postgres, served_apart

LINES = 10_000
PEERS = Path(__file__).parent / "peers"
BATCH = 1_000
PATIENCE = 60.0


def measure() -> list[Figure]:
    """Both push the same records in batches of 1,000 to a server on this machine, each server a process of its own."""
    with tempfile.TemporaryDirectory() as folder, postgres() as database:
        peer = _Peer(Path(folder))
        with laptop(Path(folder), database, wall_clock, served_apart) as device:
            device.sync()
            days = count()

            def ours() -> float:
                for _ in range(LINES // AN_ACT):
                    device.store.write(write_day, next(days) * AN_ACT).result()
                peer.learn(device)
                rate = _push(device)
                await_reviews(device)
                return rate

            runs, against = interleaved(ours, peer.run)
        peer.close()
    return [figure("push_10k", runs, "lines/s", "PouchDB on LevelDB to express-pouchdb", against)]


def _push(device: Laptop) -> float:
    """One whole sync, as the app does it: the head before, ten batches with a verified signed head each, the feed."""
    transport = HttpTransport(device.address)
    start = time.perf_counter()
    outcome = sync_once(device.store, transport, size=BatchSize(MOST_BYTES, BATCH))
    seconds = time.perf_counter() - start
    assert outcome.is_done, outcome
    assert outcome.sent == LINES, outcome
    return LINES / seconds


def await_reviews(device: Laptop) -> None:
    """Until the centre has looked at all lines: neither side is measured beside work the other left behind."""
    deadline = time.monotonic() + PATIENCE
    while sync_once(device.store, HttpTransport(device.address)).reviews:
        assert time.monotonic() < deadline, "lines are left under review"
        time.sleep(0.1)


class _Peer:
    """express-pouchdb in a process of its own, and PouchDB in another; installed from npm by this benchmark."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "peers"
        shutil.copytree(PEERS, self._folder)
        subprocess.run(["npm", "install", "--no-audit", "--no-fund"], cwd=self._folder, check=True, capture_output=True)
        self._runs = 0
        self._documents = folder / "documents.ndjson"
        self._data = folder / "peer-data"

    def learn(self, device: Laptop) -> None:
        """Take over the last lines as documents."""
        with device.store.reading() as connection:
            newest = select(journal.c.line).order_by(journal.c.device.desc(), journal.c.seq.desc()).limit(LINES)
            lines = [msgspec.json.decode(raw) for raw in connection.execute(newest).scalars()]
        documents = [{"_id": f"{line['seq']:08d}", **line} for line in lines]
        self._documents.write_bytes(b"\n".join(msgspec.json.encode(each) for each in documents) + b"\n")

    def run(self) -> float:
        """Documents a second."""
        self._runs += 1
        folder = self._data / str(self._runs)
        (folder / "server").mkdir(parents=True)
        (folder / "client").mkdir()
        server = subprocess.Popen(
            ["node", "server.js", str(folder / "server")], cwd=self._folder, stdout=subprocess.PIPE, text=True
        )
        try:
            assert server.stdout is not None
            address = f"http://127.0.0.1:{server.stdout.readline().strip()}"
            command = ["node", "push.js", str(folder / "client"), address, str(self._documents), str(BATCH)]
            done = subprocess.run(command, cwd=self._folder, check=True, capture_output=True, text=True)
            return float(done.stdout)
        finally:
            server.terminate()
            server.wait()

    def close(self) -> None:
        """Forget what was installed."""
        shutil.rmtree(self._folder)
