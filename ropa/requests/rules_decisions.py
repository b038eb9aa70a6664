"""What a decision on a right must say, and what it must not: faults by their places. Pure.

Legal source: PDPA s.19, ss.30-36 and s.39(7); erasure notification B.E. 2567.
"""

from collections.abc import Callable, Collection, Iterator

import msgspec
from msgspec import Struct

from ropa.requests import rules_telling
from ropa.requests.rules_grounds import RULES, Bases, Proof, limbs_of, out_of_reach, outcomes_of, ways_of, why_not
from schemas.findings import Problem
from schemas.reading import control_characters
from schemas.request_decisions import DecisionInput, RefusedPart
from schemas.request_person import RequestPerson
from schemas.request_terms import LAW_OF, Right, RightOutcome
from schemas.vocabulary import LawfulBasis

#: Rights that nobody needs to prove much for: withdrawing is as easy as giving, and an objection takes nothing away.
WITHOUT_PROOF = frozenset({Right.WITHDRAWAL, Right.OBJECTION})


class Surround(Struct, frozen=True, kw_only=True):
    """What a decision is judged by, beside its own words."""

    right: Right
    activity_ids: tuple[str, ...]
    """The activities of the request."""
    bases: Callable[[str], Bases]
    """Of an activity; an empty set: not confirmed."""
    is_proven: bool
    """Nothing is missing of identity and authority."""
    was_asked: bool
    """Proof of them was asked for, and did not come in time or did not prove them."""
    open_searches: int
    """Tasks of this right in which somebody still looks for the data."""
    found: int
    """Tasks of this right in which the data were found."""
    standing: int | None
    """The number of the decision that stands on this right."""
    person: RequestPerson | None
    """Who asked, to keep them out of words that everybody reads; None: forgotten."""


def decision_faults(given: DecisionInput, around: Surround) -> Iterator[Problem]:
    """Yield every fault of a decision."""
    if given.outcome not in outcomes_of(around.right):
        yield _outcome_fault(given.outcome)
        return
    yield from _shape(given, around.right)
    yield from _case(given, around.right)
    yield from _work(given, around)
    yield from _order(given, around.standing)
    for number, part in enumerate(given.refused):
        yield from _part(part, f"/refused/{number}", given, around)
    if given.outcome is RightOutcome.REFUSED and given.refused:
        yield from _whole(given, around)
    yield from _personal(given, around.person)


def text_faults(given: DecisionInput) -> Iterator[Problem]:
    """Yield a fault for each text with control characters."""
    yield from control_characters(msgspec.to_builtins(given))


def _outcome_fault(outcome: RightOutcome) -> Problem:
    if outcome is RightOutcome.WITHDRAWN:
        th = "การที่ผู้ขอถอนคำขอบันทึกที่ “ผู้ขอถอนคำขอ” ไม่ใช่คำตัดสิน"
        return _say("/outcome", th, "That the requester took it back is recorded elsewhere; it is no decision")
    th = "การถอนความยินยอมปฏิเสธไม่ได้ ถ้าไม่ได้อาศัยความยินยอม ให้เลือกว่าไม่มีข้อมูล แล้วอธิบายว่าทำไมจึงไม่มีผลถึงข้อมูลใด"
    en = "A withdrawal of consent cannot be refused; where nothing rests on consent, say that it reaches nothing"
    return _say("/outcome", th, en, "PDPA s.19")


def _shape(given: DecisionInput, right: Right) -> Iterator[Problem]:
    """Yield what the outcome asks for and the decision lacks, and what it brings for nothing."""
    refuses = given.outcome in {RightOutcome.REFUSED, RightOutcome.PARTLY}
    if refuses and not given.refused:
        th = (
            "ต้องระบุว่าปฏิเสธสิ่งใด เพราะเหตุใด"
            if given.outcome is RightOutcome.REFUSED
            else "ดำเนินการบางส่วน: ต้องระบุส่วนที่ปฏิเสธและเหตุ"
        )
        yield _say("/refused", th, "Name what is refused, and why", LAW_OF[right])
    if given.refused and not refuses:
        yield _say("/refused", "คำตัดสินนี้ไม่มีส่วนที่ปฏิเสธ", "Nothing is refused by this outcome")
    yield from _only(given, "granted", {RightOutcome.GRANTED, RightOutcome.PARTLY}, {RightOutcome.PARTLY})
    yield from _only(given, "nothing_found", {RightOutcome.NOT_HELD}, {RightOutcome.NOT_HELD})


