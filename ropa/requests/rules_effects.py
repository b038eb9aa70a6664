"""Whether an effect of a right is whole and can be true. Pure.

Legal source: PDPA ss.19, 32, 33, 34; PDPC notification on erasure B.E. 2567 (90 days with copies and backups, what
cannot be erased is blocked, another way needs notice, no anonymisation of unlawful data); law.md B.8, F.4 57-67.
"""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from ropa.requests.rules_effect_copies import PDPC, Asked, copies_faults, day_faults, problem
from schemas.evidence import ELECTRONIC_METHODS, PAPER_METHODS, Method
from schemas.findings import Problem
from schemas.holding import Carrier, HoldingCopy
from schemas.request_decisions import Limb
from schemas.request_effects import (
    EffectKind,
    ErasureGround,
    ErasureInput,
    KeepingLaw,
    KeptInput,
    RestrictionGround,
    RestrictionInput,
    SeparationInput,
    Way,
)
from schemas.request_terms import Right, RightOutcome
from schemas.vocabulary import Applies

_TAKING_AWAY = frozenset({Right.ERASURE, Right.WITHDRAWAL, Right.OBJECTION})
#: Which rights an effect carries out. While accuracy or an objection is judged, use is restricted (s.34(1), (4)).
RIGHTS_OF = {
    EffectKind.ERASURE: _TAKING_AWAY,
    EffectKind.KEPT: _TAKING_AWAY,
    EffectKind.RESTRICTION: frozenset({Right.RESTRICTION, Right.OBJECTION, Right.RECTIFICATION, Right.ERASURE}),
    EffectKind.SEPARATION: frozenset({Right.OBJECTION}),
    EffectKind.WITHDRAWAL: frozenset({Right.WITHDRAWAL}),
}
_GRANTED = frozenset({RightOutcome.GRANTED, RightOutcome.PARTLY})
#: What a law keeps is recorded beside a refusal as well (F.4 61).
_OVER = {
    True: frozenset({RightOutcome.WITHDRAWN}),
    False: frozenset({RightOutcome.REFUSED, RightOutcome.NOT_HELD, RightOutcome.WITHDRAWN}),
}
_RIGHT_OF_GROUND = {
    ErasureGround.WITHDRAWN: frozenset({Right.WITHDRAWAL, Right.ERASURE}),
    ErasureGround.OBJECTED: frozenset({Right.OBJECTION, Right.ERASURE}),
    ErasureGround.NOT_NEEDED: _TAKING_AWAY,
    ErasureGround.UNLAWFUL: _TAKING_AWAY,
}
_RIGHT_OF_RESTRICTION = {
    RestrictionGround.CHECKING: frozenset({Right.RESTRICTION, Right.RECTIFICATION}),
    RestrictionGround.UNLAWFUL: frozenset({Right.RESTRICTION, Right.ERASURE}),
    RestrictionGround.CLAIMS: frozenset({Right.RESTRICTION, Right.ERASURE}),
    RestrictionGround.OBJECTION: frozenset({Right.RESTRICTION, Right.OBJECTION}),
}


class Place(Struct, frozen=True):
    """The data set, as far as it decides. `copies` empty and `carrier` None: a place in words."""

    is_registered: bool
    is_held: bool
    is_gone: bool
    carrier: Carrier | None
    saraban: Applies
    copies: Sequence[HoldingCopy]


def right_faults(kind: EffectKind, asked: Asked) -> Iterator[Problem]:
    """Yield why a right does not carry an effect: another right, undecided, or refused."""
    if asked.right not in RIGHTS_OF[kind]:
        yield problem(
            "/right_seq",
            f"สิทธิ “{asked.right.th}” ไม่มีผลเป็น “{kind.th}”",
            f"The right to {asked.right.en} does not lead to this: {kind.en}",
        )
    elif kind is EffectKind.ERASURE and asked.right is not Right.WITHDRAWAL and asked.outcome not in _GRANTED:
        yield problem(
            "/right_seq",
            "บันทึกการลบได้เมื่อมีคำตัดสินให้ดำเนินการตามคำขอ (ทั้งหมดหรือบางส่วน) แล้ว",
            "An erasure is recorded once the right is granted, in whole or in part",
        )
    elif asked.outcome is not None and asked.outcome in _OVER[kind is EffectKind.KEPT]:
        yield problem("/right_seq", f"สิทธินี้สิ้นสุดแล้ว: {asked.outcome.th}", f"This right has ended: {asked.outcome.en}")


