"""What a person set, kept in the data folder's `settings.json` beside whatever else stands there."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from agent_app import paths
from agent_app.settings import FILE_NAME, Settings


def keep(folder: Path, settings: Settings, changes: dict[str, Any]) -> Settings:
    """The settings with the changes, which are written to the file. Raises OSError."""
    changed = replace(settings, **changes)
    path = paths.make_private_dir(folder) / FILE_NAME
    content = _read(path) | changes
    paths.write_private(path, (json.dumps(content, indent=1) + "\n").encode())
    return changed


def _read(path: Path) -> dict[str, Any]:
    """What stands in the file; a damaged one is begun anew."""
    try:
        found = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
