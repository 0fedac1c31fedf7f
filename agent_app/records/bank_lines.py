"""A line of the bank's statement, or a paper by which the branch deducted money, stands for one sum only.

It confirms one deposit, or brings in the money of papers that one laptop names; whoever named it first.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Table, and_, or_, select
from sqlalchemy.engine import Connection

from agent_app.records.precedence import in_order
from agent_app.records.tables import cash, money


def is_first(connection: Connection, coop: str, word: Any) -> bool:
    """Whether nobody, who could do so, named this line of the bank before `word`, a row that names it.

    Words that papers' money came in share it where they are of one laptop: they are one act. A word that tells the
    account's balance after the line speaks of another line than those that tell another balance, or none.
    """
    standing: list[Any] = []
    for each in in_order(_words(connection, coop, word.bank_key)):
        stands = not any(_is_of_one_line(each, earlier) for earlier in standing)
        if _key(each) == _key(word):
            return stands
        if stands:
            standing.append(each)
    return False


def _is_of_one_line(word: Any, earlier: Any) -> bool:
    """Whether a word rests on the line that an earlier one rests on, and is not of the same act."""
    if _is_of_papers(word) and _is_of_papers(earlier) and word.device == earlier.device:
        return False
    return word.bank_balance is None or word.bank_balance == earlier.bank_balance


def _words(connection: Connection, coop: str, key: str) -> Sequence[Any]:
    """The decisions on deposits and the words about papers that rest on a line, by whom they were to make."""
    decision, funds = cash.deposit_decision, cash.funds_receipt
    named = (decision.c.coop == coop, decision.c.bank_key == key, decision.c.outcome == "confirmed")
    said = (funds.c.coop == coop, funds.c.bank_key == key)
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