def erasure_faults(given: ErasureInput, asked: Asked, place: Place) -> Iterator[Problem]:
    """Yield every fault of an erasure; none: it can be recorded."""
    yield from right_faults(EffectKind.ERASURE, asked)
    yield from day_faults("/done_on", given.done_on, asked)
    if asked.right not in _RIGHT_OF_GROUND[given.ground]:
        yield problem("/ground", "เหตุนี้ไม่ตรงกับสิทธิที่ขอ", "This ground is not one of that right", "PDPA ม.33")
    yield from _place_faults(given, place)
    yield from _way_faults(given, asked)
    yield from _method_faults(given, place)
    yield from _review_faults(given, asked)
    yield from copies_faults(given.copies, place.copies, given.done_on, asked)


def held_fault(*, is_registered: bool = True) -> Problem:
    """Return why nothing is erased while a hold stands (F.4 57-60).

    A place in words may be any data set of the activity, so a hold on one of them stands against it.
    """
    if not is_registered:
        return problem(
            "/holding_id",
            "กิจกรรมนี้มีชุดข้อมูลที่ถูกระงับการทำลาย สถานที่ที่ระบุเป็นคำอาจเป็นชุดนั้น ให้ลงเป็นชุดข้อมูลในทะเบียนแล้วเลือก",
            "Data of this activity are held, and the words may mean them: enter the place as a data set, and choose it",
            "PDPA ม.34",
        )
    return problem(
        "/holding_id",
        "ถูกระงับการทำลาย (คดี ข้อพิพาท การตรวจสอบ หรือมาตรา 34) ต้องยกเลิกการระงับทุกรายการก่อน",
        "It is held (dispute, audit, or s.34); every hold on it is lifted first",
        "PDPA ม.34",
    )


def _place_faults(given: ErasureInput, place: Place) -> Iterator[Problem]:
    if place.is_held:
        yield held_fault(is_registered=place.is_registered)
    if place.is_gone:
        yield problem(
            "/holding_id",
            "ชุดข้อมูลนี้ทำลายหรือส่งมอบแล้ว ส่วนที่รอลบติดตามที่หน้าการทำลาย",
            "The whole data set was destroyed or handed over; what is left of it is followed under destruction",
        )
    if not place.is_registered and not given.place.strip():
        yield problem("/place", "ระบุชุดข้อมูล หรือสถานที่ที่ลบ", "Name the data set, or the place in words")
    if place.saraban is Applies.YES:
        yield problem(
            "/holding_id",
            "เป็นหนังสือตามระเบียบงานสารบรรณ ลบเฉพาะรายไม่ได้ ให้บันทึกว่าเก็บต่อตามกฎหมายใด หรือเสนอทำลายตามบัญชี",
            "A Saraban document is not erased for one person: record the law that keeps it, or put it on a list",
            "ระเบียบงานสารบรรณ ข้อ 57, 66",
        )
    elif place.saraban is Applies.UNCLEAR and not given.no_law_binds.strip():
        yield problem(
            "/no_law_binds",
            "ยังไม่ชัดว่าเป็นหนังสือตามระเบียบงานสารบรรณหรือไม่ ต้องบันทึกว่าเหตุใดกฎหมายไม่บังคับให้เก็บ",
            "It is unclear whether the Saraban Regulation applies: say why no law keeps the data",
            "ระเบียบงานสารบรรณ ข้อ 57",
        )


def _way_faults(given: ErasureInput, asked: Asked) -> Iterator[Problem]:
    is_unlawful = asked.limb is Limb.S33_4
    if is_unlawful and given.ground is not ErasureGround.UNLAWFUL:
        yield problem(
            "/ground",
            "คำตัดสินเป็นกรณีประมวลผลโดยไม่ชอบ (มาตรา 33(4)) เหตุของการลบต้องตรงกัน",
            "It was granted because the processing was unlawful (s.33(4)); the ground is the same",
            "PDPA ม.33",
        )
    if given.way is Way.ANONYMISE and (is_unlawful or given.ground is ErasureGround.UNLAWFUL):
        yield problem(
            "/way",
            "ข้อมูลที่เก็บ ใช้ หรือเปิดเผยโดยไม่ชอบต้องลบหรือทำลาย จะทำให้ระบุตัวบุคคลไม่ได้แทนไม่ได้",
            "Data that were processed unlawfully are erased; making them anonymous is no substitute",
            PDPC,
        )
    decided = given.asked if asked.way is None else Way.of(str(asked.way))
    if given.way is given.asked and given.way is decided:
        if given.other_way is not None:
            yield problem("/other_way", "ดำเนินการตามวิธีที่ขอ ไม่ต้องแจ้ง", "It was done as asked: no notice is needed")
        return
    if given.other_way is None:
        yield problem(
            "/other_way",
            "ใช้วิธีอื่นจากที่ขอหรือที่ตัดสิน ต้องแจ้งเจ้าของข้อมูล: วันที่แจ้ง ช่องทาง และเหตุผล",
            "It was done in another way than asked or decided: the person is told, with day, channel and reason",
            PDPC,
        )
    else:
        yield from day_faults("/other_way/told_on", given.other_way.told_on, asked)


