"""A document read part by part says what it says read as a whole."""

import msgspec
import pytest
from hypothesis import given

from schemas.activity import Form
from schemas.document import SCHEMA_VERSION, ActivityDocument, encode_document
from schemas.document_parts import parts_of_document, parts_of_stored
from schemas.upcast import UnknownSchemaVersion
from tests.support.random_documents import values

SECTIONS = [each.name for each in msgspec.structs.fields(Form)]


@given(values(ActivityDocument))
def test_every_part_is_the_one_of_the_whole_document(document):
    parts = parts_of_stored(encode_document(document), SCHEMA_VERSION)
    assert {key: parts.section(key) for key in SECTIONS} == {key: getattr(document.form, key) for key in SECTIONS}
    assert (parts.flow(), parts.exchanges(), parts.marks) == (document.steps, document.systems, document.marks)


def test_what_is_not_there_is_empty():
    parts, empty = parts_of_stored(b"{}", SCHEMA_VERSION), ActivityDocument()
    assert {key: parts.section(key) for key in SECTIONS} == {key: getattr(empty.form, key) for key in SECTIONS}
    assert (parts.flow(), parts.exchanges(), parts.marks) == ([], [], {})
    assert parts_of_document(empty).section("header") == empty.form.header


@pytest.mark.parametrize(
    ("content", "reading"),
    [
        (b'{"form": {"header": {"nobody": 1}}}', lambda parts: parts.section("header")),
        (b'{"steps": [{"seq": {}}]}', lambda parts: parts.flow()),
        (b'{"systems": 1}', lambda parts: parts.exchanges()),
    ],
)
def test_a_part_that_is_none_is_refused_where_it_is_read(content, reading):
    parts = parts_of_stored(content, SCHEMA_VERSION)
    with pytest.raises(msgspec.ValidationError):
        reading(parts)


@pytest.mark.parametrize("content", [b"[]", b'{"forms": {}}', b'{"marks": {"/form": "perhaps"}}'])
def test_what_is_no_document_is_refused(content):
    with pytest.raises(msgspec.ValidationError):
        parts_of_stored(content, SCHEMA_VERSION)


def test_a_document_of_a_newer_program_is_refused():
    with pytest.raises(UnknownSchemaVersion):
        parts_of_stored(b"{}", SCHEMA_VERSION + 1)
