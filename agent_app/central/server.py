"""Serving a centre over HTTP: in the main thread, or in a thread of its own for the demo and tests."""

import contextlib
import gc
import socket
import threading
from collections.abc import Callable, Iterator

import uvicorn

from agent_app.central import epochs, instance, publishing
from agent_app.central.app import build
from agent_app.central.centre import Centre
from agent_app.central.connections import PunctualProtocol

BACKLOG = 512
MOST_FILES = 4096
"""Connections a process may have: as many laptops that stay connected, and a stranger who opens a thousand."""


class _Server(uvicorn.Server):
    """Tells when it takes connections."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()


def _prepare(centre: Centre) -> None:
    """Notice a database that was put back, and publish what this release brings."""
    epochs.check_mark(centre)
    centre.write(lambda connection: publishing.publish_packaged(connection, centre))


def _allow_many_files() -> None:
    """Many systems start a process with 1,024 files, where they would let it have more."""
    try:
        import resource
    except ImportError:
        # Windows, which counts sockets otherwise.
        return
    few, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_FILES if most == resource.RLIM_INFINITY else min(most, MOST_FILES)
    if few != resource.RLIM_INFINITY and few < wanted:
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))


def _bind(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio turns delays off only where the protocol is named; otherwise an answer waits 40 ms for an ACK.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind((host, port))
    listening.listen(BACKLOG)
    return listening


def _address(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _config(centre: Centre, with_worker: bool) -> uvicorn.Config:
    return uvicorn.Config(
        build(centre, with_worker),
        http=PunctualProtocol,
        log_config=None,
        # What strangers send that is no HTTP would fill the log with warnings.
        log_level="error",
        access_log=False,
        server_header=False,
        lifespan="on",
        timeout_keep_alive=75,
        timeout_graceful_shutdown=10,
    )


def serve(centre: Centre, host: str, port: int, ready: Callable[[str], None]) -> None:
    """Serve until the process is told to end; `ready` gets the base URL once connections are taken.

    Port 0 takes a free one. TLS is the matter of a proxy in front, which is why only loopback is plain http to
    devices. Raises OSError where the address cannot be had, Unavailable("database_in_use") during a restore.
    """
    _allow_many_files()
    with instance.serving(centre.folder), _bind(host, port) as listening:
        _prepare(centre)
        # What this process keeps to its end need not be searched for garbage with every few batches.
        gc.freeze()
        address = _address(listening)
        _Server(_config(centre, True), lambda: ready(address)).run(sockets=[listening])


@contextlib.contextmanager
def running(centre: Centre, with_worker: bool = True) -> Iterator[str]:
    """The centre on a free port of this machine, in a thread; gives its base URL."""
    up = threading.Event()
    with instance.serving(centre.folder), _bind("127.0.0.1", 0) as listening:
        _prepare(centre)
        server = _Server(_config(centre, with_worker), up.set)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, name="centre", daemon=True)
        thread.start()
        while not up.wait(0.1):
            if not thread.is_alive():
                raise RuntimeError("the server did not start")
        try:
            yield _address(listening)
        finally:
            server.should_exit = True
            thread.join()
