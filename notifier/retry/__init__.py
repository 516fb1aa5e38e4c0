"""What a server's answer means, when to try again, and when to leave a server alone.

Lives here: pure functions with the times of RFC 5321; the clock and the chance are arguments.
Must not: sleep, send, store.
"""
