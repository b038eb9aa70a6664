"""What a certificate says, put together of the list, the decision and the evidence. Pure.

The facts are hashed as canonical JSON (UTF-8, keys sorted, no blanks), so that anybody can compute the hash again.
"""

import hashlib
from collections.abc import Sequence
from datetime import UTC, date, timedelta

import msgspec
from msgspec import Struct

from schemas.destruction_lists import Decision, ListedHolding
from schemas.evidence import (
    CertificateFacts,
    CopyEvidence,
    CopyFact,
    CopyFate,
    EvidenceInput,
    FollowUp,
    ItemEvidence,
    ItemFact,
    Method,
    MethodUsed,
    OrderFact,
    PendingFact,
    PendingKind,
)
from schemas.holding import HoldingCopy
from schemas.masking import Masker

#: Raised when the facts get another meaning; what was made before keeps its number.
VERSION = 1
#: When data made anonymous without a review are asked about first.
_REVIEW_AFTER = timedelta(days=30)
#: Titles and places may name people; a certificate does not.
_MASKER = Masker([])
WAITS_FOR_CYCLE = "รอรอบลบของสำเนาเอง ห้ามกู้คืน"
NOT_ANSWERED = "โปรแกรมเข้าไม่ถึงสำเนานี้ ห้ามกู้คืนหรือใช้ จนผู้รับผิดชอบลบหรือกำหนดมาตรการปิดกั้น"
NOT_REVIEWED = "ห้ามเผยแพร่หรือส่งต่อชุดข้อมูลจนกว่าจะมีผลทบทวน"
_DAYS = 90


class Pending(Struct, frozen=True, kw_only=True):
    """Something to be kept pending beside an item's evidence."""

    kind: PendingKind
    words: str
    reason: str
    measures: str
    next_check_on: date


def canonical(facts: CertificateFacts) -> bytes:
    """Return the bytes whose SHA-256 stands on the certificate."""
    return msgspec.json.encode(facts, order="sorted")


def sha256(content: bytes) -> str:
    """Return the hash of bytes, 64 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def unanswered(copies: Sequence[HoldingCopy], answered: Sequence[CopyEvidence], day: date) -> list[CopyEvidence]:
    """Return what is kept of copies that a run could not reach and nobody answered for: blocked, to be seen to."""
    known = {each.copy for each in answered}
    return [
        CopyEvidence(
            copy=number,
            fate=CopyFate.BLOCKED,
            measures=NOT_ANSWERED,
            reason="การเขียนทับในฐานข้อมูลเข้าไม่ถึง",
            next_check_on=day + timedelta(days=min(copy.erasable_within_days or _DAYS, _DAYS) or 1),
        )
        for number, copy in enumerate(copies)
        if number not in known
    ]


def item_fact(
    seq: int, order: int, holding_id: str, listed: ListedHolding, item: ItemEvidence, given: EvidenceInput
) -> ItemFact:
    """Return what the certificate says of an item."""
    return ItemFact(
        seq=seq,
        order=order,
        item_id=item.item_id,
        holding_id=holding_id,
        activity_ref=listed.activity_ref,
        title=_MASKER.text(listed.title),
        data_from=listed.data_from,
        data_through=listed.data_through,
        carrier=listed.carrier,
        volume=item.volume or _MASKER.text(listed.volume or ""),
        scope=item.scope,
        ground=item.ground,
        methods=methods_of(item, given),
        copies=[_copy(listed.copies[each.copy], each) for each in sorted(item.copies, key=lambda said: said.copy)],
        review=item.review,
    )


def methods_of(item: ItemEvidence, given: EvidenceInput) -> list[MethodUsed]:
    """Return how an item was destroyed: in its own way, or as all of them."""
    return item.methods or given.methods


def _copy(copy: HoldingCopy, said: CopyEvidence) -> CopyFact:
    return CopyFact(
        kind_th=copy.kind.th,
        place=_MASKER.text(copy.place),
        carrier=copy.carrier,
        fate=None if said.measures == NOT_ANSWERED else said.fate,
        on=said.on,
        measures=said.measures,
        reason=said.reason,
        next_check_on=said.on if said.fate is CopyFate.EXPIRES else said.next_check_on,
    )


def pending_of(
    listed: ListedHolding, item: ItemEvidence, given: EvidenceInput, day: date, follow_ups: Sequence[FollowUp]
) -> list[Pending]:
    """Return what is not gone yet after the destruction of an item: not done is not destroyed."""
    found = [
        Pending(
            kind=PendingKind.COPY,
            words=f"{listed.copies[each.copy].kind.th}: {_MASKER.text(listed.copies[each.copy].place)}",
            reason=each.reason,
            measures=each.measures or (WAITS_FOR_CYCLE if each.fate is CopyFate.EXPIRES else ""),
            next_check_on=(each.on if each.fate is CopyFate.EXPIRES else each.next_check_on) or day,
        )
        for each in item.copies
        if each.fate is not CopyFate.ERASED
    ]
    if item.review is None and any(each.method is Method.ANONYMISED for each in methods_of(item, given)):
        found.append(
            Pending(
                kind=PendingKind.REVIEW,
                words="ทบทวนว่ายังระบุตัวบุคคลได้หรือไม่",
                reason="",
                measures=NOT_REVIEWED,
                next_check_on=day + _REVIEW_AFTER,
            )
        )
    found += [
        Pending(
            kind=PendingKind.LIMIT,
            words=each.words,
            reason="",
            measures=each.measures,
            next_check_on=each.next_check_on,
        )
        for each in follow_ups
    ]
    return found


def pending_fact(title: str, each: Pending) -> PendingFact:
    """Return what the certificate says of something pending."""
    return PendingFact(
        kind=each.kind, title=title, words=each.words, measures=each.measures, next_check_on=each.next_check_on
    )


def order_fact(decision: Decision) -> OrderFact:
    """Return the head's order as the certificate names it."""
    return OrderFact(
        order_no=decision.order_no,
        ordered_on=decision.ordered_on,
        signer_name=decision.signer_name,
        signer_position=decision.signer_position,
        capacity=decision.capacity,
        delegation_no=decision.delegation_no,
        items_hash=decision.items_hash,
    )


def in_utc(given: EvidenceInput) -> EvidenceInput:
    """Return the evidence with its moment in UTC: the same moment gives the same bytes."""
    return msgspec.structs.replace(given, destroyed_at=given.destroyed_at.astimezone(UTC))