def _only(
    given: DecisionInput, name: str, may: Collection[RightOutcome], must: Collection[RightOutcome]
) -> Iterator[Problem]:
    filled = bool((getattr(given, name) or "").strip())
    if given.outcome in must and not filled:
        yield _say(f"/{name}", "ต้องระบุ", "This is needed")
    elif filled and given.outcome not in may:
        yield _say(f"/{name}", "ไม่ใช้กับคำตัดสินนี้", "This does not belong to the outcome")


def _case(given: DecisionInput, right: Right) -> Iterator[Problem]:
    limbs = limbs_of(right)
    gives = given.outcome in {RightOutcome.GRANTED, RightOutcome.PARTLY}
    if given.limb is not None and given.limb not in limbs:
        yield _say("/limb", "ไม่ใช่กรณีของสิทธินี้", "This is no case of the right's section")
    elif (
        limbs and given.limb is None and (gives or (right is Right.OBJECTION and given.outcome is RightOutcome.REFUSED))
    ):
        yield _say("/limb", "ต้องระบุว่าเข้ากรณีใดของมาตรา", "Say which case of the section it is", LAW_OF[right])
    if right is not Right.ERASURE or not gives:
        if given.way is not None:
            yield _say("/way", "ไม่ใช้กับคำตัดสินนี้", "This does not belong to the decision")
    elif given.way is None:
        yield _say("/way", "ต้องระบุว่าลบ ทำลาย หรือทำให้ระบุตัวบุคคลไม่ได้", "Say how the data leave")
    elif given.way not in ways_of(right, given.limb):
        th = "ข้อมูลที่ประมวลผลโดยไม่ชอบด้วยกฎหมายต้องลบหรือทำลาย ทำให้ระบุตัวบุคคลไม่ได้แทนไม่ได้"
        en = "Data that were processed unlawfully are erased or destroyed; making them anonymous is no substitute"
        yield _say("/way", th, en, "PDPC erasure notification B.E.2567")


def _work(given: DecisionInput, around: Surround) -> Iterator[Problem]:
    """Yield what was not done yet: proof of identity, and looking for the data."""
    gives = given.outcome in {RightOutcome.GRANTED, RightOutcome.PARTLY}
    despite = bool((given.despite_gaps or "").strip())
    if gives and not around.is_proven and around.right not in WITHOUT_PROOF and not despite:
        yield unproven("/despite_gaps")
    if despite and (around.is_proven or not gives):
        th = "ยืนยันตัวตนครบแล้ว หรือคำตัดสินนี้ไม่ได้ให้ แก้ หรือลบข้อมูล จึงไม่ต้องระบุ"
        yield _say("/despite_gaps", th, "The identity is proven, or nothing is handed out or changed: leave this out")
    if given.outcome is RightOutcome.NOT_HELD and around.found:
        th = "งานค้นหาพบข้อมูลของผู้ขอแล้ว จึงตอบว่าไม่มีไม่ได้"
        yield _say("/outcome", th, "A search found data of this person: it cannot be said that there are none")
    reason = (given.despite_open_tasks or "").strip()
    if around.open_searches and given.outcome is not RightOutcome.REFUSED and not reason:
        th = f"งานค้นหายังค้าง {around.open_searches} งาน ปิดงานก่อน หรือบอกเหตุที่ตัดสินได้เลย"
        yield _say("/despite_open_tasks", th, f"{around.open_searches} searches are open: finish them, or say why not")


def unproven(pointer: str) -> Problem:
    """Return the fault of handing out or changing data of somebody who may be somebody else."""
    th = "ยังยืนยันตัวตนหรืออำนาจของผู้ขอไม่ครบ จึงให้ แก้ หรือลบข้อมูลไม่ได้ ตรวจก่อน หรือให้ผู้มีอำนาจตัดสินบันทึกเหตุ"
    en = "Identity or authority is not proven: data are neither handed out nor changed unless whoever decides says why"
    return _say(pointer, th, en, "PDPA s.30")


def _order(given: DecisionInput, standing: int | None) -> Iterator[Problem]:
    if given.supersedes != standing:
        th = "สิทธินี้มีคำตัดสินแล้ว ระบุเลขคำตัดสินที่จะแก้" if standing else "ยังไม่มีคำตัดสินให้แก้"
        en = (
            f"Decision {standing} stands on this right: name it to change it" if standing else "There is none to change"
        )
        yield _say("/supersedes", th, en)
    elif standing is not None and not (given.why or "").strip():
        yield _say("/why", "บอกเหตุที่แก้คำตัดสิน", "Say why the decision is changed")


