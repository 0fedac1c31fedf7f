"""The house's commands and the counting of tests whose part of the system is missing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import dev
from dev import COMMANDS, NPM, POSTGRES, QT, ROOT, postgres_programs, sudo_line

ONE_TEST_THAT_RUNS_AND_TWO_THAT_NEED = """
import pytest

def test_that_runs_on_every_system(): pass

@pytest.mark.needs("npm")
def test_that_runs_where_npm_is(): pass

@pytest.mark.needs("npm", "keyring")
def test_that_runs_where_npm_and_a_keyring_are(): pass
"""


def run_without_programs(folder: Path, content: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a test file under the house's conftest on a system where no program is found by name."""
    file = folder / "test_sample.py"
    file.write_text(content, "utf-8")
    pytest_options = [
        "-p",
        "tests.conftest",
        "-p",
        "no:cacheprovider",
        "-c",
        "pyproject.toml",
        "--rootdir",
        str(folder),
    ]
    return subprocess.run(
        [sys.executable, "-m", "pytest", *pytest_options, str(file)],
        cwd=ROOT,
        env={**os.environ, "PATH": str(folder), "KEAGENAN_ALL_PARTS": "0", **environment},
        capture_output=True,
        text=True,
    )


def test_a_test_without_its_part_is_counted_in_the_last_line(tmp_path: Path) -> None:
    result = run_without_programs(tmp_path, ONE_TEST_THAT_RUNS_AND_TWO_THAT_NEED)
    assert result.stdout.splitlines()[-1] == "1 passed, 0 failed, 2 NOT RUN (keyring, npm)"
    assert result.returncode == 0


def test_a_test_without_its_part_fails_the_run_that_demands_all(tmp_path: Path) -> None:
    result = run_without_programs(tmp_path, ONE_TEST_THAT_RUNS_AND_TWO_THAT_NEED, KEAGENAN_ALL_PARTS="1")
    assert result.stdout.splitlines()[-1] == "1 passed, 0 failed, 2 NOT RUN (keyring, npm)"
    assert result.returncode == 1


def test_errors_of_fixtures_count_as_failures(tmp_path: Path) -> None:
    result = run_without_programs(tmp_path, "def test_that_asks_too_much(no_such_fixture): pass")
    assert result.stdout.splitlines()[-1] == "0 passed, 1 failed"
    assert result.returncode == 1


def test_a_part_nobody_knows_stops_the_run(tmp_path: Path) -> None:
    content = "import pytest\n@pytest.mark.needs('printer')\ndef test_that_prints(): pass"
    result = run_without_programs(tmp_path, content)
    assert "printer" in result.stderr
    assert result.returncode == pytest.ExitCode.USAGE_ERROR


def test_the_help_names_every_command() -> None:
    shown = subprocess.run([sys.executable, ROOT / "dev.py"], capture_output=True, text=True, encoding="utf-8")
    assert {line.split()[2] for line in shown.stdout.splitlines() if line.startswith("python3")} == set(COMMANDS)


def test_an_unknown_command_is_a_usage_error() -> None:
    shown = subprocess.run([sys.executable, ROOT / "dev.py", "dmeo"], capture_output=True, text=True)
    assert shown.returncode == 2
    assert "dmeo" in shown.stderr


def test_whoever_may_not_install_is_told_one_line_that_makes_no_cluster() -> None:
    assert sudo_line([QT], QT.packages).startswith("sudo apt-get install -y --no-install-recommends libglib2.0-0")
    line = sudo_line([QT, POSTGRES, NPM], ["npm", "postgresql"])
    assert "\n" not in line
    assert line.index("create_main_cluster = false") < line.index("apt-get install")


@pytest.mark.needs("postgres")
def test_the_folder_of_postgresql_holds_the_server_and_what_makes_a_cluster() -> None:
    programs = postgres_programs()
    assert programs is not None
    assert all((programs / name).is_file() for name in ("initdb", "postgres"))


def test_a_venv_whose_making_broke_off_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    half = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(half)], check=True)
    monkeypatch.setattr(dev, "VENV", half)
    lock = tmp_path / "empty.lock"
    lock.write_text("# nothing\n")
    python = dev.prepare(lock)
    assert subprocess.run([python, "-m", "pip", "--version"], capture_output=True).returncode == 0
    assert dev.is_installed(lock)


def test_a_prepared_venv_is_left_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dev, "VENV", tmp_path)
    dev.venv_python().parent.mkdir()
    dev.venv_python().write_text("")
    lock = tmp_path / "some.lock"
    lock.write_text("some==1\n")
    dev.stamp_of(lock).write_text(dev.digest_of(lock))
    assert dev.prepare(lock) == dev.venv_python()
    lock.write_text("some==2\n")
    assert not dev.is_installed(lock)
