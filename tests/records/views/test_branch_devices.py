"""A branch's laptops by their enrolments, with the newest line held here."""

from agent_app.journal.entries.house import DeviceRevoked
from agent_app.records.views.branch_devices import devices_of
from tests.services.office import BRANCH, Branch


def test_every_laptop_of_the_branch_is_told_with_the_newest_line_held_here(branch: Branch) -> None:
    branch.maria.register()
    branch.share()
    found = {one.person: one for one in branch.theresia.ask(devices_of, BRANCH)}
    assert sorted(found) == ["A017", "A018", "S001", "S002"]
    maria, yosef = found["A017"], found["A018"]
    assert (maria.device, maria.role, maria.revoked_at) == (11, "agent", None)
    assert maria.seq > 0
    assert maria.newest_at == round(branch.clock().timestamp() * 1000)
    assert (yosef.seq, yosef.newest_at) == (0, None)


def test_a_closed_laptop_says_since_when(branch: Branch) -> None:
    branch.office.say(DeviceRevoked(device=11, branch=BRANCH, seq=0, agent="A017"))
    branch.share()
    found = {one.device: one.revoked_at for one in branch.theresia.ask(devices_of, BRANCH)}
    assert found[11] == round(branch.clock().timestamp() * 1000)
    assert found[12] is None


def test_a_laptop_that_a_supervisor_closed_names_the_supervisor(branch: Branch) -> None:
    branch.office.say(DeviceRevoked(device=11, branch=BRANCH, seq=0, agent="A017", revoked_by="S002"))
    branch.office.say(DeviceRevoked(device=12, branch=BRANCH, seq=0, agent="A018"))
    branch.share()
    found = {one.device: one.revoked_by for one in branch.theresia.ask(devices_of, BRANCH)}
    assert (found[11], found[12]) == ("S002", None)


def test_laptops_of_other_branches_are_not_told(branch: Branch) -> None:
    assert branch.theresia.ask(devices_of, "LRT") == ()
