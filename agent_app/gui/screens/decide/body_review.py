"""The facts of a review: registrations or papers side by side, prices, and the lines it speaks of in words."""

import json
from collections.abc import Iterator
from datetime import date

from PySide6.QtWidgets import QWidget

from agent_app.domain.money import format_rupiah
from agent_app.domain.reviews import REVIEWS, ReviewCode
from agent_app.gui.models.statuses import masked_nik, masked_phone
from agent_app.gui.moments import moment_label, months_label, short_date, short_month
from agent_app.gui.screens.decide.body_papers import paper_lines
from agent_app.gui.screens.decide.compare import Compare, Line
from agent_app.gui.screens.decide.found import Case, Twin
from agent_app.gui.screens.decide.wording import Wording, short
from agent_app.gui.screens.members.sentences import sentence
from agent_app.gui.session import Session
from agent_app.gui.widgets.cards import Card, IconLabel, Notice, column, row
from agent_app.gui.widgets.text import label
from agent_app.records.views.history import Told
from agent_app.records.views.villages import place_of

SIDE_BY_SIDE = frozenset(
    {ReviewCode.DUPLICATE_NIK, ReviewCode.MONTH_PAID_TWICE, ReviewCode.TARIFF_MISMATCH, ReviewCode.NUMBER_TWICE}
)
"""Reviews whose lines say nothing that the table does not say better."""


def review_body(session: Session, words: Wording, case: Case) -> Iterator[QWidget]:
    """What is shown of a review, from above; codes of a later release have only their lines."""
    code = case.item.code
    if code in REVIEWS:
        yield label(session.say(f"review.{code}.rule"), "table", "text2", wrap=True)
    else:
        yield Notice(session.say("decide.unknown_below"), "info")
    if case.twins:
        yield _twins(session, words, case.twins)
        return
    if code == ReviewCode.MONTH_PAID_TWICE and case.doubled:
        yield _doubled(session, case)
    if code == ReviewCode.TARIFF_MISMATCH:
        yield from _prices(session, case)
    if code not in SIDE_BY_SIDE or not case.papers:
        yield from _lines(session, words, case)
    if case.papers:
        headings = [short(one.number) for one in case.papers[:2]] if len(case.papers) > 1 else [""]
        yield Compare(headings, paper_lines(session, words, case, case.papers[:2]), session.say("decide.differs"))


def _twins(session: Session, words: Wording, twins: tuple[Twin, ...]) -> QWidget:
    say, people = session.say, [one.member for one in twins]
    heirs = [", ".join(one.get("name", "") for one in json.loads(each.heirs or "[]")) for each in people]
    plain: list[tuple[str, list[str]]] = [
        ("nik", [masked_nik(one.nik) for one in people]),
        ("birth", [", ".join(p for p in (one.birth_place or "", _day(session, one.birth)) if p) for one in people]),
        ("sex", [say(f"members.sex.{one.sex}") if one.sex else "" for one in people]),
        ("mother", [one.mother or "" for one in people]),
        ("phone", [masked_phone(one.phone) for one in people]),
        ("address", [one.address or "" for one in people]),
        ("village", [place_of(one.village).name for one in people]),
        ("occupation", [one.occupation or "" for one in people]),
        ("programmes", [" + ".join(one.programmes) for one in people]),
        ("base", [format_rupiah(one.base) if one.base else "" for one in people]),
        ("heirs", heirs),
    ]
    lines = [Line(say(f"members.field.{name}"), tuple(values)) for name, values in plain]
    registered = tuple(f"{_day(session, one.day)} · {words.who(one.registered_by)}" for one in people)
    lines.insert(0, Line(say("members.field.registered"), registered, told=False))
    paid = tuple(months_label(session, tuple(one.months.states)) for one in twins)
    lines.append(Line(say("decide.months"), paid, told=False))
    papers = tuple(say("decide.papers", count=one.papers, rupiah=format_rupiah(one.rupiah)) for one in twins)
    lines.append(Line(say("decide.paid"), papers, told=False))
    return Compare([one.name or "—" for one in people], lines, say("decide.differs"))


def _day(session: Session, text: str | None) -> str:
    try:
        return short_date(session, date.fromisoformat(text)) if text else ""
    except ValueError:
        return text or ""


def _doubled(session: Session, case: Case) -> Notice:
    text = session.say("decide.doubled", months=months_label(session, case.doubled))
    if case.free is not None:
        text = f"{text} {session.say('decide.free', month=short_month(session, case.free))}"
    return Notice(text, "warn", "copy")


def _prices(session: Session, case: Case) -> Iterator[QWidget]:
    say = session.say
    wrong = [one for one in case.prices if not one.agrees]
    if not wrong:
        spent = sum(one.entry.rupiah for one in case.told if one.kind == "titipan_used" and one.entry is not None)
        text = say("decide.titipan_gone", rupiah=format_rupiah(spent)) if spent else say("decide.price_agrees")
        yield Notice(text, "warn", "tag")
        return
    if case.missing:
        key = "decide.too_little" if case.missing > 0 else "decide.too_much"
        yield Notice(say(key, rupiah=format_rupiah(abs(case.missing))), "warn", "tag")
    several = len({one.member for one in case.prices}) > 1
    lines = []
    for one in wrong:
        month = short_month(session, one.month)
        caption = f"{case.names.get(one.member, '—')} · {month}" if several else month
        expected = format_rupiah(one.expected) if one.expected is not None else say("decide.no_price")
        lines.append(Line(caption, (expected, format_rupiah(one.taken))))
    yield Compare([say("decide.expected"), say("decide.taken")], lines, say("decide.differs"))


def _lines(session: Session, words: Wording, case: Case) -> Iterator[QWidget]:
    if not case.told:
        is_elsewhere = case.item.code == ReviewCode.NOT_ALLOWED
        yield Notice(session.say("decide.line_elsewhere" if is_elsewhere else "decide.line_unknown"), "info")
    papers = {one.origin for one in case.papers}
    others = [one for one in case.told if one.origin not in papers]
    for one in others or case.told:
        yield _line(session, words, one)


def _line(session: Session, words: Wording, told: Told) -> QWidget:
    """A line as a sentence, below it who wrote it and when by the laptop's clock, and the day it counts for."""
    card = Card(margin=12, spacing=4, kind="well")
    entry = told.entry
    ids = frozenset(getattr(entry, "members", ())) | {getattr(entry, "member", "")}
    parts = [words.who(told.person), moment_label(session, told.at)]
    if told.day is not None:
        parts.append(session.say("decide.counts_for", day=_day(session, told.day)))
    texts = column(
        label(sentence(session, told, ids), "table", wrap=True),
        label(" · ".join(part for part in parts if part), "small", "text2", wrap=True),
        spacing=3,
    )
    line = row(IconLabel("file-text", "text2", 18), texts, spacing=10)
    line.setStretch(1, 1)
    card.body.addLayout(line)
    return card
