"""Which grounds may refuse which right, what each needs, and what the register knows against it. Pure.

Legal source: PDPA s.30 paragraph 3, s.31 paragraph 3, s.32 paragraphs 1 and 3, s.33 paragraph 2, s.34, s.36
paragraph 1. Words whose rule says `is_read` False were not compared with the Gazette (law.md H.3): the officer sees it.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from typing import Final

from msgspec import Struct

from schemas.disclosures import CONSENTS
from schemas.refusals import RefusalGround
from schemas.request_decisions import ErasureWay, GroundShown, Limb
from schemas.request_terms import Right, RightOutcome
from schemas.vocabulary import LawfulBasis as B

G, R = RefusalGround, Right
Bases = frozenset[B]


class GroundRule(Struct, frozen=True, kw_only=True):
    """What a ground is for."""

    rights: tuple[Right, ...]
    law: str
    limbs: tuple[Limb, ...] = ()
    needs: tuple[str, ...] = ()
    any_of: Bases = frozenset()
    """Some purpose of the activity must rest on one of these, where its bases are known."""
    not_only: Bases = frozenset()
    """Not every purpose of the activity may rest on these."""
    is_read: bool = False


#: Rights that hand over, change or take away data. A withdrawal and an objection need no proof, so the want of it
#: refuses neither.
_ASKED = tuple(right for right in Right if right not in {R.WITHDRAWAL, R.OBJECTION})
_PUBLIC: Bases = frozenset({B.PUBLIC_TASK, B.LEGAL_OBLIGATION})
_HEALTH: Bases = frozenset({B.S26_5_MEDICINE, B.S26_5_PUBLIC_HEALTH})
_BY_CONSENT: Bases = frozenset(CONSENTS)

RULES: Final[dict[RefusalGround, GroundRule]] = {
    # The Act names no such ground: nothing can be done for somebody who may be another. Only after proof was asked for.
    G.IDENTITY_UNPROVEN: GroundRule(rights=_ASKED, law="PDPA ss.30-36"),
    G.S30_LAW_OR_COURT: GroundRule(rights=(R.ACCESS,), law="PDPA s.30 para 2", needs=("law_ref", "harm"), is_read=True),
    G.S31_PUBLIC_TASK: GroundRule(rights=(R.PORTABILITY,), law="PDPA s.31 para 2", any_of=_PUBLIC, is_read=True),
    G.S31_OTHERS: GroundRule(rights=(R.PORTABILITY,), law="PDPA s.31 para 2", needs=("harm",)),
    G.S31_NOT_BY_CONSENT: GroundRule(
        rights=(R.PORTABILITY,), law="PDPA s.31 para 1", not_only=_BY_CONSENT | {B.CONTRACT}
    ),
    G.S31_NOT_AUTOMATED: GroundRule(rights=(R.PORTABILITY,), law="PDPA s.31 para 1"),
    G.S32_COMPELLING: GroundRule(rights=(R.OBJECTION,), limbs=(Limb.S32_1,), law="PDPA s.32 para 1 (1)(a)"),
    G.S32_LEGAL_CLAIMS: GroundRule(rights=(R.OBJECTION,), limbs=(Limb.S32_1,), law="PDPA s.32 para 1 (1)(b)"),
    G.S32_OTHER_BASIS: GroundRule(
        rights=(R.OBJECTION,),
        limbs=(Limb.S32_1,),
        law="PDPA s.32 para 1 (1)",
        not_only=frozenset({B.PUBLIC_TASK, B.LEGITIMATE_INTEREST}),
    ),
    G.S32_PUBLIC_RESEARCH: GroundRule(rights=(R.OBJECTION,), limbs=(Limb.S32_3,), law="PDPA s.32 para 1 (3)"),
    G.S33_NOT_MET: GroundRule(rights=(R.ERASURE,), law="PDPA s.33 para 1", not_only=_BY_CONSENT, is_read=True),
    G.S33_EXPRESSION: GroundRule(rights=(R.ERASURE,), law="PDPA s.33 para 2"),
    G.S33_ARCHIVE: GroundRule(
        rights=(R.ERASURE,),
        law="PDPA s.33 para 2",
        any_of=frozenset({B.RESEARCH_ARCHIVE}),
    ),
    G.S33_PUBLIC_TASK: GroundRule(rights=(R.ERASURE,), law="PDPA s.33 para 2", any_of=frozenset({B.PUBLIC_TASK})),
    G.S33_HEALTH: GroundRule(rights=(R.ERASURE,), law="PDPA s.33 para 2", any_of=_HEALTH),
    G.S33_LEGAL_CLAIMS: GroundRule(rights=(R.ERASURE,), law="PDPA s.33 para 2"),
    # The period of the form is no law by itself (F.4 62): the law that binds is named, Saraban for example.
    G.S33_LEGAL_DUTY: GroundRule(rights=(R.ERASURE,), law="PDPA s.33 para 2", needs=("law_ref",)),
    G.S34_NOT_MET: GroundRule(rights=(R.RESTRICTION,), law="PDPA s.34 para 1", is_read=True),
    G.S36_ALREADY_RIGHT: GroundRule(rights=(R.RECTIFICATION,), law="PDPA s.36 para 1", is_read=True),
    G.S36_NO_PROOF: GroundRule(rights=(R.RECTIFICATION,), law="PDPA s.36 para 1", is_read=True),
    G.S36_OTHER_SOURCE: GroundRule(rights=(R.RECTIFICATION,), law="PDPA s.36 para 1", is_read=True),
    G.S36_LAW: GroundRule(rights=(R.RECTIFICATION,), law="PDPA s.36 para 1", needs=("law_ref",), is_read=True),
    # No right: the Act does not let a request be refused for this.
    G.REPETITIVE: GroundRule(rights=(), law=""),
}

_LIMBS: Final[dict[Right, tuple[Limb, ...]]] = {
    R.OBJECTION: (Limb.S32_1, Limb.S32_2, Limb.S32_3),
    R.ERASURE: (Limb.S33_1, Limb.S33_2, Limb.S33_3, Limb.S33_4),
    R.RESTRICTION: (Limb.S34_1, Limb.S34_2, Limb.S34_3, Limb.S34_4),
}
_ALL = (RightOutcome.GRANTED, RightOutcome.PARTLY, RightOutcome.REFUSED, RightOutcome.NOT_HELD)

Said = tuple[str, str]


def outcomes_of(right: Right) -> tuple[RightOutcome, ...]:
    """Return what may become of a right. A withdrawal of consent cannot be refused, only shown to reach nothing.

    Legal source: PDPA s.19 paragraph 5.
    """
    return (RightOutcome.GRANTED, RightOutcome.NOT_HELD) if right is R.WITHDRAWAL else _ALL


def limbs_of(right: Right) -> tuple[Limb, ...]:
    """Return the cases of a right's section; empty: the section has one."""
    return _LIMBS.get(right, ())


