"""The results as JUnit XML, which every CI server reads: a suite for each channel, a test for each case."""

from collections.abc import Sequence
from itertools import groupby
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from gate.conformance.cases import CASES
from gate.conformance.model import Result, Verdict

_ELEMENTS = {Verdict.FAILED: "failure", Verdict.ERROR: "error", Verdict.SKIPPED: "skipped"}
_ATTRIBUTES = {Verdict.FAILED: "failures", Verdict.ERROR: "errors", Verdict.SKIPPED: "skipped"}


def xml(results: Sequence[Result]) -> str:
    """The document; the results of one channel stand together."""
    root = Element("testsuites", {"name": "gate conformance"} | _counts(results))
    for channel, group in groupby(results, key=lambda result: result.channel):
        found = list(group)
        suite = SubElement(root, "testsuite", {"name": channel} | _counts(found))
        for result in found:
            _case(suite, result)
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _counts(results: Sequence[Result]) -> dict[str, str]:
    counted = {name: sum(r.verdict is verdict for r in results) for verdict, name in _ATTRIBUTES.items()}
    seconds = sum(result.seconds for result in results)
    return {"tests": str(len(results)), "time": f"{seconds:.3f}"} | {name: str(n) for name, n in counted.items()}


def _case(suite: Element, result: Result) -> None:
    case = SubElement(suite, "testcase", classname=result.channel, name=result.case, time=f"{result.seconds:.3f}")
    if result.verdict is Verdict.PASSED:
        return
    presents = next(case.presents for case in CASES if case.name == result.case)
    SubElement(case, _ELEMENTS[result.verdict], message=result.said).text = f"presented: {presents}"
