"""`answer import`: an answer of BPJS held against what the branch paid, on a supervisor's laptop; decided as the window
decides it."""

import argparse
import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from agent_app import bootstrap
from agent_app.cli.places import require_writable, written
from agent_app.cli.secrets import asker
from agent_app.cli.speech import say, speech
from agent_app.documents.answer_columns import AnswerColumns, AnswerField, guess_columns
from agent_app.documents.answer_left import write_left_out
from agent_app.documents.answer_words import Meaning, folded
from agent_app.documents.bpjs_answer import AnswerFile, Reading, load_answer, sort_answer
from agent_app.documents.roster_rows import Source
from agent_app.documents.text_workbook import free_name
from agent_app.domain.answers import Standing
from agent_app.domain.errors import Refused
from agent_app.domain.refusals import RefusalCode
from agent_app.domain.texts import fold
from agent_app.reference.words import Words
from agent_app.services.answer_act import Decision, TakeAnswer, may_protect, parts_of, protecting, take_answer
from agent_app.services.answer_check import CheckedAnswer, CheckedRow, check_answer
from agent_app.services.answer_words import columns_told, doubts_text, notes_text, reasons_left

SHOWN_ROWS = 50
"""On the terminal; the file of what was left out has them all."""


def import_answer(options: argparse.Namespace) -> int:
    """Take an answer in, or only look at it; prints how many member-months became protected."""
    require_writable(options.json, options.left)
    texts = speech(options)
    with bootstrap.device(options.data, asker(options)) as store:
        me = store.identity
        if me.role != "supervisor":
            raise Refused(RefusalCode.ROLE_NOT_ALLOWED)
        today = me.business_day(store.now())
        if options.effective_day is not None and options.effective_day > today:
            raise Refused(RefusalCode.DATE_UNREADABLE)
        file = load_answer(options.file)
        answer = sort_answer(file, today=today, reading=_reading(options, file))
        if not answer.rows:
            raise Refused(RefusalCode.ANSWER_NO_HEADER)
        with store.reading() as connection:
            checked = check_answer(connection, me.coop, me.branch, answer, today=today, given_day=options.effective_day)
        decisions = _decisions(options, checked)
        _tell(texts, checked, decisions)
        report = _report(checked, decisions, texts)
        if not options.dry_run:
            parts = parts_of(checked, decisions, options.reference or "")
            done = store.write(take_answer, TakeAnswer(parts=parts)).result().result
            report |= {"member_months": done.member_months, "members": done.members, "members_refused": done.refused}
    _give_back(options, checked, decisions, texts, report)
    print(report["member_months"])
    return 0


def _reading(options: argparse.Namespace, file: AnswerFile) -> Reading:
    """What the person said of columns and words. Raises Refused(answer_no_such_column, heading)."""
    wanted = {fold(heading): AnswerField(field) for heading, field in options.column}
    found: set[str] = set()
    columns: dict[str, AnswerColumns] = {}
    for sheet in file.sheets:
        columns[sheet.name] = guessed = guess_columns(sheet)
        for one in guessed.columns:
            field = wanted.get(fold(one.heading)) if one.heading else None
            if field is not None:
                found.add(fold(one.heading))
                columns[sheet.name] = columns[sheet.name].with_field(one.index, field)
    for heading, _ in options.column:
        if fold(heading) not in found:
            raise Refused(RefusalCode.ANSWER_NO_SUCH_COLUMN, heading=heading)
    said = ((Meaning.YES, options.accepted), (Meaning.NO, options.refused), (Meaning.NOTHING, options.meaningless))
    return Reading(columns=columns, words={folded(word): means for means, some in said for word in some})


def _decisions(options: argparse.Namespace, checked: CheckedAnswer) -> dict[Source, Decision]:
    """What the person decided row by row. Raises Refused(answer_row_not_to_decide, row) for any other row."""
    rows = {one.row.source: one for one in checked.of(Standing.CHECK)}
    found: dict[Source, Decision] = {}
    for (sheet, number), reason in options.take:
        one = _row_at(rows, sheet, number)
        if not may_protect(one):
            raise Refused(RefusalCode.ANSWER_ROW_NOT_TO_DECIDE, row=number)
        found[one.row.source] = Decision(outcome="protect", reason=reason, day=options.effective_day)
    for (sheet, number), reason in options.leave:
        one = _row_at(rows, sheet, number)
        found[one.row.source] = Decision(outcome="leave", reason=reason)
    return found


