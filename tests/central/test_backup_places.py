"""Where backups go: disks that are not there, disks that are full, the disk of the data itself, two backups at once."""

import errno
import os
import subprocess
import sys
from pathlib import Path
from typing import IO

import pytest

from agent_app.central import backup_places, backups, instance, sealing
from agent_app.domain.errors import Unavailable
from dev import ROOT
from tests.central import acts
from tests.central.conftest import EMBEDDED, Village


class Machine:
    """A root with mount points, as the system's tables tell of them."""

    def __init__(self, folder: Path) -> None:
        self.points = folder / "mnt"
        self.points.mkdir()
        self.fstab, self.mounts = folder / "fstab", folder / "mounts"
        self.fstab.write_text("# a comment\nUUID=1 / ext4 defaults 0 1\nUUID=2 none swap sw 0 0\n")
        self.mounts.write_text("/dev/a / ext4 rw 0 0\n")

    def line(self, table: Path, point: Path) -> None:
        with table.open("a") as file:
            file.write(f"/dev/b {str(point).replace(' ', chr(92) + '040')} ext4 rw 0 0\n")

    def check(self, folder: Path) -> str | None:
        """The place that is told to be missing."""
        try:
            backup_places.check(folder, self.fstab, self.mounts, (str(self.points),))
        except Unavailable as missing:
            return str(missing.params["place"])
        return None


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


@pytest.mark.parametrize("inner", ["", "keagenan", "keagenan/daily"])
def test_a_disk_of_the_systems_table_that_is_not_mounted_is_told(machine: Machine, tmp_path: Path, inner: str) -> None:
    disk = tmp_path / "cakram luar"
    disk.mkdir()
    machine.line(machine.fstab, disk)
    assert machine.check(disk / inner) == str(disk)
    machine.line(machine.mounts, disk)
    assert machine.check(disk / inner) is None


def test_an_empty_folder_where_only_disks_are_mounted_is_told(machine: Machine) -> None:
    usb = machine.points / "usb"
    assert machine.check(usb) == str(machine.points)
    usb.mkdir()
    assert machine.check(usb) == str(usb)
    assert machine.check(usb / "keagenan") == str(usb)
    (usb / "earlier.backup").touch()
    assert machine.check(usb) is None


def test_any_other_folder_is_nobodys_mount_point(machine: Machine, tmp_path: Path) -> None:
    (tmp_path / "backups").mkdir()
    for folder in (tmp_path / "backups", tmp_path / "new" / "one"):
        assert machine.check(folder) is None
        assert backup_places.is_on_same_disk(folder, tmp_path)


def test_tables_that_cannot_be_read_tell_of_no_disk(tmp_path: Path) -> None:
    backup_places.check(tmp_path, tmp_path / "none", tmp_path / "none", ())


def test_nothing_is_made_in_the_place_of_a_missing_disk(
    village: Village, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(folder: Path) -> None:
        raise Unavailable("backup_disk_missing", place=str(folder))

    monkeypatch.setattr(backup_places, "check", missing)
    with pytest.raises(Unavailable, match="backup_disk_missing"):
        backups.back_up(village.centre, tmp_path / "disk" / "copy")
    assert not (tmp_path / "disk").exists()


def test_a_full_disk_is_told_and_leaves_nothing(
    village: Village, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "disk").mkdir()
    for code, told in ((errno.ENOSPC, "disk_full"), (errno.EDQUOT, "disk_full"), (errno.EIO, "disk")):

        def full(plain: object, target: IO[bytes], key: bytes, code: int = code) -> None:
            target.write(bytes(100_000))
            raise OSError(code, os.strerror(code))

        monkeypatch.setattr(sealing, "seal", full)
        with pytest.raises(Unavailable) as refused:
            backups.back_up(village.centre, tmp_path / "disk" / "copy")
        assert refused.value.code == told
        assert list((tmp_path / "disk").iterdir()) == []


def test_a_file_that_may_not_grow_any_more_is_no_backup(village: Village, tmp_path: Path) -> None:
    village.agent.write(acts.registered(village.agent, 1))
    village.agent.sync()
    disk = tmp_path / "disk"
    disk.mkdir()
    script = ROOT / "tests" / "central" / "on_a_full_disk.py"
    for most in (4_096, 40_000):
        arguments = [sys.executable, str(script), str(village.centre.folder), str(disk / "copy"), str(most)]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        ended = subprocess.run(arguments, env=environment, capture_output=True, text=True)
        assert (ended.stdout.strip() in ("disk", "disk_full"), ended.stderr) == (True, "")
        assert list(disk.iterdir()) == []
    assert village.agent.call("GET", "/v1/head").head().durable_seq == 0
    assert backups.back_up(village.centre, disk / "copy").heads[village.agent.device] == 1


@EMBEDDED
def test_two_backups_of_a_centre_are_not_made_at_once(village: Village, tmp_path: Path) -> None:
    with instance.backing_up(village.centre.folder), pytest.raises(Unavailable, match="backup_running"):
        backups.back_up(village.centre, tmp_path / "copy")
