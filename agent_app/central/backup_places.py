"""Where a backup is written to: a disk that is not mounted is told before its empty folder is taken for it."""

import os
import sys
from pathlib import Path, PurePosixPath

from agent_app import paths
from agent_app.domain.errors import Unavailable
from agent_app.domain.refusals import UnavailableCode

_FOR_MOUNTS = ("/mnt", "/media", "/run/media", "/Volumes")
"""Folders in which nothing is kept but mount points."""


def check(
    folder: Path,
    fstab: Path = Path("/etc/fstab"),
    mounts: Path = Path("/proc/self/mounts"),
    points: tuple[str, ...] = _FOR_MOUNTS,
) -> None:
    """Raises Unavailable("backup_disk_missing") where the folder belongs to a disk that is not there.

    That is: to a mount point of the system's table on which nothing is mounted, or to an empty folder, on the disk of
    its parent, in a place where only disks are mounted.
    """
    if sys.platform == "win32":
        return
    place = Path(os.path.realpath(folder))
    present = _points(mounts)
    for absent in _points(fstab) - present:
        if absent != PurePosixPath("/") and PurePosixPath(place).is_relative_to(absent):
            raise Unavailable(UnavailableCode.BACKUP_DISK_MISSING, place=str(absent))
    for point in points:
        if place.is_relative_to(point) and (empty := _empty_on_the_way(place, Path(point))) is not None:
            raise Unavailable(UnavailableCode.BACKUP_DISK_MISSING, place=str(empty))


def _points(table: Path) -> set[PurePosixPath]:
    """The mount points of a table as /etc/fstab and /proc/mounts are written."""
    try:
        rows = [line.split() for line in table.read_text("utf-8", errors="surrogateescape").splitlines()]
    except OSError:
        return set()
    fields = [row[1] for row in rows if len(row) >= 3 and not row[0].startswith("#")]
    return {PurePosixPath(paths.unescaped(field)) for field in fields if field.startswith("/")}


def _empty_on_the_way(place: Path, point: Path) -> Path | None:
    """The first folder under `point` on the way to the place that is empty or missing, with no disk mounted so far."""
    for one in (point, *reversed([above for above in (place, *place.parents) if above.is_relative_to(point)][:-1])):
        if one != point and os.path.ismount(one):
            return None
        if not one.is_dir() or not any(one.iterdir()):
            return one
    return None


def is_on_same_disk(folder: Path, data: Path) -> bool:
    """Whether both lie on one file system, so that one broken disk takes both."""
    there = folder
    while not there.exists():
        there = there.parent
    return there.stat().st_dev == data.stat().st_dev
