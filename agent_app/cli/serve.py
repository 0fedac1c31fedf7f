"""`agent-app central serve`: the centre answers until it is told to end."""

import argparse
import errno
import ipaddress
import os
import signal
import socket
from contextlib import ExitStack
from typing import TYPE_CHECKING

from agent_app import bootstrap
from agent_app.bootstrap import Rooms
from agent_app.cli import address
from agent_app.cli.arguments import PROXIES_VARIABLE
from agent_app.cli.speech import say, speech
from agent_app.domain import plausible
from agent_app.domain.errors import Refused, Unavailable
from agent_app.domain.refusals import RefusalCode, UnavailableCode
from agent_app.wire.invitations import checked_address, is_loopback

if TYPE_CHECKING:
    from agent_app.central.certificates import Files
    from agent_app.central.server import Places, Serving

HTTPS = 443
_NO_SUCH_PLACE = frozenset({errno.EADDRINUSE, errno.EADDRNOTAVAIL, errno.EACCES})


def serve(options: argparse.Namespace) -> int:
    """Serve until the process is told to end, which is no failure.

    Prints when ready the address for devices, and in a second line that of the operations pages.
    """
    # The server answers what is under way and then raises the signal again.
    for told_to_end in (signal.SIGINT, signal.SIGTERM):
        signal.signal(told_to_end, _end)
    rooms = bootstrap.central()
    serving = _serving(rooms, options)
    _warn(options, serving)
    if not plausible.is_plausible(now := bootstrap.wall_clock()):
        say(speech(options).say("cli.centre_clock", day=now.date().isoformat()))

    def ready(places: "Places") -> None:
        _note_address(options, serving, places)
        print(places.public, places.operations, sep="\n", flush=True)

    with bootstrap.centre(options.dir) as centre, ExitStack() as held:
        held.enter_context(rooms.instance.only_server(centre.folder, centre.engine.dialect.name == "sqlite"))
        held.enter_context(rooms.logbook.written(options.dir, options.log_to_stderr))
        try:
            rooms.server.serve(centre, serving, ready)
        except OSError as error:
            if isinstance(error, socket.gaierror) or error.errno in _NO_SUCH_PLACE:
                place = error.filename or f"{options.host}:{options.port}"
                raise Unavailable(UnavailableCode.ADDRESS_IN_USE, address=place) from error
            raise
    return 0


def _end(*_: object) -> None:
    raise SystemExit(0)


def _serving(rooms: Rooms, options: argparse.Namespace) -> "Serving":
    """How it is served. Raises Refused where other machines would be answered without TLS and without a proxy."""
    tls, proxies = _files(rooms, options), _proxies(options)
    if tls is None and not proxies and not is_loopback(options.host):
        raise Refused(RefusalCode.SERVED_WITHOUT_TLS, host=options.host)
    if options.address is not None:
        checked_address(options.address)
    ops_port = options.ops_port
    if ops_port is None:
        ops_port = options.port + 1 if 0 < options.port < 65535 else 0
    serving: Serving = rooms.server.Serving(options.host, options.port, tls, proxies, options.ops_host, ops_port)
    return serving


def _files(rooms: Rooms, options: argparse.Namespace) -> "Files | None":
    if options.tls_cert is None:
        if options.tls_key is not None:
            raise Refused(RefusalCode.CERTIFICATE_MISSING)
        return None
    files: Files = rooms.certificates.Files(options.tls_cert, options.tls_key or options.tls_cert)
    files.context()
    return files


def _proxies(options: argparse.Namespace) -> tuple[str, ...]:
    """The networks of proxies as they are compared. Raises Refused("proxy_unreadable")."""
    said = [*options.behind_proxy, *os.environ.get(PROXIES_VARIABLE, "").split(",")]
    networks = []
    for one in filter(None, map(str.strip, said)):
        try:
            networks.append(str(ipaddress.ip_network(one)))
        except ValueError as error:
            raise Refused(RefusalCode.PROXY_UNREADABLE, proxy=one) from error
    return tuple(networks)


def _warn(options: argparse.Namespace, serving: "Serving") -> None:
    """Say aloud what is weak about it."""
    texts = speech(options)
    if serving.tls is not None and serving.tls.is_key_open:
        say(texts.say("cli.serve_key_open", file=serving.tls.key))
    if serving.tls is None and not is_loopback(serving.host):
        say(texts.say("cli.serve_plain", host=serving.host))


def _note_address(options: argparse.Namespace, serving: "Serving", places: "Places") -> None:
    """Keep how laptops reach the centre, where that is known."""
    if options.address is not None:
        address.told(options.dir, options.address)
    elif address.found(options.dir, _own_name(serving, places)) is None:
        say(speech(options).say("cli.serve_address_unknown"))


def _own_name(serving: "Serving", places: "Places") -> str | None:
    """The address laptops use, as far as this machine can know it: by its certificate, or on this machine alone."""
    if serving.tls is not None:
        name, port = serving.tls.name(), places.public.rpartition(":")[2]
        return name and (f"https://{name}" if int(port) == HTTPS else f"https://{name}:{port}")
    return None if serving.proxies else places.public
