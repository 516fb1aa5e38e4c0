"""A black-box suite for an app's own sign-up: does every channel refuse whoever brings no good attestation?

Lives here: the configuration, the table of cases, a visitor over HTTP, forged attestations, the verdicts, the reports.
Must not: know the gate's inside (it uses the gate as an app and as a person do), or keep anything but its report.
"""

from gate.conformance.bench import Bench
from gate.conformance.config import read_plan
from gate.conformance.model import Plan, Result, Verdict
from gate.conformance.suite import run

__all__ = ["Bench", "Plan", "Result", "Verdict", "read_plan", "run"]