def ways_of(right: Right, limb: Limb | None = None) -> tuple[ErasureWay, ...]:
    """Return how data may leave by a right.

    Legal source: PDPA s.33; erasure notification B.E. 2567: unlawful processing is not mended by making the data
    anonymous (F.4 65).
    """
    if right is not R.ERASURE:
        return ()
    return tuple(way for way in ErasureWay if limb is not Limb.S33_4 or way is not ErasureWay.ANONYMISE)


class Proof(Struct, frozen=True):
    """What is known of the requester's identity and authority."""

    is_whole: bool = False
    """Nothing is missing of them."""
    was_asked: bool = False
    """Proof was asked for and did not come in time, or did not prove it."""


_UNKNOWN = Proof()


def why_not(
    ground: RefusalGround,
    right: Right,
    limb: Limb | None,
    bases: Sequence[Bases] = (),
    *,
    proof: Proof = _UNKNOWN,
) -> Said | None:
    """Return why a ground cannot refuse a right, in Thai and English; None: it can.

    `bases`: of each activity concerned, the bases of its purposes as far as they are confirmed; an empty set tells
    nothing. `limb` None: not said yet.
    """
    rule = RULES[ground]
    said = None
    if ground is G.REPETITIVE:
        said = _REPETITIVE
    elif right is R.WITHDRAWAL:
        said = _WITHDRAWAL
    elif right not in rule.rights:
        said = "เหตุนี้ไม่ใช่ของสิทธิที่ขอ", "This ground does not belong to the right that is asked for"
    elif ground is G.IDENTITY_UNPROVEN and (proof.is_whole or not proof.was_asked):
        said = _PROVEN if proof.is_whole else _NOT_ASKED
    elif limb is Limb.S32_2 and rule.limbs:
        said = "การคัดค้านการตลาดแบบตรง (มาตรา 32(2)) ปฏิเสธไม่ได้", "An objection to direct marketing cannot be refused"
    elif limb is not None and rule.limbs and limb not in rule.limbs:
        said = "เหตุนี้ไม่ใช่ของกรณีที่เลือก", "This ground does not belong to the case of the section"
    return said or _against(rule, bases)


