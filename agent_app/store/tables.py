"""What only a device keeps: who it is, what it knows of its centre, how far it has read each stream."""

from sqlalchemy import Boolean, Column, LargeBinary

from agent_app.records.tables.base import coop, hash_, key, number, table, text

identity = table(
    "identity",
    coop(),
    number("device", nullable=False),
    text("address", nullable=False),
    text("certificate", nullable=False),
    Column("private_key", LargeBinary, nullable=False),
    side="local",
)

# One row: the last verified word of the centre. `offset_ms` is what the laptop's clock lacks; `ask_first` is set
# after a local restore; `trouble` names what stops the sync until a person acts; `refilled_epoch` is the epoch in
# which a supervisor's device last gave a restored centre the journals of others back.
contact = table(
    "contact",
    coop(),
    text("epoch", nullable=False),
    number("acknowledged", nullable=False),
    hash_("acknowledged_h"),
    number("durable", nullable=False),
    text("signed_head"),
    number("last_success"),
    number("offset_ms", nullable=False),
    number("reviews", nullable=False),
    Column("doubtful_clock", Boolean, nullable=False),
    Column("ask_first", Boolean, nullable=False),
    text("trouble"),
    text("refilled_epoch"),
    side="local",
)

cursor = table("cursor", coop(), key("stream"), text("cursor", nullable=False), number("at"), side="local")

# The key pair made for an invitation, kept before anything is sent: a retry after a crash uses the same one.
pending_enrolment = table(
    "pending_enrolment",
    coop(),
    key("code_hash"),
    Column("private_key", LargeBinary, nullable=False),
    side="local",
)

# What the window keeps for its user: JSON by name. Never part of the journal, never sent.
kept = table("kept", key("name"), text("value", nullable=False), side="local")

# One row after the database was found shorter than what was handed out: where it ended, what is missing as far as is
# known (None: nobody can tell), what had been handed out in all, and the last numbers a paper may carry, as JSON by
# letter. `announced`: a line of the journal says so; `settled`: the centre has said what it held.
restored = table(
    "restored",
    coop(),
    number("at", nullable=False),
    number("seq", nullable=False),
    hash_("h", nullable=False),
    number("acts"),
    number("rupiah"),
    number("all_acts"),
    number("all_rupiah"),
    text("papers", nullable=False),
    Column("announced", Boolean, nullable=False),
    Column("settled", Boolean, nullable=False),
    side="local",
)
