"""Use cases of certificates: making one, the register of them, and telling whether one is genuine."""

import hmac
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Row

from ropa import clock
from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.audit import service_sealed
from ropa.audit.service import record as tell
from ropa.db.counters import next_number
from ropa.db.ids import new_id
from ropa.db.unit_of_work import UnitOfWork
from ropa.destruction import store, store_evidence
from ropa.destruction.rules_certificate import canonical, sha256
from ropa.errors import NotFound, Unavailable, invalid
from schemas.evidence import (
    Certificate,
    CertificateDetail,
    CertificateFacts,
    CertificatePage,
    Verdict,
    Verification,
)

#: Sets the PDF of facts and their hash (`ropa.wiring`): no service draws by itself.
PRINT: list[Callable[[CertificateFacts, str], bytes]] = []
CERTIFIED = "destruction.certified"
MAX_LIMIT = 200
_FACTS = msgspec.json.Decoder(CertificateFacts)


def next_ref(uow: UnitOfWork) -> str:
    """Return the next number of a certificate, by the Buddhist year."""
    year = clock.buddhist_year(uow.now)
    return f"DC-{year}-{next_number(uow, 'certificate', year):04}"


def make(uow: UnitOfWork, list_id: str, said: CertificateFacts, addendum_to: str | None = None) -> str:
    """Store a certificate of facts with its PDF and tell the trail both hashes; return its id.

    Raises: Unavailable when the PDF cannot be made: then nothing is recorded.
    """
    if not PRINT:
        raise Unavailable("ไม่มีโปรแกรมพิมพ์หนังสือรับรอง", "Nothing is there to print the certificate")
    content = canonical(said)
    facts_sha256 = sha256(content)
    printed = PRINT[0](said, facts_sha256)
    key = new_id(uow.now)
    values = {
        "id": key,
        "ref": said.ref,
        "list_id": list_id,
        "addendum_to": addendum_to,
        "destroyed_at": said.destroyed_at,
        "made_at": uow.now,
        "made_by": uow.actor.id,
        "items": len(said.items),
        "facts": content,
        "facts_sha256": facts_sha256,
        "pdf": printed,
        "pdf_sha256": sha256(printed),
    }
    store_evidence.add_certificate(uow, values)
    told = {name: values[name] for name in ("ref", "list_id", "items", "facts_sha256", "pdf_sha256")}
    tell(uow, CERTIFIED, _subject(key), told)
    return key


def _subject(certificate_id: str) -> str:
    return f"certificate:{certificate_id}"


def facts(uow: UnitOfWork, certificate_id: str) -> CertificateFacts:
    """Return what a certificate says. Asks for no rights.

    Raises: NotFound.
    """
    found = store_evidence.content(uow, certificate_id)
    if found is None:
        raise NotFound
    return _FACTS.decode(found[0])


def list_certificates(
    uow: UnitOfWork, cursor: str | None = None, limit: int = 50, *, list_id: str | None = None
) -> CertificatePage:
    """Return one page of the register of certificates that the actor may see, newest first.

    Raises: Forbidden; Invalid for a cursor that this list did not give out.
    """
    offices = access.visible_offices(uow, Permission.READ_RETENTION)
    rows = store_evidence.page(uow, offices, list_id, _place(cursor), limit + 1)
    items = [shown(row) for row in rows[:limit]]
    after = f"{items[-1].made_at.isoformat()}_{items[-1].id}" if len(rows) > limit else None
    return CertificatePage(items=items, next_cursor=after)


def _place(cursor: str | None) -> tuple[datetime, str] | None:
    if cursor is None:
        return None
    moment, _, key = cursor.partition("_")
    try:
        return clock.parse_now(moment), key
    except ValueError:
        raise invalid("/cursor", "ตัวชี้หน้าถัดไปไม่ถูกต้อง", "This is no cursor of this list") from None


def shown(row: Row[*tuple[Any, ...]]) -> Certificate:
    """Return the certificate of a row of the store's queries."""
    return Certificate(
        id=row.id,
        ref=row.ref,
        list_id=row.list_id,
        list_ref=row.list_ref,
        office_id=row.office_id,
        addendum_to=row.addendum_ref,
        destroyed_at=row.destroyed_at,
        made_at=row.made_at,
        made_by=row.made_by,
        items=row.items,
        pending=row.pending,
        facts_sha256=row.facts_sha256,
        pdf_sha256=row.pdf_sha256,
    )


def read(uow: UnitOfWork, key: str) -> CertificateDetail:
    """Return a certificate by its id or its number, with what it says.

    Raises: NotFound; Unavailable when its bytes are no longer those that were certified.
    """
    row = _row(uow, key)
    content = _content(uow, row)[0]
    return CertificateDetail(certificate=shown(row), facts=_FACTS.decode(content))


