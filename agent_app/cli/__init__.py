"""Commands: one value on stdout, words on stderr, exit codes 0 (done), 1 (the trade says no), 2 (something missing)."""

from agent_app.cli.main import run

__all__ = ["run"]
