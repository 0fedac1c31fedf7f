"""The chart of each report: pairs of bars, upright where they are of days or months, lying where they have names."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from agent_app.domain.money import format_rupiah
from agent_app.domain.shares import thousandths
from agent_app.gui.moments import short_date, short_month
from agent_app.gui.report_chart import PaperChart
from agent_app.gui.screens.reports.reading import Figures, Name
from agent_app.gui.session import Session
from agent_app.gui.widgets.bars import Pair
from agent_app.gui.widgets.chart_card import short_rupiah

UPRIGHT = frozenset({Name.DAILY, Name.PROGRAMMES})
MOST_DAYS, MOST_NAMES = 31, 40


def series_of(session: Session, name: Name) -> tuple[str, str]:
    """What the two bars are."""
    return session.say(f"reports.{name.value}.first"), session.say(f"reports.{name.value}.second")


def on_paper(session: Session, name: Name, pairs: Sequence[Pair]) -> PaperChart:
    """The chart as it stands above the table in a PDF."""
    first, second = series_of(session, name)
    return PaperChart(name in UPRIGHT, first, second, tuple(pairs), partial(short_rupiah, session))


def pairs_of(session: Session, figures: Figures) -> list[Pair]:
    """The pairs; of a long period the last days, of many names those with most."""
    match figures.asked.name:
        case Name.DAILY:
            return _days(session, figures)
        case Name.PROGRAMMES:
            return [_money(short_month(session, one.month), one.jkk + one.jkm, one.jht) for one in figures.programmes]
        case Name.CASH_AGE:
            some = sorted(figures.ages, key=lambda one: -one.on_hand)[:MOST_NAMES]
            named = [(figures.names.get(one.agent, one.agent), one.ages) for one in some if one.on_hand]
            return [_money(name, ages[0] + ages[1], ages[2] + ages[3]) for name, ages in named]
        case Name.COVERAGE:
            return _coverage(session, figures)


def _days(session: Session, figures: Figures) -> list[Pair]:
    asked = figures.asked
    first = max(asked.first, asked.last - timedelta(days=MOST_DAYS - 1))
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for one in figures.days:
        sums[one.day][0] += one.collected
        sums[one.day][1] += one.counted
    days = [first + timedelta(days=number) for number in range((asked.last - first).days + 1)]
    return [_money(str(day.day), *sums[day.isoformat()], whole=short_date(session, day)) for day in days]


def _coverage(session: Session, figures: Figures) -> list[Pair]:
    some = sorted(figures.coverage, key=lambda one: (-one.registered, one.name))[:MOST_NAMES]
    pairs = []
    for one in some:
        name = one.name if figures.asked.choice == "village" else figures.names.get(one.name, one.name)
        figure = (str(one.registered), f"{one.protected}")
        if thousandths(one.protected, one.registered) is not None:
            pairs.append(Pair(name or session.say("reports.nowhere"), one.registered, one.protected, *figure))
    return pairs


def _money(label: str, first: int, second: int, whole: str = "") -> Pair:
    return Pair(label, first, second, format_rupiah(first), format_rupiah(second), whole)