def _row_at(rows: dict[Source, CheckedRow], sheet: str, number: int) -> CheckedRow:
    fitting = [one for source, one in rows.items() if source[1] == number and sheet in ("", source[0])]
    if len(fitting) != 1:
        raise Refused(RefusalCode.ANSWER_ROW_NOT_TO_DECIDE, row=number)
    return fitting[0]


def _tell(texts: Words, checked: CheckedAnswer, decisions: dict[Source, Decision]) -> None:
    for columns in checked.answer.columns:
        for heading, use in columns_told(texts, columns):
            say(f"{columns.sheet}: {heading} → {use}")
    for word, count in checked.answer.unknown:
        say(texts.say("cli.answer_word", word=word, count=count))
    for title, lines in _groups(texts, checked, decisions):
        say(f"{title}: {len(lines)}")
        for line in lines[:SHOWN_ROWS]:
            say(f"  {line}")
        if len(lines) > SHOWN_ROWS:
            say(f"  {texts.say('cli.roster_more', count=len(lines) - SHOWN_ROWS)}")


def _groups(texts: Words, checked: CheckedAnswer, decisions: dict[Source, Decision]) -> Iterator[tuple[str, list[str]]]:
    """Every row of the file in the group in which it ends. No name and no NIK is written to the terminal but those of
    rows that a person must look at or that have ended."""
    will = protecting(checked, decisions)
    notes = [f"{_place(one)}: {text}" for one in will if (text := notes_text(texts, one))]
    yield f"{texts.say('remit.answer.protected')} ({len(will)})", notes
    yield texts.say("remit.answer.refused"), [f"{_place(one)}: {one.row.said}" for one in checked.of(Standing.REFUSED)]
    taken = {one.row.source for one in will}
    waiting = [one for one in checked.of(Standing.CHECK) if one.row.source not in taken]
    yield texts.say("remit.answer.check"), [f"{_place(one)}: {doubts_text(texts, one)}" for one in waiting]
    ended = checked.of(Standing.ENDED)
    yield texts.say("remit.answer.ended"), [f"{_place(one)}: {_name(one)} {one.row.sign}".rstrip() for one in ended]
    rest = [f"{_place(one)}: {texts.say('remit.answer.is_known')}" for one in checked.of(Standing.KNOWN)]
    passed = [
        f"{sheet} {row}: {texts.say(f'answer.passed.{why.value}')}" for (sheet, row), why in checked.answer.passed
    ]
    yield texts.say("remit.answer.rest"), [*rest, *passed]


def _report(checked: CheckedAnswer, decisions: dict[Source, Decision], texts: Words) -> dict[str, Any]:
    will = protecting(checked, decisions)
    doubts = Counter(doubt.value for one in checked.of(Standing.CHECK) for doubt in one.doubts)
    return {
        "rows_in_file": len(checked.answer.cells),
        "protects": len(will),
        "refused": len(checked.of(Standing.REFUSED)),
        "check": len([one for one in checked.of(Standing.CHECK) if one not in will]),
        "ended": len(checked.of(Standing.ENDED)),
        "known": len(checked.of(Standing.KNOWN)),
        "passed": dict(Counter(why.value for _, why in checked.answer.passed)),
        "doubts": dict(doubts),
        "needs_effective_day": checked.needs_day,
        "unknown_words": dict(checked.answer.unknown),
        "columns": {one.sheet: dict(columns_told(texts, one)) for one in checked.answer.columns},
        "rows": [
            {"sheet": one.row.source[0], "row": one.row.source[1], "standing": one.standing.value}
            | {"doubts": [doubt.value for doubt in one.doubts], "notes": [note.value for note in one.notes]}
            for one in checked.rows
        ],
        "member_months": 0,
    }


def _give_back(
    options: argparse.Namespace,
    checked: CheckedAnswer,
    decisions: dict[Source, Decision],
    texts: Words,
    report: dict[str, Any],
) -> None:
    reasons = reasons_left(texts, checked, decisions)
    if reasons:
        left = options.left or free_name(options.file.with_name(f"{options.file.stem}-tidak-masuk.xlsx"))
        write_left_out(left, checked.answer, reasons, texts.say)
        report["left_file"] = str(left)
        say(texts.say("remit.answer.saved", file=left))
    if checked.needs_day:
        say(texts.say("cli.answer_no_day"))
    if options.dry_run:
        say(texts.say("cli.answer_dry_run"))
    if options.json:
        with written():
            options.json.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _place(one: CheckedRow) -> str:
    return f"{one.row.source[0]} {one.row.source[1]}"


def _name(one: CheckedRow) -> str:
    return (one.member.name if one.member is not None else one.row.name) or one.row.number_shown
