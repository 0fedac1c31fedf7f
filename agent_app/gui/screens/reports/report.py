"""A report ready to be shown: made on the reading thread, so that the window only paints."""

from dataclasses import dataclass

from agent_app.documents.report_table import ReportTable, Value
from agent_app.gui.screens.reports.charts import pairs_of
from agent_app.gui.screens.reports.reading import Figures, Name
from agent_app.gui.screens.reports.tables import shown, table_of
from agent_app.gui.session import Session
from agent_app.gui.widgets.bars import Pair


@dataclass(frozen=True, slots=True, repr=False)
class Report:
    """The table, its cells and total in words, and the pairs of its chart."""

    name: Name
    table: ReportTable
    cells: list[tuple[str, ...]]
    total: tuple[str, ...] | None
    pairs: list[Pair]


def in_words(session: Session, figures: Figures) -> Report:
    """The figures as they are shown."""
    table = table_of(session, figures)
    total = None
    if table.total is not None:
        cells = zip(table.columns, table.total, strict=True)
        total = tuple("" if value is None else shown(session, each, value) for each, value in cells)
    return Report(
        figures.asked.name, table, [_row(session, table, one) for one in table.rows], total, pairs_of(session, figures)
    )


def _row(session: Session, table: ReportTable, one: tuple[Value, ...]) -> tuple[str, ...]:
    return tuple(shown(session, each, value) for each, value in zip(table.columns, one, strict=True))
