"""Commands of a laptop: enrol, status, sync, verify, rebuild, roster import, backup, restore."""

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from agent_app import __version__, bootstrap, settings
from agent_app.cli import roster
from agent_app.cli.report import tell_report
from agent_app.cli.secrets import add_option, asker
from agent_app.domain.errors import Unavailable
from agent_app.domain.money import format_rupiah
from agent_app.records import rebuild as records_rebuild
from agent_app.records.verify import verify
from agent_app.reference.words import words
from agent_app.sync.enrolment import enrol
from agent_app.sync.once import sync_once
from agent_app.sync.outcome import Result
from agent_app.sync.status import status
from agent_app.sync.transport import HttpTransport

Commands = Any
NEEDS_A_PERSON = frozenset({Result.FORK, Result.REVOKED, Result.PROTOCOL, Result.CLOCK_REFUSED, Result.DONE})
"""The centre has spoken, and trying again will not help; DONE here means that the two sides differ."""


def add(commands: Commands) -> None:
    """The client's commands."""
    enrol = _command(commands, "enrol", "make this folder a device of a centre", _enrol)
    enrol.add_argument("invitation", help="the invitation as the centre printed it")
    enrol.add_argument("--name", default="", help="what this laptop is called")
    enrol.add_argument(
        "--no-keyring", action="store_true", help="a passphrase of 12 characters or more, where no keyring answers"
    )
    status = _command(commands, "status", "what is sent and what is not", _status)
    status.add_argument("--json", action="store_true", help="as JSON")
    _command(commands, "sync", "send and fetch now", _sync)
    _command(commands, "verify", "check the journal: chain, signatures, numbers, totals", _verify)
    _command(commands, "rebuild", "compute all tables again from the journal", _rebuild)
    _command(commands, "backup", "write a verified copy", _backup)
    restore = _command(commands, "restore", "put a copy back in place", _restore)
    restore.add_argument("file", type=Path)
    roster.add(commands)


def _command(commands: Commands, name: str, text: str, run: Any) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=text)
    add_option(parser)
    parser.set_defaults(command=run)
    return parser


def _enrol(options: argparse.Namespace) -> int:
    ask = asker(options)
    if bootstrap.has_vault(options.data):
        store = bootstrap.open_device(options.data, ask)
    else:
        kind = "passphrase" if options.no_keyring or ask.from_file else "pin"
        store = bootstrap.new_device(options.data, kind, ask.new(kind))
    try:
        identity = enrol(store, options.invitation, options.name, __version__)
    finally:
        store.close()
    print(f"{identity.coop}/{identity.device}")
    return 0


def _status(options: argparse.Namespace) -> int:
    with bootstrap.device(options.data, asker(options)) as store:
        found = status(store)
    if options.json:
        print(json.dumps(asdict(found), ensure_ascii=False))
        return 0
    print(found.unsent.acts)
    say = words(settings.load(options.data)[0].language).say
    print(
        say("cli.unsent", acts=found.unsent.acts, rupiah=format_rupiah(found.unsent.rupiah)),
        file=sys.stderr,
    )
    return 0


def _sync(options: argparse.Namespace) -> int:
    with bootstrap.device(options.data, asker(options)) as store:
        transport = HttpTransport(store.identity.address)
        try:
            outcome = sync_once(store, transport)
        finally:
            transport.close()
    print(json.dumps(asdict(outcome), ensure_ascii=False))
    if outcome.is_done:
        return 0
    say = words(settings.load(options.data)[0].language).say
    print(say(f"sync.{outcome.result.value}"), file=sys.stderr)
    return 1 if outcome.result in NEEDS_A_PERSON else 2


def _verify(options: argparse.Namespace) -> int:
    with bootstrap.device(options.data, asker(options)) as store, store.reading() as connection:
        return tell_report(verify(connection, store.identity.coop, whole=(store.identity.device,)))


def _rebuild(options: argparse.Namespace) -> int:
    with bootstrap.device(options.data, asker(options)) as store:
        coop = store.identity.coop
        print(store.run(lambda connection: records_rebuild.rebuild(connection, coop)).result())
    return 0


def _backup(options: argparse.Namespace) -> int:
    with bootstrap.device(options.data, asker(options)) as store:
        print(store.back_up())
    return 0


def _restore(options: argparse.Namespace) -> int:
    if not options.file.is_file():
        raise Unavailable("file_not_readable")
    bootstrap.restore_device(options.data, options.file, asker(options))
    print(options.file)
    return 0
