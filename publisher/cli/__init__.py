"""The command line of the publisher. A command parses its options, calls one use case and prints.

Lives here: one module for each command, the list of them, and the edge at which an error becomes one line.
Must not: decide anything about policies.
"""

from publisher.cli.face import main

__all__ = ["main"]
