"""Asks the public vulnerability service about what requirements.lock ships; exits 1 when something is known.

A closed network is no failure, but is said, and so is every package that the service could not answer for: silence
must not look like a clean bill.
"""

import json
import subprocess
import sys
from pathlib import Path

LOCK = Path(__file__).resolve().parents[1] / "requirements.lock"
COMMAND = [
    *(sys.executable, "-m", "pip_audit"),
    *("--requirement", str(LOCK), "--require-hashes", "--disable-pip"),
    *("--format", "json", "--progress-spinner", "off", "--timeout", "10"),
]


def main() -> int:
    try:
        done = subprocess.run(COMMAND, capture_output=True, text=True, check=False, timeout=120)
    except subprocess.TimeoutExpired:
        print("   not audited: the vulnerability service did not answer within 120 s")
        return 0
    try:
        packages = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        last = (done.stderr.strip().splitlines() or ["no answer"])[-1]
        print(f"   not audited: the vulnerability service could not be asked ({last.split(':')[0]})")
        return 0
    unanswered = [each["name"] for each in packages if "skip_reason" in each]
    vulnerable = [each for each in packages if each.get("vulns")]
    for each in vulnerable:
        for known in each["vulns"]:
            fixed = ", ".join(known["fix_versions"]) or "no version yet"
            print(f"   {each['name']} {each['version']}: {known['id']}, fixed in {fixed}")
    print(
        f"   {len(packages) - len(unanswered)} of {len(packages)} packages audited"
        + (f"; the service does not answer for {len(unanswered)} here" if unanswered else "")
    )
    return 1 if vulnerable else 0


if __name__ == "__main__":
    sys.exit(main())
