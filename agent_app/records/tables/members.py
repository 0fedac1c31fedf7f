"""The roster, members as they stand now, consents and visits."""

from sqlalchemy import BigInteger, Boolean, Column, Index

from agent_app.records.tables.base import coop, key, number, origin, private, table, text, winner

roster_row = table(
    "roster_row",
    coop(),
    key("member"),
    key("branch"),
    *winner(),
    Column("listed", Boolean, nullable=False),
    text("last_paid"),
    private("name"),
    private("folded"),
    private("nik"),
    private("member_no"),
    private("birth"),
    private("birth_place"),
    private("sex"),
    private("phone"),
    private("address"),
    private("village"),
    private("district"),
    private("occupation"),
    private("income", BigInteger),
    private("source"),
    private("warnings"),
    derived=True,
)
Index(None, roster_row.c.coop, roster_row.c.nik)
Index(None, roster_row.c.coop, roster_row.c.branch, roster_row.c.folded)
Index(None, roster_row.c.coop, roster_row.c.branch, roster_row.c.village, roster_row.c.district, roster_row.c.listed)

# One row a person registered in the field, computed from all lines about them; a row without `day` is a
# placeholder for somebody whose registration has not arrived.
member = table(
    "member",
    coop(),
    key("member"),
    text("day"),
    number("at"),
    text("branch"),
    text("registered_by"),
    text("agent"),
    text("roster"),
    text("replaces"),
    text("merged_into"),
    text("programmes"),
    number("base"),
    text("sector"),
    text("funding"),
    Column("erased", Boolean, nullable=False),
    private("nik"),
    private("name"),
    private("folded"),
    private("birth"),
    private("birth_place"),
    private("sex"),
    private("phone"),
    private("address"),
    private("village"),
    private("occupation"),
    private("work"),
    private("income", BigInteger),
    private("mother"),
    private("heirs"),
    private("declared_working", Boolean),
    private("declared_healthy", Boolean),
    private("participant_number"),
    private("contested"),
    derived=True,
)
Index(None, member.c.coop, member.c.nik)
Index(None, member.c.coop, member.c.roster)
Index(None, member.c.coop, member.c.merged_into)
Index(None, member.c.coop, member.c.agent, member.c.folded)

consent = table(
    "consent",
    *origin(),
    text("member", nullable=False),
    text("agent"),
    text("day"),
    text("text"),
    text("purposes"),
    text("signed"),
    private("sheet"),
    private("row", BigInteger),
    private("picture"),
    derived=True,
)
Index(None, consent.c.coop, consent.c.member)

visit = table(
    "visit",
    *origin(),
    text("member", nullable=False),
    text("agent"),
    text("day"),
    text("outcome", nullable=False),
    text("reason"),
    text("return_on"),
    private("note"),
    derived=True,
)
Index(None, visit.c.coop, visit.c.member)
