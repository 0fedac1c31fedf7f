"""The sheets of taking contributions: where the money comes from, a receipt copied from paper, one more member."""

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtWidgets import QButtonGroup, QLineEdit, QWidget

from agent_app.domain.funding import Budget, FundingSource
from agent_app.gui.screens.collect.order import Order
from agent_app.gui.screens.collect.picker import Picker
from agent_app.gui.session import Session
from agent_app.gui.theme.theme import theme
from agent_app.gui.widgets.choices import RadioCard
from agent_app.gui.widgets.day_edit import DayEdit
from agent_app.gui.widgets.fields import Field
from agent_app.gui.widgets.overlays import Sheet
from agent_app.gui.widgets.text import label
from agent_app.records.views.copied_papers import copy_of


class SourceSheet(Sheet):
    """Where the money comes from; for a sponsor also whose budget it is, since that decides the relief."""

    def __init__(
        self,
        window: QWidget,
        session: Session,
        source: FundingSource,
        budget: Budget,
        chosen: Callable[[FundingSource, Budget], None],
    ) -> None:
        super().__init__(window, session.say("collect.source.title"), "wallet", width=500)
        self._then = chosen
        self.sources = {one: RadioCard(session.say(f"funding.{one}")) for one in FundingSource}
        self.budgets = {one: RadioCard(session.say(f"budget.{one}")) for one in Budget}
        self._group(self.sources, source)
        self._budget_caption = label(session.say("collect.source.budget"), "label")
        self.body.addWidget(self._budget_caption)
        self._group(self.budgets, budget)
        for card in self.sources.values():
            card.toggled.connect(self._show_budgets)
        self.add_button(session.say("collect.sheet.back"), "secondary", None)
        self.add_button(session.say("collect.source.take"), "primary", self._take)
        self._show_budgets()

    def present(self) -> None:
        super().present()
        next(card for card in self.sources.values() if card.isChecked()).setFocus()

    def _group(self, cards: dict, on: object) -> None:
        group = QButtonGroup(self)
        for value, card in cards.items():
            card.setFixedHeight(theme().px(42))
            card.setChecked(value is on)
            group.addButton(card)
            self.body.addWidget(card)

    def _show_budgets(self, _: bool = False) -> None:
        sponsor = self.sources[FundingSource.SPONSOR].isChecked()
        self._budget_caption.setVisible(sponsor)
        for card in self.budgets.values():
            card.setVisible(sponsor)
        self.place()

    def _take(self) -> None:
        source = next(one for one, card in self.sources.items() if card.isChecked())
        budget = next((one for one, card in self.budgets.items() if card.isChecked()), Budget.UNKNOWN)
        self.dismiss()
        self._then(source, budget if source is FundingSource.SPONSOR else Budget.UNKNOWN)


class PaperSheet(Sheet):
    """A receipt written by hand while the laptop was off: its number and its day."""

    def __init__(
        self,
        window: QWidget,
        session: Session,
        order: Order,
        chosen: Callable[[str, date | None], None],
        typed: Callable[[str, str], None],
    ) -> None:
        super().__init__(window, session.say("collect.paper.title"), "file-pen", width=460)
        self._session, self._then, self._typed = session, chosen, typed
        number = order.paper_no
        day = f"{order.collected_on:%d-%m-%Y}" if order.collected_on else ""
        if any(order.paper_typed):
            number, day = order.paper_typed
        say = session.say
        self.body.addWidget(label(say("collect.paper.below"), "table", "text2", wrap=True))
        self.number = Field("paper_no", say("collect.paper.number"), QLineEdit())
        self.number.editor.setText(number)
        self.day = Field("collected_on", say("collect.paper.day"), DayEdit(session.today, past=True))
        self.day.editor.setText(day)
        for field in (self.number, self.day):
            field.editor.textEdited.connect(lambda _, of=field: self._edited(of))
            field.editor.returnPressed.connect(self._take)
            self.body.addWidget(field)
        if order.paper_no:
            self.add_button(say("collect.paper.none"), "secondary", self._none)
        else:
            self.add_button(say("collect.sheet.back"), "secondary", None)
        self.add_button(say("collect.paper.take"), "primary", self._take)

    def present(self) -> None:
        super().present()
        self.number.editor.setFocus()

    def _edited(self, field: Field) -> None:
        field.hint()
        self._typed(self.number.editor.text(), self.day.editor.text())

    def _none(self) -> None:
        self.dismiss()
        self._then("", None)

    def _take(self) -> None:
        number = self.number.editor.text().strip()
        today = self._session.today()
        day = self.day.editor.day() if self.day.editor.text().strip() else today
        if not number:
            self.number.blame(self._session.say("collect.paper.number_missing"))
            self.number.editor.setFocus()
        elif day is None or day > today:
            self.day.blame(self._session.say("collect.paper.day_wrong"))
            self.day.editor.setFocus()
        else:
            self._session.ask(
                self,
                lambda connection: copy_of(connection, self._session.coop, self._session.person, number),
                lambda first: self._known(number, day, first),
            )
        self.place()

    def _known(self, number: str, day: date, first: str | None) -> None:
        """Go on with a paper that nobody has copied; name the copy of one that is in the books already."""
        if first is None:
            self.dismiss()
            self._then(number, day)
            return
        self.number.blame(self._session.say("refused.paper_already_copied", paper_no=number, number=first))
        self.number.editor.setFocus()
        self.place()


class PickSheet(Sheet):
    """One more member under the same payer."""

    def __init__(
        self,
        window: QWidget,
        session: Session,
        without: Callable[[], Sequence[str]],
        picked: Callable[[str], None],
        register: Callable[[dict], None],
    ) -> None:
        super().__init__(window, session.say("collect.add_title"), "user-plus", width=520)
        self._without = without
        self.picker = Picker(session)
        self.picker.setMinimumHeight(theme().px(320))
        self.picker.picked.connect(lambda member: self._close(lambda: picked(member)))
        self.picker.register.connect(lambda what: self._close(lambda: register(what)))
        self.body.addWidget(self.picker)
        self.add_button(session.say("collect.sheet.back"), "secondary", None)

    def present(self) -> None:
        super().present()
        self.picker.start(self._without)

    def _close(self, then: Callable[[], None]) -> None:
        self.dismiss()
        then()


def ask_source(window: QWidget, session: Session, order: Order, changed: Callable[[], None]) -> None:
    """Ask where the money of an order comes from."""

    def chosen(source: FundingSource, budget: Budget) -> None:
        order.source, order.budget = source, budget
        changed()

    SourceSheet(window, session, order.source, order.budget, chosen).present()


def ask_paper(window: QWidget, session: Session, order: Order, changed: Callable[[], None]) -> None:
    """Ask for number and day of the paper an order is copied from."""

    def chosen(number: str, day: date | None) -> None:
        order.paper_no, order.collected_on, order.paper_typed = number, day, ("", "")
        changed()

    def typed(number: str, day: str) -> None:
        order.paper_typed = number, day
        changed()

    PaperSheet(window, session, order, chosen, typed).present()
