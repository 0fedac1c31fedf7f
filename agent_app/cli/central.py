"""Commands of the centre. Each gives its exit code."""

import argparse
import os
import sys
from datetime import UTC, datetime

from agent_app import bootstrap
from agent_app.cli import address
from agent_app.cli.arguments import DATABASE_VARIABLE
from agent_app.cli.places import require_writable, written
from agent_app.cli.report import named_damage, tell_problems, tell_report
from agent_app.cli.secrets import Ask, first_line
from agent_app.cli.speech import say, speech
from agent_app.domain.errors import Refused, Unavailable
from agent_app.domain.money import format_rupiah
from agent_app.domain.refusals import RefusalCode, UnavailableCode
from agent_app.records.copies import damaged_pages
from agent_app.records.views.restorations import lost_of


def init(options: argparse.Namespace) -> int:
    """Make a centre and its recovery secret; prints the cooperative's code, and says what to do with the secret."""
    admin = bootstrap.central().admin
    secret_file = options.recovery_file or options.dir / bootstrap.central().recovery.FILE
    require_writable(options.recovery_file)
    with bootstrap.database_troubles(), written():
        if secret_file.exists():
            raise Refused(RefusalCode.FILE_EXISTS)
        centre = admin.init(options.dir, options.coop, options.name, bootstrap.postgres_url(_database(options)))
        centre.engine.dispose()
        name = bootstrap.central().recovery.renew(options.dir, secret_file)
    print(centre.coop)
    say(speech(options).say("cli.recovery_made", id=name, file=secret_file))
    return 0


def _database(options: argparse.Namespace, with_environment: bool = True) -> str | None:
    """The URL of the database, from the option, the file or the environment."""
    if options.database_file is not None:
        return first_line(options.database_file)
    if options.database is not None:
        return str(options.database)
    return os.environ.get(DATABASE_VARIABLE) if with_environment else None


def add_branch(options: argparse.Namespace) -> int:
    """Open a branch; prints where its recovery key was written."""
    admin = bootstrap.central().admin
    with bootstrap.centre(options.dir) as centre:
        branch = options.branch.strip().upper()
        key_file = options.key_file or options.dir / f"recovery-{branch}.key"
        require_writable(options.key_file)
        with written():
            admin.add_branch(centre, branch, options.name, options.zone, key_file)
    print(key_file)
    return 0


def invite(options: argparse.Namespace) -> int:
    """Prints an invitation."""
    admin = bootstrap.central().admin
    with bootstrap.centre(options.dir) as centre:
        where = options.address or address.last(options.dir)
        who = (options.branch, options.person, options.name, options.role)
        print(admin.invite(centre, where, *who, same_person=options.same_person))
    return 0


def branches(options: argparse.Namespace) -> int:
    """Prints a line for each branch: code, name, zone, laptops that are open."""
    with bootstrap.centre(options.dir) as centre:
        found = bootstrap.central().admin.branches(centre)
    if found:
        say(speech(options).say("cli.branches_head"))
    for branch in found:
        print(branch.branch, branch.name, branch.zone, branch.devices, sep="\t")
    return 0


def devices(options: argparse.Namespace) -> int:
    """Prints a line for each device: number, branch, person, role, the person's name and the laptop's, lines held, last
    contact, open or revoked."""
    with bootstrap.centre(options.dir) as centre:
        found = bootstrap.central().admin.devices(centre)
        with centre.reading() as connection:
            losses = lost_of(connection, centre.coop)
    if found:
        say(speech(options).say("cli.devices_head"))
    for device in found:
        seen = "-" if device.last_contact is None else _moment(device.last_contact)
        state = "revoked" if device.is_revoked else "open"
        names = (device.person_name or "-", device.device_name or "-")
        print(device.device, device.branch, device.person, device.role, *names, device.seq, seen, state, sep="\t")
    for number, lost in sorted(losses.items()):
        if lost.is_anything:
            key = "cli.device_lost" if lost.acts or lost.rupiah else "cli.device_lost_unknown"
            say(speech(options).say(key, device=number, acts=lost.acts, rupiah=format_rupiah(lost.rupiah)))
    return 0


def _moment(milliseconds: int) -> str:
    return datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat(timespec="seconds")


def revoke(options: argparse.Namespace) -> int:
    """Close a device; prints its number. Raises Refused("device_unknown") also for one of another cooperative."""
    coop, device = options.device
    with bootstrap.centre(options.dir) as centre:
        if coop not in (None, centre.coop):
            raise Refused(RefusalCode.DEVICE_UNKNOWN)
        bootstrap.central().admin.revoke(centre, device)
    print(device)
    return 0


