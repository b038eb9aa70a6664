"""Findings of records, with what must be known beyond them: the reading of words, and the rest of the register."""

from ropa.activities.rules_findings import findings_of
from ropa.retention.rules_reading import read_retention
from schemas.document import ActivityDocument
from schemas.findings import Finding
from schemas.retention import RetentionRule
from schemas.surroundings import Surroundings


def findings_about(document: ActivityDocument) -> list[Finding]:
    """Return what a document lacks or contradicts, saved or not; the rest of the register is not looked at."""
    return findings_of(document, Surroundings(retention=_reading(document)))


def _reading(document: ActivityDocument) -> RetentionRule:
    return read_retention(document.form.storage.retention_period, document.form.beyond.retention_start_event)
