"""All commands and their arguments. What carries them out is imported by `main` when it is called, so help is quick.

Each command's parser sets `room`, a module of this package, and `act`, the function in it that takes the options
and gives the exit code.
"""

import argparse
from pathlib import Path
from typing import Any

from agent_app import __version__, paths
from agent_app.cli.answer_options import a_day, column_choice, row_decision

Commands = Any
"""What `add_subparsers` gives; argparse has no public name for it."""
MOST_PORT = 65535
MOST_DIGITS = 12
"""Of a laptop's number."""
DATABASE_VARIABLE = "KEAGENAN_CENTRE_DATABASE"
"""The environment variable that `central init` takes the database's URL from where no option gives it."""
PROXIES_VARIABLE = "KEAGENAN_BEHIND_PROXY"
"""The environment variable with the addresses and networks of proxies, beside the option of `central serve`."""


def parser() -> argparse.ArgumentParser:
    """The parser of `agent-app`."""
    top = argparse.ArgumentParser(prog="agent-app", description="Keagenan")
    top.add_argument("--version", action="version", version=f"agent-app {__version__}")
    top.add_argument(
        "--data", type=Path, metavar="DIR", default=paths.default_data_dir(), help="the laptop's data folder"
    )
    # Without a command the window opens: that is how nearly everybody starts the app.
    top.set_defaults(room="window", act="open_window")
    commands = top.add_subparsers(metavar="COMMAND")
    _add_client(commands)
    _add_roster(commands)
    _add_answer(commands)
    _add_central(commands.add_parser("central", help="the centre of a cooperative"))
    _add_demo(commands)
    return top


def _add_client(commands: Commands) -> None:
    enrol = _on_laptop(commands, "enrol", "make this folder a device of a centre", "client")
    enrol.add_argument("invitation", help="the invitation as the centre printed it")
    enrol.add_argument("--name", default="", help="what this laptop is called")
    enrol.add_argument(
        "--no-keyring", action="store_true", help="a passphrase of 12 characters or more, where no keyring answers"
    )
    status = _on_laptop(commands, "status", "what is sent and what is not", "client")
    status.add_argument("--json", action="store_true", help="as JSON")
    _on_laptop(commands, "sync", "send and fetch now", "client")
    _on_laptop(commands, "verify", "check the file and the journal: chain, signatures, numbers, totals", "client")
    _on_laptop(commands, "rebuild", "compute all tables again from the journal", "client")
    _on_laptop(commands, "backup", "write a verified copy", "client")
    _on_laptop(commands, "check", "open the window unseen and show every screen once", "window")
    restore = _on_laptop(commands, "restore", "put a copy back in place", "client")
    restore.add_argument("file", type=Path)


# Spelled out: the command line is read before any room is loaded; a test holds them against the fields.
_FIELDS = (
    "name", "nik", "member_no", "birth", "birth_place", "sex", "phone", "address", "village", "district",
    "occupation", "income", "last_paid_month", "joined", "status", "branch",
)  # fmt: skip


def _add_roster(commands: Commands) -> None:
    lists = commands.add_parser("roster", help="the cooperative's member list")
    lists = lists.add_subparsers(metavar="COMMAND", required=True)
    importing = _on_laptop(lists, "import", "take a list in", "roster", act="import_list")
    importing.add_argument("file", type=Path)
    importing.add_argument("--dry-run", action="store_true", help="look only: columns, counts, problems")
    importing.add_argument(
        "--complete", action="store_true", help="this is the branch's whole list: whoever is not on it is unlisted"
    )
    importing.add_argument(
        "--doubtful",
        choices=("back", "same", "new"),
        default="back",
        help="rows that may be somebody known under another NIK or name: give them back, take them as the people "
        "known with what the list says now, or as other people",
    )
    importing.add_argument("--json", type=Path, metavar="FILE", help="write what was found there")
    importing.add_argument("--errors", type=Path, metavar="FILE", help="the rows that need a person, as a workbook")
    importing.add_argument("--sheet", metavar="NAME", help="read this sheet only")
    _add_answers(importing)


def _add_answers(importing: argparse.ArgumentParser) -> None:
    """What a person decides about the file; rows that wait for a decision are given back with the option's name."""
    for option, text in (
        ("--hidden", "rows, columns and sheets that are hidden in the file"),
        ("--ended", "people of whom the list says that they left or died"),
        ("--typed-once", "villages typed once over several rows: keep them for the rows below, or not"),
    ):
        importing.add_argument(option, choices=("keep", "leave"), help=text)
    importing.add_argument(
        "--day-order", choices=("dmy", "mdy"), help="what stands first in dates that can be read in two ways"
    )
    importing.add_argument(
        "--branch", action="append", metavar="NAME", help="a value of the column of branches that is this branch"
    )
    importing.add_argument(
        "--column",
        action="append",
        type=_column_choice,
        metavar="FIELD=COLUMN",
        help="read a field from the column of this heading or letter, such as nik=C",
    )


