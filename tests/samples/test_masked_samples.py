"""Of the samples, masking hides the people and nothing else: positions, systems, offices and laws stand."""

import re

import msgspec
import pytest

from ropa.imports import rules
from ropa.samples import sample_files
from schemas.document import ActivityDocument, ActivityInput
from schemas.form import form_fields, value_at
from schemas.lenient import read_file_value
from schemas.masking import MASK, masked_document

_PEOPLE = re.compile("นาย[^ ]+ (?:นามสมมติ|ดาววิเศษ|ดาวิเศษ)")


def _texts(value, shown):
    """Yield each text beside what masking made of it."""
    if isinstance(value, str):
        yield value, shown
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from _texts(part, shown[key])
    elif isinstance(value, list):
        for part, other in zip(value, shown, strict=True):
            yield from _texts(part, other)


@pytest.mark.parametrize("file", list(sample_files()), ids=lambda each: str(each.name))
def test_only_people_are_hidden_in_a_sample(file):
    for record in rules.records_of(file.read_bytes()):
        made = read_file_value(rules.with_office(record, 1), ActivityInput)
        document = ActivityDocument(form=made.form, steps=made.steps, systems=made.systems)
        pairs = list(_texts(msgspec.to_builtins(document), msgspec.to_builtins(masked_document(document))))
        assert len(pairs) > 100
        for text, shown in pairs:
            assert shown in {MASK, _PEOPLE.sub(MASK, text)}, text
        # Whole texts are hidden only in the fields that name people.
        hidden = {text for text, shown in pairs if shown == MASK and not _PEOPLE.fullmatch(text)}
        assert hidden <= set(_people_lines(document))


def _people_lines(document):
    """Yield the lines of the fields that name people."""
    for info in form_fields():
        value = value_at(document, info.pointer) if info.note.names_people else None
        yield from value if isinstance(value, list) else [value]
