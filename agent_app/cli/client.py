"""Commands of a laptop: enrol, status, sync, verify, rebuild, backup, restore. Each gives its exit code."""

import argparse
import json
from dataclasses import asdict

from agent_app import __version__, bootstrap
from agent_app.cli.report import tell_report
from agent_app.cli.secrets import asker
from agent_app.cli.speech import say, speech
from agent_app.domain.errors import Unavailable
from agent_app.domain.money import format_rupiah
from agent_app.domain.refusals import UnavailableCode
from agent_app.records import rebuild as records_rebuild
from agent_app.records import verify as records_verify
from agent_app.records.copies import damaged_pages
from agent_app.reference.words import Words
from agent_app.sync import enrolment
from agent_app.sync import status as sync_status
from agent_app.sync.once import sync_once
from agent_app.sync.outcome import Outcome, Result
from agent_app.sync.transport import HttpTransport
from agent_app.wire import invitations

NEEDS_A_PERSON = frozenset(
    {
        Result.DONE,
        Result.CLOCK_REFUSED,
        Result.TOKEN_REFUSED,
        Result.UNKNOWN_DEVICE,
        Result.REVOKED,
        Result.FORK,
        Result.PROTOCOL,
        Result.JOURNAL_DAMAGED,
    }
)
"""Trying again will not help; DONE here means that the two sides differ."""


def enrol(options: argparse.Namespace) -> int:
    """Make the folder if it is new, and ask the centre for its identity."""
    invitations.parse(options.invitation)
    ask = asker(options)
    if bootstrap.was_begun(options.data):
        store = bootstrap.open_device(options.data, ask)
    else:
        kind = "passphrase" if options.no_keyring or ask.from_file else "pin"
        store = bootstrap.new_device(options.data, kind, ask.new(kind))
    try:
        identity = enrolment.enrol(store, options.invitation, options.name, __version__)
    finally:
        store.close()
    print(f"{identity.coop}/{identity.device}")
    return 0


def status(options: argparse.Namespace) -> int:
    """How many acts are not sent, in words too what stands in the way; or everything as JSON."""
    with bootstrap.device(options.data, asker(options)) as store:
        found = sync_status.status(store)
    if options.json:
        print(json.dumps(asdict(found), ensure_ascii=False))
        return 0
    print(found.unsent.acts)
    texts = speech(options)
    safe = "cli.unsent" if found.missing is None else "cli.unsent_only"
    say(texts.say(safe, acts=found.unsent.acts, rupiah=format_rupiah(found.unsent.rupiah)))
    if (lost := found.missing) is not None:
        known = lost.acts is not None and lost.rupiah is not None
        figures = {"acts": lost.acts, "rupiah": format_rupiah(lost.rupiah or 0)} if known else {}
        say(texts.say("cli.missing" if known else "cli.missing_unknown", **figures))
    if found.trouble is not None:
        say(texts.say(f"sync.{found.trouble}"))
    return 0


def sync(options: argparse.Namespace) -> int:
    """Send and fetch once."""
    with bootstrap.device(options.data, asker(options)) as store:
        transport = HttpTransport(store.identity.address)
        try:
            outcome = sync_once(store, transport)
        finally:
            transport.close()
    print(json.dumps(asdict(outcome), ensure_ascii=False))
    for text in told(outcome, speech(options)):
        say(text)
    return exit_code(outcome)


def told(outcome: Outcome, texts: Words) -> list[str]:
    """What a person should know of how a sync ended; nothing where all is well."""
    tales = []
    if outcome.result is not Result.DONE or outcome.differences:
        tales.append(texts.say(f"sync.{outcome.result.value}"))
    if outcome.unread:
        tales.append(texts.say("cli.unread", streams=", ".join(outcome.unread)))
    for device, seq in outcome.aside:
        tales.append(texts.say("cli.aside", device=device, seq=seq))
    for device, code in outcome.not_refilled:
        tales.append(texts.say("cli.not_refilled", device=device, code=code))
    return tales


def exit_code(outcome: Outcome) -> int:
    """0 where both sides are equal, 1 where a person has to act, 2 where a later try may do better.

    Lines that were set aside and journals that were not taken back are a person's matter too, although all was sent.
    """
    if outcome.is_done:
        return 1 if outcome.aside or outcome.not_refilled else 0
    return 1 if outcome.result in NEEDS_A_PERSON else 2


def verify(options: argparse.Namespace) -> int:
    """Check the file page by page and the journal line by line."""
    with bootstrap.device(options.data, asker(options)) as store, store.reading() as connection:
        damaged = damaged_pages(connection)
        report = records_verify.verify(connection, store.identity.coop, whole=(store.identity.device,))
    return tell_report(report, damaged, options)


def rebuild(options: argparse.Namespace) -> int:
    """Compute the tables again; prints how many lines were applied."""
    with bootstrap.device(options.data, asker(options)) as store:
        coop = store.identity.coop
        print(store.run(lambda connection: records_rebuild.rebuild(connection, coop)).result())
    return 0


def backup(options: argparse.Namespace) -> int:
    """Write a verified copy; prints where."""
    with bootstrap.device(options.data, asker(options)) as store:
        print(store.back_up())
    return 0


def restore(options: argparse.Namespace) -> int:
    """Put a copy back; prints which, and says where the present database was set aside."""
    if not options.file.is_file():
        raise Unavailable(UnavailableCode.FILE_NOT_READABLE)
    aside = bootstrap.restore_device(options.data, options.file, asker(options))
    print(options.file)
    if aside is not None:
        say(speech(options).say("cli.set_aside", file=aside))
    return 0
