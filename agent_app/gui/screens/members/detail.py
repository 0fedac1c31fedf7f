"""One person at the right: who it is, how things stand, four pages about them, and what can be done."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QTabBar, QVBoxLayout, QWidget

from agent_app.gui.models.statuses import status_pill
from agent_app.gui.moments import moment_label
from agent_app.gui.screens.members.found import Found
from agent_app.gui.screens.members.history_list import HistoryList
from agent_app.gui.screens.members.pages import DataPage, HeirsPage, SummaryPage
from agent_app.gui.session import Session
from agent_app.gui.widgets.banner import Banner
from agent_app.gui.widgets.buttons import Button, icon_button
from agent_app.gui.widgets.cards import Card, IconLabel, column, row, rule, scrolling
from agent_app.gui.widgets.pills import Avatar, Pill
from agent_app.gui.widgets.text import ElidedLabel, label
from agent_app.records.views.villages import place_of

TABS = ("summary", "data", "heirs", "history")


class DetailPanel(Card):
    """Says what is wanted of the person shown; the screen does it."""

    primary = Signal()
    correct = Signal()
    visit = Signal()
    receipt = Signal(object)
    back = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__(margin=0, spacing=0)
        self._session, self.say = session, session.say
        self.found: Found | None = None
        self._unshown: set[QWidget] = set()
        self._nobody = QWidget()
        self._nobody.setLayout(self._build_nobody())
        self._whole = QWidget()
        self._build()
        self._stack = QStackedWidget()
        self._stack.addWidget(self._nobody)
        self._stack.addWidget(self._whole)
        self.body.addWidget(self._stack)

    def show_person(self, found: Found) -> None:
        """Somebody; the page that is open stays open for the next one."""
        self.found = found
        person, member = found.person, found.member
        self._avatar.show_name(person.name)
        self._name.setText(person.name)
        occupation = (member.occupation if member else found.entry.occupation if found.entry else None) or ""
        self._below.setText(" · ".join(part for part in (occupation, place_of(person.village).name) if part))
        self._pill.show_state(*status_pill(self._session, person, whole=True))
        self._programmes.setVisible(member is not None)
        if member is not None:
            self._programmes.show_state(" + ".join(member.programmes), "pri")
        self._show_correction(found)
        self.tabs.setTabVisible(TABS.index("heirs"), member is not None)
        self._unshown = {self.summary, self.data, self.heirs, self.history}
        self._show_page(self.tabs.currentIndex())
        self._show_acts(is_member=member is not None)
        self._stack.setCurrentIndex(1)

    def show_nobody(self) -> None:
        """Nothing is chosen."""
        self.found = None
        self._stack.setCurrentIndex(0)

    def adapt(self, *, narrow: bool) -> None:
        """Alone on the page it needs a way back."""
        self._back.setVisible(narrow)
        self._upper.setContentsMargins(20, 10 if narrow else 18, 20, 0)
        self._upper.setSpacing(6 if narrow else 12)

    def hide_numbers(self) -> None:
        """Mask again what was unmasked."""
        for secret in (*self.summary.facts.secrets, *self.data.facts.secrets):
            secret.hide_again()

    def _build_nobody(self):
        words = [label(self.say("members.nobody"), "section", wrap=True)]
        words.append(label(self.say("members.nobody_below"), "table", "text2", wrap=True))
        for each in words:
            each.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        picture = IconLabel("users", "text3", 22)
        picture.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        return column(None, picture, *words, None, margins=(24, 24, 24, 24))

    def _build(self) -> None:
        self._back = icon_button("arrow-left", self.say("members.back"), "ghost")
        self._back.clicked.connect(self.back)
        self._avatar = Avatar(size=52)
        self._name = ElidedLabel("", "title")
        self._below = ElidedLabel("", "small", "text2")
        names = column(None, self._name, self._below, None, spacing=2)
        head = row(self._back, self._avatar, names, spacing=12)
        head.setStretch(2, 1)
        self._pill, self._programmes = Pill(), Pill()
        self.tabs = QTabBar()
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setUsesScrollButtons(False)
        self.tabs.setElideMode(Qt.TextElideMode.ElideNone)
        self.tabs.setAccessibleName(self.say("members.tabs"))
        for tab in TABS:
            self.tabs.addTab(self.say(f"members.tab.{tab}"))
        self.summary, self.data, self.heirs = (
            SummaryPage(self._session),
            DataPage(self._session),
            HeirsPage(self._session),
        )
        self.history = HistoryList(self._session)
        self.summary.receipt.connect(self.receipt)
        pages = QStackedWidget()
        for page in (self.summary, self.data, self.heirs):
            pages.addWidget(scrolling(page))
        pages.addWidget(self.history)
        self.tabs.currentChanged.connect(self._show_page)
        self.tabs.currentChanged.connect(pages.setCurrentIndex)
        self.unsaved = Banner()
        upper = column(head, row(self._pill, self._programmes, None, spacing=8), self.unsaved, self.tabs, spacing=12)
        upper.setContentsMargins(20, 18, 20, 0)
        self._upper = upper
        layout = QVBoxLayout(self._whole)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(upper)
        layout.addWidget(rule())
        layout.addLayout(column(pages, margins=(20, 14, 14, 0)), 1)
        layout.addWidget(rule())
        layout.addLayout(self._build_acts())

    def _build_acts(self):
        self.main = Button("", "primary", icon="hand-coins", keycap="F3", height="button_primary")
        self.main.clicked.connect(self.primary)
        self.enlist = Button(
            self.say("members.enlist"), "primary", icon="user-plus", keycap="F2", height="button_primary"
        )
        self.enlist.clicked.connect(self.primary)
        self.main.setText(self.say("members.collect"))
        correct = self.say("members.correct")
        if self._session.identity.role == "agent":
            self.edit = icon_button("pencil", correct, "secondary", keys="Alt+E")
        else:
            # It is the only act of a supervisor here, and so says what it is.
            self.edit = Button(correct, "secondary", icon="pencil", keys="Alt+E")
        self.edit.setToolTip(f"{self.say('members.correct')} (Alt+E)")
        self.edit.clicked.connect(self.correct)
        self.note = icon_button("calendar-check", self.say("members.visit"), "secondary", keys="Alt+N")
        self.note.setToolTip(f"{self.say('members.visit')} (Alt+N)")
        self.note.clicked.connect(self.visit)
        acts = row(self.main, self.enlist, self.edit, self.note, margins=(20, 12, 20, 14), spacing=10)
        acts.setStretch(0, 1)
        acts.setStretch(1, 1)
        return acts

    def _show_page(self, number: int) -> None:
        """Fill a page when it is first looked at."""
        page = (self.summary, self.data, self.heirs, self.history)[number]
        if self.found is not None and page in self._unshown:
            self._unshown.discard(page)
            page.show_person(self.found)
            self._order_keys(page)

    def _order_keys(self, page: QWidget) -> None:
        """What was built for this person comes between the tabs and the acts, not at the end of everything."""
        parts = [one for one in page.findChildren(QWidget) if one.focusPolicy() & Qt.FocusPolicy.TabFocus]
        before: QWidget = self.tabs
        for one in (*parts, self.main, self.enlist, self.edit, self.note):
            QWidget.setTabOrder(before, one)
            before = one

    def _show_correction(self, found: Found) -> None:
        """Offer to go on with what was typed and not saved."""
        if found.correction is None:
            self.unsaved.hide()
            return
        at = moment_label(self._session, found.correction.at)
        self.unsaved.say(
            self.say("members.correct.unsaved", at=at), self.say("members.correct.go_on"), self.correct.emit
        )

    def _show_acts(self, *, is_member: bool) -> None:
        agent = self._session.identity.role == "agent"
        self.main.setVisible(is_member and agent)
        self.enlist.setVisible(not is_member and agent)
        self.edit.setVisible(is_member)
        self.note.setVisible(agent)