def _column_choice(text: str) -> tuple[str, str]:
    field, _, column = text.partition("=")
    if field not in _FIELDS or not column.strip():
        raise argparse.ArgumentTypeError(f"FIELD is one of {', '.join(_FIELDS)}")
    return field, column.strip()


def _add_answer(commands: Commands) -> None:
    answers = commands.add_parser("answer", help="the answers of BPJS to what the branch paid")
    answers = answers.add_subparsers(metavar="COMMAND", required=True)
    taking = _on_laptop(answers, "import", "take an answer in", "answer", act="import_answer")
    taking.add_argument("file", type=Path)
    taking.add_argument("--dry-run", action="store_true", help="look only: columns, groups, what speaks against rows")
    taking.add_argument(
        "--effective-day", type=a_day, metavar="DAY", help="the first day of protection, where the file tells none"
    )
    taking.add_argument("--reference", metavar="CODE", help="the payment code of rows whose code is not known")
    taking.add_argument(
        "--column",
        type=column_choice,
        action="append",
        default=[],
        metavar="HEADING=FIELD",
        help="what a column holds: status, nik, months … or unused",
    )
    for name, text in (("accepted", "means yes"), ("refused", "means no"), ("meaningless", "says nothing of the row")):
        taking.add_argument(
            f"--{name}", action="append", default=[], metavar="WORD", help=f"a status or remark nobody knows {text}"
        )
    for name, text in (("take", "let it protect"), ("leave", "leave it out")):
        taking.add_argument(
            f"--{name}",
            type=row_decision,
            action="append",
            default=[],
            metavar="[SHEET:]ROW=REASON",
            help=f"a row that something speaks against, which a person has looked at: {text}",
        )
    taking.add_argument("--json", type=Path, metavar="FILE", help="write what was found there")
    taking.add_argument("--left", type=Path, metavar="FILE", help="the rows that are not taken, as a workbook")


def _on_laptop(commands: Commands, name: str, text: str, room: str, act: str | None = None) -> argparse.ArgumentParser:
    """A command that opens a laptop's folder, and so needs its secret."""
    command: argparse.ArgumentParser = commands.add_parser(name, help=text)
    command.add_argument(
        "--passphrase-file", type=Path, metavar="FILE", help="the passphrase (or PIN) is the first line of this file"
    )
    command.set_defaults(room=room, act=act or name)
    return command


def _add_central(central: argparse.ArgumentParser) -> None:
    commands = central.add_subparsers(metavar="COMMAND", required=True)
    init = _at_centre(commands, "init", "make a centre")
    init.add_argument("--coop", required=True, help="the cooperative's code, 2 to 8 capitals and digits")
    init.add_argument("--name", required=True)
    _name_database(init, f"put it into a file or into {DATABASE_VARIABLE}")
    init.add_argument("--recovery-file", type=Path, metavar="FILE", help="where the recovery secret is written, once")
    branches = commands.add_parser("branch", help="branches").add_subparsers(metavar="COMMAND", required=True)
    branch = _at_centre(branches, "add", "open a branch", act="add_branch")
    branch.add_argument("branch")
    branch.add_argument("--name", required=True)
    branch.add_argument("--zone", required=True, help="IANA time zone, such as Asia/Makassar")
    branch.add_argument("--key-file", type=Path, help="where the recovery key is written, once")
    _at_centre(branches, "list", "list the branches", act="branches")
    invite = _at_centre(commands, "invite", "print an invitation for one person's device")
    invite.add_argument("--branch", required=True)
    invite.add_argument("--person", required=True)
    invite.add_argument("--name", required=True)
    invite.add_argument("--role", required=True, choices=("agent", "supervisor"))
    invite.add_argument(
        "--same-person", action="store_true", help="the code is known under another name or in another branch"
    )
    invite.add_argument("--address", help="the centre's base URL as laptops reach it; default: where it last served")
    _add_serve(commands)
    _at_centre(commands, "devices", "list the enrolled devices, with the names of people and laptops")
    revoke = _at_centre(commands, "revoke", "close a device")
    revoke.add_argument("device", type=_device, help="its number, alone or as it is shown to people: KCL/12")
    database = _at_centre(
        commands, "database", "name the database anew: another password, another role", act="name_database"
    )
    _name_database(database, "put it into a file")
    erase = _at_centre(commands, "erase", "have every holder forget people (UU 27/2022)")
    erase.add_argument("members", nargs="+", metavar="MEMBER", help="the id of a registration or of a row of the list")
    erase.add_argument("--reason", choices=("request", "mistake", "retention"), default="request")
    backup = _at_centre(commands, "backup", "write a verified copy")
    backup.add_argument("--to", type=Path, metavar="FILE", help="a file, or a folder that gets one with the time in it")
    backup.add_argument("--other-disk", action="store_true", help="refuse a place on the disk the data is on")
    secret = commands.add_parser("recovery", help="the secret that opens backups on another machine")
    secrets = secret.add_subparsers(metavar="COMMAND", required=True)
    new = _at_centre(secrets, "new", "make a new recovery secret", act="recovery_new")
    new.add_argument("--to", type=Path, metavar="FILE", help="where it is written, once")
    check = _at_centre(secrets, "check", "see whether the kept secret fits", act="recovery_check")
    check.add_argument("--recovery-file", type=Path, metavar="FILE", help="the secret is the first line of this file")
    restore = _at_centre(commands, "restore", "put a copy back and open a new epoch")
    restore.add_argument("file", type=Path)
    restore.add_argument(
        "--recovery-file", type=Path, metavar="FILE", help="into an empty folder: the recovery secret, its first line"
    )
    _name_database(restore, "put it into a file")
    _at_centre(commands, "verify", "check the file, all journals and streams")
    _at_centre(commands, "rebuild", "compute all tables again from the journals")