def _part(part: RefusedPart, at: str, given: DecisionInput, around: Surround) -> Iterator[Problem]:
    unknown = set(part.activity_ids) - set(around.activity_ids)
    if unknown:
        yield _say(f"{at}/activity_ids", "ไม่ใช่กิจกรรมของคำขอนี้", "No activity of this request")
    elif not around.activity_ids:
        th = "การปฏิเสธต้องลงในบันทึกรายการของกิจกรรม ระบุกิจกรรมที่เกี่ยวข้องก่อน (ถ้าไม่มี ให้ใช้กิจกรรมการรับคำร้องขอใช้สิทธิ)"
        en = "A refusal stands in the record of an activity: link the request to one first"
        yield _say(f"{at}/activity_ids", th, en, "PDPA s.39(7)")
    concerned = part.activity_ids or around.activity_ids
    bases = [around.bases(each) for each in concerned if each not in unknown]
    proof = Proof(is_whole=around.is_proven, was_asked=around.was_asked)
    said = why_not(part.ground, around.right, given.limb, bases, proof=proof)
    if said is not None:
        yield _say(f"{at}/ground", *said, RULES[part.ground].law or None)
    for name in RULES[part.ground].needs:
        if not (getattr(part, name) or "").strip():
            yield _say(f"{at}/{name}", *_NEEDED[name], RULES[part.ground].law)


def _whole(given: DecisionInput, around: Surround) -> Iterator[Problem]:
    """Yield what a refusal of everything leaves out: an activity of the request, or data of a basis."""
    on = {
        each: [part.ground for part in given.refused if not part.activity_ids or each in part.activity_ids]
        for each in around.activity_ids
    }
    left = sum(not grounds for grounds in on.values())
    if left:
        th = f"ปฏิเสธทั้งหมดแต่ไม่ได้ระบุเหตุของกิจกรรมอีก {left} กิจกรรม ระบุให้ครบ หรือเลือก “ดำเนินการบางส่วน”"
        en = f"Everything is refused, and {left} activities stand in no part: name them, or decide in part"
        yield _say("/refused/0/activity_ids", th, en, "PDPA s.39(7)")
    missed = frozenset[LawfulBasis]()
    for activity_id, grounds in on.items():
        bases = around.bases(activity_id)
        lost = out_of_reach(around.right, bases, grounds) if grounds else frozenset()
        # Where the data have no other basis the ground itself is at fault, and that is said of its part.
        missed |= lost if lost < bases else frozenset()
    if missed:
        th = ", ".join(sorted(each.th for each in missed))
        en = ", ".join(sorted(each.en for each in missed))
        yield _say(
            "/outcome",
            f"มีข้อมูลที่อาศัยฐาน “{th}” ซึ่งเหตุที่อ้างไม่ครอบคลุม เลือก “ดำเนินการบางส่วน” หรือเพิ่มเหตุของข้อมูลส่วนนั้น",
            f"Data rest on “{en}”, which no ground reaches: decide in part, or add a ground for these data",
            LAW_OF[around.right],
        )


_NEEDED = {
    "law_ref": ("ต้องอ้างกฎหมายหรือคำสั่งศาล", "Name the law or the court order"),
    "harm": ("ต้องบอกว่ากระทบสิทธิและเสรีภาพของผู้อื่นอย่างไร", "Say how rights of others would be harmed"),
}


def _personal(given: DecisionInput, person: RequestPerson | None) -> Iterator[Problem]:
    """Yield words for everybody in which the requester stands (F.4 78): they belong to the sealed ones."""
    places = [
        ("/granted", given.granted),
        ("/nothing_found", given.nothing_found),
        ("/despite_open_tasks", given.despite_open_tasks),
        ("/despite_gaps", given.despite_gaps),
        ("/why", given.why),
    ]
    for number, part in enumerate(given.refused):
        at = f"/refused/{number}"
        places += [(f"{at}/{name}", getattr(part, name)) for name in ("what", "reason", "law_ref", "harm")]
    yield from rules_telling.problems(rules_telling.telling(person, everybody=True), dict(places))


def concerns_all(given: DecisionInput) -> bool:
    """Tell whether a decision refuses something in every activity of the request, also in one that is linked later."""
    return given.outcome is RightOutcome.REFUSED or any(not part.activity_ids for part in given.refused)


def refused_on(given: DecisionInput, activity_id: str) -> list[tuple[int, RefusedPart]]:
    """Return the refused parts of a decision that concern an activity, each with its number from 1."""
    return [
        (number, part)
        for number, part in enumerate(given.refused, 1)
        if not part.activity_ids or activity_id in part.activity_ids
    ]


def _say(pointer: str, message_th: str, message_en: str, law: str | None = None) -> Problem:
    return Problem(pointer=pointer, message_th=message_th, message_en=message_en, law=law)
