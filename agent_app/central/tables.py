"""What only the centre keeps: its own state, invitations, contact with devices, streams, and the queue of reviews."""

from sqlalchemy import BigInteger, Column, Index, LargeBinary

from agent_app.records.tables.base import coop, hash_, key, number, private, table, text

# One row: its lock is what every writing transaction takes first. `centre_device` is the journal the centre
# writes in this epoch: 0, −1, −2 …
cooperative = table(
    "cooperative",
    coop(),
    text("name", nullable=False),
    text("epoch", nullable=False),
    number("centre_device", nullable=False),
    number("next_device", nullable=False),
    side="central",
)

# Only the hash of a code is kept. `answer` is the exact body that the same code with the same key gets again.
invitation = table(
    "invitation",
    coop(),
    key("code_hash", LargeBinary),
    text("branch", nullable=False),
    text("person", nullable=False),
    private("name"),
    text("role", nullable=False),
    number("expires_at", nullable=False),
    Column("used_by", LargeBinary),
    number("device"),
    Column("answer", LargeBinary, info={"private": True}),
    side="central",
)

# From `app` on: what the laptop told of itself at `told_at`; what it had not sent is as of its line `told_seq`.
device_state = table(
    "device_state",
    coop(),
    key("device", BigInteger),
    number("durable_seq", nullable=False),
    number("last_contact"),
    text("app"),
    number("told_at"),
    number("told_seq"),
    number("unsent_acts"),
    number("unsent_rupiah"),
    number("offset_ms"),
    side="central",
)

stream_head = table(
    "stream_head", coop(), key("stream"), number("position", nullable=False), hash_("s", nullable=False), side="central"
)

# One row a run of consecutive lines; `position` is that of its last line, `s` the stream's hash after it and
# `size` the bytes of its lines.
stream_run = table(
    "stream_run",
    coop(),
    key("stream"),
    key("position", BigInteger),
    number("device", nullable=False),
    number("first", nullable=False),
    number("last", nullable=False),
    number("size", nullable=False),
    hash_("s", nullable=False),
    side="central",
)

# Ranges of lines the reviews' worker has yet to look at. `why`: new lines, or lines that waited and now count.
review_queue = table(
    "review_queue",
    coop(),
    key("device", BigInteger),
    key("first", BigInteger),
    key("last", BigInteger),
    key("why"),
    number("queued_at", nullable=False),
    side="central",
)
Index(None, review_queue.c.coop, review_queue.c.queued_at)

# Batches that fork a journal, as they were offered; `head` is the hash they end in.
evidence = table(
    "evidence",
    coop(),
    key("device", BigInteger),
    key("head", LargeBinary),
    number("first", nullable=False),
    number("differs_at", nullable=False),
    number("offered_by", nullable=False),
    number("received_at", nullable=False),
    Column("batch", LargeBinary, nullable=False, info={"private": True}),
    side="central",
)
