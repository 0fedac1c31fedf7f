"""An answer of BPJS in words, the same in the window, on the command line and in the file of what was left out."""

from collections.abc import Iterator, Mapping
from datetime import date

from agent_app.documents.answer_columns import AnswerColumn, AnswerColumns, Certainty
from agent_app.documents.months_text import months_text
from agent_app.documents.roster_rows import Source
from agent_app.domain.answers import Doubt, Standing
from agent_app.domain.months import Month
from agent_app.reference.words import Words
from agent_app.services.answer_act import Decision, protecting
from agent_app.services.answer_check import CheckedAnswer, CheckedRow


def doubts_text(texts: Words, one: CheckedRow) -> str:
    """Everything that speaks against a row, each with what stands in the file and what stands here."""
    return " ".join(doubts_of(texts, one))


def doubts_of(texts: Words, one: CheckedRow) -> tuple[str, ...]:
    """The same, one by one."""
    return tuple(_doubt(texts, one, doubt) for doubt in one.doubts)


def notes_text(texts: Words, one: CheckedRow) -> str:
    return " ".join(texts.say(f"answer.note.{note.value}", **_values(texts, one)) for note in one.notes)


def reasons_left(texts: Words, checked: CheckedAnswer, decisions: Mapping[Source, Decision]) -> dict[Source, str]:
    """Why each row is not taken that is not: BPJS's own words, what speaks against it, and what a person decided."""
    taken = {one.row.source for one in protecting(checked, decisions)}
    found = {}
    for one in checked.rows:
        if one.row.source not in taken and one.standing is not Standing.KNOWN:
            said = decisions.get(one.row.source)
            found[one.row.source] = _why_left(texts, one, said)
    return found


def columns_told(texts: Words, columns: AnswerColumns) -> Iterator[tuple[str, str]]:
    """Every column of a sheet with what it is used as, that it is not used, or that nobody knows."""
    for one in columns.columns:
        yield one.heading or texts.say("answer.column_unnamed", number=one.index + 1), column_use(texts, one)


def column_use(texts: Words, column: AnswerColumn) -> str:
    if column.field is None:
        return texts.say("answer.column_doubtful")
    use = texts.say(f"answer.field.{column.field.value}")
    return texts.say("answer.column_guessed", use=use) if column.certainty is Certainty.LIKELY else use


def _why_left(texts: Words, one: CheckedRow, said: Decision | None) -> str:
    if one.standing is Standing.REFUSED:
        return one.row.said
    if one.standing is Standing.ENDED:
        return " ".join((texts.say("answer.ended"), one.row.sign)).strip()
    why = doubts_text(texts, one)
    return f"{why} {texts.say('answer.left', reason=said.reason)}" if said is not None else why


def _doubt(texts: Words, one: CheckedRow, doubt: Doubt) -> str:
    return texts.say(f"answer.doubt.{doubt.value}", **_values(texts, one))


def _values(texts: Words, one: CheckedRow) -> dict[str, str]:
    """Both values of everything that can differ: `file_…` as the answer has it, `here_…` as the records do."""
    row, member = one.row, one.member
    paid = sorted({each.month for each in one.paid})
    days = sorted({each.day for each in one.paid})
    prices = sorted({price for each in one.paid for price in each.rupiah})
    codes = sorted({each.reference for each in one.paid})
    here = {
        "nik": member.nik if member is not None else None,
        "number": member.participant_number if member is not None else None,
        "name": member.name if member is not None else None,
        "months": _months(texts, paid),
        "day": _day(texts, days[0]) if days else "",
        "rupiah": ", ".join(f"{price:,}".replace(",", ".") for price in prices),
        "code": ", ".join(codes),
    }
    file = {
        "nik": row.nik_shown,
        "number": row.number_shown,
        "name": row.name or "",
        "months": row.months_shown,
        "day": row.day_shown or (_day(texts, one.day) if one.day is not None else ""),
        "rupiah": row.rupiah_shown,
        "code": row.reference or "",
        "readings": " / ".join(_months(texts, some) for some in row.months),
        "said": row.said,
        "sign": row.sign or row.said,
    }
    values = {f"file_{name}": text or texts.say("answer.nothing") for name, text in file.items()}
    return values | {f"here_{name}": text or texts.say("answer.none_here") for name, text in here.items()}


def _months(texts: Words, months: tuple[Month, ...] | list[Month]) -> str:
    return months_text(texts, months)


def _day(texts: Words, day: date) -> str:
    return f"{day.day} {texts.say(f'frame.month.{day.month}')} {day.year}"
