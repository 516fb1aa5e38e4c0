"""The notifier's use cases: one function or class a verb, over ports, with the pure parts doing the deciding.

Lives here: importing, planning, dispatching (agenda, lanes, journal), resolving, controlling, reporting, verifying.
Must not: import an adapter, a database or a mail library; the clock, the chance and the sleep are arguments.
"""
