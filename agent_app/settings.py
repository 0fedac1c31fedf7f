"""What a user may set: language, looks, the times of sync and lock, from `settings.json` and the environment.

A setting that is wrong falls back to its default and is listed; it never keeps the app from starting.
"""

import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Annotated, Any, Literal, get_type_hints

import msgspec

FILE_NAME = "settings.json"
ENVIRONMENT_PREFIX = "KEAGENAN_"

FewSeconds = Annotated[float, msgspec.Meta(ge=0.1, le=60.0)]
Minutes = Annotated[float, msgspec.Meta(ge=1.0, le=3600.0)]
Source = Literal["file", "environment"]


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings with their defaults. Times are seconds, the text size is a percentage.

    Sync starts `sync_first_delay_s` after the last change and at most `sync_latest_delay_s` after the first;
    the centre's head is asked for every `head_interval_s`; after a failure the wait doubles from
    `backoff_first_s` up to `backoff_longest_s`. The screen locks after `lock_after_s` without a touch.
    With `blind_count` a supervisor sees what an agent declared only once the count is written.
    """

    language: Literal["id", "en"] = "id"
    theme: Literal["system", "light", "dark", "sunlight"] = "system"
    text_size: Literal[100, 110, 120, 135] = 100
    sync_first_delay_s: FewSeconds = 1.0
    sync_latest_delay_s: Minutes = 60.0
    head_interval_s: Minutes = 900.0
    backoff_first_s: FewSeconds = 1.0
    backoff_longest_s: Minutes = 900.0
    lock_after_s: Minutes = 300.0
    blind_count: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    """A setting that was not taken: where it stood, its name ("" for the whole file), and what is wrong."""

    source: Source
    name: str
    reason: Literal["unreadable", "unknown", "not_allowed", "out_of_order"]


# The second of a pair may not be smaller than the first.
_ORDERED = (("sync_first_delay_s", "sync_latest_delay_s"), ("backoff_first_s", "backoff_longest_s"))


def load(folder: Path | None = None, environ: Mapping[str, str] = os.environ) -> tuple[Settings, tuple[Problem, ...]]:
    """The settings of a data folder (None: no file), and the problems that were met.

    `KEAGENAN_<NAME>` in the environment goes before `settings.json`, that before the default.
    """
    problems: list[Problem] = []
    in_file = {} if folder is None else _read_file(folder / FILE_NAME, problems)
    names = [field.name for field in fields(Settings)]
    in_environment = {
        name: environ[ENVIRONMENT_PREFIX + name.upper()]
        for name in names
        if ENVIRONMENT_PREFIX + name.upper() in environ
    }
    values = _taken("file", in_file, problems) | _taken("environment", in_environment, problems)
    _drop_unordered(values, in_environment, problems)
    return Settings(**values), tuple(problems)


def _read_file(path: Path, problems: list[Problem]) -> dict[str, Any]:
    try:
        content = path.read_bytes().removeprefix(b"\xef\xbb\xbf")
        return msgspec.json.decode(content, type=dict[str, Any])
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError):
        # Besides its own ValueErrors msgspec raises UnicodeDecodeError.
        problems.append(Problem("file", "", "unreadable"))
        return {}


def _taken(source: Source, given: Mapping[str, Any], problems: list[Problem]) -> dict[str, Any]:
    """The values that are allowed, in their types; the others become problems."""
    types = get_type_hints(Settings, include_extras=True)
    taken: dict[str, Any] = {}
    for name, value in given.items():
        if name not in types:
            problems.append(Problem(source, name, "unknown"))
            continue
        try:
            # Words from the environment are numbers only in text.
            taken[name] = msgspec.convert(value, types[name], strict=source == "file")
        except msgspec.ValidationError:
            problems.append(Problem(source, name, "not_allowed"))
    return taken


def _drop_unordered(values: dict[str, Any], in_environment: Mapping[str, str], problems: list[Problem]) -> None:
    """Both of a pair in the wrong order fall back to their defaults: either may be the slip."""
    for smaller, larger in _ORDERED:
        in_force = asdict(Settings()) | values
        if in_force[smaller] > in_force[larger]:
            for name in (smaller, larger):
                if values.pop(name, None) is not None:
                    source: Source = "environment" if name in in_environment else "file"
                    problems.append(Problem(source, name, "out_of_order"))
