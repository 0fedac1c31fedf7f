"""The centre's keys in a file or in the environment, and several cooperatives in one database."""

from pathlib import Path

import pytest

from agent_app.central import admin, checks, keys
from agent_app.central.database import open_centre
from agent_app.central.server import running
from agent_app.domain.errors import Refused
from tests.central import acts
from tests.central.conftest import POSTGRES, Clock, Village, enrol, make_centre


def test_the_keys_may_come_from_the_environment(tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    made = make_centre(tmp_path / "first", None, clock)
    made.engine.dispose()
    key_file = made.folder / keys.FILE
    monkeypatch.setenv(keys.VARIABLE, key_file.read_text())
    key_file.unlink()
    again = open_centre(made.folder, clock)
    assert again.keys == made.keys
    again.engine.dispose()
    other = admin.init(tmp_path / "second", "XYZ", "Koperasi Lain", None, clock)
    assert not (other.folder / keys.FILE).exists()
    other.engine.dispose()


@POSTGRES
def test_one_database_may_hold_several_cooperatives(village: Village, tmp_path: Path, clock: Clock) -> None:
    url = village.centre.engine.url.render_as_string(hide_password=False)
    second = admin.init(tmp_path / "second", "XYZ", "Koperasi Lain", url, clock)
    with pytest.raises(Refused, match="code_taken"):
        admin.init(tmp_path / "third", "KCL", "Koperasi Kopi Lembata", url, clock)
    admin.add_branch(second, "LWB", "Lewoleba", "Asia/Makassar", tmp_path / "LWB.recovery")
    with running(second, with_worker=False) as address:
        stranger = enrol(second, address, "A017", "agent")
        stranger.write(acts.registered(stranger, 1))
        assert stranger.sync().seq == 1
        assert stranger.device == village.agent.device
    village.agent.write(acts.registered(village.agent, 1))
    assert village.agent.sync().seq == 1
    for one in (village.centre, second):
        with one.reading() as connection:
            assert checks.verify(connection, one).problems == []
    assert village.supervisor.places("branch:LWB").count((village.agent.device, 1)) == 1
    second.engine.dispose()
