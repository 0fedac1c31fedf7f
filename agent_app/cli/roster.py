"""`roster import`: a cooperative's member list into the branch's roster, on a supervisor's laptop."""

import argparse
import json
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from agent_app import bootstrap, settings
from agent_app.cli.secrets import add_option, asker
from agent_app.documents.error_file import write_error_file
from agent_app.documents.roster_process import read_roster_in_child
from agent_app.documents.roster_rows import Problem, RosterSummary
from agent_app.domain.errors import Refused
from agent_app.domain.refusals import RefusalCode
from agent_app.reference.words import Words, words
from agent_app.services.roster import ListedPerson, import_rows, in_acts, listed_person, plan_import
from agent_app.store.store import Store


@dataclass(slots=True)
class Found:
    """What a list held: people, rows that need a person, and the sums."""

    people: list[ListedPerson] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    warnings: Counter[str] = field(default_factory=Counter)
    summary: RosterSummary | None = None


def add(commands: Any) -> None:
    """The roster's commands."""
    roster = commands.add_parser("roster", help="the cooperative's member list")
    importing = roster.add_subparsers(metavar="COMMAND", required=True).add_parser("import", help="take a list in")
    importing.add_argument("file", type=Path)
    importing.add_argument("--dry-run", action="store_true", help="look only: columns, counts, problems")
    importing.add_argument("--json", type=Path, metavar="FILE", help="write what was found there")
    importing.add_argument("--errors", type=Path, metavar="FILE", help="the rows that need a person, as a workbook")
    importing.add_argument("--sheet", metavar="NAME", help="read this sheet only")
    add_option(importing)
    importing.set_defaults(command=_import)


def _import(options: argparse.Namespace) -> int:
    language = settings.load(options.data)[0].language
    with bootstrap.device(options.data, asker(options)) as store:
        if store.identity.role != "supervisor":
            raise Refused(RefusalCode.ROLE_NOT_ALLOWED)
        found = _read(options.file, options.sheet, store)
        report = _report(found)
        report |= _plan(store, found, options.file) if options.dry_run else _write(store, found, options.file)
    _tell(found, report, words(language))
    errors = options.errors or options.file.with_name(f"{options.file.stem}-perlu-diperbaiki.xlsx")
    if found.problems and found.summary is not None:
        write_error_file(errors, found.problems, found.summary.mappings, words(language).say)
        report["error_file"] = str(errors)
    if options.json:
        options.json.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(report["new"] + report["changed"])
    return 0


def _read(file: Path, sheet: str | None, store: Store) -> Found:
    found = Found()
    today = store.identity.business_day(store.now())
    for chunk in read_roster_in_child(file, sheet=sheet, today=today):
        found.people += [listed_person(row) for row in chunk.rows]
        found.problems += chunk.problems
        found.warnings.update(warning.value for row in chunk.rows for warning in row.warnings)
        found.summary = chunk.summary or found.summary
    return found


def _report(found: Found) -> dict[str, Any]:
    summary = found.summary
    assert summary is not None, "the last chunk carries the summary"
    return {
        "listed": summary.listed,
        "problems": summary.problems,
        "skipped": {cause.value: count for cause, count in summary.skipped.items()},
        "rows_in_file": summary.rows_in_file,
        "columns": {
            mapping.sheet: {column.field.value: column.heading for column in mapping.columns}
            for mapping in summary.mappings
        },
        "unmapped": {mapping.sheet: [text for _, text in mapping.unmapped] for mapping in summary.mappings},
        "reasons": dict(Counter(problem.reason.value for problem in found.problems)),
        "warnings": dict(found.warnings),
    }


def _plan(store: Store, found: Found, file: Path) -> dict[str, Any]:
    me = store.identity
    with store.reading() as connection:
        plan = plan_import(connection, me.coop, me.branch, found.people, file.name)
    return {"new": plan.new, "changed": plan.changed, "unchanged": plan.unchanged, "dry_run": True}


def _write(store: Store, found: Found, file: Path) -> dict[str, Any]:
    counts: Counter[str] = Counter()
    for command in in_acts(found.people, file.name):
        done = store.write(import_rows, command).result().result
        counts.update(new=done.new, changed=done.changed, unchanged=done.unchanged)
    return {name: counts[name] for name in ("new", "changed", "unchanged")} | {"dry_run": False}


def _tell(found: Found, report: dict[str, Any], speech: Words) -> None:
    for sheet, columns in report["columns"].items():
        for field_name, heading in columns.items():
            label = speech.say(f"roster.field_{field_name}")
            print(f"{sheet}: {heading or '-'} → {label}", file=sys.stderr)
    for problem in found.problems[:20]:
        heading = problem.field.value if problem.field else ""
        text = speech.say(
            f"roster.{problem.reason.value}",
            sheet=(problem.first_row or problem.source)[0],
            row=(problem.first_row or problem.source)[1],
            length=problem.length,
            heading=heading,
        )
        print(f"{problem.source[0]} {problem.row_number}: {text}", file=sys.stderr)
