"""Whether who signs is who the record names as the approver of destruction. Pure.

Names and positions are compared without their spaces and titles, never by likeness.

Legal source: form field 32 (role_destruction_approver); Saraban Regulation ข้อ 69; State Administration Act B.E. 2534
s.38 (delegation) and s.48 (who acts for a head has the same powers).
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from msgspec import Struct

from schemas.person_names import TITLES, UNSEEN

_TITLES = re.compile(rf"^{TITLES}")
_PARTS = re.compile(r"หรือ|[,;/\n]|(?:^|\s)(?:[0-9๐-๙]+[.)]|[-•*])\s*")
_ACTING = re.compile(r"^(?:ผู้)?(?:รักษาราชการแทน|รักษาการแทน|รักษาการในตำแหน่ง|ปฏิบัติหน้าที่แทน)")
_FOR = re.compile(r"^(?:ผู้)?ปฏิบัติราชการแทน")
_DELEGATE = re.compile(r"^(?:ผู้|บุคคล)?(?:ที่|ซึ่ง)?(?:หัวหน้าส่วนราชการ)?(?:ได้)?(?:รับมอบหมาย|รับมอบอำนาจ|มอบหมาย|มอบอำนาจ)$")


class Signer(Struct, frozen=True, kw_only=True):
    """Who signs, and as what."""

    name: str
    position: str
    capacity: str | None = None
    delegation_no: str | None = None


class Match(Struct, frozen=True, kw_only=True):
    """The words of the record that name the signer."""

    words: str
    lacks_delegation: bool = False
    """Only a delegate was named, and the order that delegates was not."""


def plain(text: str) -> str:
    """Return a name or position without spaces, unseen signs and titles; Latin letters small."""
    tidy = re.sub(f"[{UNSEEN}]", "", unicodedata.normalize("NFC", text)).replace("ํา", "ำ").strip()
    return re.sub(r"[\s.]", "", _TITLES.sub("", tidy)).casefold()


def same_name(one: str, other: str) -> bool:
    """Tell whether two names are the same but for spaces and titles."""
    return bool(plain(one)) and plain(one) == plain(other)


def named(approvers: Sequence[str], signer: Signer) -> Match | None:
    """Return the words of a record that name the signer; None: it names somebody else.

    An entry may name several (`ก หรือ ข`). A delegate counts only with the order that delegates.
    """
    claims = dict(_claims(signer))
    best: Match | None = None
    for words in approvers:
        for part in {words, *_PARTS.split(words)}:
            if plain(part) not in claims:
                continue
            lacks = claims[plain(part)] and not signer.delegation_no
            if not lacks:
                return Match(words=words)
            best = Match(words=words, lacks_delegation=True)
    return best


class Lack(NamedTuple):
    """Why a record does not name the signer."""

    code: str
    message_th: str
    message_en: str


def match_of(ref: str, approvers: Sequence[str] | None, signer: Signer) -> Match | Lack:
    """Return the words of a record that name the signer, or why it does not.

    `approvers` None: the record was never approved, so whom it names does not count.
    """
    if approvers is None:
        return Lack(
            "no_approved_record",
            f"{ref} ยังไม่มีฉบับที่อนุมัติ จึงไม่มีผู้อนุมัติการทำลาย",
            f"{ref} has no approved revision, so nobody is named who approves destruction",
        )
    if not approvers:
        return Lack(
            "no_approver",
            f"{ref} ไม่ได้ระบุผู้อนุมัติการทำลาย (บทบาท “การสิ้นสุดการใช้งาน”) ให้ระบุในแบบและอนุมัติก่อน",
            f"{ref} names no approver of destruction (field 32); name one in the record and have it approved",
        )
    match = named(approvers, signer)
    if match is None:
        who = " / ".join(approvers)
        return Lack(
            "other_signer",
            f"{ref} ระบุผู้อนุมัติการทำลายเป็น “{who}” ไม่ใช่ผู้ลงนามนี้",
            f"{ref} names “{who}” as the approver of destruction, not this signer",
        )
    if match.lacks_delegation:
        return Lack(
            "no_delegation",
            f"{ref} ให้ผู้ได้รับมอบหมายอนุมัติได้ ต้องระบุเลขที่คำสั่งมอบหมาย",
            f"{ref} lets a delegate approve; give the number of the order that delegates",
        )
    return match


def _claims(signer: Signer) -> Iterator[tuple[str, bool]]:
    """Yield what a record may call the signer, and whether that needs an order of delegation."""
    name = plain(signer.name)
    for title in (signer.capacity, signer.position):
        if not title:
            continue
        place = plain(title)
        by_delegation = bool(_DELEGATE.match(place) or _FOR.match(place))
        place = _FOR.sub("", _ACTING.sub("", place))
        for claim in (place, name + place, place + name):
            if claim:
                yield claim, by_delegation
    if name:
        yield name, False
