"""`roster import`: a cooperative's member list into the branch's roster, on a supervisor's laptop."""

import argparse
import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from agent_app import bootstrap
from agent_app.cli.places import require_writable, written
from agent_app.cli.secrets import asker
from agent_app.cli.speech import say, speech
from agent_app.documents.error_file import write_error_file
from agent_app.documents.roster_process import read_roster_in_child
from agent_app.documents.roster_rows import Problem, RosterSummary
from agent_app.documents.text_workbook import free_name
from agent_app.domain.errors import Refused
from agent_app.domain.refusals import RefusalCode
from agent_app.records import bulk
from agent_app.reference.words import Words
from agent_app.services.roster import (
    ROWS_AN_ACT,
    ListedPerson,
    UnlistRows,
    gone_from,
    import_rows,
    in_acts,
    listed_person,
    plan_import,
    unlist_rows,
)
from agent_app.store.store import Store

SHOWN_PROBLEMS = 20
"""On the terminal; the error file has them all."""


@dataclass(slots=True)
class Found:
    """What a list held: people, rows that need a person, and the sums."""

    people: list[ListedPerson] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    warnings: Counter[str] = field(default_factory=Counter)
    summary: RosterSummary | None = None


def import_list(options: argparse.Namespace) -> int:
    """Take a list in, or only look at it; prints how many rows are new or changed."""
    require_writable(options.json, options.errors)
    with bootstrap.device(options.data, asker(options)) as store:
        if store.identity.role != "supervisor":
            raise Refused(RefusalCode.ROLE_NOT_ALLOWED)
        found = _read(options.file, options.sheet, store)
        report = _report(found)
        report |= _plan(store, found, options.file) if options.dry_run else _write(store, found, options.file)
        if options.complete:
            report |= _unlist(store, found, options.dry_run)
    texts = speech(options)
    _tell(found, report, texts)
    if found.problems and found.summary is not None:
        # Rows that somebody has begun to correct are not written over.
        errors = options.errors or free_name(options.file.with_name(f"{options.file.stem}-perlu-diperbaiki.xlsx"))
        write_error_file(errors, found.problems, found.summary.mappings, texts.say)
        report["error_file"] = str(errors)
        say(texts.say("cli.roster_errors", file=errors))
    if options.json:
        with written():
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


def _unlist(store: Store, found: Found, dry_run: bool) -> dict[str, Any]:
    """Take whom a complete list leaves out off the roster.

    Nobody is while rows of the list need a person: somebody left out may be in one of them.
    """
    me = store.identity
    with store.reading() as connection:
        gone = gone_from(connection, me.coop, me.branch, found.people)
    unlisted = 0
    if not (dry_run or found.problems) and found.people:
        for chunk in bulk.chunks(gone, ROWS_AN_ACT):
            unlisted += store.write(unlist_rows, UnlistRows(members=chunk)).result().result
    return {"gone": len(gone), "unlisted": unlisted}


def _tell(found: Found, report: dict[str, Any], texts: Words) -> None:
    for sheet, columns in report["columns"].items():
        for field_name, heading in columns.items():
            label = texts.say(f"roster.field_{field_name}")
            say(f"{sheet}: {heading or '-'} → {label}")
    for problem in found.problems[:SHOWN_PROBLEMS]:
        sheet, row = problem.first_row or problem.source
        heading = problem.field.value if problem.field else ""
        text = texts.say(f"roster.{problem.reason.value}", sheet=sheet, row=row, length=problem.length, heading=heading)
        say(f"{problem.source[0]} {problem.row_number}: {text}")
    if len(found.problems) > SHOWN_PROBLEMS:
        say(texts.say("cli.roster_more", count=len(found.problems) - SHOWN_PROBLEMS))
    counts = {name: report[name] for name in ("listed", "problems", "new", "changed", "unchanged")}
    say(texts.say("cli.roster_dry_run" if report["dry_run"] else "cli.roster", **counts))
    if "gone" in report:
        say(texts.say("cli.roster_gone", gone=report["gone"], unlisted=report["unlisted"]))
