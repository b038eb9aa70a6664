"""Older documents open: one committed fixture for each version, and the chain proven with imaginary versions."""

import hashlib
import json
from pathlib import Path

import msgspec
import pytest

from schemas.document import SCHEMA_VERSION, ActivityDocument, encode_document
from schemas.upcast import UPCASTERS, UnknownSchemaVersion, lift, read_stored

FIXTURES = Path(__file__).parent / "fixtures"
#: Stored bytes never change, so neither do these files: a new shape gets a new folder.
FROZEN = {
    "v1/contact_us.json": "25c35ab89c871816bcf4875abd2d61020c2dbe3fbfc6b40729cfdb347317b3d9",
    "v1/every_field.json": "7d62dd69a7b585c46bb8d823932a5665aa16066f28a0a10d6e37409080f543d3",
    "v1/industry_registration.json": "3599e1e09c672688b9576d848dc7059b945e0443d049d5348f0350f33eb02a69",
}
OLDER = {
    # Version 0 of an imaginary past: one name for what became two fields, and a key that nobody needs any more.
    0: lambda raw: {
        "form": {
            "header": {"agency_name": raw["agency"].split("/")[0], "parent_org_unit": raw["agency"].split("/")[1]}
        },
        "steps": [{"seq": n, "title": title} for n, title in enumerate(raw["steps"], 1)],
    },
}
RAW_0 = {"agency": "กระทรวงสมมุติ/กรมสมมุติ", "steps": ["รับคำขอ", "พิจารณา"], "fax": "02"}


def stored():
    return sorted((path, int(path.parent.name[1:])) for path in FIXTURES.glob("v*/*.json"))


def test_every_version_up_to_this_one_has_a_fixture_that_never_changed():
    found = {
        path.relative_to(FIXTURES).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path, _ in stored()
    }
    assert found == FROZEN
    assert {version for _, version in stored()} == set(range(1, SCHEMA_VERSION + 1))
    assert set(UPCASTERS) == set(range(1, SCHEMA_VERSION))


@pytest.mark.parametrize(("path", "version"), stored(), ids=lambda each: getattr(each, "stem", each))
def test_a_document_of_each_version_opens_with_all_that_it_held(path, version):
    document = read_stored(path.read_bytes(), version)
    assert isinstance(document, ActivityDocument)
    lifted = lift(json.loads(path.read_bytes()), version)
    now = json.loads(encode_document(document))
    assert missing(lifted, now) == []


def missing(older, newer, pointer=""):
    """Return the places of `older` whose value `newer` has not; a field that is only in `newer` is no loss."""
    if isinstance(older, dict) and isinstance(newer, dict):
        return [found for key, value in older.items() for found in missing(value, newer.get(key), f"{pointer}/{key}")]
    if isinstance(older, list) and isinstance(newer, list) and len(older) == len(newer):
        pairs = enumerate(zip(older, newer, strict=True))
        return [found for n, (left, right) in pairs for found in missing(left, right, f"{pointer}/{n}")]
    return [] if older == newer else [pointer]


def test_an_older_document_is_lifted_step_by_step_to_the_present():
    def two(raw):  # imaginary version 2: steps are told from stages
        return {**{key: value for key, value in raw.items() if key != "steps"}, "stages": raw["steps"]}

    lifted = lift(RAW_0, 0, upcasters={**OLDER, 1: two}, present=2)
    assert [stage["title"] for stage in lifted["stages"]] == ["รับคำขอ", "พิจารณา"]
    assert "steps" not in lifted


def test_a_lifted_document_reads_as_a_document_of_today():
    document = msgspec.convert(lift(RAW_0, 0, upcasters=OLDER, present=1), ActivityDocument)
    assert document.form.header.parent_org_unit == "กรมสมมุติ"
    assert [step.seq for step in document.steps] == [1, 2]


def test_an_upcaster_that_writes_into_its_argument_harms_nobody():
    def careless(raw):
        raw["steps"].clear()
        return raw

    before = json.dumps(RAW_0)
    lift(RAW_0, 0, upcasters={0: careless}, present=1)
    assert json.dumps(RAW_0) == before


def test_a_key_that_no_upcaster_handled_is_refused_not_dropped():
    lifted = lift({"form": {}, "fax": "02"}, 0, upcasters={0: dict}, present=1)
    with pytest.raises(msgspec.ValidationError, match="fax"):
        msgspec.convert(lifted, ActivityDocument)


def test_a_document_from_a_newer_program_is_refused_in_two_languages():
    with pytest.raises(UnknownSchemaVersion, match=r"โปรดปรับปรุงโปรแกรม.*Upgrade it"):
        read_stored(b"{}", SCHEMA_VERSION + 1)
    assert issubclass(UnknownSchemaVersion, ValueError)


def test_a_version_that_no_chain_leads_from_is_refused():
    with pytest.raises(UnknownSchemaVersion, match="does not know schema version 0"):
        read_stored(b"{}", 0)
    with pytest.raises(UnknownSchemaVersion):
        lift({}, 0, upcasters={1: dict}, present=2)
