import json
from pathlib import Path

from agent_app.journal import schema_docs
from agent_app.journal.entries.kinds import ALL
from tests.journal import golden


def test_the_documents_of_the_kinds_are_up_to_date() -> None:
    wanted = schema_docs.documents()
    there = {
        name: (schema_docs.DOCS / name).read_text("utf-8") for name in wanted if (schema_docs.DOCS / name).exists()
    }
    assert there == wanted, "python -m agent_app.journal.schema_docs rewrites them"
    schemas = {f"kinds/{path.name}" for path in (schema_docs.DOCS / "kinds").iterdir()}
    assert schemas == wanted.keys() - {schema_docs.TABLE}


def test_the_table_names_every_kind_with_its_writers_and_streams() -> None:
    table = schema_docs.documents()[schema_docs.TABLE]
    for kind in ALL:
        row = next(row for row in table.splitlines() if row.startswith(f"| [{kind.name}]("))
        writers = ", ".join(f"{writer} ({whose})" for writer, whose in sorted(kind.whose.items()))
        assert row.endswith(f"| {kind.subject} | {writers} | {', '.join(sorted(kind.streams))} |")
        assert (schema_docs.DOCS / f"kinds/{kind.name}.v{kind.v}.json").is_file()


def test_a_schema_names_every_key_of_the_golden_lines_and_demands_no_other() -> None:
    for kind in ALL:
        schema = schema_docs.schema(kind)
        filled, _, bare = (golden.FOLDER / golden.kind_file(kind.name, kind.v)).read_bytes().splitlines()
        assert json.loads(filled).keys() <= schema["properties"].keys()
        assert set(schema["required"]) == json.loads(bare).keys()
        assert list(schema["properties"])[-1] == "private" or "private" not in schema["properties"]


def test_rewriting_the_documents_takes_away_what_is_no_kind_any_more(tmp_path: Path) -> None:
    assert set(schema_docs.write(tmp_path)) == schema_docs.documents().keys()
    (tmp_path / "kinds" / "gone.v1.json").write_text("{}")
    assert schema_docs.write(tmp_path) == ["kinds/gone.v1.json"]
    assert schema_docs.write(tmp_path) == []
