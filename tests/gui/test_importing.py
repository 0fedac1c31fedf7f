"""What the start imports: the lock needs no database, and a laptop never needs PostgreSQL's part of SQLAlchemy."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from agent_app import bootstrap
from agent_app.demo.stage import PASSPHRASE
from agent_app.gui.importing import Importing
from agent_app.gui.main_window import LATER
from dev import ROOT

SHOWN = """
import sys
from pathlib import Path
from agent_app import bootstrap, settings
from agent_app.gui.application import application
from agent_app.gui.main_window import MainWindow
app, folder = application(), Path(sys.argv[1])
window = MainWindow(bootstrap.doors(folder), settings.load(folder)[0])
window.show()
app.processEvents()
print(*sys.modules, flush=True)
window.close()
"""
LATER_ON = """
import sys, agent_app.gui.frame, agent_app.gui.screens.home.screen, agent_app.store.store
print(*sys.modules)
"""


def modules_after(program: str, *arguments: str) -> set[str]:
    ended = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        cwd=ROOT,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    return set(ended.stdout.split())


def test_the_lock_is_on_the_screen_before_anything_of_the_database_is_imported(tmp_path: Path) -> None:
    folder = tmp_path / "laptop"
    bootstrap.new_device(folder, "passphrase", PASSPHRASE).close()
    imported = modules_after(SHOWN, str(folder))
    assert "agent_app.gui.gate.lock" in imported
    assert imported.isdisjoint({"sqlalchemy", "sqlcipher3", "requests", "jwt", "filelock", "agent_app.gui.frame"})


def test_a_laptop_never_imports_what_speaks_to_postgresql() -> None:
    imported = modules_after(LATER_ON)
    assert "sqlalchemy.dialects.sqlite" in imported
    assert not {name for name in imported if name.startswith(("sqlalchemy.dialects.postgresql", "psycopg"))}


def test_what_is_imported_later_is_there_when_it_was_waited_for() -> None:
    importing = Importing(LATER)
    importing.start()
    importing.wait()
    assert set(LATER) <= set(sys.modules)
    assert not importing.is_alive()


def test_who_stops_it_waits_for_one_module_at_most(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "first_of_two.py").write_text("import asked; asked.importing.stop()")
    (tmp_path / "second_of_two.py").write_text("")
    (tmp_path / "asked.py").write_text("importing = None")
    monkeypatch.syspath_prepend(tmp_path)
    import asked

    asked.importing = importing = Importing(("first_of_two", "second_of_two"))
    importing.start()
    importing.wait()
    assert "first_of_two" in sys.modules
    assert "second_of_two" not in sys.modules
