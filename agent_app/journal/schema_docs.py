"""A JSON Schema of every kind of entry, and a table of them all, generated into docs/.

`python -m agent_app.journal.schema_docs` rewrites them; a test says when they are out of date.
"""

import inspect
import json
import re
from pathlib import Path
from typing import Any

import msgspec

from agent_app.journal.entries.kinds import ALL, Kind

DOCS = Path(__file__).resolve().parents[2] / "docs"
TABLE = "kinds.md"
FOLDER = "kinds"

_TABLE_HEAD = """# Kinds of entry

Every line of a journal is of one of these kinds. This table and the JSON Schemas beside it are generated from the
shapes in `agent_app/journal/entries` by `python -m agent_app.journal.schema_docs`.

A kind speaks of something (`about`), and each of its writers may speak of it only where it is theirs (`written by`:
own, members they serve, their branch's, any); `agent_app/journal/entries/kinds.py` says what these words mean. A line
that speaks of what is not its writer's is kept and has no effect.

Each line of a device goes to its branch, to the agent who wrote it, and to agents of the branch whom it names or who
serve the members it names; the last column says where lines of the kind go on top. Beyond its branch a line goes only
as taken cash, to whom the member belongs, and as an erasure that counts, to all who hold lines of the person.

| kind | what it says | about | written by | further streams |
|---|---|---|---|---|
"""


def documents() -> dict[str, str]:
    """Every generated file by its name under docs/, with its content."""
    files = {f"{FOLDER}/{kind.name}.v{kind.v}.json": _pretty(schema(kind)) for kind in ALL}
    rows = "".join(_row(kind) for kind in sorted(ALL, key=lambda kind: kind.name))
    return {TABLE: _TABLE_HEAD + rows, **files}


def schema(kind: Kind) -> dict[str, Any]:
    """The JSON Schema (2020-12) of a whole line of this kind: the keys all lines have, then the kind's own."""
    (reference,), shapes = msgspec.json.schema_components([kind.shape], ref_template="#/$defs/{name}")
    entry = shapes.pop(reference["$ref"].rpartition("/")[2])
    common = {
        "seq": {"type": "integer", "minimum": 1},
        "at": {"type": "string", "format": "date-time"},
        "kind": {"const": kind.name},
        "v": {"const": kind.v},
        "clock": {"const": "doubtful"},
    }
    properties = common | entry["properties"]
    if "private" in properties:
        properties["private"]["anyOf"][0] |= {"pattern": "^[0-9a-f]{64}$", "description": "The hash of an erased part."}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": kind.name,
        "description": inspect.cleandoc(entry["description"]),
        "type": "object",
        "properties": properties,
        "required": ["seq", "at", "kind", "v", *entry["required"]],
        "$defs": {
            name: {**shape, "description": inspect.cleandoc(shape["description"])} for name, shape in shapes.items()
        },
    }


def write(folder: Path = DOCS) -> list[str]:
    """Rewrite the generated files, and take away schemas of kinds that are no more; the names that changed."""
    wanted, changed = documents(), []
    for name, content in wanted.items():
        path = folder / name
        if not path.exists() or path.read_text("utf-8") != content:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, "utf-8", newline="\n")
            changed.append(name)
    for path in (folder / FOLDER).glob("*.json"):
        if f"{FOLDER}/{path.name}" not in wanted:
            path.unlink()
            changed.append(f"{FOLDER}/{path.name}")
    return changed


def _row(kind: Kind) -> str:
    text = " ".join(inspect.cleandoc(kind.shape.__doc__ or "").split("\n\n")[0].split())
    says = re.split(r"(?<=\.) (?=[A-Z`])", text)[0]
    writers = ", ".join(f"{writer} ({whose})" for writer, whose in sorted(kind.whose.items()))
    streams = ", ".join(sorted(kind.streams))
    return f"| [{kind.name}]({FOLDER}/{kind.name}.v{kind.v}.json) | {says} | {kind.subject} | {writers} | {streams} |\n"


def _pretty(document: dict[str, Any]) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    print("\n".join(write()))
