"""Writes an auditor's pack: files into a zip, then the manifest that names them all, and sums for any other program.

Files go straight to `out`; of each only its path, size and hash is remembered.
"""

import hashlib
import zipfile
from collections.abc import Iterable
from datetime import datetime, timedelta, timezone
from typing import BinaryIO, Self

import msgspec

from schemas.packs import MANIFEST, README, SUMS, Manifest, PackFile, RevisionFile

_BANGKOK = timezone(timedelta(hours=7))
_CHUNK = 1 << 18
#: What is compressed already is not compressed again.
_PACKED = (".xlsx", ".png", ".pdf")
_READABLE = 0o100644 << 16


class PackWriter:
    """A pack while it is written. Leaving the block without `finish` leaves no whole zip."""

    def __init__(self, out: BinaryIO, made_at: datetime) -> None:
        """`made_at` (aware) is the time that every file of the zip bears."""
        self._zip = zipfile.ZipFile(out, "w", allowZip64=True)
        self._moment = made_at.astimezone(_BANGKOK).timetuple()[:6]
        self.files: list[PackFile] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        """Close the zip; after an error its directory is written nevertheless, but without a manifest."""
        self._zip.close()

    def add(self, path: str, content: bytes) -> None:
        """Add a file."""
        self._write(path, content)
        self.files.append(PackFile(path=path, size=len(content), sha256=hashlib.sha256(content).hexdigest()))

    def add_file(self, path: str, source: BinaryIO) -> None:
        """Add what is read from `source` to its end, a piece at a time."""
        info = self._info(path)
        info.file_size = size = source.seek(0, 2)  # known before: then a large one gets the large kind of entry
        source.seek(0)
        digest = hashlib.sha256()
        with self._zip.open(info, "w") as target:
            while piece := source.read(_CHUNK):
                digest.update(piece)
                target.write(piece)
        self.files.append(PackFile(path=path, size=size, sha256=digest.hexdigest()))

    def finish(self, manifest: Manifest) -> str:
        """Add how to check, the manifest with every file added so far, and the sums; return the manifest's hash."""
        self.add(README, readme(manifest).encode())
        counts = msgspec.structs.replace(manifest.counts, files=len(self.files))
        content = encode_manifest(msgspec.structs.replace(manifest, counts=counts, files=self.files))
        digest = hashlib.sha256(content).hexdigest()
        self._write(MANIFEST, content)
        told = PackFile(path=MANIFEST, size=len(content), sha256=digest)
        self._write(SUMS, sums([*self.files, told]))
        return digest

    def _info(self, path: str) -> zipfile.ZipInfo:
        info = zipfile.ZipInfo(path, self._moment)
        info.compress_type = zipfile.ZIP_STORED if path.endswith(_PACKED) else zipfile.ZIP_DEFLATED
        info.external_attr = _READABLE
        info.create_system = 3  # Unix: what the attributes above mean
        return info

    def _write(self, path: str, content: bytes) -> None:
        self._zip.writestr(self._info(path), content)


_LAST = b'"document":null}'


def encode_revision(made: RevisionFile) -> bytes:
    """Return the file of a revision: its document stands on the third line, as the bytes that were hashed."""
    head = msgspec.json.encode(msgspec.structs.replace(made, document=msgspec.Raw(b"null"))).removesuffix(_LAST)
    return head + b'\n"document":\n' + bytes(made.document) + b"\n}\n"


def encode_manifest(manifest: Manifest) -> bytes:
    """Return the bytes of a manifest: JSON on many lines, for eyes."""
    return msgspec.json.format(msgspec.json.encode(manifest), indent=1) + b"\n"


def sums(files: Iterable[PackFile]) -> bytes:
    """Return what `sha256sum --check` reads."""
    return "".join(f"{each.sha256}  {each.path}\n" for each in files).encode()


