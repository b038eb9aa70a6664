"""A small pack of our own making, and ways to spoil it."""

import io
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime

import msgspec

from exports.pack_writing import PackWriter, encode_revision
from schemas.document import content_hash
from schemas.packs import (
    REGISTER,
    TRAIL,
    Manifest,
    PackCounts,
    PackPerson,
    PackQuery,
    PackRecord,
    PackRegister,
    RevisionFile,
)
from schemas.vocabulary import RevisionStatus

MADE_AT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
FOLDER = "records/ROPA-2569-0001"
REVISION = f"{FOLDER}/revisions/1.json"
DOCUMENT = b'{"form":{}}'
CONTENT = {
    REGISTER: b"PK register " * 40,
    f"{FOLDER}/form.xlsx": b"PK form " * 50,
    f"{FOLDER}/record.pdf": b"%PDF-1.7 " * 60,
    f"{FOLDER}/dfd.svg": "<svg>แผนภาพ</svg>".encode() * 30,
    f"{FOLDER}/dfd.png": b"\x89PNG" * 70,
    TRAIL: b'{"kind":"head","format":"ropa-trail-excerpt/1"}\n',
}


def revision(document: bytes = DOCUMENT, **changes: object) -> bytes:
    """Return the file of a revision."""
    made = RevisionFile(
        pack_id="p",
        exported_by="ผู้ส่งออก",
        exported_at=MADE_AT,
        masked=False,
        activity_id="a",
        ref="ROPA-2569-0001",
        revision=1,
        status=RevisionStatus.APPROVED,
        schema_version=1,
        content_hash=content_hash(DOCUMENT),
        created_at=MADE_AT,
        created_by="person:1",
        updated_at=MADE_AT,
        updated_by="person:1",
        approval=None,
        steps=[],
        document=msgspec.Raw(document),
    )
    return encode_revision(msgspec.structs.replace(made, **changes))


def manifest(**changes: object) -> Manifest:
    """Return a manifest without its files."""
    record = PackRecord(
        id="a",
        ref="ROPA-2569-0001",
        folder=FOLDER,
        office_id=1,
        office="สำนักงาน",
        main_process="งาน",
        sub_process=None,
        status=RevisionStatus.APPROVED,
        revision=1,
        content_hash=content_hash(DOCUMENT),
        revisions=[1],
        notes=[],
    )
    made = Manifest(
        pack_id="p",
        register=PackRegister(base_url="https://register.example", version="1"),
        made_at=MADE_AT,
        made_at_th="20 พฤศจิกายน พ.ศ. 2569 09:00 น.",
        exported_by=PackPerson(id="person:1", name="ผู้ส่งออก"),
        reason="ตรวจสอบประจำปี",
        masked=False,
        query=PackQuery(),
        query_th="ทั้งกระทรวง",
        counts=PackCounts(records=1, revisions=1, files=0, trail_entries=0, trail_seals=0),
        trail_head=None,
        records=[record],
        files=[],
    )
    return msgspec.structs.replace(made, **changes)


def pack(content: dict[str, bytes] | None = None, **changes: object) -> tuple[bytes, str]:
    """Return a pack and the hash of its manifest."""
    out = io.BytesIO()
    with PackWriter(out, MADE_AT) as writer:
        for path, each in {**CONTENT, REVISION: revision(), **(content or {})}.items():
            writer.add(path, each)
        digest = writer.finish(manifest(**changes))
    return out.getvalue(), digest


def plain(name: str) -> zipfile.ZipInfo:
    """Return an entry of a zip without anything but its name."""
    info = zipfile.ZipInfo(name)
    info.external_attr = 0o100644 << 16
    return info


def rewritten(whole: bytes, change: Callable[[dict[str, bytes]], None]) -> bytes:
    """Return a pack zipped anew after its files were changed: what somebody with a zip program does."""
    with zipfile.ZipFile(io.BytesIO(whole)) as opened:
        files = {each.filename: opened.read(each) for each in opened.infolist()}
    change(files)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, content in files.items():
            made.writestr(plain(name), content)
    return out.getvalue()
