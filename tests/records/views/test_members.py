"""Members and roster rows are found by words of the name, by NIK and by page."""

from agent_app.records.views import members
from agent_app.services.roster import ListedPerson, RosterImport, import_rows
from tests.services.office import Branch


def names(found: list[members.Found]) -> list[tuple[str, bool]]:
    return [(one.name, one.registered) for one in found]


def test_a_search_takes_the_beginnings_of_words_in_any_order_over_members_and_roster(branch: Branch) -> None:
    rows = (ListedPerson(name="Contoh Bu Nuapu’u"), ListedPerson(name="Contoh Ana Wutun", nik="5313054101809901"))
    branch.theresia.do(import_rows, RosterImport(rows=rows, source="daftar.csv"))
    branch.share()
    row = branch.maria.ask(members.roster_of_nik, "5313054101809901")[0]
    branch.maria.register(name="Contoh Ana Wutun", nik="5313054101809901", roster=row.member)
    assert names(branch.maria.ask(members.search, "wut ana")) == [("Contoh Ana Wutun", True)]
    assert names(branch.maria.ask(members.search, "NUAPUU")) == [("Contoh Bu Nuapu’u", False)]
    assert names(branch.maria.ask(members.search, "utun")) == []
    assert names(branch.maria.ask(members.search, " ")) == []
    assert len(branch.maria.ask(members.search, "contoh", limit=1)) == 1


def test_signs_of_a_pattern_are_letters_like_others(branch: Branch) -> None:
    branch.maria.register(name="Contoh Ana")
    assert names(branch.maria.ask(members.search, "%na")) == []
    assert names(branch.maria.ask(members.search, "_na")) == []


def test_pages_follow_each_other_by_name_for_one_agent(branch: Branch) -> None:
    assert branch.yosef.person == "A018"
    for name in ("Contoh B", "Contoh A", "Contoh B"):
        branch.maria.register(name=name)
    branch.yosef.register(name="Contoh D")
    branch.share()
    first = branch.theresia.ask(members.page, "A017", limit=2)
    rest = branch.theresia.ask(members.page, "A017", after=first[-1], limit=2)
    assert [one.name for one in first + rest] == ["Contoh A", "Contoh B", "Contoh B"]
    assert len(branch.theresia.ask(members.page)) == 4
    assert branch.theresia.ask(members.count_members) == 4


def test_an_unknown_id_and_a_roster_row_are_no_members(branch: Branch) -> None:
    branch.theresia.do(import_rows, RosterImport(rows=(ListedPerson(name="Contoh"),), source="daftar.csv"))
    row = branch.theresia.ask(members.search, "contoh")[0].member
    assert branch.theresia.ask(members.find, row) is None
    entry = branch.theresia.ask(members.roster_entry, row)
    assert entry is not None
    assert entry.name == "Contoh"
    assert branch.theresia.ask(members.roster_entry, "nobody") is None
