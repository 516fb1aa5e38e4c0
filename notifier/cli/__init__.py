"""The `notifier` command: parse, call one use case, print.

Lives here: one module a command, the tables and messages, the catalogues' reader.
Must not: decide anything, or let a traceback reach a user.
"""

from notifier.cli.main import main

__all__ = ["main"]
