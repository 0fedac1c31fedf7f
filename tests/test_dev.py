"""The house's commands and the counting of tests whose part of the system is missing."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

import dev
from dev import (
    CADDY,
    COMMANDS,
    NGINX,
    NPM,
    POSTGRES,
    QT,
    QT_LIBRARIES,
    ROOT,
    WINDOW,
    WINDOW_LIBRARIES,
    Part,
    at_once,
    postgres_programs,
    sudo_line,
)
from tests.needed_libraries import needed

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


def test_a_web_server_of_the_tests_never_becomes_a_service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    line = sudo_line([NGINX, CADDY], ["nginx", "caddy"])
    assert line.index("/dev/null /etc/systemd/system/caddy.service") < line.index("apt-get install")
    monkeypatch.setattr(dev, "UNITS", tmp_path / "system")
    for _ in range(2):
        dev.mask(NGINX)
    assert (tmp_path / "system" / "nginx.service").readlink() == Path("/dev/null")


def test_one_package_that_a_release_lacks_keeps_no_other_away(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[tuple[str, ...]] = []

    def install(packages: Sequence[str]) -> bool:
        asked.append(tuple(packages))
        return "lacking" not in packages

    monkeypatch.setattr(dev, "apt_install", install)
    monkeypatch.setattr(dev, "on_path", lambda *_: True)
    monkeypatch.setattr(dev.os, "geteuid", lambda: 0, raising=False)
    dev.ensure(Part("one", ("lacking",), lambda: False), Part("two", ("there",), lambda: False))
    assert asked == [("lacking", "there"), ("lacking",), ("there",)]
    assert capsys.readouterr().err.splitlines()[-1].endswith("going on without one.")


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


@pytest.mark.needs("xvfb", "qt")
def test_the_parts_of_qt_and_of_a_window_name_every_library_that_qt_asks_the_system_for() -> None:
    from PySide6.QtCore import QLibraryInfo

    libraries = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.LibrariesPath))
    plugins = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath))
    brought_along = {file.name for file in libraries.iterdir()}
    for_a_window = [
        *(plugins / "platforms" / name for name in ("libqxcb.so", "libqwayland.so")),
        *(plugins / "xcbglintegrations").glob("*.so"),
        *(plugins / "printsupport").glob("*.so"),
        *(libraries / f"libQt6{name}.so.6" for name in ("Core", "Gui", "Widgets", "DBus", "PrintSupport", "XcbQpa")),
    ]
    asked = {name for file in for_a_window for name in needed(file)} - brought_along
    of_every_system = {"libc.so.6", "libm.so.6", "libdl.so.2", "librt.so.1", "libpthread.so.0"}
    of_every_system |= {"libstdc++.so.6", "libgcc_s.so.1", "ld-linux-x86-64.so.2"}
    assert "libxcb-cursor.so.0" in asked
    assert asked - of_every_system == asked & {**QT_LIBRARIES, **WINDOW_LIBRARIES}.keys()
    assert needed(plugins / "platforms" / "libqoffscreen.so") - brought_along - of_every_system <= QT_LIBRARIES.keys()


class Started:
    """Stands in for what `dev.py` would start, and keeps what it was given."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *, display: bool, window: bool) -> None:
        self.order: list[str] = []
        self.arguments: list[str] = []
        monkeypatch.setenv("DISPLAY", ":99") if display else monkeypatch.delenv("DISPLAY", raising=False)
        monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
        monkeypatch.delenv("QT_QPA_PLATFORM", raising=False)
        monkeypatch.setattr(dev, "WINDOW", WINDOW._replace(is_present=lambda: window))
        monkeypatch.setattr(dev, "prepare", lambda *locks: self.order.append("prepared"))
        monkeypatch.setattr(dev, "on_path", lambda *programs: programs == ("apt-get",))
        monkeypatch.setattr(os, "geteuid", lambda: 1000)
        monkeypatch.setattr(dev, "say", self.order.append)
        monkeypatch.setattr(dev, "run_python", self._run)

    def _run(self, arguments: list[str], environment: dict[str, str]) -> int:
        self.order.append("played")
        self.arguments = arguments[2:]
        return 0


def test_where_a_window_cannot_open_the_line_is_told_before_the_day_is_played_without_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    started = Started(monkeypatch, display=True, window=False)
    assert dev.demo(["--as", "agent"]) == 0
    assert started.arguments == ["demo", "--as", "agent", "--no-window"]
    told = next(line for line in started.order if "libxcb-cursor0" in line)
    assert "sudo apt-get install" in told
    assert started.order.index(told) < started.order.index("played")


def test_where_a_window_opens_or_none_is_wanted_the_demo_is_started_as_it_was_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for display, window, asked in ((True, True, []), (False, False, []), (True, False, ["--screenshots=out"])):
        started = Started(monkeypatch, display=display, window=window)
        assert dev.demo(asked) == 0
        assert started.arguments == ["demo", *asked]
        assert not [line for line in started.order if "libxcb" in line]


def test_the_app_without_what_a_window_needs_says_so_and_its_commands_run(monkeypatch: pytest.MonkeyPatch) -> None:
    started = Started(monkeypatch, display=True, window=False)
    assert dev.run([]) == 1
    assert "libxcb-cursor0" in started.order[-1]
    assert dev.run(["central", "--help"]) == 0


@pytest.mark.parametrize(
    ("arguments", "shared"),
    [
        ([], True),
        (["-x", "--durations=9"], True),
        (["tests/gui", "-k", "count"], True),
        (["tests/test_dev.py", "tests/test_paths.py"], True),
        (["tests/test_dev.py"], False),
        (["tests/test_dev.py::test_one", "tests/test_dev.py::test_two"], False),
        (["-n", "3"], False),
        (["-n3", "tests/gui"], False),
        (["--dist=loadscope", "-n2"], False),
        (["--pdb"], False),
    ],
)
def test_arguments_do_not_switch_off_the_processes_unless_they_say_how_to_share(
    monkeypatch: pytest.MonkeyPatch, arguments: list[str], shared: bool
) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    assert at_once(arguments) == (["-n", "2", "--dist", "loadfile"] if shared else [])
