"""Commands of the centre."""

import argparse
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from agent_app import bootstrap
from agent_app.cli.report import tell_report
from agent_app.domain.errors import Refused, Unavailable

ADDRESS_FILE = "address"
"""Where the centre last served, so that an invitation can name it."""


def add(parser: argparse.ArgumentParser) -> None:
    """The centre's commands."""
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    init = _command(commands, "init", "make a centre", _init)
    init.add_argument("--coop", required=True, help="the cooperative's code, 2 to 8 capitals and digits")
    init.add_argument("--name", required=True)
    init.add_argument("--database", metavar="URL", help="PostgreSQL; without it an embedded encrypted database")
    branches = commands.add_parser("branch", help="branches").add_subparsers(metavar="COMMAND", required=True)
    branch = _command(branches, "add", "open a branch", _add_branch)
    branch.add_argument("branch")
    branch.add_argument("--name", required=True)
    branch.add_argument("--zone", required=True, help="IANA time zone, such as Asia/Makassar")
    branch.add_argument("--key-file", type=Path, help="where the recovery key is written, once")
    invite = _command(commands, "invite", "print an invitation for one person's device", _invite)
    invite.add_argument("--branch", required=True)
    invite.add_argument("--person", required=True)
    invite.add_argument("--name", required=True)
    invite.add_argument("--role", required=True, choices=("agent", "supervisor"))
    invite.add_argument("--address", help="the centre's base URL as laptops reach it; default: where it last served")
    serve = _command(commands, "serve", "answer devices until interrupted", _serve)
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=8471)
    _command(commands, "devices", "list the enrolled devices", _devices)
    revoke = _command(commands, "revoke", "close a device", _revoke)
    revoke.add_argument("device", type=int)
    backup = _command(commands, "backup", "write a verified copy", _backup)
    backup.add_argument("--to", type=Path, metavar="FILE")
    restore = _command(commands, "restore", "put a copy back and open a new epoch", _restore)
    restore.add_argument("file", type=Path)
    _command(commands, "verify", "check all journals and streams", _verify)
    _command(commands, "rebuild", "compute all tables again from the journals", _rebuild)


def _command(commands: Any, name: str, text: str, run: Callable[[argparse.Namespace], int]) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=text)
    parser.add_argument("--dir", type=Path, required=True, metavar="D", help="the centre's folder")
    parser.set_defaults(command=run)
    return parser


def _init(options: argparse.Namespace) -> int:
    admin = bootstrap.central().admin
    centre = admin.init(options.dir, options.coop, options.name, options.database)
    centre.engine.dispose()
    print(centre.coop)
    return 0


def _add_branch(options: argparse.Namespace) -> int:
    admin = bootstrap.central().admin
    with bootstrap.centre(options.dir) as centre:
        branch = options.branch.strip().upper()
        key_file = options.key_file or options.dir / f"recovery-{branch}.key"
        admin.add_branch(centre, branch, options.name, options.zone, key_file)
    print(key_file)
    return 0


def _invite(options: argparse.Namespace) -> int:
    admin = bootstrap.central().admin
    with bootstrap.centre(options.dir) as centre:
        address = options.address or _last_address(options.dir)
        print(admin.invite(centre, address, options.branch, options.person, options.name, options.role))
    return 0


def _last_address(folder: Path) -> str:
    try:
        return (folder / ADDRESS_FILE).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise Refused("address_missing") from error


def _serve(options: argparse.Namespace) -> int:
    def ready(address: str) -> None:
        (options.dir / ADDRESS_FILE).write_text(address, encoding="utf-8")
        print(address, flush=True)

    with bootstrap.centre(options.dir) as centre, bootstrap.central().instance.serving(options.dir):
        bootstrap.central().server.serve(centre, options.host, options.port, ready)
    return 0


def _devices(options: argparse.Namespace) -> int:
    with bootstrap.centre(options.dir) as centre:
        for device in bootstrap.central().admin.devices(centre):
            seen = "-" if device.last_contact is None else _moment(device.last_contact)
            state = "revoked" if device.is_revoked else "open"
            print(device.device, device.branch, device.person, device.role, device.seq, seen, state, sep="\t")
    return 0


def _moment(milliseconds: int) -> str:
    return datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat(timespec="seconds")


def _revoke(options: argparse.Namespace) -> int:
    with bootstrap.centre(options.dir) as centre:
        bootstrap.central().admin.revoke(centre, options.device)
    print(options.device)
    return 0


def _backup(options: argparse.Namespace) -> int:
    with bootstrap.centre(options.dir) as centre:
        target = options.to or options.dir / "backups" / f"centre-{centre.now():%Y%m%dT%H%M%S}.backup"
        bootstrap.central().backups.back_up(centre, target)
    print(target)
    return 0


def _restore(options: argparse.Namespace) -> int:
    if not options.file.is_file():
        raise Unavailable("file_not_readable")
    restored = bootstrap.central().backups.restore(options.dir, options.file)
    restored.engine.dispose()
    print(options.file)
    return 0


def _verify(options: argparse.Namespace) -> int:
    with bootstrap.centre(options.dir) as centre, centre.reading() as connection:
        return tell_report(bootstrap.central().checks.verify(connection, centre))


def _rebuild(options: argparse.Namespace) -> int:
    with bootstrap.centre(options.dir) as centre:
        print(centre.write(lambda connection: bootstrap.central().database.bring_up(connection, centre.coop)))
    return 0
