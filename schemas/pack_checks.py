"""What a check of an auditor's pack found: its own words, every fault with its file, and what the trail knows."""

from datetime import datetime

from msgspec import Struct

from schemas.packs import PackCounts, PackPerson, PackRegister
from schemas.vocabulary import Term

#: Faults that an answer lists; it counts the others.
MOST_FAULTS = 200


class PackVerdict(Term):
    """What is to be thought of a pack."""

    GENUINE = (
        "genuine",
        "ชุดเอกสารครบและตรงตามที่ส่งออก ไม่มีไฟล์ใดถูกแก้ไข",
        "whole and as it was exported: no file was changed",
    )
    UNVOUCHED = (
        "unvouched",
        "ทุกไฟล์ตรงกับรายการในชุด แต่ยังไม่มีอะไรยืนยันว่าเป็นชุดที่ส่งออกจากทะเบียน",
        "every file is as the pack itself says, but nothing vouches that this is what was exported",
    )
    CHANGED = ("changed", "ชุดเอกสารไม่ตรงตามที่ส่งออก", "not as it was exported")
    UNREADABLE = ("unreadable", "ไฟล์นี้ไม่ใช่ชุดเอกสารผู้ตรวจสอบที่อ่านได้", "no auditor's pack that can be read")


class TrailWord(Term):
    """What this register's own trail says of the manifest's hash."""

    SEALED = ("sealed", "มีและผนึกแล้ว: ทะเบียนนี้ส่งออกชุดนี้จริง", "there and sealed: this register exported this pack")
    UNSEALED = (
        "unsealed",
        "มี แต่ยังไม่ถึงรอบผนึก: ทะเบียนนี้ส่งออกชุดนี้",
        "there, and not sealed yet: this register exported this pack",
    )
    OTHER = (
        "other",
        "ทะเบียนนี้ส่งออกชุดเลขนี้ด้วยค่าแฮชอื่น: ชุดในมือถูกทำขึ้นใหม่",
        "this register exported the pack of this number with another hash: the one in hand was made anew",
    )
    BROKEN = (
        "broken",
        "รายการของชุดนี้ในบันทึกเหตุการณ์ไม่ตรงกับผนึก จึงยืนยันไม่ได้",
        "the trail's entry of this pack is not as it was sealed, so it vouches for nothing",
    )
    LEFT = (
        "left",
        "บันทึกเหตุการณ์ช่วงนั้นย้ายไปอยู่ในสำเนานอกระบบแล้ว ให้ค้นในสำเนา",
        "entries of that time left the database with a copy of the trail: look there",
    )
    UNKNOWN = (
        "unknown",
        "ไม่มี: ทะเบียนนี้ไม่เคยส่งออกชุดเลขนี้",
        "not there: this register never exported a pack of this number",
    )


class CheckedFault(Struct, frozen=True, kw_only=True):
    """Something that is not as it was exported. `path` is the file in the pack; empty for the zip as a whole."""

    path: str
    message_th: str
    message_en: str


class CheckedTrail(Struct, frozen=True, kw_only=True):
    """What the excerpt of the trail in the pack holds."""

    entries: int
    """Sealed ones."""
    masked: int
    """Sealed ones whose words are hidden: the seal vouches for their place only."""
    unsealed: int
    seals: int
    head: str | None


class CheckedPack(Struct, frozen=True, kw_only=True):
    """What the pack says of itself. Not to be believed where there are faults."""

    pack_id: str
    made_at: datetime
    made_at_th: str
    exported_by: PackPerson
    register: PackRegister
    reason: str
    masked: bool
    query_th: str
    counts: PackCounts


class PackVerification(Struct, frozen=True, kw_only=True):
    """The answer to whoever holds a pack in hand. Nothing of the pack was kept."""

    verdict: PackVerdict
    name: str
    size: int
    sha256: str
    """Of the file that was sent."""
    manifest_hash: str | None
    """None: it has no manifest that can be read."""
    is_as_told: bool | None
    """The manifest's hash is the one that was given with the file; None: none was given."""
    trail_word: TrailWord | None
    """None: there is no manifest to ask for."""
    is_same_zip: bool
    """The file is, byte for byte, the one that the trail names."""
    pack: CheckedPack | None
    trail: CheckedTrail | None
    files_read: int
    """Files that were read to their end and are as the manifest says."""
    faults: list[CheckedFault]
    """At most the first 200."""
    fault_count: int
