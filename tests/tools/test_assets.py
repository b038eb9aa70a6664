"""What the pages load from other projects: whole, or not at all."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tools.assets import FILES, FOR_TESTS, ROOT, NoAssetsError, copy, is_done


@pytest.fixture
def packages(tmp_path: Path) -> Path:
    """A node_modules that holds the needed files and others."""
    for source in (*FILES.values(), FOR_TESTS, "htmx.org/dist/htmx.esm.js"):
        file = tmp_path / "node_modules" / source
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"content of {source}")
    return tmp_path / "node_modules"


def test_the_folder_holds_exactly_the_named_files(packages: Path, tmp_path: Path):
    vendor = tmp_path / "vendor"
    vendor.mkdir()
    (vendor / "left-over.js").touch()

    copy(packages, vendor)

    assert {file.name for file in vendor.iterdir()} == FILES.keys()
    assert (vendor / "sarabun-thai-600.woff2").read_text().endswith("sarabun-thai-600-normal.woff2")


def test_a_changed_lock_asks_for_new_files(packages: Path, tmp_path: Path):
    lock, vendor = tmp_path / "package-lock.json", tmp_path / "vendor"
    lock.touch()
    assert not is_done(lock, packages, vendor)

    copy(packages, vendor)
    assert is_done(lock, packages, vendor)

    os.utime(lock, (lock.stat().st_atime, time.time() + 10))
    assert not is_done(lock, packages, vendor)


def test_a_licence_goes_along_with_each_project():
    assert {"htmx-LICENSE.txt", "sarabun-LICENSE.txt"} <= FILES.keys()


def test_a_file_that_a_package_lacks_is_named_and_nothing_is_changed(packages: Path, tmp_path: Path):
    vendor = tmp_path / "vendor"
    copy(packages, vendor)
    (packages / FILES["htmx.min.js"]).write_text("")

    with pytest.raises(NoAssetsError, match=r"htmx\.org/dist/htmx\.min\.js"):
        copy(packages, vendor)

    assert (vendor / "htmx.min.js").read_text()


@pytest.mark.parametrize(
    ("options", "ci", "code"), [((), "", 1), (("--optional",), "", 0), (("--optional",), "true", 1)]
)
def test_without_npm_it_says_so_and_fails_only_where_the_files_are_needed(options, ci, code, tmp_path: Path):
    # A repository of its own: where everything is there already, nothing is missed.
    tool = tmp_path / "tools" / "assets.py"
    tool.parent.mkdir()
    tool.write_bytes((ROOT / "tools/assets.py").read_bytes())
    done = subprocess.run(
        [sys.executable, tool, *options],
        env={**os.environ, "PATH": str(tmp_path), "CI": ci},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == code
    assert "npm was not found" in done.stderr
    assert "make assets" in done.stderr
