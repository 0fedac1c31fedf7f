"""Forgetting a person, on every side and in every record."""

import pytest

from agent_app.domain.errors import Refused
from agent_app.domain.reviews import Decision
from agent_app.journal.entries.base import Origin
from agent_app.records.views import history, members
from agent_app.services.branch import DecideReview, decide_review
from agent_app.services.collection import CollectPremium, PayFor, TakeTitipan, collect_premium, take_titipan
from agent_app.services.corrections import CorrectMember, correct_member
from agent_app.services.erasure import ErasePerson, erase_person
from agent_app.services.reversal import DecideReversal, RequestReversal, decide_reversal, request_reversal
from agent_app.services.roster import ListedPerson, RosterImport, import_rows
from tests.services.office import Branch

NIK = "5313054101809901"


def listed(branch: Branch, **fields: str) -> str:
    """A row of the roster with the NIK, known to everybody; its id."""
    rows = (ListedPerson(**({"name": "Contoh Daftar", "nik": NIK} | fields)),)  # type: ignore[arg-type]
    branch.theresia.do(import_rows, RosterImport(rows=rows, source="daftar.csv"))
    branch.share()
    return branch.theresia.ask(members.roster_of_nik, fields.get("nik", NIK))[0].member


def found(branch: Branch, member: str) -> members.Member:
    one = branch.maria.ask(members.find, member)
    assert one is not None
    return one


def registered(branch: Branch, member: str) -> Origin:
    """The line that registered somebody."""
    told = branch.theresia.ask(history.history, [member])
    return next(one.origin for one in told if one.kind == "member_registered")


def test_a_person_is_forgotten_with_the_roster_row_and_the_money_stays(branch: Branch) -> None:
    assert branch.maria.person == "A017"
    row = listed(branch)
    member = branch.maria.register(nik=NIK, roster=row)
    branch.maria.collect(member, "2026-11")
    branch.share()
    branch.theresia.do(erase_person, ErasePerson(member=row))
    branch.share()
    forgotten = found(branch, member)
    assert (forgotten.erased, forgotten.nik, forgotten.name) == (True, None, None)
    assert branch.maria.ask(members.roster_of_nik, NIK) == ()
    assert branch.maria.totals().all.cash.collected == 8_400
    told = branch.maria.ask(history.history, [member, row])
    assert told[-1].kind == "person_erased"
    with pytest.raises(Refused, match="member_unknown"):
        branch.maria.collect(member, "2026-12")


def test_nobody_is_forgotten_while_a_reversal_or_a_review_is_open(branch: Branch) -> None:
    member = branch.maria.register()
    receipt = branch.maria.collect(member, "2026-11")
    asked = branch.maria.do(request_reversal, RequestReversal(paper=receipt.origin, reason="wrong_member"))
    branch.share()
    with pytest.raises(Refused, match="role_not_allowed"):
        branch.maria.do(erase_person, ErasePerson(member=member))
    with pytest.raises(Refused, match="claim_open"):
        branch.theresia.do(erase_person, ErasePerson(member=member))
    branch.theresia.do(decide_reversal, DecideReversal(request=asked, outcome="refused"))
    branch.office.ask_review(receipt.origin, "tariff_mismatch", member)
    with pytest.raises(Refused, match="claim_open"):
        branch.theresia.do(erase_person, ErasePerson(member=member))


def test_a_registration_keeps_no_nik_behind_in_what_was_merged_into_it(branch: Branch) -> None:
    assert branch.yosef.person == "A018"
    first, second = branch.maria.register(nik=NIK), branch.yosef.register(nik=NIK)
    branch.share()
    origin = registered(branch, second)
    branch.office.ask_review(origin, "duplicate_nik", second, first, others=(registered(branch, first),))
    branch.theresia.do(decide_review, DecideReview(origin=origin, code="duplicate_nik", decision=Decision.MERGE))
    branch.theresia.do(correct_member, CorrectMember(member=first, fields={"nik": "5313054101809902"}))
    branch.theresia.do(erase_person, ErasePerson(member=first))
    branch.share()
    assert [found(branch, one).nik for one in (first, second)] == [None, None]


def test_the_membership_that_ended_is_forgotten_with_the_one_that_followed(branch: Branch) -> None:
    assert branch.maria.person == "A017"
    row = listed(branch, last_paid="2026-09")
    first = branch.maria.register(nik=NIK, roster=row)
    branch.clock.forward(days=40)
    second = branch.maria.register(nik=NIK)
    assert found(branch, second).replaces == first
    branch.share()
    branch.theresia.do(erase_person, ErasePerson(member=second))
    branch.share()
    assert found(branch, first).erased
    assert branch.maria.ask(members.roster_of_nik, NIK) == ()


def test_a_walk_up_is_forgotten_on_the_roster_too_and_a_namesake_of_the_card_is_not(branch: Branch) -> None:
    assert branch.maria.person == "A017"
    listed(branch, name="Contoh Orang")
    member = branch.maria.register(nik=NIK, name="CONTOH  Orang")
    other = branch.maria.register(nik=NIK, name="Contoh Lain", card_is_right=True)
    branch.share()
    branch.theresia.do(erase_person, ErasePerson(member=member))
    branch.share()
    assert branch.maria.ask(members.roster_of_nik, NIK) == ()
    assert found(branch, other).nik == NIK


def test_nobody_is_forgotten_whose_titipan_is_left(branch: Branch) -> None:
    member = branch.maria.register()
    branch.maria.do(take_titipan, TakeTitipan(member=member, rupiah=8_400))
    branch.share()
    with pytest.raises(Refused, match="claim_open"):
        branch.theresia.do(erase_person, ErasePerson(member=member))
    pay = (PayFor(member=member, months=("2026-11",), titipan=8_400),)
    branch.maria.do(collect_premium, CollectPremium(members=pay, total=8_400))
    branch.share()
    branch.theresia.do(erase_person, ErasePerson(member=member))
