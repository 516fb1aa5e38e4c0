"""Where recipients come from: CSV, JSON lines, or a query on the app's own database.

Lives here: one module a form; each yields rows one by one and says which line is bad.
Must not: judge a field (that is `service.rows`) or hold more than one row in memory.
"""
