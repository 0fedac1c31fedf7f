"""A row of a member list is of the branch whose list it is, and what was asked of another supervisor's laptop.

Derived tables are computed again after this, so that nothing has to be moved.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_table("roster_row")
    op.create_table(
        "roster_row",
        sa.Column("coop", sa.Text(), nullable=False),
        sa.Column("member", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("branch", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by_device", sa.BigInteger(), nullable=False),
        sa.Column("by_seq", sa.BigInteger(), nullable=False),
        sa.Column("listed", sa.Boolean(), nullable=False),
        sa.Column("last_paid", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("folded", sa.Text(), nullable=True),
        sa.Column("nik", sa.Text(), nullable=True),
        sa.Column("member_no", sa.Text(), nullable=True),
        sa.Column("birth", sa.Text(), nullable=True),
        sa.Column("birth_place", sa.Text(), nullable=True),
        sa.Column("sex", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("village", sa.Text(), nullable=True),
        sa.Column("district", sa.Text(), nullable=True),
        sa.Column("occupation", sa.Text(), nullable=True),
        sa.Column("income", sa.BigInteger(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("warnings", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("coop", "member", "branch", name=op.f("pk_roster_row")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_roster_row_coop_branch_folded"), "roster_row", ["coop", "branch", "folded"], unique=False)
    op.create_index(
        op.f("ix_roster_row_coop_branch_village_district_listed"),
        "roster_row",
        ["coop", "branch", "village", "district", "listed"],
        unique=False,
    )
    op.create_index(op.f("ix_roster_row_coop_nik"), "roster_row", ["coop", "nik"], unique=False)
    op.create_table(
        "revocation_request",
        sa.Column("coop", sa.Text(), nullable=False),
        sa.Column("device", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("h", sa.LargeBinary(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("branch", sa.Text(), nullable=False),
        sa.Column("revoked", sa.BigInteger(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("coop", "device", "seq", "h", name=op.f("pk_revocation_request")),
        sqlite_with_rowid=False,
    )
