"""What the form shows besides the answers: lines below fields, people known already, the summary, the prices."""

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from agent_app.domain.contributions import BASE_PAIR, Programme
from agent_app.domain.money import format_rupiah
from agent_app.gui.screens.register.answers import Answers, read_income
from agent_app.gui.screens.register.benefits import show_member
from agent_app.gui.screens.register.checks import Mistake, is_odd_income, mistakes
from agent_app.gui.screens.register.costs import Costs
from agent_app.gui.screens.register.lines import Lines, Seen
from agent_app.gui.screens.register.lookup import Desk
from agent_app.gui.screens.register.page import RegisterPage
from agent_app.gui.screens.register.suggestions import Suggestions
from agent_app.gui.session import Session

DRAW_AFTER_MS = 120
TWO = tuple(one for one in Programme if one in BASE_PAIR)


class Display(QObject):
    """`blamed` are the fields that are red, with their mistakes: none before somebody asked to save."""

    def __init__(self, session: Session, page: RegisterPage, suggestions: Suggestions) -> None:
        super().__init__(page)
        self._session, self._suggestions = session, suggestions
        self._form, self._summary = page.form, page.summary
        self._lines = Lines(session)
        self._costs: Costs | None = None
        self.blamed: dict[str, Mistake] = {}
        self._due = QTimer(self, singleShot=True, interval=DRAW_AFTER_MS)
        self._due.timeout.connect(self._draw_costs)

    def mistakes(self, answers: Answers) -> tuple[Mistake, ...]:
        """What is wrong or missing now."""
        return mistakes(answers, self._session.today(), known_here=bool(self._suggestions.registered_here))

    def unusual(self, answers: Answers) -> tuple[str, ...]:
        """Sentences about what is readable and yet more likely a slip of the finger."""
        income = read_income(answers.income)
        if income is None or not is_odd_income(income, self._session.today()):
            return ()
        return (self._session.say("register.income.odd", amount=format_rupiah(income)),)

    def blame(self, wrong: tuple[Mistake, ...]) -> None:
        """Say it at these fields from now on, until each is mended."""
        self.blamed |= {one.field: one for one in wrong}
        self.refresh()

    def refresh(self) -> None:
        """Show everything as the answers stand; what is mended is no longer red."""
        answers = self._form.answers()
        self._form.work.show_occupations()
        wrong = {one.field: one for one in self.mistakes(answers)}
        self.blamed = {name: wrong[name] for name in self.blamed if name in wrong}
        seen = self._seen()
        for name, field in self._form.fields.items():
            if name in self.blamed:
                field.blame(self._lines.wrong(self.blamed[name]))
            else:
                self._lines.show(field, answers, seen)
        self._form.known.show_people(self._suggestions.people(answers), card_is_right=answers.card_is_right)
        self._summary.show_person(answers.name, self._lines.person_line(answers, seen.today))
        self._summary.show_lines(self._lines.summary(answers, seen, self.blamed, set(wrong)))
        self._due.start()

    def use_prices(self, desk: Desk) -> None:
        """Price by the schedule of the desk."""
        if desk.schedule is not None:
            self._costs = Costs(self._session, desk.schedule, desk.accepted)
        self.refresh()

    def show_member(self, window: QWidget) -> None:
        """Turn the illustration to the member."""
        if self._costs is not None:
            show_member(window, self._session.say, self._costs.page(self._form.answers()))

    def _seen(self) -> Seen:
        desk = self._suggestions.desk
        return Seen(
            today=self._session.today(),
            registered_here=self._suggestions.registered_here,
            schedule=desk.schedule if desk is not None else None,
            village_detail=self._suggestions.village_detail(self._form.identity.village.value),
            birth_from_nik=self._form.identity.birth_is_from_nik,
            typing_in=self._form.name_of_focus(),
        )

    def _draw_costs(self) -> None:
        if self._costs is None:
            return
        answers = self._form.answers()
        monthly = self._session.say("register.a_month")
        self._form.work.two.show_price(self._costs.card(answers, TWO), monthly)
        self._form.work.three.show_price(self._costs.card(answers, tuple(Programme)), monthly)
        self._summary.show_price(self._costs.summary(answers))
        self._form.benefits.page.show_page(self._costs.page(answers))
