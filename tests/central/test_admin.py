"""Setting a centre up and running its affairs."""

import stat
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from agent_app.central import admin, keys
from agent_app.central.centre import Centre
from agent_app.central.database import SETTINGS, open_centre
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
    with pytest.raises(Refused, match="vault_exists"):
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
    for branch, file, code in (("LWB", "new", "code_taken"), ("NEW", "LWB.recovery", "file_exists")):
        with pytest.raises(Refused, match=code):
            admin.add_branch(centre, branch, "Nama", "Asia/Makassar", centre.folder / file)
    assert not (centre.folder / "new").exists()
    (centre.folder / "letter").write_text("something of somebody's")
    with pytest.raises(Refused, match="file_exists"):
        admin.add_branch(centre, "NEW", "Nama", "Asia/Makassar", centre.folder / "letter")
    with pytest.raises(Refused, match="zone_unknown"):
        admin.add_branch(centre, "NEW", "Nama", "Asia/Nowhere", centre.folder / "new")
    with pytest.raises(Refused, match="code_unreadable"):
        admin.add_branch(centre, "N", "Nama", "Asia/Makassar", centre.folder / "new")


def test_a_branch_that_was_not_kept_is_opened_with_the_key_already_written(
    centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lose(*_: object) -> None:
        raise OperationalError("COMMIT", {}, Exception("the connection is lost"))

    key_file = centre.folder / "NEW.recovery"
    with monkeypatch.context() as broken:
        broken.setattr(admin.centre_journal, "append", lose)
        with pytest.raises(OperationalError):
            admin.add_branch(centre, "NEW", "Nama", "Asia/Makassar", key_file)
    written = key_file.read_text()
    admin.add_branch(centre, "NEW", "Nama", "Asia/Makassar", key_file)
    assert key_file.read_text() == written
    with centre.reading() as connection:
        row = connection.execute(house.branch.select().where(house.branch.c.branch == "NEW")).one()
    assert row.recovery_key == to_base64(keys.exchange_public(from_base64(written.strip())))


@pytest.mark.usefixtures("database")
def test_a_key_that_stands_in_the_folder_is_never_written_over(tmp_path: Path, clock: Clock) -> None:
    (tmp_path / keys.FILE).write_text("{}")
    with pytest.raises(Unavailable, match="vault_damaged"):
        admin.init(tmp_path, "KCL", "Koperasi", None, clock)
    assert (tmp_path / keys.FILE).read_text() == "{}"
    known = keys.new_keys()
    keys.save(tmp_path, known)
    made = admin.init(tmp_path, "KCL", "Koperasi", None, clock)
    made.engine.dispose()
    assert made.keys == keys.load(tmp_path) == known


@pytest.mark.parametrize("content", [b"", b'{"coop":"KC', b"\xff\xfe", b'{"coop":1}'])
def test_settings_nobody_can_read_are_not_taken_for_no_data(centre: Centre, clock: Clock, content: bytes) -> None:
    (centre.folder / SETTINGS).write_bytes(content)
    with pytest.raises(Unavailable, match="settings_unreadable"):
        open_centre(centre.folder, clock)


def invite(centre: Centre, branch: str, person: str, name: str, same_person: bool = False) -> None:
    admin.invite(centre, ADDRESS, branch, person, name, "agent", same_person)


def test_a_persons_code_is_given_to_no_other_person_and_in_no_other_branch(village: Village, clock: Clock) -> None:
    centre = village.centre
    invite(centre, "LWB", "A017", "orang a017")
    for branch, person, name in (("LWB", "A017", "Maria Lain"), ("LRT", "A017", "Orang A017")):
        with pytest.raises(Refused, match="person_code_taken"):
            invite(centre, branch, person, name)
    invite(centre, "LRT", "A099", "Yosef Contoh")
    with pytest.raises(Refused, match="person_code_taken"):
        invite(centre, "LRT", "A099", "Yohanes Contoh")
    clock.forward(hours=25)
    invite(centre, "LRT", "A099", "Yohanes Contoh")


def test_whoever_says_that_it_is_the_same_person_is_asked_once(village: Village) -> None:
    invite(village.centre, "LRT", "A017", "Orang A017", same_person=True)
    invite(village.centre, "LRT", "A017", "Orang A017")
    invite(village.centre, "LWB", "A017", "Orang A017")


def test_nobody_is_forgotten_by_a_slip_in_an_id(village: Village) -> None:
    village.agent.write(acts.registered(village.agent, 1))
    village.agent.sync()
    with pytest.raises(Refused, match="member_unknown"):
        admin.erase(village.centre, [acts.member(1), acts.member(2)], "request")
    assert admin.erase(village.centre, [acts.member(1)], "request")


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
