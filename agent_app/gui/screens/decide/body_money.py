"""The facts of what is about money: a request to take a paper back, a counted difference, money without cash."""

from collections.abc import Iterator

from PySide6.QtWidgets import QWidget

from agent_app.domain.cash import DifferenceState
from agent_app.domain.money import DENOMINATIONS, format_rupiah
from agent_app.gui.moments import moment_label
from agent_app.gui.screens.decide.body_papers import paper_lines
from agent_app.gui.screens.decide.compare import Compare, Line
from agent_app.gui.screens.decide.found import Case, Paper
from agent_app.gui.screens.decide.wording import Wording, unbroken
from agent_app.gui.session import Session
from agent_app.gui.widgets.cards import Card, IconLabel, Notice, column, row
from agent_app.gui.widgets.text import label
from agent_app.records.views.decisions import Kind
from agent_app.records.views.deposits import Deposit
from agent_app.records.views.whereabouts import Where
from agent_app.services.deposit import code_of
from agent_app.services.payable import DEDUCTIONS


def money_body(session: Session, words: Wording, case: Case) -> Iterator[QWidget]:
    """What is shown of anything but a review, from above."""
    if case.item.kind is Kind.REVERSAL:
        yield from _reversal(session, words, case)
    elif case.item.kind is Kind.FUNDS:
        yield from _funds(session, words, case)
    elif case.deposit is not None:
        yield from _deposit(session, words, case, case.deposit)


def effect_on_cash(session: Session, words: Wording, paper: Paper) -> tuple[str, str]:
    """What taking a paper back does to the cash of its agent: a sentence and its tone."""
    who = words.who(paper.agent)
    if paper.cash == 0:
        awaited = paper.where.where is Where.AWAITED
        return session.say("decide.effect.no_cash_awaited" if awaited else "decide.effect.no_cash"), "info"
    amounts = {
        "cash": format_rupiah(paper.cash),
        "before": format_rupiah(paper.where.on_hand),
        "after": format_rupiah(paper.where.on_hand - paper.cash),
    }
    if paper.where.on_hand < paper.cash:
        return session.say("decide.effect.own_pocket", who=who, **amounts), "warn"
    return session.say("decide.effect.cash", who=who, **amounts), "info"


def _reversal(session: Session, words: Wording, case: Case) -> Iterator[QWidget]:
    say = session.say
    asked = [
        Line(say("decide.asked_by"), (f"{words.who(case.asked_by)} · {words.since(case.item)}",)),
        Line(say("decide.reason"), (words.reason(case.item.code),)),
    ]
    yield Compare([""], asked)
    if case.note:
        yield _said(case.note, words.who(case.asked_by))
    for paper in case.papers:
        yield Compare([""], paper_lines(session, words, case, [paper]))
        text, tone = effect_on_cash(session, words, paper)
        yield Notice(f"{say('decide.if_accepted')} {text}", tone, "wallet")
        if len(paper.months) > 1:
            yield Notice(say("decide.all_members", count=len(paper.months)), "info", "users")


def _deposit(session: Session, words: Wording, case: Case, deposit: Deposit) -> Iterator[QWidget]:
    say = session.say
    if case.item.kind is Kind.OWED:
        yield label(say("decide.owed_below"), "table", "text2", wrap=True)
        facts = [
            Line(say("decide.deposit"), (unbroken(deposit.number),)),
            Line(say("decide.missing"), (format_rupiah(deposit.short),)),
            Line(say("decide.settled"), (format_rupiah(deposit.settled),)),
            Line(say("decide.owed"), (format_rupiah(deposit.owed),)),
            Line(say("decide.final_by"), (say(f"difference.{deposit.difference.value}"),)),
        ]
        yield Compare([""], facts)
    else:
        short = deposit.short > 0
        key = "decide.difference.short" if short else "decide.difference.over"
        figures = {"declared": format_rupiah(deposit.rupiah), "counted": format_rupiah(deposit.counted or 0)}
        text = say(key, who=words.who(deposit.agent), rupiah=format_rupiah(abs(deposit.short)), **figures)
        yield Notice(text, "bad" if short else "warn", "scale")
        yield _agents_word(session, words, case)
    yield _pieces(session, words, deposit)


