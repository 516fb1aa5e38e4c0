"""The command `gate`: runs the service, and looks after sites, keys and the access log.

Lives here: arguments in, one use case, a message out. Messages are in English, or in Japanese where the locale asks
for it. Must not: decide anything, or print a secret a second time.
"""

from gate.cli.main import main

__all__ = ["main"]
