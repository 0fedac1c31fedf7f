"""Setting a centre up and running its affairs."""

import stat
from pathlib import Path

import pytest

from agent_app.central import admin, keys
from agent_app.central.centre import Centre
from agent_app.central.database import open_centre
from agent_app.domain.errors import Refused, Unavailable
from agent_app.journal.encoding import from_base64, to_base64
from agent_app.records.tables import house
from agent_app.wire import invitations
from tests.central import acts
from tests.central.conftest import ADDRESS, EMBEDDED, Clock, Village

pytestmark = EMBEDDED


def test_a_new_centre_keeps_its_keys_to_its_owner(centre: Centre) -> None:
    for name in (keys.FILE, "centre.json", "LWB.recovery"):
        assert stat.S_IMODE((centre.folder / name).stat().st_mode) == 0o600, name
    assert stat.S_IMODE(centre.folder.stat().st_mode) == 0o700
    content = b"".join(path.read_bytes() for path in centre.folder.glob("centre.db*"))
    assert b"Lewoleba" not in content
    assert "database" not in repr(centre.keys)


def test_an_opened_centre_is_the_one_that_was_made(centre: Centre, clock: Clock) -> None:
    again = open_centre(centre.folder, clock)
    assert (again.coop, again.keys) == ("KCL", centre.keys)
    again.engine.dispose()


def test_a_folder_holds_one_centre(centre: Centre, tmp_path: Path, clock: Clock) -> None:
    with pytest.raises(Refused, match="code_taken"):
        admin.init(centre.folder, "KCL", "Koperasi", None, clock)
    with pytest.raises(Unavailable, match="database_missing"):
        open_centre(tmp_path / "nowhere", clock)
    (centre.folder / keys.FILE).write_text("{}")
    with pytest.raises(Unavailable, match="vault_damaged"):
        open_centre(centre.folder, clock)
    (centre.folder / keys.FILE).unlink()
    with pytest.raises(Unavailable, match="vault_missing"):
        open_centre(centre.folder, clock)


def test_a_recovery_key_is_written_once_and_its_public_half_published(centre: Centre) -> None:
    private = from_base64((centre.folder / "LWB.recovery").read_text().strip())
    with centre.reading() as connection:
        row = connection.execute(house.branch.select().where(house.branch.c.branch == "LWB")).one()
    assert row.recovery_key == to_base64(keys.exchange_public(private))
    for branch, file, code in (("LWB", "new", "code_taken"), ("NEW", "LWB.recovery", "code_taken")):
        with pytest.raises(Refused, match=code):
            admin.add_branch(centre, branch, "Nama", "Asia/Makassar", centre.folder / file)
    assert not (centre.folder / "new").exists()
    with pytest.raises(Refused, match="zone_unknown"):
        admin.add_branch(centre, "NEW", "Nama", "Asia/Nowhere", centre.folder / "new")
    with pytest.raises(Refused, match="code_unreadable"):
        admin.add_branch(centre, "N", "Nama", "Asia/Makassar", centre.folder / "new")


def test_an_invitation_names_address_and_key(centre: Centre) -> None:
    made = admin.invite(centre, "https://centre.example/", "LWB", "A017", "Maria Contoh", "agent")
    parsed = invitations.parse(str(made))
    assert (parsed.address, parsed.coop, parsed.code) == (ADDRESS, "KCL", made.code)
    assert parsed.pin == invitations.pin(centre.keys.public)
    for branch, person, name, code in (
        ("NOWHERE", "A017", "Maria", "branch_unknown"),
        ("LWB", "a", "Maria", "code_unreadable"),
        ("LWB", "A017", " ", "name_missing"),
    ):
        with pytest.raises(Refused, match=code):
            admin.invite(centre, ADDRESS, branch, person, name, "agent")
    with pytest.raises(Refused, match="address_insecure"):
        admin.invite(centre, "http://centre.example", "LWB", "A017", "Maria", "agent")


def test_devices_are_listed_with_what_is_known_of_them(village: Village, clock: Clock) -> None:
    agent = village.agent
    clock.forward(hours=2)
    agent.write(acts.registered(agent, 1))
    agent.sync()
    admin.revoke(village.centre, village.other_agent.device)
    admin.revoke(village.centre, village.other_agent.device)
    first, second, third = admin.devices(village.centre)
    assert (first.device, first.person, first.seq, first.is_revoked) == (agent.device, "A017", 1, False)
    assert first.last_contact == village.centre.milliseconds()
    assert third.last_contact == village.centre.milliseconds() - 2 * 3_600_000
    assert second.is_revoked
    with pytest.raises(Refused, match="device_unknown"):
        admin.revoke(village.centre, 4711)
