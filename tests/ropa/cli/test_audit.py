"""`ropa audit verify` and `ropa audit export` as commands, and copies that are checked without the database."""

import io
import json
import os
import subprocess
import sys

import pytest

from ropa.audit import service_copies
from ropa.errors import Invalid
from ropa.keys import Keys
from tests.ropa.audit.test_seals import WRITER, seal, tamper, verify, write
from tests.support.server import ROOT
from tests.support.web import keys_for

STRANGER = Keys(secret=b"x" * 32, id=b"x" * 32, field=b"x" * 32)


@pytest.fixture
def copy(register, now):
    """The lines of a copy: two seals, and two entries that none covers."""
    for _ in range(2):
        write(register, now, 3)
        seal(register, now)
    write(register, now, 2)
    out = io.BytesIO()
    with register.read(WRITER, now) as uow:
        assert service_copies.write_copy(uow, out) == 9
    return out.getvalue().splitlines()


def check(lines, keys, head=None):
    return service_copies.verify_copy(lines, keys, head)


def test_a_copy_is_found_whole_without_the_database(register, copy):
    found = check(copy, keys_for(register))

    assert found.broken is None
    assert (found.seals, found.sealed_entries, found.unsealed_entries) == (2, 7, 2)


def test_without_the_key_the_chain_is_checked_and_says_so(copy):
    found = check(copy, None)

    assert found.broken is None
    assert not found.key_checked


def test_a_copy_that_somebody_else_made_is_found(copy):
    assert check(copy, STRANGER).broken.kind == "seal_changed"


def test_each_change_of_a_copy_is_found(register, copy):
    keys = keys_for(register)
    entry = next(at for at, line in enumerate(copy) if b'"kind":"entry"' in line)
    second_seal = [at for at, line in enumerate(copy) if b'"kind":"seal"' in line][1]
    changes = {
        "entry_changed": [
            line.replace(b"test:1", b"test:2") if at == entry + 1 else line for at, line in enumerate(copy)
        ],
        "entry_missing": copy[:entry] + copy[entry + 1 :],
        "entry_added": [*copy[:entry], copy[entry], *copy[entry:]],
        "seal_missing": [line for line in copy if b'"number":1,' not in line or b'"kind":"seal"' not in line],
    }
    for kind, lines in changes.items():
        assert check(lines, keys).broken is not None, kind
    assert check(changes["entry_changed"], keys).broken.kind == "entry_changed"
    assert check(changes["entry_missing"], keys).broken.kind == "entry_missing"
    head = check(copy, keys).head
    cut = check(copy[:second_seal], keys, (2, head.partition(":")[2]))
    assert cut.broken.kind == "head_missing"


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize("lines", [[], [b"{}"], [b"\xff\xfe"], [b'{"kind":"head","format":"other"}']])
def test_what_is_no_copy_is_refused(lines):
    with pytest.raises(Invalid):
        check(lines, None)


@pytest.mark.only_on("sqlite")
def test_a_line_that_cannot_be_read_is_named(register, copy):
    copy[2] = b'{"kind":"entry"'
    with pytest.raises(Invalid) as refused:
        check(copy, keys_for(register))

    assert refused.value.problems[0].pointer == "/line/3"


def ropa(environment, *words):
    return subprocess.run(
        [sys.executable, "-m", "ropa", *words], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


@pytest.mark.only_on("sqlite")
def test_the_commands_end_to_end(register, now, tmp_path):
    environment = {**os.environ, "ROPA_ENV": "test", "ROPA_DATABASE_URL": register.url}
    write(register, now, 3)
    seal(register, now)
    target = tmp_path / "trail.jsonl"

    whole = ropa(environment, "audit", "verify", "--json")
    assert whole.returncode == 0, whole.stderr
    head = json.loads(whole.stdout)["head"]
    assert head == verify(register, now).head
    assert ropa(environment, "audit", "export", "--out", str(target)).returncode == 0
    assert ropa(environment, "audit", "verify", "--file", str(target), "--head", head).returncode == 0
    assert ropa(environment, "audit", "verify", "--head", "nonsense").returncode == 2

    tamper(register, "UPDATE audit_events SET action = 'x' WHERE id = 2")
    broken = ropa(environment, "audit", "verify")
    assert broken.returncode == 1
    assert "entry 2 was changed" in broken.stdout