def name_database(options: argparse.Namespace) -> int:
    """Have the centre use its database under another address; prints the cooperative's code."""
    url = bootstrap.postgres_url(_database(options, with_environment=False))
    if url is None:
        raise Refused(RefusalCode.DATABASE_NEEDED)
    with bootstrap.database_troubles():
        print(bootstrap.central().database.name_anew(options.dir, url))
    return 0


def erase(options: argparse.Namespace) -> int:
    """Have every holder forget people; prints how many records."""
    members = set(options.members)
    with bootstrap.centre(options.dir) as centre:
        is_cleared = bootstrap.central().admin.erase(centre, members, options.reason)
    print(len(members))
    if not is_cleared:
        say(speech(options).say("cli.not_vacuumed"))
    return 0


def backup(options: argparse.Namespace) -> int:
    """Write a verified copy; prints where, and says on what it depends."""
    texts = speech(options)
    with bootstrap.centre(options.dir) as centre:
        target = options.to or options.dir / "backups"
        if target.is_dir() or options.to is None:
            target /= f"centre-{centre.now():%Y%m%dT%H%M%S%f}.backup"
        rooms = bootstrap.central()
        with written(), named_damage():
            is_near = rooms.backup_places.is_on_same_disk(target.parent, options.dir)
            if is_near and options.other_disk:
                rooms.backup_places.check(target.parent)
                raise Unavailable(UnavailableCode.BACKUP_SAME_DISK)
            made = rooms.backups.back_up(centre, target)
    print(target)
    if made.findings:
        say(texts.say("cli.backup_findings"))
        tell_problems(made.findings)
    if is_near:
        say(texts.say("cli.backup_same_disk"))
    for key, params in rooms.recovery.warnings(options.dir):
        say(texts.say(f"cli.{key}", **params))
    return 0


def recovery_new(options: argparse.Namespace) -> int:
    """Make a new recovery secret; prints the file it is in."""
    recovery = bootstrap.central().recovery
    file = options.to or options.dir / recovery.FILE
    require_writable(options.to)
    with written():
        name = recovery.renew(options.dir, file)
    print(file)
    say(speech(options).say("cli.recovery_made", id=name, file=file))
    return 0


def recovery_check(options: argparse.Namespace) -> int:
    """See whether the kept secret is the one backups are sealed to; prints its id."""
    print(bootstrap.central().recovery.check(options.dir, _recovery_secret(options)))
    say(speech(options).say("cli.recovery_fits"))
    return 0


def _recovery_secret(options: argparse.Namespace) -> str:
    """Raises Refused("recovery_missing") where it is in no file and nobody can be asked."""
    if options.recovery_file is None and not sys.stdin.isatty():
        raise Refused(RefusalCode.RECOVERY_MISSING)
    return Ask(options.recovery_file, speech(options))("recovery")


def restore(options: argparse.Namespace) -> int:
    """Put a copy back; prints which, and says what it cannot know of."""
    if not options.file.is_file():
        raise Unavailable(UnavailableCode.FILE_NOT_READABLE)
    rooms, url = bootstrap.central(), bootstrap.postgres_url(_database(options, with_environment=False))
    secret = rooms.recovery.read(_recovery_secret(options)) if options.recovery_file is not None else None
    with bootstrap.database_troubles(), named_damage(), written():
        try:
            restored = rooms.backups.restore(options.dir, options.file, secret=secret, database=url)
        except Refused as refused:
            if refused.code != RefusalCode.RECOVERY_NEEDED or not sys.stdin.isatty():
                raise
            secret = rooms.recovery.read(_recovery_secret(options))
            restored = rooms.backups.restore(options.dir, options.file, secret=secret, database=url)
        closed = rooms.epochs.closed_again(restored)
    restored.engine.dispose()
    print(options.file)
    texts = speech(options)
    say(texts.say("cli.centre_restored"))
    if closed:
        say(texts.say("cli.closed_again", devices=", ".join(map(str, closed))))
    return 0


def verify(options: argparse.Namespace) -> int:
    """Check the file page by page, and all journals and streams, as they stand at one moment."""
    with bootstrap.centre(options.dir) as centre, centre.reading_at_length() as connection:
        damaged = damaged_pages(connection)
        report = bootstrap.central().checks.verify(connection, centre)
    return tell_report(report, damaged, options)


def rebuild(options: argparse.Namespace) -> int:
    """Compute the tables again; prints how many lines were applied."""
    with bootstrap.centre(options.dir) as centre:
        print(centre.write(lambda connection: bootstrap.central().database.bring_up(connection, centre.coop)))
    return 0
