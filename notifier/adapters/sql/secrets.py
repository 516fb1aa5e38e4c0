"""The pepper of the keyed hashes: made once, stored sealed, sealed again when the key changes."""

import os

from sqlalchemy import select, update

from notifier.adapters.keys import KeyRing, KeyVault
from notifier.adapters.sql.database import Database
from notifier.adapters.sql.schema import secrets

PEPPER = "pepper"


def open_vault(database: Database, ring: KeyRing) -> KeyVault:
    """The vault; the first call in a new database makes the pepper."""
    with database.read() as connection:
        row = connection.execute(select(secrets).where(secrets.c.name == PEPPER)).first()
    if row is None:
        sealed = ring.seal(os.urandom(32), PEPPER)
        with database.write() as connection:  # another process may be first: its pepper stays
            fresh = {"name": PEPPER, "key_id": ring.newest.id, "sealed": sealed}
            database.insert_or_ignore(connection, secrets, fresh)
            row = connection.execute(select(secrets).where(secrets.c.name == PEPPER)).one()
    return KeyVault(ring, ring.open(row.key_id, row.sealed, PEPPER))


def reseal_pepper(database: Database, ring: KeyRing) -> None:
    """Seal the pepper with the newest key."""
    with database.write() as connection:
        row = connection.execute(select(secrets).where(secrets.c.name == PEPPER)).one()
        if row.key_id != ring.newest.id:
            sealed = ring.seal(ring.open(row.key_id, row.sealed, PEPPER), PEPPER)
            connection.execute(
                update(secrets).where(secrets.c.name == PEPPER), {"key_id": ring.newest.id, "sealed": sealed}
            )
