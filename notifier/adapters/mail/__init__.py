"""Mail: SMTP over kept connections, or a folder of `.eml` files; DKIM signatures.

Lives here: what puts a ready message on the wire or the disk and reports the answer with the stage it came at.
Must not: decide what an answer means (`retry.verdict`) or write to the store.
"""
