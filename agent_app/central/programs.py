"""PostgreSQL's own programs: how they are given a database without its password, and what they say went wrong."""

import os
import re
import shutil
from dataclasses import dataclass

from sqlalchemy import make_url

from agent_app.domain.errors import Unavailable
from agent_app.domain.refusals import UnavailableCode

_SECRETS = frozenset({"password", "sslpassword"})
# Said in English because of LC_ALL=C. What else an error says may quote a row, so only its kind is ever told.
_REASONS = (
    (rb"server version mismatch|unsupported version \(", UnavailableCode.PROGRAM_TOO_OLD),
    (rb"unrecognized configuration parameter", UnavailableCode.PROGRAM_TOO_NEW),
    (rb"no space left on device|could not extend file", UnavailableCode.DATABASE_DISK_FULL),
    (rb"permission denied|must be owner|must be member", UnavailableCode.DATABASE_RIGHTS),
    (rb"connection to server|could not connect|could not translate host", UnavailableCode.DATABASE_UNREACHABLE),
    (rb"no password supplied|definition of service", UnavailableCode.DATABASE_UNREACHABLE),
)


@dataclass(frozen=True, slots=True)
class Command:
    """A program with its arguments, which everybody on the machine can read, and its environment, which nobody can."""

    words: list[str]
    environment: dict[str, str]


def on_database(name: str, url: str, options: list[str]) -> Command:
    """A program that works on the database of an SQLAlchemy URL. Raises Unavailable("part_missing")."""
    words, environment = alone(name, options).words, {**os.environ, "LC_ALL": "C"}
    given = _parameters(url)
    if (password := given.get("password")) is not None:
        environment["PGPASSWORD"] = password
    words[1:1] = ["--no-password", f"--dbname={_connection(given)}"]
    return Command(words, environment)


def alone(name: str, options: list[str]) -> Command:
    """A program that needs no database. Raises Unavailable("part_missing")."""
    program = shutil.which(name)
    if program is None:
        raise Unavailable(UnavailableCode.PART_MISSING, part=name)
    return Command([program, *options], {**os.environ, "LC_ALL": "C"})


def _parameters(url: str) -> dict[str, str]:
    """What the driver itself would be told: host, port, service, socket and the rest."""
    place = make_url(url)
    _, given = place.get_dialect()().create_connect_args(place)
    return {name: str(value) for name, value in given.items()}


def _connection(given: dict[str, str]) -> str:
    """A connection string of libpq without its secrets."""
    from psycopg import conninfo, pq

    known = {option.keyword.decode() for option in pq.Conninfo.get_defaults()} - _SECRETS
    return conninfo.make_conninfo(**{name: value for name, value in given.items() if name in known})


def reason(said: bytes, otherwise: str) -> Unavailable:
    """Why a program failed, as far as what it said can be told; else the code `otherwise`."""
    for pattern, code in _REASONS:
        if re.search(pattern, said, re.IGNORECASE):
            return Unavailable(code)
    return Unavailable(otherwise)
