"""The layout of a receipt as values: blocks of text, pairs, rules and a code, drawn alike on screen, printer and PDF.

Its sentences are those of resources/words/paper_<language>.json, a file of their own.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from agent_app.documents.months_text import months_text
from agent_app.documents.receipt_facts import PaidRow, Paper, PaperFacts
from agent_app.domain.funding import FundingSource
from agent_app.domain.money import MINUS, amount_in_words, format_rupiah, grouped
from agent_app.domain.months import Language, month_label
from agent_app.reference.words import Words


class Size(StrEnum):
    """Sizes of type; each form of paper gives them in points."""

    SMALL = "small"
    NORMAL = "normal"
    LARGE = "large"


class Align(StrEnum):
    LEFT = "left"
    CENTER = "center"


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph that breaks where the paper ends."""

    text: str
    size: Size = Size.NORMAL
    bold: bool = False
    align: Align = Align.LEFT


@dataclass(frozen=True, slots=True)
class Pair:
    """A caption at the left and its value at the right edge."""

    left: str
    right: str
    size: Size = Size.NORMAL
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A dashed line."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """Words in a frame that nobody overlooks: a copy, a void."""

    text: str


@dataclass(frozen=True, slots=True)
class Code:
    """A QR code; without `data` only its place, with the words in it."""

    data: str | None
    words: str = ""


Block: TypeAlias = Text | Pair | Rule | Stamp | Code


def receipt_blocks(facts: PaperFacts, words: Words, language: Language) -> tuple[Block, ...]:
    """The paper from top to bottom."""
    return tuple(_Writer(facts, words, language).blocks())


def plain_text(blocks: tuple[Block, ...]) -> str:
    """The blocks as lines of text: what is read aloud for a picture of the paper."""
    lines = []
    for block in blocks:
        if isinstance(block, Pair):
            lines.append(f"{block.left} {block.right}")
        elif isinstance(block, Text | Stamp):
            lines.append(block.text)
    return "\n".join(lines)


def _short_date(words: Words, day: date) -> str:
    return f"{day.day} {words.say(f'frame.month.{day.month}')} {day.year}"


def sum_text(prices: tuple[int, ...]) -> str:
    """`8.400 + 8.400 + 16.800`: the price month by month."""
    return " + ".join(grouped(price) for price in prices)


@dataclass(frozen=True, slots=True)
class _Writer:
    facts: PaperFacts
    words: Words
    language: Language

    def blocks(self) -> Iterator[Block]:
        yield from self.head()
        yield Rule()
        yield from self.identity()
        yield Rule()
        if self.facts.paper is Paper.RECEIPT:
            for row in self.facts.rows:
                yield from self.row(row)
        else:
            yield Text(self.facts.rows[0].name, bold=True)
            yield Text(self.say("titipan_for"))
        yield Rule()
        yield from self.money()
        yield Rule()
        yield from self.sentences()
        yield from self.proof()

    def head(self) -> Iterator[Block]:
        yield Text(self.facts.coop.upper(), bold=True, align=Align.CENTER)
        yield Text(self.say("agent", name=self.facts.agent, code=self.facts.agent_code), Size.SMALL, align=Align.CENTER)
        yield Text(self.facts.branch, Size.SMALL, align=Align.CENTER)
        if self.facts.void is not None:
            yield Stamp(self.say(f"stamp.{self.facts.void}"))
        if self.facts.copy > 1:
            yield Stamp(self.say("stamp.copy", number=self.facts.copy))

    def identity(self) -> Iterator[Block]:
        facts = self.facts
        yield Pair(self.say(f"number.{facts.paper}"), facts.number or self.say("after_saving"), bold=True)
        at = f"{_short_date(self.words, facts.at.date())} {facts.at:%H.%M} {facts.at:%Z}"
        yield Pair(self.say("at"), at)
        if facts.payer:
            yield Pair(self.say("payer"), facts.payer)
        if facts.paper_no:
            yield Pair(self.say("paper_no"), facts.paper_no)
        if facts.collected_on is not None:
            yield Pair(self.say("collected_on"), _short_date(self.words, facts.collected_on))

    def row(self, row: PaidRow) -> Iterator[Block]:
        yield Text(row.name, bold=True)
        if row.nik_end:
            yield Text(self.say("nik", end=row.nik_end), Size.SMALL)
        yield Pair(self.say("months"), months_text(self.words, row.months))
        for programme, rupiah in row.programmes:
            yield Pair(self.say("programme", programme=programme, count=len(row.months)), grouped(rupiah))
        if len(row.prices) > 1:
            yield Text(f"{sum_text(row.prices)} = {grouped(row.rupiah)}", Size.SMALL)
        if row.relief is not None:
            until = months_text(self.words, (row.relief.until,))
            yield Text(self.say("relief", regulation=row.relief.regulation, until=until), Size.SMALL)

    def money(self) -> Iterator[Block]:
        facts = self.facts
        yield Pair(self.say("total"), format_rupiah(facts.total), Size.LARGE, bold=True)
        if self.language == "id":
            yield Text(amount_in_words(facts.total), Size.SMALL)
        if facts.titipan:
            yield Pair(self.say("from_titipan"), f"{MINUS}{grouped(facts.titipan)}")
        if not FundingSource(facts.source).is_cash:
            yield Pair(self.say("source"), self.words.say(f"funding.{facts.source}"))
            return
        yield Pair(self.say("cash"), grouped(facts.received))
        if facts.kept:
            yield Pair(self.say("kept"), grouped(facts.kept))
        yield Pair(self.say("change"), grouped(facts.change), bold=True)

    def sentences(self) -> Iterator[Block]:
        facts = self.facts
        if facts.paper is Paper.RECEIPT:
            months = months_text(self.words, facts.months)
            yield Text(self.say("sentence", months=months), bold=True, align=Align.CENTER)
        else:
            yield Text(self.say("sentence.titipan"), bold=True, align=Align.CENTER)
        if changes := {row.change for row in facts.rows if row.change is not None}:
            # Members of one payer may have different brackets: then each price is said with its own month.
            for change in sorted(changes, key=lambda one: (one.month, one.rupiah)):
                month = month_label(change.month, self.language)
                text = self.say("price_change", month=month, amount=format_rupiah(change.rupiah))
                yield Text(text, Size.SMALL, align=Align.CENTER)
        if facts.stamp_duty is not None:
            duty = self.say("stamp_duty", amount=format_rupiah(facts.stamp_duty))
            yield Text(duty, Size.SMALL, align=Align.CENTER)

    def proof(self) -> Iterator[Block]:
        facts = self.facts
        yield Code(facts.verify, "" if facts.verify else self.say("code_after_saving"))
        if facts.check is not None:
            yield Text(self.say("verify"), Size.SMALL, align=Align.CENTER)
            yield Text(facts.check, Size.LARGE, bold=True, align=Align.CENTER)

    def say(self, key: str, **params: object) -> str:
        return self.words.say(f"paper.{key}", **params)
