"""The commands as they are named: each with somebody who carries it out, and help without their libraries."""

import argparse
import subprocess
import sys
from collections.abc import Iterator

import pytest

from agent_app.cli import arguments, main
from dev import ROOT

LIBRARIES = ("alembic", "sqlalchemy", "sqlcipher3", "requests", "openpyxl", "cryptography", "uvicorn", "starlette")


def commands(
    parser: argparse.ArgumentParser, *before: str
) -> Iterator[tuple[tuple[str, ...], argparse.ArgumentParser]]:
    """Each command that can be carried out, with its words."""
    inner = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    if not inner:
        yield before, parser
    for action in inner:
        for name, command in action.choices.items():
            yield from commands(command, *before, name)


COMMANDS = dict(commands(arguments.parser()))


def test_every_command_of_the_design_is_there() -> None:
    laptop = {"enrol", "status", "sync", "verify", "rebuild", "backup", "restore", "check"}
    centre = {"init", "invite", "serve", "devices", "revoke", "erase", "backup", "restore", "verify", "rebuild"}
    assert set(COMMANDS) == (
        {(name,) for name in laptop}
        | {("roster", "import"), ("answer", "import"), ("demo",), ("central", "branch", "add")}
        | {("central", "branch", "list"), ("central", "database")}
        | {("central", "recovery", "new"), ("central", "recovery", "check")}
        | {("central", name) for name in centre}
    )


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_somebody_carries_each_command_out(words: tuple[str, ...]) -> None:
    command = COMMANDS[words]
    assert callable(getattr(main._room(command.get_default("room")), command.get_default("act")))


def test_help_loads_no_library_that_only_a_command_needs() -> None:
    program = (
        "import sys\n"
        "from agent_app.cli import run\n"
        "try:\n"
        "    run(['central', 'init', '--help'])\n"
        "except SystemExit:\n"
        f"    sys.exit(' '.join(set(sys.modules) & set({LIBRARIES})))\n"
    )
    helped = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    assert "--coop" in helped.stdout
    assert helped.stderr.strip() == ""


@pytest.mark.parametrize("device", ["KCL/", "/", "", "KCL", "12a", "1.5", "KCL/-1", "9" * 30, "١٢"])
def test_a_laptop_that_is_none_is_a_usage_error(device: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main.run(["central", "revoke", "--dir", "centre", "--", device])
    assert ended.value.code == main.MISSING
    assert "KCL/12" in capsys.readouterr().err


@pytest.mark.parametrize(("text", "device"), [("12", (None, 12)), ("KCL/12", ("KCL", 12)), (" kcl/12 ", ("KCL", 12))])
def test_a_laptop_is_named_as_it_is_shown_to_people(text: str, device: tuple[str | None, int]) -> None:
    assert arguments.parser().parse_args(["central", "revoke", text, "--dir", "centre"]).device == device


@pytest.mark.parametrize("port", ["-1", "65536", "http", "٣"])
def test_a_port_that_is_none_is_a_usage_error(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main.run(["central", "serve", "--dir", "centre", f"--port={port}"])
    assert ended.value.code == main.MISSING
    assert "65535" in capsys.readouterr().err
