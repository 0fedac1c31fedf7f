"""bytes_receipt and bytes_day: what a body of POST /v1/journal weighs, and what a sync costs with everything."""

import socket
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from tests.bench.figures import Figure, against_aim
from tests.bench.kit import Clock, Laptop, laptop

RECEIPTS = 100
AIM_RECEIPT, AIM_DAY = 42.0, 9500.0


def measure_receipts() -> list[Figure]:
    """A batch of 100 receipts as the services write them, per receipt; and the same with HTTP both ways."""
    bodies, whole = [], []
    for _ in range(5):
        with tempfile.TemporaryDirectory() as folder, laptop(Path(folder), clock=Clock()) as device:
            for _ in range(RECEIPTS):
                device.register()
            device.sync()
            for number, member in enumerate(device.members):
                device.collect(member, "2026-11", (3, 1, 3, 6, 2)[number % 5])
            body, every = _sync_bytes(device)
            bodies.append(body / RECEIPTS)
            whole.append(every / RECEIPTS)
    return [
        against_aim("bytes_receipt", bodies, "bytes", AIM_RECEIPT),
        against_aim("bytes_receipt_http", whole, "bytes", AIM_RECEIPT),
    ]


def measure_day() -> list[Figure]:
    """A village day: 50 registrations, 50 receipts, a deposit."""
    bodies = []
    for _ in range(5):
        with tempfile.TemporaryDirectory() as folder, laptop(Path(folder), clock=Clock()) as device:
            for number in range(50):
                device.collect(device.register(), "2026-11", (3, 1, 3, 6, 2)[number % 5])
            device.deposit(500_000)
            bodies.append(float(_sync_bytes(device)[0]))
    return [against_aim("bytes_day", bodies, "bytes", AIM_DAY)]


def _sync_bytes(device: Laptop) -> tuple[int, int]:
    """Body bytes of the pushes of one sync, and all bytes of it both ways but TLS."""
    with _counted(device.address) as (address, counter):
        device.sync(address)
    return counter.posted, counter.total


class _Counter:
    """Bytes that passed, and how many were bodies of POST /v1/journal."""

    def __init__(self) -> None:
        self.total = 0
        self.posted = 0
        self._lock = threading.Lock()

    def add(self, data: bytes) -> None:
        with self._lock:
            self.total += len(data)

    def post(self, length: int) -> None:
        with self._lock:
            self.posted += length


@contextmanager
def _counted(target: str) -> Iterator[tuple[str, _Counter]]:
    """A wire that counts, in front of the centre."""
    counter = _Counter()
    goal = urlsplit(target)
    listening = socket.create_server(("127.0.0.1", 0))

    def accept() -> None:
        while True:
            try:
                near, _ = listening.accept()
            except OSError:
                return
            far = socket.create_connection((goal.hostname, goal.port))
            threading.Thread(target=_copy, args=(near, far, counter, True), daemon=True).start()
            threading.Thread(target=_copy, args=(far, near, counter, False), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}", counter
    finally:
        listening.close()


def _copy(source: socket.socket, sink: socket.socket, counter: _Counter, requests: bool) -> None:
    while data := source.recv(65536):
        counter.add(data)
        if requests and data.startswith(b"POST /v1/journal"):
            head = data.split(b"\r\n\r\n")[0].lower()
            counter.post(int(head.split(b"content-length:")[1].split(b"\r\n")[0]))
        sink.sendall(data)
    sink.close()
