"""Bank lines are compared by what all their spellings share, and told apart by the balance after them.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

OF_TABLE = {"deposit_decision": "bank_reference", "funds_receipt": "reference"}
"""The tables of words about bank lines, each with the column that was searched for."""


def upgrade() -> None:
    for table, column in OF_TABLE.items():
        op.drop_index(op.f(f"ix_{table}_coop_{column}"), table_name=table)
        op.add_column(table, sa.Column("bank_key", sa.Text()))
        op.add_column(table, sa.Column("bank_balance", sa.BigInteger()))
        op.create_index(op.f(f"ix_{table}_coop_bank_key"), table, ["coop", "bank_key"])
