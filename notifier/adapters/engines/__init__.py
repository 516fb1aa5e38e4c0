"""The engines: in this process, or procrastinate's jobs in PostgreSQL.

Lives here: what rings for a chunk, and when to look again.
Must not: keep any state that matters; the ledger of deliveries is the truth.
"""
