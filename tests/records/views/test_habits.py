"""Villages and occupations of an agent's own registrations."""

from agent_app.records.views import habits
from tests.services.office import Branch


def test_villages_come_by_how_many_members_live_there_and_of_this_agent_only(branch: Branch) -> None:
    branch.maria.register(name="Contoh Satu", village="5313052010")
    branch.maria.register(name="Contoh Dua", village="5313052010")
    branch.maria.register(name="Contoh Tiga", village="5313042006")
    branch.yosef.register(name="Contoh Empat", village="5313012011")
    assert branch.maria.ask(habits.villages_served, "A017") == ("5313052010", "5313042006")


def test_occupations_come_with_the_latest_first_each_once(branch: Branch) -> None:
    for occupation in ("Petani", "Nelayan", "Petani"):
        branch.maria.register(name=f"Contoh {occupation}", occupation=occupation)
        branch.clock.forward(minutes=1)
    assert branch.maria.ask(habits.recent_occupations, "A017") == ("Petani", "Nelayan")
    assert branch.maria.ask(habits.recent_occupations, "A017", limit=1) == ("Petani",)
