"""Where things stand: shipped files, the data folder, and files that only their owner may read.

The shipped folders `resources/` and `migrations/` stand beside the package in a checkout, inside it as
`_resources` and `_migrations` in an installed wheel, and in the bundle's own folder in a frozen app.
"""

import os
import re
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Literal

import platformdirs

APP_NAME = "Keagenan"

# SQLite's WAL needs shared memory and honest locks, which these do not give across machines.
NETWORK_FILESYSTEMS = frozenset(
    {
        "nfs",
        "nfs4",
        "cifs",
        "smb3",
        "smbfs",
        "afs",
        "ceph",
        "fuse.sshfs",
        "fuse.gvfsd-fuse",
        "fuse.rclone",
        "fuse.glusterfs",
    }
)

_PACKAGE = Path(__file__).resolve().parent


def resource(*parts: str) -> Path:
    """The shipped file or folder `resources/<parts…>`."""
    return _shipped("resources").joinpath(*parts)


def migrations(side: Literal["local", "central"]) -> Path:
    """The Alembic environment of a side."""
    return _shipped("migrations") / side


def _shipped(name: str) -> Path:
    bundle = getattr(sys, "_MEIPASS", None)
    if bundle is not None:
        return Path(bundle) / name
    # The wheel's folder comes first: beside an installed package lies site-packages, where a folder of
    # the same name would belong to somebody else.
    installed = _PACKAGE / f"_{name}"
    return installed if installed.is_dir() else _PACKAGE.parent / name


def default_data_dir() -> Path:
    """The user's data folder of this app; not created, and never one that roams between machines."""
    return platformdirs.user_data_path(APP_NAME, appauthor=False, roaming=False)


def beside_all_data() -> Path:
    """The user's folder of what was handed out (see store.witness): not made here, and no part of any data folder: it
    stays as it is where one is put back or replaced."""
    return platformdirs.user_state_path(APP_NAME, appauthor=False, roaming=True) / "handed-out"


def make_private_dir(path: Path) -> Path:
    """Make the folder (and its parents), readable by its owner alone (mode 700), and return it.

    On Windows the user's profile folder carries the rights. Raises OSError.
    """
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    if os.name == "posix":
        path.chmod(0o700)
    return path


def write_private(path: Path, content: bytes) -> None:
    """Replace the file by `content`, readable by its owner alone (mode 600).

    After a crash or power loss at any moment the file holds the old bytes or the new ones, whole; after the
    return it holds the new ones. Raises OSError, the old file being untouched.
    """
    descriptor, temporary = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            _flush_to_disk(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    flush_folder(path.parent)


def private_opener(path: str, flags: int) -> int:
    """For `open`: a file that is made is its owner's alone (mode 600) from its first moment."""
    return os.open(path, flags, 0o600)


def _flush_to_disk(descriptor: int) -> None:
    if sys.platform == "darwin":
        import fcntl

        # Apple's fsync stops at the drive's cache.
        fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
    else:
        os.fsync(descriptor)


def flush_file(path: Path) -> None:
    """Make what was written to a file durable, whoever wrote it. Raises OSError."""
    # Windows flushes only what is open for writing.
    with path.open("r+b") as file:
        _flush_to_disk(file.fileno())


def flush_folder(folder: Path) -> None:
    """Make renames and removals in a folder durable; Windows cannot open folders and journals them itself."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def network_filesystem(path: Path, mounts: Path = Path("/proc/mounts")) -> str | None:
    """The kind of network file system the path lies on, or None where it is local or cannot be told.

    A database there can be damaged by locks that do not hold between machines. Told reliably on Windows
    (UNC paths and mapped drives) and on Linux (`mounts`, one mount a line as in /proc/mounts).
    """
    if sys.platform == "win32":
        return _windows_share(path.absolute())
    if not mounts.is_file():
        return None
    table = mounts.read_text("utf-8", errors="surrogateescape")
    kind = mounted_kind(PurePosixPath(path.resolve()), table)
    return kind if kind in NETWORK_FILESYSTEMS else None


_SYNCED = (
    ("OneDrive", "onedrive"),
    ("Dropbox", "dropbox"),
    ("Google Drive", "google drive"),
    ("Google Drive", "googledrive"),
    ("Google Drive", "my drive"),
    ("Google Drive", "drive saya"),
    ("iCloud", "icloud"),
    ("iCloud", "com~apple~clouddocs"),
    ("Nextcloud", "nextcloud"),
    ("ownCloud", "owncloud"),
    ("pCloud", "pclouddrive"),
    ("MEGA", "megasync"),
    ("Box", "box sync"),
    ("Syncthing", "syncthing"),
)
"""Services that exchange a folder's files with other machines, and how the names of their folders begin."""
_MARKS = (
    ("Syncthing", ".stfolder"),
    ("Dropbox", ".dropbox.cache"),
    ("Google Drive", ".tmp.driveupload"),
    ("Nextcloud", ".nextcloudsync.log"),
    ("ownCloud", ".owncloudsync.log"),
    ("MEGA", ".megaignore"),
)
"""What these services leave in the folder they look after."""


def synced_by(folder: Path, environ: Mapping[str, str] = os.environ) -> str | None:
    """The service that exchanges the files of this folder, or of one above it, with other machines; None where none is
    seen. It would replace a database while it is open, or bring back an older one."""
    real = folder.resolve()
    for name in ("OneDrive", "OneDriveConsumer", "OneDriveCommercial"):
        if environ.get(name) and real.is_relative_to(Path(environ[name]).resolve()):
            return "OneDrive"
    for above in (real, *real.parents):
        if (service := _service_at(above)) is not None:
            return service
    return None


def _service_at(folder: Path) -> str | None:
    name = folder.name.casefold()
    for service, beginning in _SYNCED:
        # "OneDrive - Kopdit", "Dropbox (Pribadi)": a longer word is another name.
        if name.startswith(beginning) and not name[len(beginning) : len(beginning) + 1].isalnum():
            return service
    return next((service for service, mark in _MARKS if (folder / mark).exists()), None)


def is_unc(path: str) -> bool:
    r"""Whether a path names a Windows share: `\\server\share`, also in its long form `\\?\UNC\…`."""
    drive = PureWindowsPath(path).drive.upper()
    if drive.startswith(("\\\\?\\", "\\\\.\\")):
        return drive[4:].startswith("UNC\\")
    return drive.startswith("\\\\")


def mounted_kind(path: PurePosixPath, mounts: str) -> str | None:
    """The file system under a path, by a table as in /proc/mounts: that of the deepest mount above it.

    Of several mounts on one point the last lies on top.
    """
    deepest, kind = -1, None
    for line in mounts.splitlines():
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        point = PurePosixPath(unescaped(fields[1]))
        if path.is_relative_to(point) and len(point.parts) >= deepest:
            deepest, kind = len(point.parts), fields[2]
    return kind


def _windows_share(path: Path) -> str | None:
    if is_unc(str(path)):
        return "unc"
    if sys.platform == "win32":
        import ctypes

        drive_remote = 4
        if ctypes.windll.kernel32.GetDriveTypeW(path.anchor) == drive_remote:
            return "mapped_drive"
    return None


def unescaped(field: str) -> str:
    r"""/proc/mounts writes blanks and backslashes as octal, `\040`."""
    return re.sub(r"\\([0-7]{3})", lambda match: chr(int(match[1], 8)), field)
