"""The first schema: sites, their secrets, signing keys, secrets of the gate, screenings."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "sites",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("title_ja", sa.Text, nullable=False),
        sa.Column("title_en", sa.Text, nullable=False),
        sa.Column("origins", sa.Text, nullable=False),
        sa.Column("help_url", sa.Text),
        sa.Column("sandbox", sa.Boolean, nullable=False),
        sa.UniqueConstraint("id", name="uq_sites_id"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "site_secrets",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("site", sa.Integer, nullable=False),
        sa.Column("made_at", sa.BigInteger, nullable=False),
        sa.Column("ends_at", sa.BigInteger),
        sa.PrimaryKeyConstraint("digest", name="pk_site_secrets"),
        sa.ForeignKeyConstraint(["site"], ["sites.number"], name="fk_site_secrets_site", ondelete="CASCADE"),
    )
    op.create_table(
        "signing_keys",
        sa.Column("kid", sa.String(64), nullable=False),
        sa.Column("private", sa.LargeBinary, nullable=False),
        sa.Column("signs_from", sa.BigInteger, nullable=False),
        sa.Column("retires_at", sa.BigInteger),
        sa.PrimaryKeyConstraint("kid", name="pk_signing_keys"),
    )
    op.create_table(
        "secrets",
        sa.Column("purpose", sa.String(32), nullable=False),
        sa.Column("value", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("purpose", name="pk_secrets"),
    )
    _screenings()


def _screenings() -> None:
    op.create_table(
        "screenings",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("site", sa.Integer, nullable=False),
        sa.Column("origin", sa.Text, nullable=False),
        sa.Column("return_url", sa.Text),
        sa.Column("state", sa.Text),
        sa.Column("age", sa.Integer, nullable=False),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
        sa.Column("jti", sa.String(64)),
        sa.Column("kid", sa.String(64)),
        sa.Column("issued_at", sa.BigInteger),
        sa.Column("digest", sa.String(64)),
        sa.Column("redeemed_at", sa.BigInteger),
        sa.Column("redeem_key", sa.String(64)),
        sa.PrimaryKeyConstraint("id", name="pk_screenings"),
        sa.ForeignKeyConstraint(["site"], ["sites.number"], name="fk_screenings_site", ondelete="CASCADE"),
    )
    op.create_index("ix_screenings_expires_at", "screenings", ["expires_at"])
    op.create_index("uq_screenings_site_redeem_key", "screenings", ["site", "redeem_key"], unique=True)


def downgrade() -> None:
    """Remove the tables."""
    for table in ("screenings", "secrets", "signing_keys", "site_secrets", "sites"):
        op.drop_table(table)
