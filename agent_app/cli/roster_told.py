"""What `roster import` tells of a list: its account as words on the terminal and as JSON, without names or NIKs."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from agent_app.cli.speech import say
from agent_app.documents.roster_account import (
    FLAGS,
    QUESTION_OF_REASON,
    QUESTION_OF_WARNING,
    ColumnAccount,
    ColumnUse,
    Question,
    SheetAccount,
)
from agent_app.documents.roster_books import column_letters
from agent_app.documents.roster_rows import Problem
from agent_app.reference.words import Words
from agent_app.services.roster_list import ListFile
from agent_app.services.roster_questions import Question as PeopleQuestion

SHOWN = 20
"""Rows, questions or people on the terminal; the error file and the JSON have all."""


def report_of(found: ListFile) -> dict[str, Any]:
    """The account of a list: sheets with their rows and columns, rows given back, notes by row, open questions."""
    summary = found.summary
    assert summary is not None, "the last chunk carries the summary"
    return {
        "listed": summary.listed,
        "problems": summary.problems,
        "skipped": {cause.value: count for cause, count in summary.skipped.items()},
        "rows_in_file": summary.rows_in_file,
        "sheets": [_sheet(account) for account in found.account],
        "columns": {
            mapping.sheet: {column.field.value: column.heading for column in mapping.columns}
            for mapping in summary.mappings
        },
        "unmapped": {mapping.sheet: [text for _, text in mapping.unmapped] for mapping in summary.mappings},
        "reasons": dict(Counter(problem.reason.value for problem in found.problems)),
        "rows_given_back": [
            {"sheet": problem.source[0], "row": problem.row_number, "reason": problem.reason.value}
            for problem in found.problems
        ],
        "warnings": dict(found.notes()),
        "notes": {warning.value: found.noted.rows_of(warning) for warning, _ in found.noted.counts()},
        "odd_bytes": [
            {"sheet": sheet, "row": row, "bytes": bytes_} for (sheet, row), bytes_ in found.noted.odd_bytes.items()
        ],
        "asked": [_asked(question) for question in found.asked],
        "questions": [_asked_of_people(one) for one in found.looked.questions],
    }


def tell_account(found: ListFile, texts: Words) -> None:
    """The sheets, their columns, the notes and what is to be decided."""
    for account in found.account:
        _tell_sheet(account, texts)
    for warning, count in found.noted.counts():
        places = _places(found.noted.rows_of(warning), count, texts)
        say(f"{texts.say(f'roster.{warning.value}')}{_option(warning.value)} {places}")
    for (sheet, row), bytes_ in list(found.noted.odd_bytes.items())[:SHOWN]:
        say(f"  {sheet} {row}: {bytes_}")
    for question in found.asked:
        words = texts.say(f"roster.ask_{question.kind.value}", count=question.count)
        said = f" ({', '.join(question.said)})" if question.said else ""
        say(f"? {words}{said} {FLAGS[question.kind]} {'|'.join(question.options)}")


def why(problem: Problem, texts: Words) -> str:
    """Why a row is given back."""
    sheet, row = problem.first_row or problem.source
    heading = problem.field.value if problem.field else ""
    params = {"sheet": sheet, "row": row, "length": problem.length, "heading": heading}
    text = texts.say(f"roster.{problem.reason.value}", **params, known=problem.known, said=problem.said)
    return f"{text}{_option(problem.reason.value)}"


def words_with_options(texts: Words) -> Callable[[str], str]:
    """The words of a key, with the option that answers the question a row waits for."""
    return lambda key: f"{texts.say(key)}{_option(key.removeprefix('roster.'))}"


def _option(code: str) -> str:
    kinds = {str(of): kind for of, kind in (*QUESTION_OF_REASON.items(), *QUESTION_OF_WARNING.items())}
    return f" ({FLAGS[kinds[code]]})" if code in kinds else ""


def _tell_sheet(account: SheetAccount, texts: Words) -> None:
    name = f"{account.name} {account.part}".strip()
    how = texts.say(f"roster.sheet_{account.treatment.value}")
    counts = {"rows": account.rows, "taken": account.taken, "noted": account.noted, "back": account.given_back}
    say(texts.say("cli.roster_sheet", sheet=name, how=how, **counts))
    for cause, count in account.skipped.items():
        say(f"  {count} {texts.say(f'roster.skipped_{cause.value}')}")
    for column in account.columns:
        say(f"  {_column_text(column, texts)}")


def _column_text(column: ColumnAccount, texts: Words) -> str:
    name = f"{column_letters(column.index)} {column.heading}".strip()
    if column.use is ColumnUse.USED and column.field is not None:
        return f"{name} → {texts.say(f'roster.field_{column.field.value}')}"
    use = texts.say(f"roster.column_{column.use.value}")
    field = f" → {texts.say(f'roster.field_{column.field.value}')}" if column.field is not None else ""
    doubts = ", ".join(texts.say(f"roster.doubt_{doubt.value}") for doubt in column.doubts)
    return f"{name}{field} ({use}{': ' if doubts else ''}{doubts})"


def _places(rows: dict[str, list[int]], count: int, texts: Words) -> str:
    """`Anggota 3, 5` and how many more."""
    shown, left = [], SHOWN
    for sheet, numbers in rows.items():
        if left > 0:
            shown.append(f"{sheet} {', '.join(map(str, numbers[:left]))}")
        left -= len(numbers)
    more = f" {texts.say('cli.roster_more', count=count - SHOWN)}" if count > SHOWN else ""
    return f"{'; '.join(shown)}{more}"


def _sheet(account: SheetAccount) -> dict[str, Any]:
    return {
        "name": account.name,
        "part": account.part,
        "treatment": account.treatment.value,
        "hidden": account.hidden,
        "hidden_rows": account.hidden_rows,
        "says_ended": account.says_ended,
        "rows": account.rows,
        "taken": account.taken,
        "noted": account.noted,
        "given_back": account.given_back,
        "skipped": {cause.value: count for cause, count in account.skipped.items()},
        "columns": [_column(column) for column in account.columns],
    }


def _column(column: ColumnAccount) -> dict[str, Any]:
    return {
        "column": column_letters(column.index),
        "heading": column.heading,
        "use": column.use.value,
        "field": column.field.value if column.field is not None else None,
        "doubts": [doubt.value for doubt in column.doubts],
    }


def _asked(question: Question) -> dict[str, Any]:
    flag = FLAGS[question.kind]
    return {
        "kind": question.kind.value,
        "rows": question.count,
        "said": list(question.said),
        "flag": flag,
        "answers": list(question.options),
    }


def _asked_of_people(question: PeopleQuestion) -> dict[str, Any]:
    """A question without names and numbers of people."""
    return {
        "doubt": question.doubt.value,
        "rows": [one.source for one in question.rows],
        "offered": [choice.value for choice in question.offered],
    }
