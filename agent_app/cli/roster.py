"""`roster import`: a cooperative's member list into the branch's roster, on a supervisor's laptop."""

import argparse
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from agent_app import bootstrap
from agent_app.cli.places import require_writable, written
from agent_app.cli.roster_told import SHOWN, report_of, tell_account, why, words_with_options
from agent_app.cli.secrets import asker
from agent_app.cli.speech import say, speech
from agent_app.documents.error_file import write_error_file, write_error_file_somewhere
from agent_app.documents.roster_account import Answers, DayOrder, Keep
from agent_app.documents.roster_headings import RosterField
from agent_app.documents.roster_rows import Problem
from agent_app.domain.errors import Refused
from agent_app.domain.refusals import RefusalCode
from agent_app.records import bulk
from agent_app.reference.words import Words
from agent_app.services.roster import UnlistRows, take_rows, unlist_rows
from agent_app.services.roster_list import ListFile, chosen_mappings, look_at_file, rows_to_mend
from agent_app.services.roster_questions import Choice
from agent_app.store.store import Store

ROWS_AN_ACT = 5_000
"""No window waits beside the command, so its acts are long: fewer of them have to be flushed to the disk."""


def import_list(options: argparse.Namespace) -> int:
    """Take a list in, or only look at it; prints how many rows are new or changed."""
    require_writable(options.json, options.errors)
    texts = speech(options)
    with bootstrap.device(options.data, asker(options)) as store:
        if store.identity.role != "supervisor":
            raise Refused(RefusalCode.ROLE_NOT_ALLOWED)
        found = _look(store, options)
        for number in range(len(found.looked.questions)):
            found.looked.decide(number, Choice(options.doubtful))
        report = report_of(found) | _counts(found)
        # Written first: where it cannot stand, nothing is half done.
        problems = rows_to_mend(options.file, found)
        errors = _write_errors(options, found, problems, texts)
        if not options.dry_run:
            report |= _write(store, found)
        if options.complete:
            report |= _unlist(store, found, options.dry_run, texts)
    _tell(found, problems, report, texts)
    if errors is not None:
        report["error_file"] = str(errors)
        say(texts.say("cli.roster_errors", file=errors))
    if options.json:
        with written():
            options.json.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(report["new"] + report["changed"])
    return 0


def _look(store: Store, options: argparse.Namespace) -> ListFile:
    """The list as its options say it is to be read."""
    columns = {RosterField(field): column for field, column in options.column or ()}
    mappings = chosen_mappings(options.file, columns, options.sheet) if columns else ()
    answers = Answers(
        hidden=Keep(options.hidden) if options.hidden else None,
        ended=Keep(options.ended) if options.ended else None,
        day_order=DayOrder(options.day_order) if options.day_order else None,
        typed_once=Keep(options.typed_once) if options.typed_once else None,
        branches=tuple(options.branch) if options.branch else None,
        sheets=(options.sheet,) if options.sheet else (),
    )
    today = store.identity.business_day(store.now())
    return look_at_file(store, options.file, mappings, options.sheet, today=today, answers=answers)


def _write_errors(options: argparse.Namespace, found: ListFile, problems: list[Problem], texts: Words) -> Path | None:
    """The rows that need a person as a workbook, where told or beside the list; rows that somebody has begun to
    correct are not written over."""
    if not problems or found.summary is None:
        return None
    words = words_with_options(texts)
    if options.errors is None:
        return write_error_file_somewhere(options.file, problems, found.summary.mappings, words)
    write_error_file(options.errors, problems, found.summary.mappings, words)
    return Path(options.errors)


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
    tell_account(found, texts)
    for problem in problems[:SHOWN]:
        say(f"{problem.source[0]} {problem.row_number}: {why(problem, texts)}")
    if len(problems) > SHOWN:
        say(texts.say("cli.roster_more", count=len(problems) - SHOWN))
    counts = {name: report[name] for name in ("listed", "problems", "new", "changed", "unchanged")}
    say(texts.say("cli.roster_dry_run" if report["dry_run"] else "cli.roster", **counts))
    if report["given_back"]:
        say(texts.say("cli.roster_back", count=report["given_back"]))
    if "gone" in report:
        say(texts.say("cli.roster_gone", gone=report["gone"], unlisted=report["unlisted"]))
