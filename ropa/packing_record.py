"""The folder of one record in an auditor's pack: form, PDF, diagram and revisions, drawn without a database."""

import io
from collections.abc import Iterator
from datetime import datetime

import msgspec
from msgspec import Struct

from diagrams.dfd import dfd_sheet
from diagrams.errors import DiagramError
from diagrams.outputs import Kind, deliver
from diagrams.title_block import TitleBlock
from exports.form_workbook import write_form
from exports.pack_writing import encode_revision
from exports.pdf_errors import PdfError
from exports.record_pdf import PdfOptions, record_pdf
from exports.record_pdf_parts import PdfRecord
from exports.records import FormRecord
from exports.register_masking import masked_disclosure, masked_refusal
from ropa import clock
from ropa.activities import service
from ropa.activities.service_packs import WholeRevision
from ropa.activities.service_pictures import APPROVED_TH, CHANGED_TH
from ropa.errors import Unavailable
from schemas.disclosures import DisclosureLine
from schemas.document import SCHEMA_VERSION, ActivityDocument, encode_document
from schemas.findings import Finding
from schemas.life import Approval
from schemas.listing import StoredRevision
from schemas.masking import MASK, Masker
from schemas.packs import PackRecord, RevisionFile
from schemas.refusals import RefusalLine
from schemas.upcast import UnknownSchemaVersion, read_stored
from schemas.vocabulary import RevisionStatus

#: SVG and PNG are files of their own, `print` stands in the PDF.
_KINDS: tuple[Kind, ...] = ("svg", "png", "print")


class Gathered(Struct, kw_only=True):
    """A record as it was read: everything that its folder is made of."""

    stored: StoredRevision
    office: str
    findings: list[Finding]
    revisions: list[WholeRevision]
    disclosures: list[DisclosureLine] = []
    refusals: list[RefusalLine] = []
    approved_picture: bytes | None = None
    """The data-flow diagram as it was approved, SVG without its font; its hash stands in the approval."""
    is_picture_lost: bool = False
    """The approval names one, and it is gone or was changed."""


class Exporter(Struct, frozen=True, kw_only=True):
    """What every file says of the pack that it belongs to."""

    pack_id: str
    name: str
    made_at: datetime
    """Aware, UTC."""
    watermark: str
    masked: bool


def people_of(record: Gathered) -> list[str]:
    """Return the names of those who took part in a record's life."""
    found = [each.approval.approved_by_name for each in record.revisions if each.approval]
    return found + [step.actor_name for each in record.revisions for step in each.steps]


def documents_of(record: Gathered) -> Iterator[ActivityDocument]:
    """Yield the record's documents: the selected one, then those of its revisions."""
    yield service.document_of(record.stored)
    for each in record.revisions:
        yield _read(each)


def masker_of(record: Gathered) -> Masker:
    """Return what hides everybody that any revision of the record names, in all of them."""
    return Masker.of(documents_of(record), people_of(record))


class Folder(Struct, frozen=True):
    """What one record becomes."""

    record: PackRecord
    files: list[tuple[str, bytes]]


def folder_of(record: Gathered, exporter: Exporter) -> Folder:
    """Return the files of a record, and what the manifest says of it. What cannot be drawn is told there."""
    stored = record.stored
    name = f"records/{_safe(stored)}"
    masker = masker_of(record) if exporter.masked else None
    shown = _Shown.of(record, masker)
    document = shown.document
    files, notes = _drawn(record, shown, exporter)
    files += [(f"revisions/{each.number}.json", _revision(stored, each, exporter, masker)) for each in record.revisions]
    header = document.form.header
    told = PackRecord(
        id=stored.id,
        ref=stored.ref,
        folder=name,
        office_id=stored.office_id,
        office=record.office,
        main_process=header.main_process,
        sub_process=header.sub_process,
        status=stored.status,
        revision=stored.revision,
        content_hash=stored.content_hash,
        revisions=[each.number for each in record.revisions],
        notes=notes,
    )
    return Folder(told, [(f"{name}/{path}", content) for path, content in files])


class _Shown(Struct, frozen=True, kw_only=True):
    """What the form and the PDF say of a record: with nobody's name in it where names are hidden."""

    document: ActivityDocument
    findings: tuple[Finding, ...]
    disclosures: tuple[DisclosureLine, ...]
    refusals: tuple[RefusalLine, ...]

    @classmethod
    def of(cls, record: Gathered, masker: Masker | None) -> "_Shown":
        document = service.document_of(record.stored)
        whole = cls(
            document=document,
            findings=tuple(record.findings),
            disclosures=tuple(record.disclosures),
            refusals=tuple(record.refusals),
        )
        if masker is None:
            return whole
        return cls(
            document=masker.document(document),
            findings=tuple(_masked_finding(each, masker) for each in whole.findings),
            disclosures=tuple(masked_disclosure(line, masker) for line in whole.disclosures),
            refusals=tuple(masked_refusal(line, masker) for line in whole.refusals),
        )


