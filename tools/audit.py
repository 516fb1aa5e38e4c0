"""Compare requirements.lock with the published advisories; say so where the advisory service cannot be reached."""

import json
import subprocess
import sys
from pathlib import Path

LOCK = Path(__file__).parent.parent / "requirements.lock"
COMMAND = ["pip-audit", "--requirement", str(LOCK), "--require-hashes", "--disable-pip", "--format", "json"]


def main() -> int:
    """0 where nothing is known against a locked package or nothing could be asked, 1 where something is."""
    run = subprocess.run([*COMMAND, "--progress-spinner", "off"], capture_output=True, text=True, check=False)
    if not run.stdout.strip():
        print(f"audit skipped: {run.stderr.strip().splitlines()[-1:] or ['no answer']}")
        return 0
    packages = json.loads(run.stdout)["dependencies"]
    audited = [package for package in packages if "skip_reason" not in package]
    if not audited:
        print(f"audit skipped: no advisory service answered for any of {len(packages)} packages")
        return 0
    known = [(p["name"], p["version"], v["id"]) for p in audited for v in p["vulns"]]
    for name, version, advisory in known:
        print(f"{name} {version}: {advisory}; renew it with `make lock`")
    print(f"audited {len(audited)} of {len(packages)} packages: {len(known)} known advisories")
    return 1 if known else 0


if __name__ == "__main__":
    sys.exit(main())
