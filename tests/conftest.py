"""What every test may use: the parts of the system it needs, and a PostgreSQL database where it is there."""

import os
import signal
import tempfile
from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest
from hypothesis import settings

from dev import TEST_PARTS
from tests.postgres import Server

PARTS = {part.name: part for part in TEST_PARTS}
PART_OF_FIXTURE = {"postgres": "postgres", "postgres_url": "postgres", "qtbot": "qt", "qapp": "qt"}
NOT_RUN = pytest.StashKey[list[set[str]]]()
WORKER_NOT_RUN = "keagenan_not_run"

# Nothing may reach the keyring of whoever runs the tests; a test with a keyring sets one of its own.
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
# Nor the folder in which a laptop remembers what it handed out.
os.environ["XDG_STATE_HOME"] = tempfile.mkdtemp(prefix="keagenan-state-")
# Windows open nowhere unless a display was asked for.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# A shared machine may pause any example for longer than hypothesis' 200 ms.
settings.register_profile("keagenan", deadline=None)
settings.load_profile("keagenan")


def pytest_configure(config: pytest.Config) -> None:
    # A run that is told to end stops its servers first.
    signal.signal(signal.SIGTERM, signal.default_int_handler)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out, and count, each test that needs a part which this system does not have."""
    present = {name: part.is_present() for name, part in PARTS.items()}
    missing = {item: {name for name in _needs(item) if not present[name]} for item in items}
    left_out = [item for item in items if missing[item]]
    config.stash[NOT_RUN] = [missing[item] for item in left_out]
    items[:] = [item for item in items if not missing[item]]
    if left_out:
        config.hook.pytest_deselected(items=left_out)


def _needs(item: pytest.Item) -> set[str]:
    """The parts named by `@pytest.mark.needs(…)` and those that the test's fixtures stand on."""
    needs = {part for marker in item.iter_markers("needs") for part in marker.args}
    if unknown := needs - PARTS.keys():
        raise pytest.UsageError(f"{item.nodeid} needs {sorted(unknown)}; dev.py knows {sorted(PARTS)}")
    fixtures = getattr(item, "fixturenames", ())
    return needs | {PART_OF_FIXTURE[name] for name in fixtures if name in PART_OF_FIXTURE}


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any, error: object) -> None:
    """Each process of a shared run leaves out the same tests; the last line is written by the one that leads."""
    left_out = getattr(node, "workeroutput", {}).get(WORKER_NOT_RUN, [])
    node.config.stash[NOT_RUN] = [set(names) for names in left_out]


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Where all parts are demanded, a test that was not run fails the run."""
    if (to_leader := getattr(session.config, "workeroutput", None)) is not None:
        to_leader[WORKER_NOT_RUN] = [sorted(names) for names in session.config.stash[NOT_RUN]]
    if session.config.stash.get(NOT_RUN, []) and os.environ.get("KEAGENAN_ALL_PARTS") == "1":
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    """The very last line: what passed, what failed, and what was not run for want of which part."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if NOT_RUN not in config.stash or reporter is None or config.option.collectonly:
        return
    counted = {outcome: len(reports) for outcome, reports in reporter.stats.items()}
    line = f"{counted.get('passed', 0)} passed, {counted.get('failed', 0) + counted.get('error', 0)} failed"
    if not_run := config.stash[NOT_RUN]:
        line += f", {len(not_run)} NOT RUN ({', '.join(sorted(set().union(*not_run)))})"
    reporter.write_line(line)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A PostgreSQL server of this test session's own, without fsync."""
    server = Server()
    yield server
    server.stop()


_numbers = count(1)


@pytest.fixture
def postgres_url(postgres: Server) -> Iterator[str]:
    """The SQLAlchemy URL of an empty PostgreSQL database, gone after the test."""
    name = f"test_{next(_numbers)}"
    yield postgres.make_database(name)
    postgres.drop_database(name)