def _method_faults(given: ErasureInput, place: Place) -> Iterator[Problem]:
    methods = {each.method for each in given.methods}
    for number, each in enumerate(given.methods):
        if each.method is Method.OTHER and not each.words.strip():
            yield problem(f"/methods/{number}/words", "วิธีอื่นต้องระบุว่าทำอย่างไร", "Say what the other way was")
    if (Method.ANONYMISED in methods) != (given.way is Way.ANONYMISE):
        yield problem(
            "/methods", "วิธีต้องตรงกับการทำให้ระบุตัวบุคคลไม่ได้", "The method says anonymised exactly when the way does"
        )
    wanted = {
        Carrier.PAPER: ((PAPER_METHODS, "กระดาษ", "paper"),),
        Carrier.ELECTRONIC: ((ELECTRONIC_METHODS, "ข้อมูลอิเล็กทรอนิกส์", "electronic data"),),
        Carrier.BOTH: ((PAPER_METHODS, "กระดาษ", "paper"), (ELECTRONIC_METHODS, "ข้อมูลอิเล็กทรอนิกส์", "electronic data")),
        None: (),
    }[place.carrier]
    for fitting, th, en in wanted if given.way is not Way.ANONYMISE else ():
        if not methods & fitting:
            yield problem("/methods", f"เก็บเป็น{th} แต่ไม่มีวิธีทำลายที่ใช้กับ{th}", f"It is {en}, and no method destroys that")


def _review_faults(given: ErasureInput, asked: Asked) -> Iterator[Problem]:
    if given.review is None:
        return
    if given.way is not Way.ANONYMISE:
        yield problem("/review", "ผลทบทวนมีได้เฉพาะข้อมูลที่ทำให้ระบุตัวบุคคลไม่ได้", "Only data made anonymous are reviewed")
    if not given.done_on <= given.review.reviewed_on <= asked.today:
        yield problem(
            "/review/reviewed_on", "วันทบทวนอยู่ระหว่างวันดำเนินการกับวันนี้", "The review lies between the act and today"
        )


def kept_faults(given: KeptInput, asked: Asked, place: Place) -> Iterator[Problem]:
    """Yield every fault of data that are said to be kept by a law."""
    yield from right_faults(EffectKind.KEPT, asked)
    if given.binds is KeepingLaw.SARABAN and place.saraban is Applies.NO:
        yield problem(
            "/binds",
            "ทะเบียนระบุว่าไม่เป็นหนังสือตามระเบียบงานสารบรรณ",
            "The register says that the Saraban Regulation does not apply",
        )
    if given.until is not None and given.until < asked.today:
        yield problem("/until", "วันนั้นผ่านไปแล้ว: ต้องลบ", "That day is over: then the data are erased")


def restriction_faults(given: RestrictionInput, asked: Asked) -> Iterator[Problem]:
    """Yield every fault of a restriction."""
    yield from right_faults(EffectKind.RESTRICTION, asked)
    yield from day_faults("/done_on", given.done_on, asked)
    if asked.right not in _RIGHT_OF_RESTRICTION[given.ground]:
        yield problem("/ground", "เหตุนี้ไม่ตรงกับสิทธิที่ขอ", "This ground is not one of that right", "PDPA ม.34")
    if given.review_on is None and given.no_review_reason is None:
        yield problem(
            "/review_on",
            "ระบุวันที่จะทบทวนว่ายังต้องระงับอยู่หรือไม่ หรือเหตุที่ไม่ต้องทบทวน",
            "Say when it will be looked at whether the restriction is still needed, or why never",
        )


def separation_faults(given: SeparationInput, asked: Asked) -> Iterator[Problem]:
    """Yield every fault of data set apart."""
    yield from right_faults(EffectKind.SEPARATION, asked)
    yield from day_faults("/done_on", given.done_on, asked)