def _agents_word(session: Session, words: Wording, case: Case) -> QWidget:
    assert case.deposit is not None
    who = words.who(case.deposit.person)
    if case.answer is None:
        return Notice(session.say("decide.no_answer", who=who), "info", "message-circle")
    disputed = case.deposit.difference is DifferenceState.DISPUTED
    said = session.say("decide.disputed" if disputed else "decide.accepted", who=who)
    when = moment_label(session, case.answer.at)
    return _said(case.answer.note or said, f"{who} · {when}" if not case.answer.note else f"{said} · {when}")


def _pieces(session: Session, words: Wording, deposit: Deposit) -> QWidget:
    """Notes and coins as declared and as counted, and the sums."""
    say = session.say
    counts = deposit.counts[-2:]
    columns = [deposit.pieces, *(one.pieces for one in counts)]
    lines = []
    for piece in DENOMINATIONS:
        code = code_of(piece)
        if any(each.get(code) for each in columns):
            kind = say("deposit.coins" if piece.coin else "deposit.notes")
            values = tuple(f"{each[code]} ×" if each.get(code) else "" for each in columns)
            lines.append(Line(f"{format_rupiah(piece.face)} {kind}", values, told=bool(deposit.pieces)))
    sums = [deposit.rupiah, *(one.rupiah for one in counts)]
    if not counts and deposit.counted is not None:
        sums.append(deposit.counted)
    lines.append(Line(say("decide.sum"), tuple(format_rupiah(one) for one in sums)))
    if any(one.other_money for one in counts):
        other = tuple(format_rupiah(one.other_money or 0) for one in counts)
        lines.append(Line(say("decide.other_money"), ("", *other), told=False))
    headings = [say("decide.declared_by", who=words.who(deposit.person))]
    headings += [say("decide.counted_by", who=words.who(one.person)) for one in counts]
    if not counts and deposit.counted is not None:
        headings.append(say("decide.by_bank"))
        lines = [Line(line.caption, (*line.values, "")[: len(sums)], line.told) for line in lines]
    return Compare(headings, lines, say("decide.differs"))


def _funds(session: Session, words: Wording, case: Case) -> Iterator[QWidget]:
    say, source = session.say, case.item.code
    yield label(say("decide.funds_below", source=words.source(source)), "table", "text2", wrap=True)
    yield Compare([""], paper_lines(session, words, case, case.papers))
    if case.funded is not None and case.papers and case.funded.rupiah != case.papers[0].rupiah:
        yield Notice(say("decide.funds_part", rupiah=format_rupiah(case.funded.rupiah)), "info", "landmark")
    if source in {each.value for each in DEDUCTIONS}:
        without = [case.names.get(each, say("decide.nameless")) for each, agreed in case.agreed.items() if not agreed]
        if without:
            yield Notice(say("decide.consent_missing", names=", ".join(without)), "bad", "signature")
        else:
            yield Notice(say("decide.consent_there"), "ok", "signature")
    if case.others:
        total = format_rupiah(sum(one.rupiah for one in case.others))
        yield Notice(say("decide.funds_others", count=len(case.others), rupiah=total), "info", "receipt-text")


def _said(text: str, below: str) -> QWidget:
    """Somebody's own words."""
    card = Card(margin=12, spacing=4, kind="well")
    texts = column(label(f"“{text}”", "table", wrap=True), label(below, "small", "text2", wrap=True), spacing=3)
    line = row(IconLabel("message-circle", "text2", 18), texts, spacing=10)
    line.setStretch(1, 1)
    card.body.addLayout(line)
    return card
