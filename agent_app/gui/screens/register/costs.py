"""What a registration costs a month, for the cards, the summary and the illustration."""

from collections.abc import Callable
from datetime import date

from agent_app.documents.illustration import Page, PriceStep, Subject, page, price_steps
from agent_app.domain.contributions import Programme, Schedule, Sector, Sureness, bracket_for
from agent_app.domain.money import format_rupiah
from agent_app.domain.months import month_label
from agent_app.gui.screens.register.answers import Answers, read_income, read_number
from agent_app.gui.screens.register.summary import Price
from agent_app.gui.session import Session


class Costs:
    """Prices under one schedule on one day."""

    def __init__(self, session: Session, schedule: Schedule, accepted: bool) -> None:
        self._session, self._schedule, self._accepted = session, schedule, accepted
        self._say: Callable[..., str] = session.say
        self._today: date = session.today()

    def page(self, answers: Answers) -> Page:
        """The illustration for these answers."""
        subject = Subject(
            income=read_income(answers.income),
            sector=_sector(answers),
            programmes=answers.programmes,
            children=read_number(answers.children),
        )
        return page(self._session.words, self._session.settings.language, self._schedule, subject, self._today)

    def card(self, answers: Answers, programmes: tuple[Programme, ...]) -> str:
        """The price on a card of programmes; the lowest there is while no income was said."""
        amount = format_rupiah(self._steps(answers, programmes)[0].rupiah)
        known = read_income(answers.income) is not None
        return amount if known else self._say("register.price.from", amount=amount)

    def summary(self, answers: Answers) -> Price:
        """The price in the summary; without an income there is none."""
        income = read_income(answers.income)
        if income is None:
            return Price("–", self._say("register.price.ask"))
        steps = self._steps(answers, answers.programmes)
        bracket = bracket_for(self._schedule, income)
        doubtful = [] if bracket.sureness is not Sureness.UNCONFIRMED else [self._say("register.price.unconfirmed")]
        doubtful += [] if self._accepted else [self._say("register.price.not_accepted")]
        return Price(format_rupiah(steps[0].rupiah), self._parts(steps[0]), self._later(steps), " ".join(doubtful))

    def _parts(self, now: PriceStep) -> str:
        parts = " + ".join(f"{programme.value} {format_rupiah(rupiah)}" for programme, rupiah in now.parts)
        if now.regulation is None:
            return parts
        relief = self._say("register.price.relief", full=format_rupiah(now.full), regulation=now.regulation)
        return f"{parts}\n{relief}"

    def _later(self, steps: tuple[PriceStep, ...]) -> str:
        if len(steps) < 2:
            return ""
        month = month_label(steps[1].first, self._session.settings.language)
        return self._say("register.price.later", month=month, amount=format_rupiah(steps[1].rupiah))

    def _steps(self, answers: Answers, programmes: tuple[Programme, ...]) -> tuple[PriceStep, ...]:
        income = read_income(answers.income) or 0
        return price_steps(self._schedule, income, _sector(answers), programmes, self._today)


def _sector(answers: Answers) -> Sector:
    return Sector(answers.sector) if answers.sector else Sector.OTHER
