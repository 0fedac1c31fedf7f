"""What lines about the house say: branches, devices, schedules, reviews, journals."""

from agent_app.domain.reviews import Decision, ReviewCode
from agent_app.journal.encoding import from_base64, from_hash
from agent_app.journal.entries import house
from agent_app.records.facts.collector import Facts, Source, joined, origin_key, plain, reference
from agent_app.records.facts.money import business_day, private
from agent_app.records.tables import house as t


def branch_opened(entry: house.BranchOpened, source: Source, facts: Facts) -> None:
    facts.add_newest(
        t.branch,
        {
            **source.winner(),
            "branch": entry.branch,
            "name": entry.name,
            "zone": entry.zone,
            "recovery_key": entry.recovery_key,
        },
    )


def device_enrolled(entry: house.DeviceEnrolled, source: Source, facts: Facts) -> None:
    public_key = from_base64(entry.public_key)
    if len(public_key) != 32:
        raise ValueError("a device key has 32 bytes")
    facts.add_newest(
        t.device,
        {
            **source.winner(),
            "device": entry.device,
            "branch": entry.branch,
            "person": entry.person,
            "role": entry.role,
            "public_key": public_key,
            "person_name": private(entry.private, "person_name"),
            "device_name": private(entry.private, "device_name"),
        },
    )
    facts.enrolled.add(entry.device)


def device_revoked(entry: house.DeviceRevoked, source: Source, facts: Facts) -> None:
    told = {"revoked": entry.device, "revoked_seq": entry.seq, "revoked_by": entry.revoked_by}
    facts.add(t.revocation, {**source.columns(), **told})


def revocation_asked(entry: house.RevocationAsked, source: Source, facts: Facts) -> None:
    facts.add(t.revocation_request, {**source.columns(), "revoked": entry.device, "asked_by": entry.asked_by})


def rates_published(entry: house.RatesPublished, source: Source, facts: Facts) -> None:
    facts.add_newest(t.schedule, {**source.winner(), "schedule": entry.schedule, "content": plain(entry.content)})


def schedule_accepted(entry: house.ScheduleAccepted, source: Source, facts: Facts) -> None:
    facts.add(
        t.schedule_acceptance,
        {**source.columns(), "schedule": entry.schedule, "day": business_day(entry.day)},
    )


def review_opened(entry: house.ReviewOpened, source: Source, facts: Facts) -> None:
    device, seq, h = origin_key(entry.origin)
    others = [[other.device, other.seq, other.h] for other in entry.others]
    facts.add_oldest(
        t.review,
        {
            **source.winner(),
            "of_device": device,
            "of_seq": seq,
            "of_h": h,
            "code": entry.code,
            "agent": entry.agent,
            "members": joined(entry.members),
            "others": plain(others),
        },
    )
    facts.voids.add((device, seq, h))
    if entry.code == ReviewCode.NOT_ALLOWED:
        facts.members.update(entry.members)


def review_decided(entry: house.ReviewDecided, source: Source, facts: Facts) -> None:
    facts.add(
        t.review_decision,
        {
            **source.columns(),
            **reference("of", entry.origin),
            "code": entry.code,
            "decision": entry.decision,
            "borne_by": entry.borne_by,
            "day": business_day(entry.day),
        },
    )
    facts.voids.add(origin_key(entry.origin))
    facts.members.update(entry.members)
    if (entry.code, entry.decision) == (ReviewCode.DUPLICATE_NIK, Decision.MERGE):
        for place, member in enumerate(dict.fromkeys(entry.members)):
            facts.add(t.merger, {**source.key_columns(), "member": member, "place": place})


def clock_changed(entry: house.ClockChanged, source: Source, facts: Facts) -> None:
    """The jump stands in the journal; no table shows it."""


def journal_continues(entry: house.JournalContinues, source: Source, facts: Facts) -> None:
    facts.add(
        t.continuation,
        {**source.columns(), "old_device": entry.device, "old_seq": entry.seq, "old_h": from_hash(entry.head)},
    )


def journal_restored(entry: house.JournalRestored, source: Source, facts: Facts) -> None:
    facts.add(
        t.restoration,
        {
            **source.columns(),
            "last_seq": entry.seq,
            "last_h": from_hash(entry.head),
            "lost_acts": entry.lost_acts,
            "lost_rupiah": entry.lost_rupiah,
            "settled": entry.settled,
        },
    )


def centre_restored(entry: house.CentreRestored, source: Source, facts: Facts) -> None:
    facts.add(
        t.epoch,
        {
            "coop": source.coop,
            "device": source.device,
            "epoch": entry.epoch,
            "former_device": entry.device,
            "former_seq": entry.seq,
        },
    )
    facts.restored.append((entry.device, entry.seq))
