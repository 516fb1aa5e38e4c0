"""The store over SQLite and PostgreSQL: one schema, SQLAlchemy Core, Alembic migrations.

Lives here: the tables, connections and transactions, one module a part of the store.
Must not: hold an address in clear, or change a delivery without appending to the log in the same transaction.
"""