def readme(manifest: Manifest) -> str:
    """Return how a pack is checked, in Thai and English."""
    hidden = (
        (
            (
                "ชุดนี้ปิดชื่อบุคคลและเลขประจำตัวประชาชน: เอกสารใน revisions/ จึงมีค่าแฮชไม่ตรงกับ content_hash "
                "ซึ่งเป็นของฉบับเต็มในทะเบียน\n"
                "และผนึกไม่ได้รับรองเนื้อหาของรายการบันทึกเหตุการณ์ที่ปิดคำ รับรองเพียงว่ามีรายการนั้นในลำดับนั้น"
            ),
            (
                "People's names and national IDs are hidden: the documents in revisions/ have another hash than\n"
                "content_hash, which is that of the whole document in the register. No seal vouches for what a masked\n"
                "entry of the trail says, only that it stood in its place."
            ),
        )
        if manifest.masked
        else (
            "ชุดนี้แสดงชื่อบุคคล โปรดเก็บรักษาอย่างข้อมูลส่วนบุคคล",
            (
                "This pack shows people's names: keep it as personal data.\n"
                "Line 3 of each file in revisions/ is the stored document:\n"
                "    sed -n 3p records/…/revisions/1.json | tr -d '\\n' | sha256sum     gives its content_hash"
            ),
        )
    )
    return _README.format(
        pack_id=manifest.pack_id,
        by=manifest.exported_by.name,
        th=manifest.made_at_th,
        utc=manifest.made_at.isoformat(),
        hidden_th=hidden[0],
        hidden_en=hidden[1],
    )


_README = """ชุดเอกสารสำหรับผู้ตรวจสอบ — ทะเบียนบันทึกรายการกิจกรรมการประมวลผลข้อมูลส่วนบุคคล
รหัสชุด {pack_id}
ส่งออกโดย {by} เมื่อ {th}

วิธีตรวจว่าไม่มีไฟล์ใดถูกแก้ไข
1) มีโปรแกรมทะเบียน:        ropa verify-pack ชื่อไฟล์.zip --hash ค่าแฮชของ manifest
   ไม่ต้องใช้ฐานข้อมูลหรือเครือข่าย และบอกชื่อไฟล์ที่ถูกแก้ไข
2) ไม่มีโปรแกรมทะเบียน: แตกไฟล์ zip แล้วสั่งในโฟลเดอร์นั้น
       sha256sum --check SHA256SUMS          (Linux)
       shasum -a 256 --check SHA256SUMS      (macOS)
       certutil -hashfile ชื่อไฟล์ SHA256      (Windows ทีละไฟล์)
   และดูว่าไม่มีไฟล์อื่นนอกจากที่อยู่ใน SHA256SUMS
3) ผู้ที่เปลี่ยนทั้งชุดทำ SHA256SUMS ใหม่ได้ ดังนั้นให้เทียบค่าแฮชของ manifest.json (sha256sum manifest.json)
   กับค่าที่ผู้ส่งออกแจ้งมาทางอื่น หรือที่แสดงในหน้า “ชุดเอกสารผู้ตรวจสอบ” ของทะเบียน
{hidden_th}

Auditor's pack of the register of processing activities (PDPA s.39)
Pack {pack_id}
Exported by {by}, {utc}

How to check that no file was changed
1) With the register's program:   ropa verify-pack FILE.zip --hash HASH-OF-THE-MANIFEST
   It needs no database and no network, and names a changed file.
2) Without it: unzip, then in that folder
       sha256sum --check SHA256SUMS          (Linux)
       shasum -a 256 --check SHA256SUMS      (macOS)
       certutil -hashfile FILE SHA256        (Windows, one file at a time)
   and see that there is no file that SHA256SUMS does not name.
3) Whoever replaces the whole pack can make SHA256SUMS anew: compare the hash of manifest.json
   (sha256sum manifest.json) with the one that the exporter told you by another way,
   or that the register shows on its page of packs.
{hidden_en}

manifest.json   what was selected, by whom, when, why; size and SHA-256 of every file
register/       the register as one workbook
records/        a folder for each record: form.xlsx, record.pdf, dfd.svg, dfd.png, revisions/N.json
trail/          the entries of the register's trail about these records, with their seals
"""
