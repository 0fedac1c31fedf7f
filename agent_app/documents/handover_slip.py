"""The slip an agent gets at the counter: what was declared, counted and found to differ, and which line says so.

Its sentences are those of resources/words/slip_<language>.json.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from agent_app.documents.receipt_layout import Align, Block, Code, Pair, Rule, Size, Stamp, Text
from agent_app.domain.money import DENOMINATIONS, amount_in_words, format_rupiah, grouped
from agent_app.domain.months import Language
from agent_app.reference.words import Words


class SlipKind(StrEnum):
    """What was handed over."""

    DEPOSIT = "deposit"
    RETURN = "return"
    """A deposit that was not taken: the money is with the agent again."""
    FLOAT_ISSUED = "float_issued"
    FLOAT_RETURNED = "float_returned"
    SETTLEMENT = "settlement"
    """Money paid towards a shortage."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class SlipFacts:
    """Everything on a slip, in rupiah. `at` is the moment on the branch's clock.

    `rupiah` is what was handed over: counted, found at the bank, or moved; `declared` what the agent had declared.
    `left` is what stays with the agent afterwards: cash by the books, change float, or what is still owed.
    `pieces` are notes and coins by code; `witness` is the text of the code. `copy` is 1 for the first slip.
    """

    kind: SlipKind
    coop: str
    branch: str
    agent: str
    agent_code: str
    supervisor: str
    supervisor_code: str
    at: datetime
    number: str
    check: str
    rupiah: int
    witness: str
    declared: int | None = None
    left: int | None = None
    pieces: Mapping[str, int] = field(default_factory=dict)
    other_money: int = 0
    bank_reference: str | None = None
    bank_day: date | None = None
    reason: str | None = None
    copy: int = 1

    @property
    def difference(self) -> int:
        """Counted less declared: a shortage below zero."""
        return 0 if self.declared is None else self.rupiah - self.declared


def slip_blocks(facts: SlipFacts, words: Words, language: Language) -> tuple[Block, ...]:
    """The paper from top to bottom."""
    return tuple(_Writer(facts, words, language).blocks())


@dataclass(frozen=True, slots=True)
class _Writer:
    facts: SlipFacts
    words: Words
    language: Language

    def blocks(self) -> Iterator[Block]:
        yield from self.head()
        yield Rule()
        yield from self.identity()
        yield Rule()
        yield from self.money()
        yield from self.pieces()
        yield Rule()
        yield Text(self.say(f"sentence.{self.facts.kind}"), bold=True, align=Align.CENTER)
        if self.facts.difference:
            yield Text(self.say("sentence.difference"), Size.SMALL, align=Align.CENTER)
        yield from self.signatures()
        yield Code(self.facts.witness)
        yield Text(self.say("check"), Size.SMALL, align=Align.CENTER)
        yield Text(self.facts.check, Size.LARGE, bold=True, align=Align.CENTER)

    def head(self) -> Iterator[Block]:
        yield Text(self.facts.coop.upper(), bold=True, align=Align.CENTER)
        yield Text(self.facts.branch, Size.SMALL, align=Align.CENTER)
        yield Text(self.say(f"title.{self.facts.kind}"), bold=True, align=Align.CENTER)
        if self.facts.copy > 1:
            yield Stamp(self.words.say("paper.stamp.copy", number=self.facts.copy))

    def identity(self) -> Iterator[Block]:
        facts = self.facts
        yield Pair(self.say("number"), facts.number, bold=True)
        yield Pair(self.say("at"), f"{self.day(facts.at.date())} {facts.at:%H.%M} {facts.at:%Z}")
        yield Pair(self.say("agent"), f"{facts.agent} ({facts.agent_code})")
        yield Pair(self.say("supervisor"), f"{facts.supervisor} ({facts.supervisor_code})")
        if facts.bank_reference is not None:
            yield Pair(self.say("bank_reference"), facts.bank_reference)
        if facts.bank_day is not None:
            yield Pair(self.say("bank_day"), self.day(facts.bank_day))

    def money(self) -> Iterator[Block]:
        facts = self.facts
        if facts.declared is not None and facts.kind is SlipKind.DEPOSIT:
            yield Pair(self.say("declared"), format_rupiah(facts.declared))
        yield Pair(self.say(f"rupiah.{facts.kind}"), format_rupiah(facts.rupiah), Size.LARGE, bold=True)
        if self.language == "id":
            yield Text(amount_in_words(facts.rupiah), Size.SMALL)
        if facts.declared is not None and facts.kind is SlipKind.DEPOSIT:
            yield Pair(self.say(self.direction()), format_rupiah(facts.difference), bold=bool(facts.difference))
        if facts.reason is not None:
            yield Pair(self.say("reason"), facts.reason)
        if facts.left is not None:
            yield Pair(self.say(f"left.{facts.kind}"), format_rupiah(facts.left))
        if facts.other_money:
            yield Pair(self.say("other_money"), format_rupiah(facts.other_money))

    def direction(self) -> str:
        difference = self.facts.difference
        return "short" if difference < 0 else "over" if difference > 0 else "equal"

    def pieces(self) -> Iterator[Block]:
        for piece in DENOMINATIONS:
            count = self.facts.pieces.get(f"c{piece.face}" if piece.coin else str(piece.face), 0)
            if count:
                kind = self.say("coins" if piece.coin else "notes")
                yield Pair(f"{grouped(piece.face)} × {count} {kind}", grouped(piece.face * count), Size.SMALL)

    def signatures(self) -> Iterator[Block]:
        yield Text(" ")
        yield Pair(self.say("signed.agent"), self.say("signed.supervisor"), Size.SMALL)
        yield Text(" ")
        yield Text(" ")
        yield Pair(self.facts.agent, self.facts.supervisor, Size.SMALL)

    def day(self, day: date) -> str:
        return f"{day.day} {self.words.say(f'frame.month.{day.month}')} {day.year}"

    def say(self, key: str, **params: object) -> str:
        return self.words.say(f"slip.{key}", **params)
