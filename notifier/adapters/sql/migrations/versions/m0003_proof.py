"""An index by which a proof finds the entries about a notice among millions about deliveries."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

OF_NO_ROW = sa.text("delivery_id IS NULL")


def upgrade() -> None:
    """Add the index."""
    op.create_index("ix_log_event_seq", "log", ["event", "seq"], sqlite_where=OF_NO_ROW, postgresql_where=OF_NO_ROW)


def downgrade() -> None:
    """Remove it."""
    op.drop_index("ix_log_event_seq", "log")
