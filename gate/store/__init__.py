"""The store: sites, keys and open screenings in SQLite or PostgreSQL, through SQLAlchemy Core.

Lives here: the schema, its migrations, every SQL statement. Each operation is one statement and one transaction, won
or lost by its row count, so that any number of processes may try at once. Must not: hold anything of a person, decide
anything, or let a database error out: what fails is StoreDownError.
"""

from gate.store.store import Store, open_store

__all__ = ["Store", "open_store"]