def _safe(stored: StoredRevision) -> str:
    # A reference is one of our own making; should it ever hold a sign that a path may not, the id stands in for it.
    is_plain = stored.ref.isascii() and all(each.isalnum() or each in "-_" for each in stored.ref)
    return stored.ref if is_plain and stored.ref else stored.id


def _drawn(record: Gathered, shown: _Shown, exporter: Exporter) -> tuple[list[tuple[str, bytes]], list[str]]:
    stored, day = record.stored, clock.bangkok(exporter.made_at).date()
    document, findings = shown.document, shown.findings
    approvals = {each.number: each.approval for each in record.revisions}
    approval = approvals.get(stored.revision)
    approved = approval.approved_at if approval else None
    block = TitleBlock(
        ref=stored.ref,
        revision=stored.revision,
        status_th=RevisionStatus.APPROVED.th if approved else stored.status.th,
        dated=clock.bangkok(approved or stored.updated_at).date(),
        dated_th=APPROVED_TH if approved else CHANGED_TH,
        content_hash=stored.content_hash,
        watermark=exporter.watermark,
    )
    pictures, notes = _pictures(document, block)
    form = FormRecord(
        document=document,
        ref=stored.ref,
        revision=stored.revision,
        version=stored.version,
        status=stored.status,
        office_name=record.office,
        content_hash=stored.content_hash,
        printed_on=day,
        findings=findings,
        disclosures=shown.disclosures,
        refusals=shown.refusals,
        dfd_png=pictures.get("png"),
        watermark=exporter.watermark,
    )
    workbook = io.BytesIO()
    write_form(form, workbook)
    files = [("form.xlsx", workbook.getvalue())]
    paper = PdfRecord(
        document=document,
        ref=stored.ref,
        revision=stored.revision,
        version=stored.version or None,
        status=stored.status,
        office_name=record.office,
        content_hash=stored.content_hash,
        findings=findings,
        disclosures=shown.disclosures,
        refusals=shown.refusals,
        dfd_svg=pictures.get("print"),
    )
    options = PdfOptions(printed_on=day, watermark=exporter.watermark, masked=exporter.masked)
    try:
        files.append(("record.pdf", record_pdf(paper, options)))
    except PdfError as error:
        notes.append(f"record.pdf: {error}")
    files += [(f"dfd.{kind}", content) for kind, content in pictures.items() if kind != "print"]
    if record.approved_picture is not None and not exporter.masked:
        # Without watermark: these are the very bytes whose hash the approval froze.
        files.append(("dfd-approved.svg", record.approved_picture))
    if record.is_picture_lost:
        notes.append("dfd-approved.svg: ภาพที่อนุมัติหายไปหรือถูกเปลี่ยน / the approved picture is gone or was changed")
    return files, notes


def _pictures(document: ActivityDocument, block: TitleBlock) -> tuple[dict[str, bytes], list[str]]:
    if not document.steps:
        return {}, ["dfd: ไม่มีขั้นตอน / there are no steps"]
    try:
        sheet = dfd_sheet(document)
        return {kind: deliver(sheet, title_block=block, kind=kind) for kind in _KINDS}, []
    except DiagramError as error:
        return {}, [f"dfd: {error}"]


def _masked_finding(found: Finding, masker: Masker) -> Finding:
    return msgspec.structs.replace(
        found,
        message_th=masker.text(found.message_th),
        message_en=masker.text(found.message_en),
        suggestion=masker.text(found.suggestion) if found.suggestion else found.suggestion,
        suggestion_en=masker.text(found.suggestion_en) if found.suggestion_en else found.suggestion_en,
    )


def _revision(stored: StoredRevision, each: WholeRevision, exporter: Exporter, masker: Masker | None) -> bytes:
    approval, steps, document = each.approval, each.steps, each.document
    if masker is not None:
        document = encode_document(masker.document(_read(each)))
        approval = _masked_approval(approval, masker) if approval else None
        steps = [
            msgspec.structs.replace(step, actor_name=MASK, note=masker.text(step.note) if step.note else None)
            for step in steps
        ]
    made = RevisionFile(
        pack_id=exporter.pack_id,
        exported_by=exporter.name,
        exported_at=exporter.made_at,
        masked=exporter.masked,
        activity_id=stored.id,
        ref=stored.ref,
        revision=each.number,
        status=RevisionStatus.of(each.status),
        # A masked document is written anew, in the present shape.
        schema_version=SCHEMA_VERSION if masker is not None else each.schema_version,
        content_hash=each.content_hash,
        created_at=each.created_at,
        created_by=each.created_by,
        updated_at=each.updated_at,
        updated_by=each.updated_by,
        approval=approval,
        steps=steps,
        document=msgspec.Raw(document),
    )
    return encode_revision(made)


def _masked_approval(approval: Approval, masker: Masker) -> Approval:
    manifest = [(kind, masker.text(name), digest) for kind, name, digest in approval.manifest]
    return msgspec.structs.replace(approval, approved_by_name=MASK, manifest=manifest)


def _read(each: WholeRevision) -> ActivityDocument:
    try:
        return read_stored(each.document, each.schema_version)
    except UnknownSchemaVersion as error:
        raise Unavailable(error.message_th, error.message_en) from None