def _name_database(command: argparse.ArgumentParser, advice: str) -> None:
    database = command.add_mutually_exclusive_group()
    database.add_argument(
        "--database",
        metavar="URL",
        help="PostgreSQL; without any an embedded encrypted database. Other users of the machine can read a password "
        f"given here: {advice}",
    )
    database.add_argument("--database-file", type=Path, metavar="FILE", help="the URL is the first line of this file")


def _add_serve(commands: Commands) -> None:
    serve = _at_centre(commands, "serve", "answer devices until interrupted", room="serve")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=_port, default=8471, help="0 takes a free one")
    serve.add_argument("--address", metavar="URL", help="how laptops reach the centre; kept, and named by invitations")
    serve.add_argument(
        "--tls-cert", type=Path, metavar="FILE", help="PEM, with the certificates up to the authority; watched"
    )
    serve.add_argument("--tls-key", type=Path, metavar="FILE", help="PEM; default: in the file of the certificate")
    serve.add_argument(
        "--behind-proxy",
        action="append",
        default=[],
        metavar="FROM",
        help="a proxy with TLS stands before the centre and connects from this address or network; it alone is "
        f"believed where a request comes from. May be given again; or {PROXIES_VARIABLE}, with commas",
    )
    serve.add_argument("--ops-host", default="127.0.0.1", help="where livez, readyz and metrics are served")
    serve.add_argument("--ops-port", type=_port, metavar="PORT", help="default: the port after --port")
    serve.add_argument(
        "--log-to-stderr", action="store_true", help="for a service manager; default: files in the folder's logs"
    )


def _at_centre(
    commands: Commands, name: str, text: str, act: str | None = None, room: str = "central"
) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = commands.add_parser(name, help=text)
    command.add_argument("--dir", type=Path, required=True, metavar="D", help="the centre's folder")
    command.set_defaults(room=room, act=act or name)
    return command


def _port(text: str) -> int:
    """Raises argparse's error for what is no port."""
    if not text.isascii() or not text.isdecimal() or int(text[:6]) > MOST_PORT:
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 0 to {MOST_PORT}")
    return int(text)


def _device(text: str) -> tuple[str | None, int]:
    """A device as people write it, with its cooperative's code or without. Raises argparse's error."""
    coop, _, number = text.strip().rpartition("/")
    if not number.isascii() or not number.isdecimal() or len(number) > MOST_DIGITS:
        raise argparse.ArgumentTypeError(f"{text!r} is no laptop, such as 12 or KCL/12")
    return coop.strip().upper() or None, int(number)


def _add_demo(commands: Commands) -> None:
    demo = commands.add_parser("demo", help="play a village day: agents, supervisors, a centre")
    demo.add_argument("--json", type=Path, metavar="FILE", help="write the totals there")
    demo.add_argument("--keep", type=Path, metavar="DIR", help="keep the folders of devices and centre there")
    demo.add_argument("--no-window", action="store_true", help="play only, also where there is a display")
    demo.add_argument(
        "--as", dest="role", choices=("agent", "supervisor"), help="whose window to open, without being asked"
    )
    demo.add_argument("--screenshots", type=Path, metavar="DIR", help="write pictures of every screen there")
    demo.set_defaults(room="demo", act="play_day")
