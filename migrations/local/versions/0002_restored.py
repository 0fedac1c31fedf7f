"""Laptops that were put back: what this one is missing, and what the branch's told of it.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "restoration",
        sa.Column("coop", sa.Text(), nullable=False),
        sa.Column("device", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("h", sa.LargeBinary(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("branch", sa.Text(), nullable=False),
        sa.Column("last_seq", sa.BigInteger(), nullable=False),
        sa.Column("last_h", sa.LargeBinary(), nullable=False),
        sa.Column("lost_acts", sa.BigInteger(), nullable=True),
        sa.Column("lost_rupiah", sa.BigInteger(), nullable=True),
        sa.Column("settled", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("coop", "device", "seq", "h", name=op.f("pk_restoration")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "restored",
        sa.Column("coop", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("h", sa.LargeBinary(), nullable=False),
        sa.Column("acts", sa.BigInteger(), nullable=True),
        sa.Column("rupiah", sa.BigInteger(), nullable=True),
        sa.Column("all_acts", sa.BigInteger(), nullable=True),
        sa.Column("all_rupiah", sa.BigInteger(), nullable=True),
        sa.Column("papers", sa.Text(), nullable=False),
        sa.Column("announced", sa.Boolean(), nullable=False),
        sa.Column("settled", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("coop", name=op.f("pk_restored")),
        sqlite_with_rowid=False,
    )
