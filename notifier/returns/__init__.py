"""What comes back by mail: delivery reports (RFC 3464), automatic replies (RFC 3834), and what only looks like them.

Lives here: reading one message, finding the delivery that it is about, saying what it is evidence of. Pure functions.
Must not: believe a message that does not carry the token of its delivery, or hold an address in what it returns.
"""
