"""Shipped folders in their three homes, private files, and file systems that are no home for a database."""

import itertools
import os
import subprocess
import sys
from pathlib import Path, PurePosixPath

import pytest

from agent_app import paths

REPOSITORY = Path(paths.__file__).parents[1]

MOUNTS = """\
/dev/sda1 / ext4 rw,relatime 0 0
proc /proc proc rw 0 0
centre:/export /home/user nfs4 rw,vers=4.2 0 0
/dev/sdb1 /home/user/laptop ext4 rw 0 0
//office/share /mnt/kantor\\040cabang cifs rw 0 0
systemd-1 /auto autofs rw 0 0
centre:/auto /auto nfs rw 0 0
a line of two
"""


def only_the_owner_may_read(path: Path) -> bool:
    return os.name != "posix" or path.stat().st_mode & 0o077 == 0


@pytest.fixture
def no_umask():
    before = os.umask(0)
    yield
    os.umask(before)


def test_a_checkout_ships_its_folders_beside_the_package():
    assert paths.resource() == REPOSITORY / "resources"
    assert paths.resource("rates", "x.json") == REPOSITORY / "resources" / "rates" / "x.json"
    assert paths.migrations("local") == REPOSITORY / "migrations" / "local"


def test_an_installed_wheel_carries_its_folders_inside_the_package(tmp_path, monkeypatch):
    package = tmp_path / "site-packages" / "agent_app"
    (package / "_resources").mkdir(parents=True)
    (package / "_migrations").mkdir()
    (package.parent / "resources").mkdir()
    monkeypatch.setattr(paths, "_PACKAGE", package)
    assert paths.resource("x") == package / "_resources" / "x"
    assert paths.migrations("central") == package / "_migrations" / "central"


def test_a_frozen_app_carries_its_folders_in_the_bundle(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert paths.resource("x") == tmp_path / "resources" / "x"
    assert paths.migrations("local") == tmp_path / "migrations" / "local"


def test_the_default_data_folder_is_the_users_own_and_is_named_after_the_app():
    folder = paths.default_data_dir()
    assert folder.is_absolute()
    assert folder.name == "Keagenan"


@pytest.mark.usefixtures("no_umask")
def test_a_private_folder_is_closed_to_others_even_if_it_stood_open_before(tmp_path):
    assert only_the_owner_may_read(paths.make_private_dir(tmp_path / "a" / "b"))
    if os.name == "posix":
        (tmp_path / "a" / "b").chmod(0o755)
    assert only_the_owner_may_read(paths.make_private_dir(tmp_path / "a" / "b"))


@pytest.mark.usefixtures("no_umask")
def test_a_private_file_is_closed_to_others_even_if_it_stood_open_before(tmp_path):
    file = tmp_path / "vault.json"
    file.write_bytes(b"old")
    paths.write_private(file, b"new")
    assert file.read_bytes() == b"new"
    assert only_the_owner_may_read(file)
    assert os.listdir(tmp_path) == ["vault.json"]


def test_a_write_that_fails_leaves_the_old_content_and_no_temporary_file(tmp_path):
    occupied = tmp_path / "vault.json"
    occupied.mkdir()
    with pytest.raises(OSError, match=r"vault\.json"):
        paths.write_private(occupied, b"new")
    assert os.listdir(tmp_path) == ["vault.json"]
    assert occupied.is_dir()


def test_a_killed_writer_leaves_one_of_its_contents_whole_and_never_less_than_it_reported(tmp_path):
    file = tmp_path / "vault.json"
    endless = (
        "import sys; from itertools import count; from pathlib import Path; from agent_app import paths\n"
        "for n in count(int(sys.argv[2])):\n"
        "    paths.write_private(Path(sys.argv[1]), (f'{n:09}|' * 20_000).encode()); print(n, flush=True)\n"
    )
    reported = 0
    for writes_before_the_kill in (1, 2, 3, 5, 8):
        command = [sys.executable, "-c", endless, str(file), str(reported + 1)]
        with subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True) as writer:
            assert writer.stdout is not None
            reported = int(list(itertools.islice(writer.stdout, writes_before_the_kill))[-1])
            writer.kill()
            reported = int([str(reported), *writer.stdout.read().split()][-1])
        content = file.read_text("ascii")
        written = int(content[:9])
        assert content == f"{written:09}|" * 20_000
        assert written >= reported


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/var/lib/keagenan", "ext4"),
        ("/home/user/.local/share/Keagenan", "nfs4"),
        ("/home/user/laptop/Keagenan", "ext4"),
        ("/home/user2", "ext4"),
        ("/mnt/kantor cabang/data", "cifs"),
        ("/auto/data", "nfs"),
    ],
)
def test_the_deepest_and_topmost_mount_tells_the_file_system_of_a_folder(path, kind):
    assert paths.mounted_kind(PurePosixPath(path), MOUNTS) == kind


def test_no_database_belongs_on_the_file_systems_of_other_machines():
    assert {"nfs", "nfs4", "cifs", "smb3", "fuse.sshfs"} <= paths.NETWORK_FILESYSTEMS
    assert not {"ext4", "btrfs", "xfs", "tmpfs", "overlay", "fuseblk"} & paths.NETWORK_FILESYSTEMS


def test_without_a_mount_table_nothing_is_claimed(tmp_path):
    assert paths.network_filesystem(tmp_path, tmp_path / "no mounts") is None


@pytest.mark.parametrize(
    ("path", "is_share"),
    [
        (r"\\server\share\Keagenan", True),
        ("//server/share/Keagenan", True),
        (r"\\?\UNC\server\share\Keagenan", True),
        (r"C:\Users\user\AppData\Local\Keagenan", False),
        (r"\\?\C:\Users\user", False),
        (r"Keagenan\data", False),
    ],
)
def test_a_windows_share_is_recognised_in_each_of_its_spellings(path, is_share):
    assert paths.is_unc(path) is is_share


@pytest.mark.parametrize(
    ("parts", "service"),
    [
        (("OneDrive - Kopdit Contoh", "Dokumen"), "OneDrive"),
        (("Dropbox (Pribadi)",), "Dropbox"),
        (("My Drive", "kerja"), "Google Drive"),
        (("Dropboxer",), None),
        (("Documents", "keagenan"), None),
    ],
)
def test_a_folder_that_is_exchanged_with_other_machines_is_told_by_its_name(
    tmp_path: Path, parts: tuple[str, ...], service: str | None
) -> None:
    folder = tmp_path.joinpath(*parts, "laptop")
    assert paths.synced_by(folder, {}) == service


def test_a_synced_folder_is_told_by_what_its_service_leaves_there_and_behind_a_link(tmp_path: Path) -> None:
    (tmp_path / "shared" / ".stfolder").mkdir(parents=True)
    (tmp_path / "shared" / "laptop").mkdir()
    (tmp_path / "laptop").symlink_to(tmp_path / "shared" / "laptop")
    assert paths.synced_by(tmp_path / "laptop", {}) == "Syncthing"
    assert paths.synced_by(tmp_path / "own", {"OneDrive": str(tmp_path)}) == "OneDrive"
