"""The tables. Times are whole seconds since the epoch (UTC). There is no column for a person, and none for a
refusal.
"""

from sqlalchemy import BigInteger as Seconds
from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, LargeBinary, MetaData, String, Table, Text

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

sites = Table(
    "sites",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("id", String(64), nullable=False, unique=True),
    Column("title_ja", Text, nullable=False),
    Column("title_en", Text, nullable=False),
    Column("origins", Text, nullable=False),
    Column("help_url", Text),
    Column("sandbox", Boolean, nullable=False),
    sqlite_autoincrement=True,  # a removed site's number is never given to another
)

site_secrets = Table(
    "site_secrets",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("site", Integer, ForeignKey("sites.number", ondelete="CASCADE"), nullable=False),
    Column("made_at", Seconds, nullable=False),
    Column("ends_at", Seconds),
)

signing_keys = Table(
    "signing_keys",
    metadata,
    Column("kid", String(64), primary_key=True),
    Column("private", LargeBinary, nullable=False),
    Column("signs_from", Seconds, nullable=False),
    Column("retires_at", Seconds),
)

secrets = Table(
    "secrets",
    metadata,
    Column("purpose", String(32), primary_key=True),
    Column("value", LargeBinary, nullable=False),
)

screenings = Table(
    "screenings",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("site", Integer, ForeignKey("sites.number", ondelete="CASCADE"), nullable=False),
    Column("origin", Text, nullable=False),
    Column("return_url", Text),
    Column("state", Text),
    Column("age", Integer, nullable=False),
    Column("expires_at", Seconds, nullable=False),
    Column("jti", String(64)),
    Column("kid", String(64)),
    Column("issued_at", Seconds),
    Column("digest", String(64)),
    Column("redeemed_at", Seconds),
    Column("redeem_key", String(64)),
    Index("ix_screenings_expires_at", "expires_at"),
    Index("uq_screenings_site_redeem_key", "site", "redeem_key", unique=True),
)
