"""Records that apps keep in the log."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

NUMBERED = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the table, and the counter that numbers its rows without gaps."""
    op.create_table(
        "app_records",
        sa.Column("id", NUMBERED, nullable=False),
        sa.Column("caller", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("reason_hash", sa.String(length=64)),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.Column("log_seq", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_app_records")),
    )
    op.create_index("ix_app_records_caller_kind_number_id", "app_records", ["caller", "kind", "number", "id"])
    numbers = sa.table("counters", sa.column("name"), sa.column("value"))
    op.bulk_insert(numbers, [{"name": "app_records", "value": 0}])
