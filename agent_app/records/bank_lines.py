"""A line of the bank's statement, or a paper by which the branch deducted money, stands for one sum only.

It confirms one deposit, or brings in the money of papers that one laptop names; whoever named it first.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Table, and_, or_, select
from sqlalchemy.engine import Connection

from agent_app.records.precedence import in_order
from agent_app.records.tables import cash, money


def is_first(connection: Connection, coop: str, word: Any, reference: str, day: str) -> bool:
    """Whether nobody, who could do so, named this line of the bank before `word`, a row that names it.

    Words that papers' money came in share it where they are of one laptop: they are one act.
    """
    first = in_order(_words(connection, coop, reference, day))[0]
    if _key(first) == _key(word):
        return True
    return _is_of_papers(first) and _is_of_papers(word) and first.device == word.device


def _words(connection: Connection, coop: str, reference: str, day: str) -> Sequence[Any]:
    """The decisions on deposits and the words about papers that rest on a line, by whom they were to make."""
    decision, funds = cash.deposit_decision, cash.funds_receipt
    named = (
        decision.c.coop == coop,
        decision.c.bank_reference == reference,
        decision.c.bank_day == day,
        decision.c.outcome == "confirmed",
    )
    said = (funds.c.coop == coop, funds.c.reference == reference, funds.c.received_on == day)
    found = list(_by_others(connection, decision, "deposit_", (cash.deposit,), named))
    return [*found, *_by_others(connection, funds, "of_", (money.receipt, money.titipan), said)]


def _by_others(
    connection: Connection, words: Table, prefix: str, papers: Sequence[Table], conditions: Sequence[Any]
) -> Iterable[Any]:
    """Words by somebody of the branch who did not write the paper they speak of, and that name who did."""
    may = [_may_say(words, prefix, paper) for paper in papers]
    return connection.execute(select(words).where(*conditions, or_(*may))).all()


def _may_say(words: Table, prefix: str, paper: Table) -> Any:
    return (
        select(paper.c.seq)
        .where(
            and_(*(paper.c[name] == words.c[f"{prefix}{name}"] for name in ("device", "seq", "h"))),
            paper.c.coop == words.c.coop,
            paper.c.person != words.c.person,
            paper.c.branch == words.c.branch,
            paper.c.agent == words.c.agent,
        )
        .exists()
    )


def _is_of_papers(row: Any) -> bool:
    return "received_on" in row._fields


def _key(row: Any) -> tuple[int, int, bytes]:
    return row.device, row.seq, bytes(row.h)
