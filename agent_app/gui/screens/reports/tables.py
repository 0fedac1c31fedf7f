"""Figures of a report as a table in words: the same for the screen, for files and for paper."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from operator import add

from agent_app.documents.report_table import Column, Kind, ReportTable, Share, Value
from agent_app.domain.money import format_rupiah, grouped
from agent_app.domain.months import month_label
from agent_app.gui.moments import short_date
from agent_app.gui.screens.reports.reading import Figures, Name
from agent_app.gui.session import Session
from agent_app.records.views.day_figures import DayFigures

Row = tuple[Value, ...]


def table_of(session: Session, figures: Figures) -> ReportTable:
    """The report."""
    make = {
        Name.DAILY: _daily,
        Name.COVERAGE: _coverage,
        Name.CASH_AGE: _cash_age,
        Name.PROGRAMMES: _programmes,
    }[figures.asked.name]
    columns, rows, total, rupiah = make(session, figures)
    say, name = session.say, figures.asked.name.value
    notes = [say(f"reports.{name}.note")]
    if (note := f"reports.{name}.{figures.asked.choice}.note") in session.words.keys:
        notes.append(say(note))
    now = session.now()
    return ReportTable(
        name=say(f"reports.{name}"),
        title=say(f"reports.{name}.title"),
        branch=say("reports.branch", coop=session.identity.coop_name, branch=session.identity.branch_name),
        period=period_of(session, figures),
        made_at=say("reports.made_at", day=short_date(session, now.date()), at=f"{now:%H.%M}", by=session.person),
        columns=columns,
        rows=rows,
        total=total if rows else None,
        rupiah=rupiah,
        notes=tuple(notes),
    )


def period_of(session: Session, figures: Figures) -> str:
    """The period, or the day as of which it is."""
    asked = figures.asked
    if asked.name in (Name.COVERAGE, Name.CASH_AGE):
        return session.say("reports.as_of", day=whole_date(session, asked.last))
    first, last = whole_date(session, asked.first), whole_date(session, asked.last)
    return session.say("reports.period", first=first, last=last)


def whole_date(session: Session, day: date) -> str:
    """With the year, which a report needs when it is read later."""
    return f"{day.day} {month_label(f'{day:%Y-%m}', session.settings.language)}"


def shown(session: Session, column: Column, value: Value) -> str:
    """A cell in words."""
    if value is None:
        return "—"
    if isinstance(value, Share):
        return value.shown(session.settings.language)
    if isinstance(value, date):
        return short_date(session, value)
    if isinstance(value, int):
        return format_rupiah(value) if column.kind is Kind.RUPIAH else grouped(value)
    return value


_Made = tuple[tuple[Column, ...], tuple[Row, ...], Row | None, int | None]


def _columns(session: Session, *named: tuple[str, Kind]) -> tuple[Column, ...]:
    return tuple(Column(session.say(f"reports.column.{name}"), kind) for name, kind in named)


def _daily(session: Session, figures: Figures) -> _Made:
    by_agent = figures.asked.choice == "agents"
    money = [(name, Kind.RUPIAH) for name in ("received", "reversed", "collected", "declared", "counted")]
    who = [("agent", Kind.TEXT), ("code", Kind.TEXT)] if by_agent else []
    columns = _columns(session, ("day", Kind.DAY), *who, ("papers", Kind.COUNT), *money)
    rows: list[Row] = []
    if by_agent:
        for one in figures.days:
            name = figures.names.get(one.agent, one.agent)
            rows.append((date.fromisoformat(one.day), name, one.agent, *_of_day(one)))
    else:
        sums: dict[str, tuple[int, ...]] = defaultdict(lambda: (0,) * 6)
        for one in figures.days:
            sums[one.day] = tuple(map(add, sums[one.day], _of_day(one)))
        rows = [(date.fromisoformat(day), *both) for day, both in sums.items()]
    leading = 3 if by_agent else 1
    total = _total(session, rows, leading)
    return columns, tuple(rows), total, _sum(one.collected for one in figures.days)


def _of_day(one: DayFigures) -> tuple[int, ...]:
    """Papers, received, taken back, collected, handed over, counted."""
    return one.papers, one.received, one.reversed, one.collected, one.declared, one.counted


def _coverage(session: Session, figures: Figures) -> _Made:
    by_village = figures.asked.choice == "village"
    where = (
        [("village", Kind.TEXT), ("district", Kind.TEXT)] if by_village else [("agent", Kind.TEXT), ("code", Kind.TEXT)]
    )
    listed = [("listed", Kind.COUNT)] if by_village else []
    shares = [("of_registered", Kind.SHARE)] + ([("of_listed", Kind.SHARE)] if by_village else [])
    columns = _columns(session, *where, *listed, ("registered", Kind.COUNT), ("protected", Kind.COUNT), *shares)
    rows: list[Row] = []
    for one in figures.coverage:
        name = one.name if by_village else figures.names.get(one.name, one.name)
        named: Row = (name or session.say("reports.nowhere"), one.district if by_village else one.name)
        rows.append(named + _covered(one.listed, one.registered, one.protected))
    every = [_sum(one.listed or 0 for one in figures.coverage) if by_village else None]
    every += [_sum(getattr(one, name) for one in figures.coverage) for name in ("registered", "protected")]
    total: Row = (session.say("reports.total"), None, *_covered(*every))
    return columns, tuple(rows), total, None


def _covered(listed: int | None, registered: int, protected: int) -> Row:
    of_registered = Share(protected, registered)
    if listed is None:
        return registered, protected, of_registered
    return listed, registered, protected, of_registered, Share(protected, listed)


def _cash_age(session: Session, figures: Figures) -> _Made:
    ages = [(f"age_{number}", Kind.RUPIAH) for number in range(4)]
    columns = _columns(session, ("agent", Kind.TEXT), ("code", Kind.TEXT), ("on_hand", Kind.RUPIAH), *ages)
    rows: list[Row] = [
        (figures.names.get(one.agent, one.agent), one.agent, one.on_hand, *one.ages)
        for one in sorted(figures.ages, key=lambda one: (-one.ages[3], -one.ages[2], -one.on_hand, one.agent))
    ]
    return columns, tuple(rows), _total(session, rows, 2), _sum(one.on_hand for one in figures.ages)


def _programmes(session: Session, figures: Figures) -> _Made:
    # What BPJS was paid by programme is not known where its price had changed: the difference has a column of its own.
    extra = ("difference",) if any(one.difference for one in figures.programmes) else ()
    money = [(name, Kind.RUPIAH) for name in ("jkk", "jkm", "jht", *extra, "sum")]
    counts = [("member_months", Kind.COUNT), ("with_jht", Kind.COUNT)]
    columns = _columns(session, ("month", Kind.TEXT), *counts, *money)
    rows: list[Row] = []
    for one in figures.programmes:
        label = month_label(one.month, session.settings.language)
        more = (one.difference,) if extra else ()
        rows.append((label, one.member_months, one.with_jht, one.jkk, one.jkm, one.jht, *more, one.rupiah))
    return columns, tuple(rows), _total(session, rows, 1), _sum(one.rupiah for one in figures.programmes)


def _total(session: Session, rows: Sequence[Row], leading: int) -> Row | None:
    """The sums of the columns after the first `leading`, which name things."""
    if not rows:
        return None
    sums = (
        sum(value for value in column if isinstance(value, int)) for column in list(zip(*rows, strict=True))[leading:]
    )
    return (session.say("reports.total"), *(None for _ in range(leading - 1)), *sums)


def _sum(each: Iterable[int]) -> int:
    return sum(each)
