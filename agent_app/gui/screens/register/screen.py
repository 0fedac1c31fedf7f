"""Registering a member: typed once, checked when it is saved, kept all along."""

from collections.abc import Callable
from functools import partial

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout

from agent_app.domain.errors import Trouble
from agent_app.gui.moments import moment_label
from agent_app.gui.screens.register.answers import Answers
from agent_app.gui.screens.register.command import command_of
from agent_app.gui.screens.register.display import Display
from agent_app.gui.screens.register.draft import DraftKeeper, Kept
from agent_app.gui.screens.register.lookup import Desk
from agent_app.gui.screens.register.page import RegisterPage
from agent_app.gui.screens.register.suggestions import Suggestions
from agent_app.gui.screens.screen import Screen, Shell
from agent_app.gui.widgets.autocomplete import Autocomplete
from agent_app.gui.widgets.unusual_sheet import UnusualSheet
from agent_app.services.members import Registered, register_member

DRAW_AFTER_MS = 120
EAGER = ("nik", "phone")
"""The fields that are checked when they are left: the member stands there with the card."""
FIELD_OF = {"name_missing": "name", "income_missing": "income", "consent_missing": "consent", "member_known": "nik"}


class RegisterScreen(Screen):
    """The form, its draft, and the act of saving. Nothing typed is ever cleared but by saving or by asking to."""

    tables = frozenset({"member", "roster_row", "schedule", "schedule_acceptance"})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.page = RegisterPage(self.say, self.session.today, self.session.identity.coop_name)
        self.form, self.summary = self.page.form, self.page.summary
        self.suggestions = Suggestions(self.session, self.form)
        self.draft = DraftKeeper(self.session, self._to_keep, self)
        self.display = Display(self.session, self.page, self.suggestions)
        self._aside, self._loaded, self._saving = Answers(), False, False
        self._arrival: dict[str, object] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.page)
        self._connect()

    def heading(self) -> tuple[str, str]:
        desk = self.suggestions.desk
        where = self.say("register.in_village", village=desk.village.name) if desk and desk.village else ""
        return self.say("register.title"), " · ".join(part for part in (where, self.say("register.offline")) if part)

    def adapt(self, *, narrow: bool) -> None:
        self.page.adapt(narrow=narrow)

    def arrive(self, **what: object) -> None:
        self._arrival = what
        self.refresh()
        if self._loaded:
            self._begin()
        else:
            self.draft.read(self._restore)
        self.form.go_to("nik")

    def refresh(self) -> None:
        self.suggestions.read_desk(self._desk_arrived)
        self.suggestions.look_again()

    def leave(self) -> None:
        self.draft.flush()
        self._close_lists()

    def escape(self) -> bool:
        self.leave()
        if not self.form.answers().is_blank:
            self.shell.toast(self.say("register.draft_stays"))
        return False

    def primary(self) -> None:
        self.save(then_collect=True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self._go_on(self.form.name_of_focus())
            return
        super().keyPressEvent(event)

    def save(self, *, then_collect: bool) -> None:
        """Check everything, say what is wrong, or store it once."""
        if self._saving:
            return
        self._close_lists()
        answers = self.form.answers()
        wrong = self.display.mistakes(answers)
        self.display.blame(wrong)
        if wrong:
            self.go_to(wrong[0].field)
            return
        if facts := self.display.unusual(answers):
            self._ask(facts, partial(self._write, answers, then_collect))
        else:
            self._write(answers, then_collect)

    def _ask(self, facts: tuple[str, ...], go_on: Callable[[], None]) -> None:
        title, back = self.say("collect.unusual.title"), self.say("register.unusual.back")
        UnusualSheet(self.shell.window(), title, facts, back, self.say("register.unusual.go_on"), go_on).present()

    def _write(self, answers: Answers, then_collect: bool) -> None:
        if self._saving:
            return
        self._saving = True
        self.page.acts.enable(False)
        self.summary.show_trouble("")
        command = command_of(answers, self.session.today(), self.say("illustration.consent_version"))
        self.session.write(register_member, command, partial(self._saved, answers, then_collect), self._refused)

    def go_to(self, name: str) -> None:
        """Put the focus into a field and show it."""
        self.form.go_to(name)
        self.page.reveal(self.form.fields[name])

    def _connect(self) -> None:
        self.form.edited.connect(self._edited)
        self.form.left.connect(self._left)
        for line in (self.form.identity.village, self.form.work.occupation, self.form.work.other):
            line.taken.connect(lambda: self._go_on(self.form.name_of_focus()))
        self.summary.go_to.connect(self.go_to)
        self.page.acts.primary.clicked.connect(self.primary)
        self.page.acts.only.clicked.connect(lambda: self.save(then_collect=False))
        self.page.acts.back.clicked.connect(self._back)
        self.draft.saved.connect(self._draft_saved)
        self.suggestions.changed.connect(self.display.refresh)
        self.suggestions.prefilled.connect(self._prefilled)
        self.form.known.open_member.connect(lambda member: self.shell.go("members", member=member))
        self.form.known.collect.connect(lambda member: self.shell.go("collect", member=member))
        self.form.known.use_row.connect(self.suggestions.use_row)
        self.form.known.card_is_right.connect(self.form.set_card_is_right)
        self.form.benefits.turn.clicked.connect(lambda: self.display.show_member(self.shell.window()))
        QApplication.instance().focusChanged.connect(self._focus_moved)

    def _back(self) -> None:
        self.escape()
        self.shell.back()

    def _begin(self) -> None:
        """Show what the arrival asks for; what stands in the form already is put aside, never lost."""
        wanted, self._arrival = self._arrival, {}
        answers = self.form.answers()
        if (row := wanted.get("roster")) and row != answers.roster:
            self._put_aside()
            self.suggestions.use_row(str(row))
        elif (name := wanted.get("name")) and name != answers.name:
            self._put_aside()
            self._put(msgspec.structs.replace(self._fresh(), name=str(name)))
        else:
            self.display.refresh()

    def _restore(self, kept: Kept) -> None:
        """The draft of the last time; what was typed while it was being read stays."""
        self._loaded = True
        self._aside = kept.aside
        if self.form.answers().is_blank:
            if kept.form.is_blank:
                self._put(self.suggestions.fresh(kept.form))
            else:
                self._put(kept.form)
                self._say_restored(kept)
        elif not kept.form.is_blank:
            self._aside = kept.form
            self._offer_aside()
        self._begin()

    def _say_restored(self, kept: Kept) -> None:
        who = kept.form.name or self.say("register.nobody_yet")
        at = moment_label(self.session, kept.at)
        self.page.banner.say(
            self.say("register.restored", who=who, at=at), self.say("register.begin_anew"), self._begin_anew
        )

    def _begin_anew(self) -> None:
        self._put_aside()
        self._put(self._fresh())
        self.form.go_to("nik")

    def _put_aside(self) -> None:
        answers = self.form.answers()
        if not answers.is_blank:
            self._aside = answers
            self._offer_aside()

    def _offer_aside(self) -> None:
        who = self._aside.name or self.say("register.nobody_yet")
        self.page.banner.say(self.say("register.aside", who=who), self.say("register.take_back"), self._swap)

    def _swap(self) -> None:
        """Back to the draft put aside; the present one takes its place."""
        other, self._aside = self._aside, Answers()
        self._put_aside()
        self._put(other)
        self.draft.touch()

    def _fresh(self) -> Answers:
        """An empty form: the village of the day, and the next row of the sheet where the last consent was signed."""
        return self.suggestions.fresh(self.form.answers())

    def _put(self, answers: Answers) -> None:
        self.display.blamed = {}
        self.summary.show_trouble("")
        self.form.put(answers, self.session.today(), self.suggestions.village_detail(answers.village_code))
        self.suggestions.look_again()
        self.display.refresh()

    def _prefilled(self, answers: Answers) -> None:
        self._put(answers)
        self.form.identity.fill_from_nik(self.session.today())
        self.draft.touch()
        self.display.refresh()
        self._go_on("")

    def _edited(self, name: str) -> None:
        """Something was typed: keep it, and let go of an error that is mended."""
        if name == "nik":
            self.form.identity.fill_from_nik(self.session.today())
        self.suggestions.edited(name)
        self.draft.touch()
        self.display.refresh()

    def _left(self, name: str) -> None:
        if not self.isVisible():
            return
        answers = self.form.answers()
        if name in EAGER and getattr(answers, name):
            self.display.blame(tuple(one for one in self.display.mistakes(answers) if one.field == name))
        else:
            self.display.refresh()

    def _desk_arrived(self, desk: Desk) -> None:
        self.heading_changed.emit()
        self.display.use_prices(desk)
        village = self.form.identity.village
        if self._loaded and desk.village is not None and not village.text() and not village.hasFocus():
            village.put(desk.village.name, desk.village.code)

    def _saved(self, answers: Answers, then_collect: bool, result: Registered) -> None:
        self._stored()
        self.page.banner.hide()
        self._put(self.suggestions.fresh(answers, after=True))
        self.draft.touch()
        self.draft.flush()
        if not self._aside.is_blank:
            self._offer_aside()
        if then_collect:
            self.shell.go("collect", member=result.member)
            return
        self.form.go_to("nik")
        self.page.reveal(self.form.fields["nik"])
        self.shell.toast(
            self.say("register.saved", who=answers.name),
            self.say("register.act.collect"),
            lambda: self.shell.go("collect", member=result.member),
        )

    def _refused(self, trouble: Trouble) -> None:
        """It was not stored: everything typed stays, and the words say why."""
        self._stored()
        self.summary.show_trouble(self.session.words.of(trouble))
        field = "nik" if str(trouble.code).startswith("nik_") else FIELD_OF.get(str(trouble.code), "")
        self.suggestions.look_again()
        if field:
            self.go_to(field)

    def _stored(self) -> None:
        """Nothing is on its way to the disk; it may be saved, again or anew."""
        self._saving = False
        self.page.acts.enable(True)

    def _go_on(self, name: str) -> None:
        """Enter: to the next field that is empty, at the end to the primary act."""
        following = self.form.next_empty(name)
        if following:
            self.go_to(following)
        else:
            self.page.acts.primary.setFocus()

    def _focus_moved(self, _: object, now: object) -> None:
        if self.isVisible() and now is not None and self.form.isAncestorOf(now):
            self.page.reveal(now)

    def _close_lists(self) -> None:
        for line in self.form.findChildren(Autocomplete):
            line.close_offers()

    def _draft_saved(self) -> None:
        if not self.form.answers().is_blank:
            self.page.acts.say_draft(self.say("register.draft_saved", at=f"{self.session.now():%H.%M}"))
        else:
            self.page.acts.say_draft("")

    def _to_keep(self) -> Kept:
        return Kept(self.form.answers(), self._aside, round(self.session.now().timestamp() * 1000))
