"""The one-page benefit illustration that is read before somebody agrees: figures from dated data, plain words.

The sentences are those of resources/words/illustration_<language>.json, a file of their own so that they can be
said in a language of the islands too.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from agent_app.domain.benefits import BenefitCode, Benefits, SchoolLevel
from agent_app.domain.contributions import (
    Programme,
    Quote,
    Schedule,
    Sector,
    Sureness,
    bracket_for,
    quote_for_base,
)
from agent_app.domain.coverage import CoverageRules
from agent_app.domain.funding import CASH
from agent_app.domain.money import format_rupiah
from agent_app.domain.months import Language, Month, add_months, month_label, month_of, month_range, months_between
from agent_app.reference.benefits import benefits
from agent_app.reference.rules import rules
from agent_app.reference.words import Words


@dataclass(frozen=True, slots=True)
class PriceStep:
    """From `first` on a month costs `rupiah`, of which `parts` are the programmes', and `full` without the relief of
    `regulation`; `last` is None where no later price is known."""

    first: Month
    last: Month | None
    rupiah: int
    full: int
    regulation: str | None
    parts: tuple[tuple[Programme, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Who the illustration is for: what they said so far. `income` rupiah a month, None while nobody said it;
    `children` of school age, None while nobody asked."""

    income: int | None
    sector: Sector
    programmes: tuple[Programme, ...]
    children: int | None


@dataclass(frozen=True, slots=True)
class Row:
    """One sentence with its figure; `note` says source or condition; `unconfirmed` figures are marked."""

    text: str
    figure: str = ""
    note: str = ""
    unconfirmed: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """`icon` names a picture by what it is about: family, accident, school or price."""

    title: str
    icon: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """The whole page; `remarks` are what must be known besides."""

    title: str
    parts: tuple[Part, ...]
    remarks: tuple[str, ...]


def price_steps(
    schedule: Schedule, income: int, sector: Sector, programmes: Collection[Programme], today: date
) -> tuple[PriceStep, ...]:
    """What a month costs from the present one on, until the last price known.

    Raises what `domain.contributions.quote` raises.
    """
    first = month_of(today)
    ends = [rule.last_month for rule in schedule.relief if rule.last_month >= first]
    begins = [rule.first_month for rule in schedule.relief if rule.first_month >= first]
    count = months_between(first, max([first, *ends, *begins])) + 2
    base = bracket_for(schedule, income).base
    quoted = quote_for_base(schedule, base, sector, CASH, programmes, month_range(first, count))
    return tuple(_steps(quoted, schedule))


def _steps(quoted: Quote, schedule: Schedule) -> Iterator[PriceStep]:
    regulations = {rule.id: rule.regulation for rule in schedule.relief}
    reliefs = {line.month: line.relief for line in quoted.lines if line.relief is not None}
    months = quoted.months
    changes = [0, *(at for at in range(1, len(months)) if months[at].paid != months[at - 1].paid)]
    for at, change in enumerate(changes):
        price = months[change]
        last = add_months(months[changes[at + 1]].month, -1) if at + 1 < len(changes) else None
        regulation = regulations.get(reliefs.get(price.month) or "")
        parts = tuple((line.programme, line.paid) for line in quoted.lines if line.month == price.month)
        yield PriceStep(price.month, last, price.paid, price.full, regulation, parts)


def page(words: Words, language: Language, schedule: Schedule, subject: Subject, today: date) -> Page:
    """The page for a person, with the figures in force today."""
    writer = _Writer(words, language, schedule, subject, benefits(today), rules(today).coverage, today)
    return Page(
        words.say("illustration.title"),
        (
            Part(words.say("illustration.death"), "family", tuple(writer.death())),
            Part(words.say("illustration.accident"), "accident", tuple(writer.accident())),
            Part(words.say("illustration.school"), "school", tuple(writer.school())),
            Part(words.say("illustration.price"), "price", tuple(writer.prices())),
        ),
        (
            words.say("illustration.protection"),
            words.say("illustration.lapse", months=rules(today).coverage.arrears_months),
        ),
    )


