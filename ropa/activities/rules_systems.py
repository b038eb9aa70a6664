"""Findings on the exchange table: unnamed processors, unknown hosting, words that no closed list has. Pure.

Legal source: PDPA s.40 (processors), s.28 (clouds abroad), s.37(1) (security of the place of storage).
"""

from collections.abc import Iterator

from msgspec import Struct

from ropa.activities.rules_answers import Answer, answer_of, squeezed
from ropa.activities.rules_finding_codes import finding
from schemas.document import ActivityDocument
from schemas.exchange import ExchangeLine, InformationSystem
from schemas.findings import Finding
from schemas.form import FieldInfo, Kind, fields_of
from schemas.vocabulary import Hosting, ProcessingBy

_SYSTEM_CHOICES = tuple(info for info in fields_of(InformationSystem) if info.kind is Kind.CHOICE)
_LINE_CHOICES = tuple(info for info in fields_of(ExchangeLine) if info.kind is Kind.CHOICE)


def system_findings(document: ActivityDocument) -> Iterator[Finding]:
    """Yield the findings of every system and line; in no order."""
    for index, system in enumerate(document.systems):
        pointer = f"/systems/{index}"
        yield from _hosting(system, pointer)
        yield from _unlisted(system, _SYSTEM_CHOICES, pointer)
        for number, line in enumerate(system.exchanges):
            place = f"{pointer}/exchanges/{number}"
            yield from _unlisted(line, _LINE_CHOICES, place)
            if line.processing_by is None and answer_of(line.external_org_unit) is Answer.GIVEN:
                where = f"{place}/processing_by"
                yield finding("processing.unanswered", where, system=system.seq, line=number + 1)
            if _lacks_processor(line):
                yield finding(
                    "processing.other_unnamed",
                    f"{place}/external_processor_org_unit",
                    system=system.seq,
                    line=number + 1,
                )
    yield from _same_names(document)
    for index, choice in enumerate(document.form.storage.storage_formats or []):
        if choice.code is None and answer_of(choice.raw) is Answer.GIVEN:
            pointer = f"/form/storage/storage_formats/{index}"
            yield finding(
                "choice.not_in_list", pointer, words=choice.raw, label_th="ประเภทข้อมูล", label_en="Kinds of data"
            )


def _same_names(document: ActivityDocument) -> Iterator[Finding]:
    # Name and owner identify a system; two that differ by the owner only are read as one by everybody.
    first: dict[str, InformationSystem] = {}
    for index, system in enumerate(document.systems):
        key = squeezed(system.system_name)
        other = first.setdefault(key, system)
        if key and other is not system:
            place = f"/systems/{index}/system_name"
            yield finding("systems.same_name", place, system=system.seq, other=other.seq, name=system.system_name)


def _hosting(system: InformationSystem, pointer: str) -> Iterator[Finding]:
    """A dash is no answer here: a running system stands somewhere, and a cloud has a country."""
    if answer_of(system.hosting) is not Answer.GIVEN:
        yield finding("hosting.unanswered", f"{pointer}/hosting", system=system.seq)
    on_cloud = system.hosting is not None and system.hosting.code is Hosting.ON_CLOUD
    if on_cloud and answer_of(system.cloud_location) is not Answer.GIVEN:
        yield finding("cloud.location_unanswered", f"{pointer}/cloud_location", system=system.seq)


def _lacks_processor(line: ExchangeLine) -> bool:
    by_other = line.processing_by is not None and line.processing_by.code is ProcessingBy.OTHER
    return by_other and answer_of(line.external_processor_org_unit) is not Answer.GIVEN


def _unlisted(row: Struct, choices: tuple[FieldInfo, ...], pointer: str) -> Iterator[Finding]:
    """Yield each choice of a row that kept its words and found no term for them."""
    for info in choices:
        choice = getattr(row, info.key)
        if choice is None or answer_of(choice.raw) is not Answer.GIVEN:
            continue
        terms = [getattr(choice, name) for name in choice.__struct_fields__ if name != "raw"]
        if None in terms:
            yield finding(
                "choice.not_in_list",
                pointer + info.pointer,
                law=info.note.laws[0] if info.note.laws else None,
                words=choice.raw,
                label_th=info.label,
                label_en=info.note.label_en,
            )
