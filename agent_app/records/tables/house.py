"""Branches, devices, schedules, reviews and journals that continue others."""

from sqlalchemy import BigInteger, Boolean, Column, Index, LargeBinary

from agent_app.records.tables.base import coop, hash_, key, number, origin, private, reference, table, text, winner

branch = table(
    "branch", coop(), key("branch"), *winner(), text("name"), text("zone"), text("recovery_key"), derived=True
)

device = table(
    "device",
    coop(),
    key("device", BigInteger),
    *winner(),
    text("branch", nullable=False),
    text("person", nullable=False),
    text("role", nullable=False),
    Column("public_key", LargeBinary, nullable=False),
    private("person_name"),
    private("device_name"),
    derived=True,
)
Index(None, device.c.coop, device.c.person)

revocation = table(
    "revocation",
    *origin(),
    number("revoked", nullable=False),
    number("revoked_seq", nullable=False),
    text("revoked_by"),
    derived=True,
)

# What a supervisor asked of another supervisor's laptop; it is closed once a second one asks for the same.
revocation_request = table(
    "revocation_request",
    *origin(),
    number("revoked", nullable=False),
    text("asked_by", nullable=False),
    derived=True,
)

schedule = table("schedule", coop(), key("schedule"), *winner(), text("content", nullable=False), derived=True)

schedule_acceptance = table(
    "schedule_acceptance", *origin(), text("schedule", nullable=False), text("day"), derived=True
)

# Opening the same review again changes nothing: the row is that of the first line which opened it.
review = table(
    "review",
    coop(),
    key("of_device", BigInteger),
    key("of_seq", BigInteger),
    key("of_h", LargeBinary),
    key("code"),
    *winner(),
    text("agent"),
    text("members"),
    text("others"),
    derived=True,
)

review_decision = table(
    "review_decision",
    *origin(),
    *reference("of"),
    text("code"),
    text("decision"),
    text("borne_by"),
    text("day"),
    derived=True,
)
Index(None, review_decision.c.coop, review_decision.c.of_device, review_decision.c.of_seq)

# The registrations a decision to merge names; the one at place 0 is to go on.
merger = table(
    "merger",
    coop(),
    key("member"),
    key("device", BigInteger),
    key("seq", BigInteger),
    key("h", LargeBinary),
    number("place", nullable=False),
    derived=True,
)
Index(None, merger.c.coop, merger.c.device, merger.c.seq)

continuation = table(
    "continuation",
    *origin(),
    number("old_device", nullable=False),
    number("old_seq", nullable=False),
    hash_("old_h", nullable=False),
    derived=True,
)

restoration = table(
    "restoration",
    *origin(),
    number("last_seq", nullable=False),
    hash_("last_h", nullable=False),
    number("lost_acts"),
    number("lost_rupiah"),
    Column("settled", Boolean, nullable=False),
    derived=True,
)

epoch = table(
    "epoch",
    coop(),
    key("device", BigInteger),
    text("epoch", nullable=False),
    number("former_device", nullable=False),
    number("former_seq", nullable=False),
    derived=True,
)

erased_member = table("erased_member", coop(), key("member"), derived=True)
