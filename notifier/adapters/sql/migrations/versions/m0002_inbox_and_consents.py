"""Where the inbox's and the consents' rows stand in the log, policies as last read, what was seen of the site.

The table `events` goes: nothing ever wrote to it, a live stream tells the present state and replays nothing.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

NUMBERED = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add columns and tables, and the counter that numbers consents without gaps."""
    op.drop_table("events")
    for name in ("seen_seq", "read_seq", "archived_seq"):
        op.add_column("inbox", sa.Column(name, sa.BigInteger()))
    op.add_column("consents", sa.Column("log_seq", sa.BigInteger()))
    policies()
    observations()
    numbers = sa.table("counters", sa.column("name"), sa.column("value"))
    op.bulk_insert(numbers, [{"name": "consents", "value": 0}])


def policies() -> None:
    """The table of policies."""
    op.create_table(
        "policies",
        sa.Column("policy", sa.String(length=128), nullable=False),
        sa.Column("as_of", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("policy", name=op.f("pk_policies")),
    )


def observations() -> None:
    """The table of what was seen of the site."""
    op.create_table(
        "observations",
        sa.Column("id", NUMBERED, nullable=False),
        sa.Column("policy", sa.String(length=128), nullable=False),
        sa.Column("version", sa.String(length=32), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("expected_hash", sa.String(length=64), nullable=False),
        sa.Column("status", sa.Integer()),
        sa.Column("content_hash", sa.String(length=64)),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.Column("observed_at", sa.BigInteger(), nullable=False),
        sa.Column("log_seq", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_observations")),
    )
    op.create_index("ix_observations_policy_version_url", "observations", ["policy", "version", "url"])