def pdf(uow: UnitOfWork, key: str) -> tuple[Certificate, bytes]:
    """Return a certificate's PDF as it was made, never drawn anew.

    Raises: NotFound; Unavailable when its bytes are no longer those that were certified.
    """
    row = _row(uow, key)
    return shown(row), _content(uow, row)[1]


def _row(uow: UnitOfWork, key: str) -> Row[*tuple[Any, ...]]:
    row = store_evidence.find(uow, ref=key) if key.startswith("DC-") else store_evidence.find(uow, key=key)
    if row is None:
        raise NotFound
    access.require(uow, Permission.READ_RETENTION, row.office_id, hide=True)
    return row


def _content(uow: UnitOfWork, row: Row[*tuple[Any, ...]]) -> tuple[bytes, bytes]:
    problems = _problems(uow, row)[0]
    if problems:
        raise Unavailable(*("; ".join(each) for each in zip(*problems, strict=True)))
    found = store_evidence.content(uow, row.id)
    assert found is not None  # noqa: S101 - read together with its row
    return found


def verify(uow: UnitOfWork, given_sha256: str) -> Verification:
    """Return whether a hash is that of a genuine certificate: of its PDF, or the one printed on it.

    A certificate of another office is unknown, as everywhere.
    Raises: Forbidden.
    """
    access.visible_offices(uow, Permission.READ_RETENTION)
    row = store_evidence.by_hash(uow, given_sha256)
    if row is None or not access.may(uow, Permission.READ_RETENTION, row.office_id):
        return _unregistered(uow, given_sha256)
    problems, sealed = _problems(uow, row)
    return Verification(
        verdict=Verdict.TAMPERED if problems else Verdict.GENUINE,
        sha256=given_sha256,
        matched="pdf" if hmac.compare_digest(row.pdf_sha256, given_sha256) else "facts",
        certificate=shown(row),
        sealed=sealed,
        problems_th=[th for th, _ in problems],
        problems_en=[en for _, en in problems],
    )


def _unregistered(uow: UnitOfWork, given_sha256: str) -> Verification:
    """Return the answer for a hash that no row has. The trail may know it: then the register was changed since."""
    for subject, details in service_sealed.subjects_of_kind(uow, CERTIFIED, "certificate"):
        told = msgspec.json.decode(details, type=dict[str, Any])
        if given_sha256 not in {told.get("pdf_sha256"), told.get("facts_sha256")}:
            continue
        listed = store.find(uow, str(told.get("list_id")))
        if listed is None or not access.may(uow, Permission.READ_RETENTION, listed.office_id):
            continue
        row = store_evidence.find(uow, key=subject.partition(":")[2])
        gone = [("หนังสือรับรองนี้ถูกลบออกจากทะเบียน", "The certificate was removed from the register")]
        problems = _problems(uow, row)[0] if row is not None else gone
        return Verification(
            verdict=Verdict.TAMPERED,
            sha256=given_sha256,
            matched="pdf" if told.get("pdf_sha256") == given_sha256 else "facts",
            certificate=None if row is None else shown(row),
            problems_th=[th for th, _ in problems],
            problems_en=[en for _, en in problems],
        )
    return Verification(verdict=Verdict.UNKNOWN, sha256=given_sha256)


def _problems(uow: UnitOfWork, row: Row[*tuple[Any, ...]]) -> tuple[list[tuple[str, str]], bool]:
    """Return what does not fit together, in Thai and English, and whether a seal stands for the entry of the trail."""
    found: list[tuple[str, str]] = []
    content = store_evidence.content(uow, row.id)
    for name, th, part in (("facts_sha256", "ข้อเท็จจริง", 0), ("pdf_sha256", "ไฟล์ PDF", 1)):
        if content is None or sha256(content[part]) != getattr(row, name):
            found.append((f"{th}ที่เก็บไว้ถูกเปลี่ยน", f"The stored bytes are not those of {name}"))
    entries = service_sealed.told_of(uow, CERTIFIED, _subject(row.id))
    if not entries and not service_sealed.begins_after(uow, row.made_at):
        found.append(("ไม่มีบันทึกเหตุการณ์ของหนังสือรับรองนี้", "The trail has no entry of this certificate"))
    if len(entries) > 1 or any(each.is_changed for each in entries):
        found.append(("บันทึกเหตุการณ์ของหนังสือรับรองนี้ถูกเปลี่ยน", "The trail's entry was changed after it was sealed"))
    for each in entries:
        found += _differences(row, each)
    return found, bool(entries) and all(each.is_sealed for each in entries)


def _differences(row: Row[*tuple[Any, ...]], entry: service_sealed.Told) -> Sequence[tuple[str, str]]:
    told = msgspec.json.decode(entry.details, type=dict[str, Any])
    return [
        (f"{name} ไม่ตรงกับบันทึกเหตุการณ์", f"{name} differs from the trail")
        for name in ("ref", "list_id", "items", "facts_sha256", "pdf_sha256")
        if told.get(name) != getattr(row, name)
    ]
