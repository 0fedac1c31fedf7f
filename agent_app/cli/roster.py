"""`roster import`: a cooperative's member list into the branch's roster, on a supervisor's laptop."""

import argparse
import json
import sys
from collections import Counter
from typing import Any

from agent_app import bootstrap
from agent_app.cli.places import require_writable, written
from agent_app.cli.secrets import asker
from agent_app.cli.speech import say, speech
from agent_app.documents.error_file import write_error_file
from agent_app.documents.roster_rows import Problem
from agent_app.documents.text_workbook import free_name
from agent_app.domain.errors import Refused
from agent_app.domain.refusals import RefusalCode
from agent_app.records import bulk
from agent_app.reference.words import Words
from agent_app.services.roster import UnlistRows, take_rows, unlist_rows
from agent_app.services.roster_list import ListFile, look_at_file, rows_to_mend
from agent_app.services.roster_questions import Choice, Question
from agent_app.store.store import Store

SHOWN = 20
"""Rows, questions or people on the terminal; the error file has all rows."""
ROWS_AN_ACT = 5_000
"""No window waits beside the command, so its acts are long: fewer of them have to be flushed to the disk."""


def import_list(options: argparse.Namespace) -> int:
    """Take a list in, or only look at it; prints how many rows are new or changed."""
    require_writable(options.json, options.errors)
    texts = speech(options)
    with bootstrap.device(options.data, asker(options)) as store:
        if store.identity.role != "supervisor":
            raise Refused(RefusalCode.ROLE_NOT_ALLOWED)
        today = store.identity.business_day(store.now())
        found = look_at_file(store, options.file, sheets=options.sheet, today=today)
        for number in range(len(found.looked.questions)):
            found.looked.decide(number, Choice(options.doubtful))
        report = _report(found) | _counts(found)
        if not options.dry_run:
            report |= _write(store, found)
        if options.complete:
            report |= _unlist(store, found, options.dry_run, texts)
    problems = rows_to_mend(options.file, found)
    _tell(found, problems, report, texts)
    if problems and found.summary is not None:
        # Rows that somebody has begun to correct are not written over.
        errors = options.errors or free_name(options.file.with_name(f"{options.file.stem}-perlu-diperbaiki.xlsx"))
        write_error_file(errors, problems, found.summary.mappings, texts.say)
        report["error_file"] = str(errors)
        say(texts.say("cli.roster_errors", file=errors))
    if options.json:
        with written():
            options.json.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(report["new"] + report["changed"])
    return 0


def _report(found: ListFile) -> dict[str, Any]:
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
        "questions": [_asked(one) for one in found.looked.questions],
    }


def _asked(question: Question) -> dict[str, Any]:
    """A question without names and numbers of people."""
    return {
        "doubt": question.doubt.value,
        "rows": [one.source for one in question.rows],
        "offered": [choice.value for choice in question.offered],
    }


def _counts(found: ListFile) -> dict[str, Any]:
    """What the list would do, as it was decided."""
    looked = found.looked
    by_choice = looked.decided_by_choice()
    return {
        "new": looked.new + by_choice[Choice.NEW],
        "changed": looked.changed + by_choice[Choice.SAME],
        "unchanged": looked.unchanged,
        "given_back": len(looked.given_back()),
        "dry_run": True,
    }


def _write(store: Store, found: ListFile) -> dict[str, Any]:
    counts: Counter[str] = Counter()
    for command in found.looked.commands(ROWS_AN_ACT):
        done = store.write(take_rows, command).result().result
        counts.update(new=done.new, changed=done.changed, unchanged=done.unchanged, given_back=done.back)
    counts.update(given_back=len(found.looked.given_back()))
    return {name: counts[name] for name in ("new", "changed", "unchanged", "given_back")} | {"dry_run": False}


def _unlist(store: Store, found: ListFile, dry_run: bool, texts: Words) -> dict[str, Any]:
    """Take whom a complete list leaves out off the roster, once that was asked where there is somebody to ask.

    Nobody is while rows of the list need a person: somebody left out may be in one of them.
    """
    gone = found.looked.gone
    unlisted = 0
    if gone and found.gone_is_known and not dry_run and _may_unlist(gone, texts):
        for chunk in bulk.chunks([member for member, _ in gone], ROWS_AN_ACT):
            unlisted += store.write(unlist_rows, UnlistRows(members=chunk)).result().result
    return {"gone": len(gone), "unlisted": unlisted}


def _may_unlist(gone: tuple[tuple[str, str], ...], texts: Words) -> bool:
    """What the person at the terminal says; a script has said so by its flag."""
    if not sys.stdin.isatty():
        return True
    say(texts.say("cli.roster_ask_gone", count=len(gone)))
    for _, name in gone[:SHOWN]:
        say(f"  {name}")
    if len(gone) > SHOWN:
        say(texts.say("cli.roster_ask_gone_more", count=len(gone) - SHOWN))
    print(texts.say("cli.roster_ask_unlist"), end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().casefold() in ("y", "ya", "yes")


def _tell(found: ListFile, problems: list[Problem], report: dict[str, Any], texts: Words) -> None:
    for sheet, columns in report["columns"].items():
        for field_name, heading in columns.items():
            label = texts.say(f"roster.field_{field_name}")
            say(f"{sheet}: {heading or '-'} → {label}")
    for problem in problems[:SHOWN]:
        say(f"{problem.source[0]} {problem.row_number}: {_why(problem, texts)}")
    if len(problems) > SHOWN:
        say(texts.say("cli.roster_more", count=len(problems) - SHOWN))
    counts = {name: report[name] for name in ("listed", "problems", "new", "changed", "unchanged")}
    say(texts.say("cli.roster_dry_run" if report["dry_run"] else "cli.roster", **counts))
    if report["given_back"]:
        say(texts.say("cli.roster_back", count=report["given_back"]))
    if "gone" in report:
        say(texts.say("cli.roster_gone", gone=report["gone"], unlisted=report["unlisted"]))


def _why(problem: Problem, texts: Words) -> str:
    sheet, row = problem.first_row or problem.source
    heading = problem.field.value if problem.field else ""
    params = {"sheet": sheet, "row": row, "length": problem.length, "heading": heading, "known": problem.known}
    return texts.say(f"roster.{problem.reason.value}", **params)