_REPETITIVE: Said = (
    "พระราชบัญญัติไม่ได้ให้ปฏิเสธเพราะขอซ้ำหรือขอโดยไม่มีเหตุผล (ประกาศว่าด้วยการเข้าถึงข้อมูล พ.ศ. 2569 ยังไม่ได้ตรวจ)",
    "The Act lets nobody refuse a request for being repeated or unfounded; the notification of 2026 was not read yet",
)
_PROVEN: Said = ("ยืนยันตัวตนและอำนาจของผู้ขอครบแล้ว", "Identity and authority of the requester are proven")
_NOT_ASKED: Said = (
    "ยังไม่ได้ขอหลักฐานจากผู้ขอ หรือยังไม่พ้นกำหนดตอบ ขอหลักฐานที่หน้า “สอบถามและเวลา” ก่อน",
    "Proof was not asked for, or there is time left to answer: ask the requester first",
)
_WITHDRAWAL: Said = (
    "การถอนความยินยอมปฏิเสธไม่ได้ ถ้าไม่ได้อาศัยความยินยอม ให้เลือก “ไม่มีข้อมูลของผู้ขอ” แล้วอธิบาย",
    "A withdrawal of consent cannot be refused; where nothing rests on consent, say that it reaches nothing",
)


def _against(rule: GroundRule, bases: Sequence[Bases]) -> Said | None:
    known = [each for each in bases if each]
    if rule.any_of and any(not each & rule.any_of for each in known):
        words = " ".join(sorted(basis.th for basis in rule.any_of))
        return (
            f"บันทึกของกิจกรรมที่เกี่ยวข้องไม่ได้อาศัยฐานของเหตุนี้: {words}",
            "The record of an activity concerned does not rest on a basis of this ground",
        )
    if rule.not_only and any(each <= rule.not_only for each in known):
        if rule.not_only == _BY_CONSENT:
            return (
                "กิจกรรมอาศัยความยินยอมเพียงอย่างเดียว ระยะเวลาจัดเก็บในแบบฟอร์มไม่ใช่เหตุปฏิเสธ ให้อ้างกฎหมายที่ให้เก็บ",
                "The activity rests on consent alone: its period is no ground; name a law that binds (F.4 62)",
            )
        return "บันทึกของกิจกรรมอาศัยฐานที่สิทธินี้ใช้ได้", "The activity rests on the bases that this right is for"
    return None


#: Bases on which a right exists without more: a ground that is not for them reaches none of their data.
_OWN: Final[dict[Right, Bases]] = {
    R.ERASURE: _BY_CONSENT,
    R.PORTABILITY: _BY_CONSENT | {B.CONTRACT},
    R.OBJECTION: frozenset({B.PUBLIC_TASK, B.LEGITIMATE_INTEREST}),
}


def out_of_reach(right: Right, bases: Bases, grounds: Collection[RefusalGround]) -> Bases:
    """Return the bases of an activity on which the right exists and whose data none of some grounds reaches.

    Data that rest on consent leave with it though the same activity also has a duty (F.4 62, 63): a refusal of
    everything needs a ground that reaches them too, otherwise it is one in part.
    """
    rules = [RULES[each] for each in grounds]
    return frozenset(
        basis
        for basis in bases & _OWN.get(right, frozenset())
        if not any((not rule.any_of or basis in rule.any_of) and basis not in rule.not_only for rule in rules)
    )


def ground_shown(ground: RefusalGround, said: Said | None = None) -> GroundShown:
    """Return a ground as people choose it; `said`: why it cannot be used."""
    rule = RULES[ground]
    return GroundShown(
        code=ground,
        th=ground.th,
        en=ground.en,
        rights=list(rule.rights),
        limbs=list(rule.limbs),
        law=rule.law,
        needs=list(rule.needs),
        is_read=rule.is_read,
        why_not=said[0] if said else None,
        why_not_en=said[1] if said else None,
    )


def grounds_for(right: Right, bases: Sequence[Bases], proof: Proof) -> Iterator[GroundShown]:
    """Yield the grounds of a right, each with why it cannot be used here."""
    for ground, rule in RULES.items():
        if right in rule.rights:
            yield ground_shown(ground, why_not(ground, right, None, bases, proof=proof))


def all_grounds() -> list[GroundShown]:
    """Return every ground, also the one that no right has."""
    return [ground_shown(each, None if rule.rights else why_not(each, R.ACCESS, None)) for each, rule in RULES.items()]


_PARAGRAPHS = {"1": "หนึ่ง", "2": "สอง", "3": "สาม"}


def law_th(ground: RefusalGround) -> str:
    """Return where a ground stands in the Act, in Thai, as the record of processing says it."""
    said = re.sub(r"^PDPA ss?\.", "มาตรา ", RULES[ground].law)
    said = re.sub(r" para (\d)", lambda found: f" วรรค{_PARAGRAPHS[found.group(1)]}", said)
    return said.replace("(a)", "(ก)").replace("(b)", "(ข)")


def bases_of(codes: Collection[B | None]) -> Bases:
    """Return the bases of an activity's purposes. A purpose whose basis nobody confirmed makes all of them unknown."""
    return frozenset() if None in codes else frozenset(code for code in codes if code is not None)