@dataclass(frozen=True, slots=True)
class _Writer:
    words: Words
    language: Language
    schedule: Schedule
    subject: Subject
    figures: Benefits
    waiting: CoverageRules
    today: date

    def death(self) -> Iterator[Row]:
        first = self.figures.row(BenefitCode.DEATH_FIRST_MONTHS)
        months = self.waiting.death_benefit_months
        yield Row(
            self.words.say("illustration.death_first", months=months),
            format_rupiah(self.figures.death_in_first_months),
            self.words.say(f"illustration.source.{first.code}"),
            first.sureness is Sureness.UNCONFIRMED,
        )
        later = self.figures.row(BenefitCode.DEATH_LUMP_SUM)
        yield Row(
            self.words.say("illustration.death_later", months=months),
            format_rupiah(self.figures.death),
            self.words.say(f"illustration.source.{later.code}"),
            later.sureness is Sureness.UNCONFIRMED,
        )

    def accident(self) -> Iterator[Row]:
        bracket = bracket_for(self.schedule, self.subject.income or 0)
        yield Row(self.words.say("illustration.treatment"), self.words.say("illustration.treatment_figure"))
        for text, rupiah, code in (
            ("accident_death", self.figures.accident_death(bracket.base), BenefitCode.ACCIDENT_DEATH),
            ("disability", self.figures.total_disability(bracket.base), BenefitCode.ACCIDENT_DISABILITY),
        ):
            found = self.figures.row(code)
            yield Row(
                self.words.say(f"illustration.{text}"),
                self._at_least(rupiah),
                self.words.say("illustration.by_base", base=format_rupiah(bracket.base)),
                Sureness.UNCONFIRMED in (found.sureness, bracket.sureness),
            )

    def school(self) -> Iterator[Row]:
        most = self.figures.scholarship_children
        whole = self.figures.scholarship_at_most(SchoolLevel.PRIMARY)
        late = self.figures.scholarship_at_most(SchoolLevel.UPPER_SECONDARY)
        children = self.subject.children
        note = self.words.say("illustration.school_when", months=self.waiting.scholarship_months)
        unconfirmed = any(one.sureness is Sureness.UNCONFIRMED for one in self.figures.scholarship)
        if children == 0:
            yield Row(self.words.say("illustration.no_children"))
            return
        counted = min(children or 1, most)
        text = "one_child" if counted == 1 else "children"
        yield Row(
            self.words.say(f"illustration.{text}", count=counted),
            self.words.say("illustration.at_most", amount=format_rupiah(whole * counted)),
            note,
            unconfirmed,
        )
        yield Row(
            self.words.say("illustration.late_child"),
            self.words.say("illustration.at_most", amount=format_rupiah(late)),
        )
        if children is not None and children > most:
            yield Row(self.words.say("illustration.children_limit", most=most, asked=children))

    def prices(self) -> Iterator[Row]:
        income = self.subject.income or 0
        bracket = bracket_for(self.schedule, income)
        steps = price_steps(self.schedule, income, self.subject.sector, self.subject.programmes, self.today)
        for step in steps:
            note = ""
            if step.regulation is not None:
                note = self.words.say("illustration.relief", full=format_rupiah(step.full), regulation=step.regulation)
            yield Row(
                self._span(step),
                self.words.say("illustration.a_month", amount=self._at_least(step.rupiah)),
                note,
                bracket.sureness is Sureness.UNCONFIRMED,
            )
        if Programme.JHT in self.subject.programmes:
            yield Row(self.words.say("illustration.savings", amount=format_rupiah(bracket.price(Programme.JHT))))

    def _span(self, step: PriceStep) -> str:
        first = month_label(step.first, self.language)
        if step.last is None:
            return self.words.say("illustration.price_from", month=first)
        if step.last == step.first:
            return self.words.say("illustration.price_in", month=first)
        return self.words.say("illustration.price_until", first=first, last=month_label(step.last, self.language))

    def _at_least(self, rupiah: int) -> str:
        amount = format_rupiah(rupiah)
        return amount if self.subject.income is not None else self.words.say("illustration.at_least", amount=amount)
