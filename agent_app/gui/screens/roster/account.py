"""What became of every sheet and column of a list, as lines."""

from collections.abc import Sequence

from agent_app.documents.roster_account import ColumnAccount, ColumnUse, SheetAccount, Treatment
from agent_app.documents.roster_books import column_letters
from agent_app.gui.models.statuses import count_label
from agent_app.gui.session import Session
from agent_app.gui.widgets.line_list import Line

_LOOKS = {
    ColumnUse.USED: ("ok", "circle-check"),
    ColumnUse.NOT_USED: ("text2", "circle-help"),
    ColumnUse.DOUBTFUL: ("warn", "circle-help"),
}


def account_items(account: Sequence[SheetAccount]) -> list[SheetAccount | ColumnAccount]:
    """Each list of each sheet, followed by its columns."""
    return [item for sheet in account for item in (sheet, *sheet.columns)]


def account_line(session: Session, item: SheetAccount | ColumnAccount) -> Line:
    """One of `account_items`."""
    return _sheet_line(session, item) if isinstance(item, SheetAccount) else _column_line(session, item)


def _sheet_line(session: Session, sheet: SheetAccount) -> Line:
    counts = {"rows": sheet.rows, "taken": sheet.taken, "noted": sheet.noted, "back": sheet.given_back}
    said = [session.say("roster.sheet_rows", **{name: count_label(session, count) for name, count in counts.items()})]
    for cause, count in sheet.skipped.items():
        said.append(f"{count_label(session, count)} {session.say(f'roster.skipped_{cause.value}')}")
    tone = "ok" if sheet.treatment is Treatment.READ else "warn"
    how = session.say(f"roster.sheet_{sheet.treatment.value}")
    return Line(f"{sheet.name} {sheet.part}".strip(), ", ".join(said), pill=(how, tone, "table"))


def _column_line(session: Session, column: ColumnAccount) -> Line:
    heading = column.heading or session.say("roster.column.unnamed", letter=column_letters(column.index))
    said = [session.say(f"roster.doubt_{doubt.value}") for doubt in column.doubts]
    if column.field is not None:
        said.insert(0, session.say(f"roster.field_{column.field.value}"))
    tone, icon = _LOOKS[column.use]
    use = session.say(f"roster.column_{column.use.value}")
    return Line(f"{column_letters(column.index)} · {heading}", ", ".join(said), pill=(use, tone, icon))
