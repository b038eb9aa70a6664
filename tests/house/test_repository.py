"""What the repository as a whole promises: no traces of one machine, honest locks, a clean wheel, a true README."""

import json
import re
import subprocess
import sys
import tomllib
import zipfile

import pytest

from tests.support.source_tree import PACKAGES, ROOT, committed_files, named, text_of
from tools.assets import FILES, VENDOR

PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
LOCKS = ("requirements.lock", "requirements-dev.lock")
# Folders of a developer's machine or of a build machine.
MACHINE_PATHS = re.compile(r"(?<![\w.])/(?:work|home|root|Users|tmp/pip)" + "/")


def test_no_file_names_a_place_on_one_machine():
    found = [
        named(path, number)
        for path in committed_files()
        for number, line in enumerate(text_of(path).splitlines(), 1)
        if MACHINE_PATHS.search(line)
    ]
    assert not found, "use a path relative to the repository, or a setting:\n" + "\n".join(found)


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_hashes_and_no_address(lock):
    text = (ROOT / lock).read_text("utf-8")
    assert "://" not in text
    assert "--index" not in text
    assert "--find-links" not in text
    requirements = re.findall(r"^[a-z0-9][^\n]*(?:\n {4}[^\n]*)*", text, re.MULTILINE | re.IGNORECASE)
    assert requirements
    assert [each.split()[0] for each in requirements if "--hash=sha256:" not in each] == []


def test_the_lock_of_the_pages_files_names_hashes_and_no_address():
    packages = json.loads((ROOT / "package-lock.json").read_text("utf-8"))["packages"]
    named_by_us = {name: package for name, package in packages.items() if name}
    assert named_by_us
    assert [name for name, package in named_by_us.items() if "integrity" not in package or "resolved" in package] == []


def test_the_development_lock_pins_what_the_runtime_lock_pins():
    runtime, development = (
        {*re.findall(r"^(\S+==\S+)", (ROOT / lock).read_text("utf-8"), re.MULTILINE)} for lock in LOCKS
    )
    assert runtime <= development


def test_every_dependency_is_in_the_lock():
    locked = set(re.findall(r"^([\w-]+)==", (ROOT / "requirements.lock").read_text("utf-8"), re.MULTILINE))
    named_in_project = {re.split(r"[^\w-]", each)[0].lower() for each in PYPROJECT["project"]["dependencies"]}
    assert named_in_project <= locked, "run `make lock`"


def test_the_wheel_holds_the_packages_and_no_tests():
    assert PYPROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"] == [
        "ropa",
        "schemas",
        "exports",
        "diagrams",
    ]


def test_the_readme_names_the_two_commands():
    readme = (ROOT / "README.md").read_text("utf-8")
    assert "make run" in readme
    assert "make demo" in readme


def test_every_ignored_lint_rule_has_its_reason():
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    lint = text[text.index("[tool.ruff.lint]") : text.index("[tool.ruff.lint.flake8-type-checking]")]
    codes = re.compile(r'^\s*(?:"[\w/.*]+" = \[)?(?:"[A-Z]+\d*",? ?)+\]?')
    bare, reason_above = [], False
    for line in lint.splitlines():
        stripped = line.strip()
        if codes.match(line) and "#" not in line and not reason_above:
            bare.append(stripped)
        # A comment covers the block of rules right below it.
        reason_above = stripped.startswith("#") or (reason_above and bool(codes.match(line)) and "#" not in line)
    assert not bare, "say in a comment why the rule is off:\n" + "\n".join(bare)


def test_every_suppressed_finding_names_its_rule():
    bare = re.compile(r"#\s*(?:noqa|type:\s*ignore)(?!\s*[:\[])")
    found = [
        named(path, number)
        for path in committed_files()
        if path.suffix == ".py"
        for number, line in enumerate(text_of(path).splitlines(), 1)
        if bare.search(line)
    ]
    assert not found, "name the rule: noqa: CODE, type: ignore[code]:\n" + "\n".join(found)


def test_the_built_wheel_holds_every_file_of_the_packages(tmp_path):
    built = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stderr
    (wheel,) = tmp_path.glob("*.whl")
    held = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    ours = {path.relative_to(ROOT) for path in committed_files()}
    fetched = {(VENDOR / name).relative_to(ROOT) for name in FILES if (VENDOR / name).exists()}
    # Templates, samples, offices.csv and migrations are data: a wheel without them starts and then fails.
    # Whatever else lies in the folder of fetched files would be somebody's left-over.
    assert held == {path.as_posix() for path in ours | fetched if path.parts[0] in PACKAGES}
