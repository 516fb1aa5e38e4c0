"""The history of the schema, for Alembic.

Lives here: one module a step in `versions`, never changed once released.
Must not: import the tables of `schema`, which move on.
"""
