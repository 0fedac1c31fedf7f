"""Receipts are found by a part of their number."""

from agent_app.records.views.paper_search import PaperHit, receipts_numbered
from tests.services.office import Branch


def test_figures_are_the_end_of_a_number_and_letters_any_part_of_it(branch: Branch) -> None:
    first, second = (branch.maria.register(name=f"Contoh {letter}") for letter in "AB")
    one = branch.maria.collect(first, "2026-11")
    two = branch.maria.collect(second, "2026-11")
    assert branch.yosef.person != branch.maria.person

    def found(text: str) -> list[str]:
        hits: tuple[PaperHit, ...] = branch.maria.ask(receipts_numbered, text)
        return [hit.number for hit in hits]

    assert found(one.number) == [one.number]
    assert found(one.number.lower()[4:]) == [one.number]
    assert found("000002") == [two.number]
    assert found(one.number[:-2]) == [two.number, one.number]
    assert found("1") == found("maria") == found("%2") == []
    hit = branch.maria.ask(receipts_numbered, one.number)[0]
    assert (hit.name, hit.others, hit.rupiah, hit.voided) == ("Contoh A", 0, 8_400, False)
