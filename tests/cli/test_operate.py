"""The operator's page, carried out from its first line to its last on a real database."""

import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from configparser import ConfigParser
from pathlib import Path

import pytest

from agent_app.cli import arguments
from agent_app.reference.words import words
from tests.cli.rehearsal import PAGE, Block, Machine, blocks
from tests.cli.shell import SECRET
from tests.postgres import Server

ROLES = ("kopdit_owner", "kopdit_app")
SECTIONS = {"Unit", "Service", "Timer", "Install"}


@pytest.fixture
def machine(tmp_path: Path, postgres: Server) -> Iterator[Machine]:
    machine = Machine(tmp_path, postgres)
    yield machine
    for name in ("kopdit", "kopdit_drill"):
        postgres.drop_database(name)
    machine.carry_out(Block("sql", "".join(f"DROP ROLE IF EXISTS {role};" for role in ROLES), ""))
    machine.close()


def enrol(machine: Machine, invitation: str) -> None:
    """A laptop of the person who got this invitation."""
    here = f"http://127.0.0.1:{machine.port}#{invitation.partition('#')[2]}"
    (machine.folder / "secret").write_text(SECRET)
    laptop = f"agent-app --data {machine.folder / 'laptop'}"
    machine.carry_out(Block("sh", f"{laptop} enrol '{here}' --passphrase-file {machine.folder / 'secret'}", ""))
    machine.carry_out(Block("sh", f"{laptop} sync --passphrase-file {machine.folder / 'secret'}", ""))


def verify_units(machine: Machine) -> None:
    """By systemd itself where it is; by their form everywhere."""
    units = sorted(path for path in machine.units.iterdir() if path.suffix in (".service", ".timer"))
    for unit in units:
        parser = ConfigParser(strict=False, interpolation=None)
        parser.optionxform = str  # type: ignore[assignment, method-assign]
        parser.read(unit)
        assert set(parser.sections()) <= SECTIONS
        if parser.has_option("Service", "ExecStart"):
            options = arguments.parser().parse_args(machine.command(unit.name)[1:])
            assert options.room
    if (analyze := shutil.which("systemd-analyze")) is not None:
        services = [str(unit) for unit in units]
        said = subprocess.run([analyze, "verify", "--man=no", *services], capture_output=True, text=True)
        complaints = [line for line in said.stderr.splitlines() if str(machine.units) in line]
        assert complaints == []


@pytest.mark.needs("postgres")
def test_every_line_of_the_page_does_what_it_says(machine: Machine) -> None:
    printed: dict[str, str] = {}
    for block in blocks():
        if block.language == "cron":
            command = shlex.split(machine.here(block.text))[6:]
            assert command == machine.command("keagenan-backup.service")
            continue
        for line, said in zip(block.text.splitlines(), machine.carry_out(block), strict=False):
            printed[line] = said
            if " central invite " in line:
                enrol(machine, said.splitlines()[0])
    verify_units(machine)
    said = "".join(printed.values())
    assert "Traceback" not in said
    assert words("en").say("cli.recovery_fits") in said
    listed = next(text for line, text in printed.items() if "central devices --dir /srv/keagenan/centre" in line)
    assert "Maria Contoh" in listed
    made = [path for path in machine.backups.rglob("*") if path.is_file()]
    assert len(made) == 2
    assert {path.stat().st_mode & 0o777 for path in made} == {0o600}
    left = {path.name for path in (machine.folder / "srv" / "centre").iterdir()}
    assert not {name for name in left if name.startswith("recovery")}
    asked = (machine.units / "asked").read_text()
    for unit in re.findall(r"(keagenan[\w-]*\.(?:service|timer))", asked):
        assert (machine.units / unit).exists(), unit


def test_the_words_the_page_explains_are_those_that_are_said() -> None:
    table = PAGE.read_text(encoding="utf-8").partition("| it says |")[2]
    explained = [row.split("|")[1].strip() for row in table.splitlines()[2:] if row.startswith("|")]
    known = [words("en").say(key) for key in words("en").keys]
    assert explained
    assert [text for text in explained if not any(said.startswith(text) for said in known)] == []
