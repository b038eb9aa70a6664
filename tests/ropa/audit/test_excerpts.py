"""An excerpt of the trail is checked without the rest of it; every change of an entry or seal is found."""

import io

import msgspec
import pytest

from ropa.audit import service_excerpts, service_seals
from ropa.audit.rules_excerpts import ExcerptLine, check_excerpt, lines_of
from ropa.audit.service import record
from schemas.access import Role
from tests.support.actors import somebody
from tests.support.web import keys_for

WRITER = somebody(Role.DPO)


@pytest.fixture
def trail(register, now):
    """Three seals, of which the middle one covers nothing about `activity:a`, and an entry that none covers yet."""
    for subjects in (("activity:a", "activity:b", "activity:a"), ("activity:b",), ("activity:b", "activity:a")):
        with register.write(WRITER, now) as uow:
            for subject in subjects:
                record(uow, "test.done", subject, {"said": "นายทดสอบ มั่นคง"})
        with register.read(WRITER, now) as uow:
            through = service_seals.settled_through(uow)
        with register.write(WRITER, now) as uow:
            service_seals.seal(uow, keys_for(register), through)
    with register.write(WRITER, now) as uow:
        record(uow, "test.done", "activity:a")
    return register


def excerpt(database, now, hide=None):
    out = io.BytesIO()
    with database.read(WRITER, now) as uow:
        written = service_excerpts.write_excerpt(uow, ["activity:a", "activity:none"], out, hide)
        head = service_seals.head(uow)
    out.seek(0)
    return list(lines_of(out)), written, head


def test_it_holds_the_entries_about_its_subjects_and_no_other_with_every_seal_between(trail, now):
    lines, written, head = excerpt(trail, now)
    found = check_excerpt(lines)
    assert (found.faults, found.entries, found.unsealed, found.seals) == ([], 3, 1, 3)
    assert (written.entries, written.seals, written.head, found.head) == (4, 3, head, head)
    assert b"activity:b" not in b"".join(lines)


def test_what_was_masked_is_told_and_its_sealed_digest_stands(trail, now):
    lines, _, _ = excerpt(trail, now, lambda entry: msgspec.structs.replace(entry, details="{}"))
    found = check_excerpt(lines)
    assert (found.faults, found.masked) == ([], 3)
    assert "ทดสอบ" not in b"".join(lines).decode()
    forged = [line.replace(b'"digest":"', b'"digest":"00') for line in lines]
    assert "was changed" in check_excerpt(forged).faults[0][1]


@pytest.mark.only_on("sqlite")
def test_every_change_is_found(trail, now):
    lines, _, _ = excerpt(trail, now)
    kinds = [msgspec.json.decode(line, type=ExcerptLine).kind for line in lines]
    seals = [place for place, kind in enumerate(kinds) if kind == "seal"]
    entries = [place for place, kind in enumerate(kinds) if kind == "entry"]

    def faults(changed):
        return " ".join(english for _, english in check_excerpt(changed).faults)

    def with_line(place, change):
        return [change(line) if place == at else line for at, line in enumerate(lines)]

    for place in entries:
        assert "was changed" in faults(with_line(place, lambda line: line.replace(b"test.done", b"test.gone")))
        moved = [*lines[:place], *lines[place + 1 :], lines[place]]
        assert faults(moved)
    for place in seals[1:-1]:
        assert "missing" in faults([*lines[:place], *lines[place + 1 :]])
    for place in seals:
        changed = with_line(place, lambda line: line.replace(b'"sealed_at":"2026', b'"sealed_at":"2025'))
        assert "was changed or made with another key" in faults(changed)
    twice = [*lines[: entries[0] + 1], *lines[entries[0] :]]
    assert "out of order" in faults(twice)
    assert faults(lines[1:])
    assert faults([])
    assert faults([*lines[:2], b"{", *lines[2:]])
    late = with_line(entries[-1], lambda line: line.replace(b'"entry",', b'"unsealed",', 1))
    assert "added" in faults(late)


@pytest.mark.only_on("sqlite")
def test_a_forged_range_is_not_walked_for_ever(trail, now):
    lines, _, _ = excerpt(trail, now)
    line = msgspec.json.decode(lines[1], type=ExcerptLine)
    assert line.seal is not None
    for missing in ([], [(5, -(10**17))], [(1, 10**17), (2, 3)]):
        endless = msgspec.structs.replace(line.seal, last_id=10**17, missing=missing)
        forged = msgspec.json.encode(msgspec.structs.replace(line, seal=endless))
        assert check_excerpt([lines[0], forged]).faults
