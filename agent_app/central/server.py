"""Serving a centre over HTTP: in the main thread, or in a thread of its own for the demo and tests."""

import asyncio
import contextlib
import gc
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import uvicorn
from starlette.types import ASGIApp

from agent_app.central import epochs, instance, publishing
from agent_app.central.app import Front
from agent_app.central.centre import Centre
from agent_app.central.certificates import Certificates, Files
from agent_app.central.connections import PunctualProtocol

BACKLOG = 512
MOST_FILES = 4096
"""Connections a process may have: as many laptops that stay connected, and a stranger who opens a thousand."""


@dataclass(frozen=True, slots=True)
class Serving:
    """How a centre is served. Port 0 takes a free one.

    `proxies` are the addresses and networks of proxies: what they say of where a request comes from is believed, and
    nobody else. `ops_port` None serves no operations pages.
    """

    host: str = "127.0.0.1"
    port: int = 0
    tls: Files | None = None
    proxies: tuple[str, ...] = ()
    ops_host: str = "127.0.0.1"
    ops_port: int | None = None


@dataclass(frozen=True, slots=True)
class Places:
    """The base URLs at which devices and operators are answered."""

    public: str
    operations: str = ""


class _Server(uvicorn.Server):
    """Tells when it takes connections; serves the operations pages on sockets of their own, on the same loop: who
    asks there whether the centre lives asks the one that does the work."""

    def __init__(
        self,
        config: uvicorn.Config,
        operations: uvicorn.Config,
        beside: Sequence[socket.socket],
        ready: Callable[[], None],
    ) -> None:
        super().__init__(config)
        self._operations, self._beside = operations, beside
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if not self.started:
            return
        self._operations.load()
        for listening in self._beside:
            loop = asyncio.get_running_loop()
            self.servers.append(await loop.create_server(self._page, sock=listening, backlog=BACKLOG))
        self._ready()

    def _page(self) -> asyncio.Protocol:
        return PunctualProtocol(config=self._operations, server_state=self.server_state, app_state={})


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
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        # Of several places, which one it was.
        error.filename = f"{host}:{port}"
        raise
    listening.listen(BACKLOG)
    return listening


def _address(listening: socket.socket, scheme: str = "http") -> str:
    host, port = listening.getsockname()[:2]
    return f"{scheme}://[{host}]:{port}" if ":" in host else f"{scheme}://{host}:{port}"


def _config(
    app: ASGIApp,
    lifespan: Literal["on", "off"],
    certificates: Certificates | None = None,
    proxies: tuple[str, ...] = (),
) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http=PunctualProtocol,
        log_config=None,
        # What strangers send that is no HTTP would fill the log with warnings.
        log_level="error",
        access_log=False,
        server_header=False,
        lifespan=lifespan,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=10,
        # Left to itself it believes whatever runs on this machine.
        proxy_headers=bool(proxies),
        forwarded_allow_ips=list(proxies),
        ssl_context_factory=None if certificates is None else lambda *_: certificates.context,
    )


@dataclass(frozen=True, slots=True)
class _Prepared:
    server: _Server
    listening: socket.socket
    places: Places


@contextlib.contextmanager
def _prepared(
    centre: Centre, serving: Serving, with_worker: bool, ready: Callable[[Places], None]
) -> Iterator[_Prepared]:
    """A server with its sockets bound and its certificate loaded, not yet at work."""
    with contextlib.ExitStack() as held:
        held.enter_context(instance.serving(centre.folder))
        certificates = None if serving.tls is None else held.enter_context(Certificates(serving.tls))
        listening = held.enter_context(_bind(serving.host, serving.port))
        beside = [] if serving.ops_port is None else [held.enter_context(_bind(serving.ops_host, serving.ops_port))]
        public = _address(listening, "http" if certificates is None else "https")
        places = Places(public, _address(beside[0]) if beside else "")
        _prepare(centre)
        front = Front(centre)
        config = _config(front.application(with_worker), "on", certificates, serving.proxies)
        operations = _config(front.operations.application(), "off")
        yield _Prepared(_Server(config, operations, beside, lambda: ready(places)), listening, places)


def serve(centre: Centre, serving: Serving, ready: Callable[[Places], None]) -> None:
    """Serve until the process is told to end; `ready` gets the base URLs once connections are taken.

    Raises OSError where an address cannot be had, Unavailable("database_in_use") during a restore,
    Unavailable("certificate_unreadable").
    """
    _allow_many_files()
    with _prepared(centre, serving, True, ready) as prepared:
        # What this process keeps to its end need not be searched for garbage with every few batches.
        gc.freeze()
        prepared.server.run(sockets=[prepared.listening])


@contextlib.contextmanager
def running(centre: Centre, with_worker: bool = True) -> Iterator[str]:
    """The centre on a free port of this machine, in a thread; gives its base URL."""
    with running_as(centre, Serving(), with_worker) as places:
        yield places.public


@contextlib.contextmanager
def running_as(centre: Centre, serving: Serving, with_worker: bool = False) -> Iterator[Places]:
    """The centre served in a thread; gives its base URLs."""
    up = threading.Event()
    with _prepared(centre, serving, with_worker, lambda _: up.set()) as prepared:
        sockets = {"sockets": [prepared.listening]}
        thread = threading.Thread(target=prepared.server.run, kwargs=sockets, name="centre", daemon=True)
        thread.start()
        while not up.wait(0.1):
            if not thread.is_alive():
                raise RuntimeError("the server did not start")
        try:
            yield prepared.places
        finally:
            prepared.server.should_exit = True
            thread.join()
