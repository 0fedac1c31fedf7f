"""The house's rules as tests: rooms and imports, style, types, and what no file may hold."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import grimp
import pytest

from dev import ROOT

PACKAGE = ROOT / "agent_app"
OWN_FOLDERS = ("agent_app", "migrations", "resources", "tests", "docs", ".ci")
LONGEST_MODULE = 400
# Written in halves, so that this file does not find itself.
THIS_MACHINE = "|".join(re.escape(str(path)) for path in (ROOT, Path.home()) if len(path.parts) > 1)
PRIVATE_PATHS = re.compile(rf"(?<![\w.])(/(root|work)/\w|({THIS_MACHINE})(?!\w))")
UNFINISHED_WORDS = re.compile(r"\b(TO" + r"DO|FIX" + r"ME)\b")
WAYS_NOT_TO_RUN = re.compile(r"\b(x" + r"fail|skip" + r"if|mark\.sk" + r"ip|pytest\.sk" + r"ip|import" + r"orskip)\b")


def modules(folder: Path) -> Iterator[Path]:
    """The Python files of a folder, in a fixed order."""
    return iter(sorted(folder.rglob("*.py")))


def own_texts() -> Iterator[tuple[Path, str]]:
    """Every text file of the project with its content."""
    # In a linked work tree `.git` is a file that names a folder of the machine.
    top = [path for path in ROOT.iterdir() if path.is_file() and path.name != ".git"]
    below = [path for folder in OWN_FOLDERS for path in (ROOT / folder).rglob("*") if path.is_file()]
    for path in sorted(path for path in top + below if "__pycache__" not in path.parts):
        content = path.read_bytes()
        if b"\0" not in content:
            yield path, content.decode("utf-8", errors="replace")


def found(pattern: re.Pattern[str]) -> list[str]:
    """Each line of the project's texts that the pattern is found in, as file:number: line."""
    return [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}"
        for path, text in own_texts()
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]


def tool(*command: str) -> subprocess.CompletedProcess[str]:
    """Run a checker of the venv in the project's folder."""
    return subprocess.run([sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True)


LINT_IMPORTS = "from importlinter import cli; raise SystemExit(cli.lint_imports(no_cache=True))"


def test_the_rooms_import_each_other_one_way() -> None:
    # In a process of its own: it gives Python's logging a configuration that silences all other loggers.
    checked = subprocess.run([sys.executable, "-c", LINT_IMPORTS], cwd=ROOT, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout


def test_the_window_imports_neither_sql_nor_the_centre() -> None:
    graph = grimp.build_graph("agent_app", include_external_packages=True, cache_dir=None)
    walls = ("sqlalchemy", "sqlcipher3", "agent_app.central")
    crossed = [
        f"{module} imports {imported}"
        for module in sorted(graph.modules)
        if module == "agent_app.gui" or module.startswith("agent_app.gui.")
        for imported in sorted(graph.find_modules_directly_imported_by(module))
        if any(imported == wall or imported.startswith(f"{wall}.") for wall in walls)
    ]
    assert crossed == []


def test_ruff_finds_nothing_to_say() -> None:
    result = tool("ruff", "check", "--no-cache", "--output-format=concise", ".")
    assert result.returncode == 0, result.stdout + result.stderr


def test_every_file_is_formatted_by_ruff() -> None:
    result = tool("ruff", "format", "--check", "--no-cache", ".")
    assert result.returncode == 0, result.stdout + result.stderr


def test_mypy_strict_finds_no_error_below_the_window() -> None:
    result = tool("mypy")
    assert result.returncode == 0, result.stdout + result.stderr


def test_no_module_is_longer_than_can_be_read_at_a_sitting() -> None:
    lengths = {path: len(path.read_text("utf-8").splitlines()) for path in modules(PACKAGE)}
    too_long = {str(path.relative_to(ROOT)): n for path, n in lengths.items() if n > LONGEST_MODULE}
    assert too_long == {}


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in modules(PACKAGE)
        if not ast.get_docstring(ast.parse(path.read_text("utf-8")))
    ]
    assert silent == []


def test_names_of_tests_are_sentences() -> None:
    short = [
        f"{path.relative_to(ROOT)}: {node.name}"
        for path in modules(ROOT / "tests")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_")
        if len(node.name.removeprefix("test_").split("_")) < 4
    ]
    assert short == []


def test_no_test_is_left_out_by_a_marker_of_its_own() -> None:
    assert [hit for hit in found(WAYS_NOT_TO_RUN) if hit.startswith("tests/")] == []


def test_no_file_knows_a_folder_of_one_machine() -> None:
    assert found(PRIVATE_PATHS) == []


def test_no_file_puts_work_off_in_a_comment() -> None:
    assert found(UNFINISHED_WORDS) == []


@pytest.mark.parametrize(
    ("pattern", "line"),
    [
        (PRIVATE_PATHS, "/ro" + "ot/keagenan.db"),
        (PRIVATE_PATHS, f"see {ROOT}."),
        (UNFINISHED_WORDS, "# TO" + "DO: later"),
        (WAYS_NOT_TO_RUN, "@pytest.mark.sk" + "ip"),
    ],
)
def test_the_searches_find_what_they_look_for(pattern: re.Pattern[str], line: str) -> None:
    assert pattern.search(line)
