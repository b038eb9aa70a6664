"""Parts of a document for the pages that fill a form from it: its sections, and what another record would give."""

from typing import Any

from ropa.activities import rules_cloning, rules_sections
from schemas.document import ActivityDocument
from schemas.templates import Template
from schemas.vocabulary import Mark


def part_of(document: ActivityDocument, section: str) -> Any:
    """Return the part of a document that a section of the form is, or one of its tables."""
    return rules_sections.part_of(document, section)


def marks_in(document: ActivityDocument, section: str) -> dict[str, Mark]:
    """Return the tokens of the paper that stand at empty places of a section."""
    return rules_sections.marks_in(document.marks, section)


def as_copy(document: ActivityDocument, *, same_office: bool) -> ActivityDocument:
    """Return what a clone of a record would say; names of people and what is of one office stay behind."""
    return rules_cloning.cloned_record(document, same_office=same_office)


def as_begun(template: Template) -> ActivityDocument:
    """Return what a record from a template begins with."""
    return rules_cloning.from_template(template)
