"""Brings the files of other projects that the pages load into ropa/web/static/vendor: HTMX and the Sarabun typeface.

`npm ci` fetches what package-lock.json names by hash; from there the few files that a page loads are copied, with the
licences that must go along. The folder is not in git and goes into the wheel when it is there.
"""

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCK = ROOT / "package-lock.json"
PACKAGES = ROOT / "node_modules"
VENDOR = ROOT / "ropa/web/static/vendor"

#: Files of the folder: where each comes from. A page shows Thai and Latin text in these two weights.
FILES = {
    "htmx.min.js": "htmx.org/dist/htmx.min.js",
    "htmx-LICENSE.txt": "htmx.org/LICENSE",
    **{
        f"sarabun-{script}-{weight}.woff2": f"@fontsource/sarabun/files/sarabun-{script}-{weight}-normal.woff2"
        for script in ("thai", "latin")
        for weight in (400, 600)
    },
    "sarabun-LICENSE.txt": "@fontsource/sarabun/LICENSE",
}
LAST = list(FILES)[-1]
#: Not shipped, but the tests of the pages need it.
FOR_TESTS = "axe-core/axe.min.js"

WITHOUT = """\
ไม่มีไฟล์ประกอบหน้าเว็บ ({reason}): หน้าเว็บใช้งานได้ครบ แต่ไม่มี HTMX และใช้ตัวอักษรของเครื่องแทนสารบรรณ
  ติดตั้ง Node.js 20 ขึ้นไปพร้อม npm แล้วสั่ง make assets
The pages go without their assets ({reason}): everything works, without HTMX and in the machine's own typeface.
  Install Node.js 20 or newer with npm, then: make assets"""


class NoAssetsError(Exception):
    """The files could not be had; the text says why, in a few words."""


def is_done(lock: Path = LOCK, packages: Path = PACKAGES, vendor: Path = VENDOR) -> bool:
    """Tell whether everything is there and was made after the lock was last changed."""
    made = [*(vendor / name for name in FILES), packages / FOR_TESTS]
    return all(_is_there(file) for file in made) and (vendor / LAST).stat().st_mtime >= lock.stat().st_mtime


def fetch() -> None:
    """Install the locked packages below node_modules.

    Raises: NoAssetsError without npm, or when it fails.
    """
    npm = shutil.which("npm")
    if npm is None:
        raise NoAssetsError("npm was not found")
    print("installing from package-lock.json", file=sys.stderr)
    # One more try, not minutes of them: where there is no network, `make run` goes on without.
    done = subprocess.run(
        [npm, "ci", "--loglevel=error", "--no-update-notifier", "--fetch-retries=1", "--fetch-timeout=30000"],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        check=False,
    )
    if done.returncode:
        raise NoAssetsError(f"npm ci ended with {done.returncode}")


def copy(packages: Path = PACKAGES, vendor: Path = VENDOR) -> None:
    """Make `vendor` hold exactly the named files.

    Raises: NoAssetsError naming what the packages lack; the folder is then as it was.
    """
    missing = [source for source in (*FILES.values(), FOR_TESTS) if not _is_there(packages / source)]
    if missing:
        raise NoAssetsError(f"the packages lack {', '.join(missing)}")
    shutil.rmtree(vendor, ignore_errors=True)
    vendor.mkdir(parents=True)
    for name, source in FILES.items():
        shutil.copyfile(packages / source, vendor / name)


def _is_there(path: Path) -> bool:
    return path.is_file() and path.stat().st_size > 0


def main() -> int:
    """Fetch and copy; exit 1 when that fails."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--optional", action="store_true", help="without them only say so, except in CI")
    optional = parser.parse_args().optional and os.environ.get("CI") != "true"
    try:
        if not is_done():
            fetch()
            copy()
    except NoAssetsError as reason:
        print(WITHOUT.format(reason=reason), file=sys.stderr)
        return 0 if optional else 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
