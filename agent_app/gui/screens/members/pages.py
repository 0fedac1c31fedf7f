"""The pages about one person: summary with months and papers, personal data, heirs."""

import json
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout

from agent_app.domain.money import format_rupiah
from agent_app.gui.moments import short_date, short_month
from agent_app.gui.screens.members.facts import Facts, Paper
from agent_app.gui.screens.members.found import Found
from agent_app.gui.screens.members.strip import MonthStrip
from agent_app.gui.session import Session
from agent_app.gui.widgets.cards import Flowing, Notice, rule
from agent_app.gui.widgets.text import label
from agent_app.records.views.villages import place_of


class Page(Flowing):
    """A page in a column that scrolls."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session, self.say = session, session.say
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 6, 14)
        self.column.setSpacing(12)

    def show_person(self, found: Found) -> None:
        """Somebody else."""
        raise NotImplementedError

    def day(self, text: str | None) -> str:
        """A day as people say it; a text that is none stays."""
        try:
            return short_date(self._session, date.fromisoformat(text)) if text else ""
        except ValueError:
            return text or ""


class SummaryPage(Page):
    """Months, the few facts asked most, the last papers."""

    receipt = Signal(object)

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._title = label(self.say("members.months"), "label", "text2")
        self.strip = MonthStrip(session)
        self._sentence = label("", "small", "text2", wrap=True)
        self._missing = Notice("", "info", "clipboard-list")
        self.facts = Facts(session)
        self._rule = rule()
        self._papers_title = label(self.say("members.papers"), "label", "text2")
        self._papers = QVBoxLayout()
        self._papers.setSpacing(0)
        self._none = label(self.say("members.no_papers"), "small", "text2", wrap=True)
        for each in (self._title, self.strip, self._sentence, self._missing, self.facts, self._rule):
            self.column.addWidget(each)
        self.column.addWidget(self._papers_title)
        self.column.addLayout(self._papers)
        self.column.addWidget(self._none)
        self.column.addStretch(1)

    def show_person(self, found: Found) -> None:
        is_member = found.member is not None
        for each in (self._title, self.strip, self._rule, self._papers_title):
            each.setVisible(is_member)
        if found.months is not None and found.member is not None:
            self.strip.show_months(found.months.states, found.member.opening)
        self._sentence.setText(self._standing(found))
        missing = [self.say(f"members.missing.{each}") for each in found.person.missing]
        self._missing.setVisible(bool(missing))
        self._missing.say(self.say("members.to_complete", what=", ".join(missing)), "info", "clipboard-list")
        self._show_facts(found)
        self._show_papers(found)

    def _standing(self, found: Found) -> str:
        if found.coverage is None or found.months is None:
            last = found.person.last_paid
            if last is None:
                return self.say("members.candidate.unknown")
            return self.say("members.candidate.paid", month=short_month(self._session, last))
        begin = found.months.effective_from(self._session.today())
        if found.coverage.protected and begin is not None:
            return self.say("members.standing.protected", day=self.day(begin.isoformat()))
        if begin is not None and begin > self._session.today():
            return self.say("members.standing.protected_later", day=self.day(begin.isoformat()))
        return self.say("members.standing.not_protected")

    def _show_facts(self, found: Found) -> None:
        member, entry = found.member, found.entry
        if member is None:
            facts = [
                (self.say("members.field.member_no"), (entry.member_no if entry else "") or ""),
                (self.say("members.field.address"), (entry.address if entry else "") or ""),
                (self.say("members.field.occupation"), (entry.occupation if entry else "") or ""),
            ]
            self.facts.put(facts, found.person.nik or "", (entry.phone if entry else "") or "")
            return
        heirs = json.loads(member.heirs or "[]")
        facts = [
            (self.say("members.field.participant_number"), member.participant_number or ""),
            (self.say("members.field.heirs"), ", ".join(self.heir(one) for one in heirs[:2])),
        ]
        if found.titipan:
            facts.append((self.say("members.field.titipan"), format_rupiah(found.titipan)))
        self.facts.put(facts, member.nik or "", member.phone or "")

    def heir(self, one: dict[str, str]) -> str:
        """`Maria Kewa Tukan (istri)`."""
        return f"{one.get('name', '')} ({relation_words(self._session, one.get('relation', ''))})"

    def _show_papers(self, found: Found) -> None:
        while (item := self._papers.takeAt(0)) is not None:
            item.widget().deleteLater()
        for receipt, tick in found.receipts:
            paper = Paper(self._session, receipt, tick)
            paper.opened.connect(self.receipt)
            self._papers.addWidget(paper)
        self._none.setVisible(found.member is not None and not found.receipts)


class DataPage(Page):
    """Everything known of the person."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.facts = Facts(session)
        self._contested = Notice("", "warn")
        self.column.addWidget(self._contested)
        self.column.addWidget(self.facts)
        self.column.addStretch(1)

    def show_person(self, found: Found) -> None:
        one = found.member or found.entry
        assert one is not None
        village = place_of(one.village)
        where = ", ".join(part for part in (village.name, village.district) if part)
        facts = [
            ("birth", ", ".join(part for part in (one.birth_place or "", self.day(one.birth)) if part)),
            ("sex", self.say(f"members.sex.{one.sex}") if one.sex else ""),
            ("address", one.address or ""),
            ("village", where),
            ("occupation", one.occupation or ""),
        ]
        if found.member is not None:
            facts += self._of_member(found)
        if found.entry is not None:
            facts.append(("member_no", found.entry.member_no or ""))
        self.facts.put(
            [(self.say(f"members.field.{key}"), value) for key, value in facts], one.nik or "", one.phone or ""
        )
        self._contested.setVisible("contested" in found.person.missing)
        self._contested.say(self.say("members.contested"), "warn")

    def _of_member(self, found: Found) -> list[tuple[str, str]]:
        member = found.member
        assert member is not None
        return [
            ("work", member.work or ""),
            ("income", format_rupiah(member.income) if member.income is not None else ""),
            ("base", format_rupiah(member.base) if member.base else ""),
            ("programmes", ", ".join(self.say(f"programme.{each}") for each in member.programmes)),
            ("mother", member.mother or ""),
            ("participant_number", member.participant_number or ""),
            ("registered", self.day(member.day)),
            ("agent", member.agent),
        ]


class HeirsPage(Page):
    """Whom the member named; the law decides, this helps at a claim."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._facts = Facts(session)
        self._none = label(self.say("members.no_heirs"), "table", "text2", wrap=True)
        self._law = Notice(self.say("members.heirs_law"), "info")
        for each in (self._facts, self._none, self._law):
            self.column.addWidget(each)
        self.column.addStretch(1)

    def show_person(self, found: Found) -> None:
        heirs = json.loads((found.member.heirs if found.member else None) or "[]")
        self._facts.put([(self._relation(one), self._whole(one)) for one in heirs])
        self._facts.setVisible(bool(heirs))
        self._none.setVisible(not heirs)

    def _relation(self, one: dict[str, str]) -> str:
        words = relation_words(self._session, one.get("relation", ""))
        return words[:1].upper() + words[1:]

    def _whole(self, one: dict[str, str]) -> str:
        return " · ".join(
            part for part in (one.get("name", ""), self.day(one.get("birth")), one.get("school", "")) if part
        )


def relation_words(session: Session, relation: str) -> str:
    """The relation of an heir in words; what was typed freely stands for itself."""
    key = f"members.relation.{relation}"
    return session.say(key) if key in session.words.keys else relation or session.say("members.relation.lainnya")
