"""`python -m notifier.proofcheck FILE [KEYS.json]`: the check alone; prints each finding, exit 1 if one fails."""

import json
import sys
from pathlib import Path

from notifier.proofcheck.checking import Outside, check_file


def main(arguments: list[str]) -> int:
    """Check the file; the second argument is a JSON object of public keys (hex by id) that you trust."""
    if not 1 <= len(arguments) <= 2:
        sys.stderr.write("usage: python -m notifier.proofcheck FILE [KEYS.json]\n")
        return 2
    keys = json.loads(Path(arguments[1]).read_text(encoding="utf-8")) if arguments[1:] else None
    report = check_file(Path(arguments[0]), Outside(keys=keys))
    marks = {True: "holds", False: "DOES NOT HOLD", None: "not checked"}
    for one in report.findings:
        sys.stdout.write(f"{marks[one.ok]}: {one.code} {one.where} {one.why}".rstrip() + "\n")
    sys.stdout.write("the proof holds\n" if report.holds else "the proof does NOT hold\n")
    return 0 if report.holds else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
