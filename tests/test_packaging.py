"""The wheel carries everything the app needs: it is built, installed elsewhere and plays the demo there."""

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from dev import DEV_LOCK, LOCK, ROOT

SOURCES = ("agent_app", "resources", "migrations")
ABOUT = ("pyproject.toml", "README.md", "LICENSE", "THIRD_PARTY_NOTICES.md")
ENVIRONMENT = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME")}
# A pin of a lock: a name at the start of a line, before its version.
PIN = re.compile(r"^([a-z0-9.-]+)==", re.MULTILINE)


def run(*command: str | Path, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a program in a folder as if it was started outside of the checkout."""
    return subprocess.run(command, cwd=folder, env=ENVIRONMENT, capture_output=True, text=True)


def shipped(folder: str) -> set[str]:
    """The files below one of the checkout's folders, as paths inside the wheel."""
    target = "agent_app" if folder == "agent_app" else f"agent_app/_{folder}"
    files = (path for path in (ROOT / folder).rglob("*") if path.is_file())
    return {
        f"{target}/{path.relative_to(ROOT / folder).as_posix()}" for path in files if "__pycache__" not in path.parts
    }


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy so that nothing of an earlier build gets in."""
    source = tmp_path_factory.mktemp("source")
    for folder in SOURCES:
        shutil.copytree(ROOT / folder, source / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for file in ABOUT:
        shutil.copy(ROOT / file, source)
    out = tmp_path_factory.mktemp("wheel")
    built = run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", out, source, folder=source)
    assert built.returncode == 0, built.stdout + built.stderr
    return next(out.glob("*.whl"))


@pytest.fixture(scope="module")
def programs(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of programs of a fresh venv that has the wheel, with the libraries lent by this one."""
    target = tmp_path_factory.mktemp("elsewhere") / "venv"
    venv.create(target, symlinks=os.name != "nt")
    python = target / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    installed = run(
        *(sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-deps", "--no-index"),
        wheel,
        folder=target,
    )
    assert installed.returncode == 0, installed.stderr
    answer = run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", folder=target)
    lent = sysconfig.get_path("purelib")
    (Path(answer.stdout.strip()) / "lent.pth").write_text(f"{lent}\n")
    return python.parent


def test_pyproject_names_every_package_of_the_app() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    named = {name for name in project["tool"]["setuptools"]["packages"] if "._" not in name}
    modules = (path.relative_to(ROOT) for path in (ROOT / "agent_app").rglob("*.py"))
    assert named == {".".join(module.parent.parts) for module in modules}


@pytest.mark.parametrize("folder", SOURCES)
def test_the_wheel_carries_every_file_of(folder: str, wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        assert shipped(folder) - set(archive.namelist()) == set()


def test_the_wheel_carries_the_licences_and_nothing_of_the_tests(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    assert {"LICENSE", "THIRD_PARTY_NOTICES.md"} <= {Path(name).name for name in names}
    assert {name.split("/")[0].split("-")[0] for name in names} == {"agent_app", "keagenan"}


def test_the_installed_app_runs_from_the_wheel_and_not_the_checkout(programs: Path, tmp_path: Path) -> None:
    located = run(programs / "python", "-c", "import agent_app; print(agent_app.__file__)", folder=tmp_path)
    assert Path(located.stdout.strip()).is_relative_to(programs.parent)


def test_the_installed_app_plays_the_demo_from_another_folder(programs: Path, tmp_path: Path) -> None:
    figures = tmp_path / "figures.json"
    played = run(programs / "agent-app", "demo", "--json", figures, folder=tmp_path)
    assert played.returncode == 0, played.stdout[-2000:] + played.stderr[-2000:]
    totals = json.loads(figures.read_text("utf-8"))
    assert totals["agents"] == totals["centre"] == totals["supervisor"]


def test_the_notices_list_each_locked_library_and_no_other() -> None:
    notices = (ROOT / "THIRD_PARTY_NOTICES.md").read_text("utf-8")
    table = notices.partition("## Libraries")[2].partition("\n## ")[0]
    listed = re.findall(r"^\| ([A-Za-z0-9._-]+) \|", table, re.MULTILINE)
    normalised = {re.sub(r"[-_.]+", "-", name).lower() for name in listed if name != "Library"}
    assert normalised == set(PIN.findall(LOCK.read_text("utf-8")))


@pytest.mark.parametrize("lock", [LOCK, DEV_LOCK], ids=lambda lock: lock.name)
def test_each_pin_of_a_lock_has_its_hashes_and_names_no_address(lock: Path) -> None:
    pins = re.split(r"\n(?=[a-z0-9])", lock.read_text("utf-8"))[1:]
    assert len(pins) > 20
    for pin in pins:
        assert re.match(r"[a-z0-9.-]+==\S+( ; [^\\]+)? \\\n", pin), pin.splitlines()[0]
        assert re.search(r"^    --hash=sha256:[0-9a-f]{64}", pin, re.MULTILINE), pin.splitlines()[0]


def test_the_lock_holds_for_every_platform() -> None:
    markers = dict(re.findall(r"^([a-z0-9.-]+)==\S+ ; ([^\\]+?) \\$", LOCK.read_text("utf-8"), re.MULTILINE))
    assert "win32" in markers["pywin32-ctypes"]
    assert "linux" in markers["secretstorage"]


def test_the_tests_run_with_the_same_versions_as_the_app() -> None:
    pins = {line.split(" ")[0] for line in LOCK.read_text("utf-8").splitlines() if PIN.match(line)}
    dev_pins = {line.split(" ")[0] for line in DEV_LOCK.read_text("utf-8").splitlines() if PIN.match(line)}
    assert len(pins) > 20
    assert pins - dev_pins == set()


def imported() -> Iterator[str]:
    """The top name of every module that the app's files import."""
    for path in (ROOT / "agent_app").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from (one.name.partition(".")[0] for one in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module is not None:
                yield node.module.partition(".")[0]


def test_every_library_that_is_imported_is_asked_for_by_its_own_name() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [*project["dependencies"], *project["optional-dependencies"]["central"]]
    names = {plain(re.split(r"[^A-Za-z0-9._-]", one, maxsplit=1)[0]) for one in asked}
    of = packages_distributions()
    used = {plain(name) for top in set(imported()) & set(of) - {"agent_app"} for name in of[top]}
    # Qt's binding and its support module are parts of what is asked for as PySide6-Essentials.
    assert used - names - {"shiboken6"} == set()


def plain(name: str) -> str:
    return re.sub(r"[._-]+", "-", name).lower()
