"""Checks: what a person must settle, or should look at, before a text is published.

Lives here: one small pure function per kind of finding, and the plain list of them.
Must not: read files or a clock, change anything, or decide whether to publish.
"""

from publisher.checks.codes import CODES
from publisher.checks.finding import Finding, Level
from publisher.checks.registry import CHECKS, run_checks
from publisher.checks.subject import Subject

__all__ = ["CHECKS", "CODES", "Finding", "Level", "Subject", "run_checks"]
