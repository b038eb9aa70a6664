"""Whether evidence of a destruction is whole and can be true. Pure.

Legal source: PDPA s.37(3); PDPC notification on erasure B.E. 2567 (90 days, copies and backups, what cannot be erased
is kept from use, anonymisation is no answer to unlawful processing); Saraban Regulation ข้อ 68 (the committee controls
the destruction).
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from msgspec import Struct

from ropa.destruction.rules_signers import plain
from schemas.evidence import (
    ELECTRONIC_METHODS,
    PAPER_METHODS,
    CopyEvidence,
    CopyFate,
    EvidenceInput,
    Ground,
    ItemEvidence,
    Method,
    MethodUsed,
    Person,
)
from schemas.findings import Problem
from schemas.holding import Carrier, CopyKind, HoldingCopy
from schemas.vocabulary import Applies

#: What cannot be erased within so many days is blocked (PDPC B.E. 2567 ข้อ 4).
DAYS_TO_ERASE = 90
#: A next check lies at most so far ahead: a later one would be none.
MOST_DAYS_TO_CHECK = 366
PDPC = "ประกาศ PDPC การลบหรือทำลาย 2567"
SARABAN = "ระเบียบงานสารบรรณ ข้อ 68"


class Approved(Struct, frozen=True, kw_only=True):
    """What is known of a listed item when evidence comes."""

    seq: int
    is_approved: bool
    """It stands at `approved_to_destroy` and nobody destroyed it yet."""
    is_held: bool
    carrier: Carrier | None
    saraban: Applies
    copies: Sequence[HoldingCopy]
    decided_at: datetime
    decided_by: str
    signer_name: str
    answered_on: date | None
    """Day of the National Archives' answer, where there is one."""


class Setting(Struct, frozen=True, kw_only=True):
    """What evidence is judged against."""

    now: datetime
    today: date
    """In Bangkok."""
    day: date
    """Of the destruction, in Bangkok."""
    accounts: frozenset[str]
    """Of who records it, and who ordered it to be carried out."""
    committee: frozenset[str]
    """Names of who sits in the committee, as `plain` gives them."""


def faults(given: EvidenceInput, items: Mapping[str, Approved], setting: Setting) -> Iterator[Problem]:
    """Yield every fault of the evidence; none: it can be kept. `items` are those of the list, by id."""
    yield from _people(given, items, setting)
    yield from _moment(given, items, setting)
    yield from _methods(given.methods, given, "/methods")
    for item_id, count in Counter(each.item_id for each in given.items).items():
        if count > 1:
            yield _problem("/items", f"รายการ {item_id} ซ้ำ", f"Item {item_id} is named {count} times")
    for place, each in enumerate(given.items):
        known = items.get(each.item_id)
        pointer = f"/items/{place}"
        if known is None:
            yield _problem(f"{pointer}/item_id", "ไม่มีรายการนี้ในบัญชี", "The list has no such item")
        else:
            yield from _item(each, known, given, setting, pointer)


def _people(given: EvidenceInput, items: Mapping[str, Approved], setting: Setting) -> Iterator[Problem]:
    executor = plain(given.executor.name)
    seen: set[str] = set()
    for place, witness in enumerate(given.witnesses):
        if plain(witness.name) == executor:
            yield _problem(f"/witnesses/{place}", "พยานต้องไม่ใช่ผู้ทำลาย", "A witness is somebody other than who destroyed")
        if plain(witness.name) in seen:
            yield _problem(f"/witnesses/{place}", "ระบุพยานคนเดิมซ้ำ", "This witness is named twice")
        seen.add(plain(witness.name))
    named = [items[each.item_id] for each in given.items if each.item_id in items]
    if any(executor == plain(each.signer_name) for each in named):
        yield _problem(
            "/executor", "ผู้ทำลายต้องไม่ใช่ผู้ลงนามสั่งทำลาย", "Who ordered the destruction does not carry it out (four eyes)"
        )
    if any(each.decided_by in setting.accounts for each in named):
        yield _problem(
            "/executor",
            "ผู้สั่งทำลายบันทึกหรือดำเนินการทำลายเองไม่ได้",
            "Who decided on the list neither carries it out nor records it (four eyes)",
        )
    if any(each.saraban is not Applies.NO for each in named) and not seen & setting.committee:
        yield _problem(
            "/witnesses",
            "มีหนังสือตามระเบียบงานสารบรรณ (หรือยังไม่ชัดเจน) ต้องมีกรรมการในคณะกรรมการทำลายเป็นพยานอย่างน้อยหนึ่งคน",
            "There are Saraban documents (or it is unclear): a member of the committee must be among the witnesses",
            SARABAN,
        )


def _moment(given: EvidenceInput, items: Mapping[str, Approved], setting: Setting) -> Iterator[Problem]:
    if given.destroyed_at > setting.now:
        yield _problem("/destroyed_at", "วันเวลาทำลายอยู่ในอนาคต", "The destruction lies in the future")
    named = [items[each.item_id] for each in given.items if each.item_id in items]
    early = sorted(each.seq for each in named if given.destroyed_at < each.decided_at)
    if early:
        shown = _numbers(early)
        yield _problem(
            "/destroyed_at",
            f"ทำลายก่อนหัวหน้าส่วนราชการสั่ง (รายการที่ {shown})",
            f"Destroyed before the head's decision (items {shown})",
        )
    early = sorted(each.seq for each in named if each.answered_on is not None and setting.day < each.answered_on)
    if early:
        shown = _numbers(early)
        yield _problem(
            "/destroyed_at",
            f"ทำลายก่อนหอจดหมายเหตุแห่งชาติตอบ (รายการที่ {shown})",
            f"Destroyed before the National Archives answered (items {shown})",
        )


def _numbers(found: Sequence[int]) -> str:
    shown = ", ".join(map(str, found[:_SHOWN]))
    return shown if len(found) <= _SHOWN else f"{shown} …"


_SHOWN = 10


def _methods(methods: Sequence[MethodUsed], given: EvidenceInput, pointer: str) -> Iterator[Problem]:
    for place, used in enumerate(methods):
        if used.method is Method.OTHER and not used.words.strip():
            yield _problem(f"{pointer}/{place}/words", "วิธีอื่นต้องระบุว่าทำอย่างไร", "Say what the other way was")
        if used.method is Method.PROVIDER_ATTESTATION and not given.files:
            yield _problem(
                "/files",
                "การรับรองของผู้ให้บริการต้องมีเอกสารรับรอง (SHA-256 ของไฟล์)",
                "A provider's attestation needs its paper (the SHA-256 of its file)",
            )


def _item(
    item: ItemEvidence, known: Approved, given: EvidenceInput, setting: Setting, pointer: str
) -> Iterator[Problem]:
    if not known.is_approved:
        yield _problem(
            pointer,
            f"รายการที่ {known.seq} ยังไม่ได้รับอนุมัติให้ทำลาย หรือบันทึกการทำลายไปแล้ว",
            f"Item {known.seq} is not approved to be destroyed, or its destruction was recorded before",
        )
    if known.is_held:
        yield _problem(
            pointer,
            f"รายการที่ {known.seq} ถูกระงับการทำลาย",
            f"Item {known.seq} is held: it must not be destroyed",
            "PDPA ม.34",
        )
    if item.methods:
        yield from _methods(item.methods, given, f"{pointer}/methods")
    methods = {each.method for each in item.methods or given.methods}
    yield from _fitting(methods, known, pointer)
    yield from _anonymised(item, methods, given.executor, setting, pointer)
    yield from _copies(item, known, setting, pointer)


def _fitting(methods: set[Method], known: Approved, pointer: str) -> Iterator[Problem]:
    wanted = {
        Carrier.PAPER: ((PAPER_METHODS, "กระดาษ", "paper"),),
        Carrier.ELECTRONIC: ((ELECTRONIC_METHODS, "ข้อมูลอิเล็กทรอนิกส์", "electronic data"),),
        Carrier.BOTH: ((PAPER_METHODS, "กระดาษ", "paper"), (ELECTRONIC_METHODS, "ข้อมูลอิเล็กทรอนิกส์", "electronic data")),
        None: (),
    }[known.carrier]
    for fitting, th, en in wanted:
        if not methods & fitting:
            yield _problem(
                f"{pointer}/methods",
                f"รายการที่ {known.seq} เก็บเป็น{th} แต่ไม่มีวิธีทำลายที่ใช้กับ{th}",
                f"Item {known.seq} is {en}, and no method destroys that",
            )


def _anonymised(
    item: ItemEvidence, methods: set[Method], executor: Person, setting: Setting, pointer: str
) -> Iterator[Problem]:
    if Method.ANONYMISED not in methods:
        if item.review is not None:
            yield _problem(
                f"{pointer}/review", "ผลทบทวนมีได้เฉพาะข้อมูลที่ทำให้ระบุตัวบุคคลไม่ได้", "Only data made anonymous are reviewed"
            )
        return
    if item.ground is Ground.UNLAWFUL:
        yield _problem(
            f"{pointer}/methods",
            "ข้อมูลที่เก็บโดยไม่ชอบด้วยกฎหมายต้องลบหรือทำลาย จะทำให้ระบุตัวบุคคลไม่ได้แทนไม่ได้",
            "Data that were processed unlawfully are erased; making them anonymous is no substitute",
            PDPC,
        )
    if item.review is None:
        return
    if item.review.reviewed_on > setting.today:
        yield _problem(f"{pointer}/review/reviewed_on", "วันที่ทบทวนอยู่ในอนาคต", "The review lies in the future")
    if plain(item.review.reviewer.name) == plain(executor.name):
        yield _problem(
            f"{pointer}/review/reviewer", "ผู้ทบทวนต้องไม่ใช่ผู้ดำเนินการ", "The reviewer is somebody other than who did it"
        )


def _copies(item: ItemEvidence, known: Approved, setting: Setting, pointer: str) -> Iterator[Problem]:
    counts = Counter(each.copy for each in item.copies)
    for place, each in enumerate(item.copies):
        at = f"{pointer}/copies/{place}"
        if each.copy >= len(known.copies):
            yield _problem(f"{at}/copy", "ทะเบียนไม่มีสำเนาลำดับนี้", "The data set has no such copy")
        elif counts[each.copy] > 1:
            yield _problem(f"{at}/copy", "ระบุสำเนานี้ซ้ำ", "This copy is named twice")
        else:
            yield from copy_faults(each, known.copies[each.copy], setting, at)
    for number, copy in enumerate(known.copies):
        if number not in counts:
            yield _problem(
                f"{pointer}/copies",
                f"รายการที่ {known.seq}: ยังไม่ได้ระบุผลของ{copy.kind.th}ลำดับที่ {number + 1}",
                f"Item {known.seq}: say what became of copy {number + 1} ({copy.kind.en})",
                PDPC,
            )


def copy_faults(given: CopyEvidence, copy: HoldingCopy, setting: Setting, at: str) -> Iterator[Problem]:
    """Yield what is wrong with what is said of one copy."""
    if given.fate is CopyFate.TOLD and copy.kind is not CopyKind.RECIPIENT:
        yield _problem(f"{at}/fate", "ใช้ได้เฉพาะข้อมูลที่อยู่กับผู้รับ", "Only for what a recipient has")
    if given.fate in {CopyFate.ERASED, CopyFate.TOLD, CopyFate.EXPIRES} and given.on is None:
        yield _problem(f"{at}/on", "ต้องระบุวันที่", "Give the day")
    if given.fate in {CopyFate.ERASED, CopyFate.TOLD} and given.on is not None and given.on > setting.today:
        yield _problem(f"{at}/on", "วันที่อยู่ในอนาคต", "The day lies in the future")
    if given.fate is CopyFate.EXPIRES and given.on is not None:
        yield from _expiring(given.on, copy, setting, at)
    if given.fate is CopyFate.BLOCKED:
        for name, th, en in (
            ("measures", "มาตรการปิดกั้นไม่ให้เข้าถึง ใช้ หรือเปิดเผย", "the measures that keep it from use"),
            ("reason", "เหตุผลที่ยังลบไม่ได้", "why it cannot be erased now"),
        ):
            if not str(getattr(given, name)).strip():
                yield _problem(f"{at}/{name}", f"ต้องระบุ{th}", f"Say {en}", PDPC)
    if given.fate in {CopyFate.BLOCKED, CopyFate.TOLD}:
        yield from next_check_faults(given.next_check_on, setting.today, f"{at}/next_check_on")


def _expiring(on: date, copy: HoldingCopy, setting: Setting, at: str) -> Iterator[Problem]:
    if on <= setting.day:
        yield _problem(
            f"{at}/on", "วันที่หมดรอบต้องหลังวันทำลาย ถ้าลบแล้วให้ระบุว่าทำลายแล้ว", "That day has come: then it is erased"
        )
    late = on > setting.day + timedelta(days=DAYS_TO_ERASE)
    cycle = copy.erasable_within_days
    if late or (cycle is not None and cycle > DAYS_TO_ERASE):
        yield _problem(
            f"{at}/fate",
            f"ลบไม่ได้ภายใน {DAYS_TO_ERASE} วัน ต้องปิดกั้นและระบุมาตรการ เหตุผล และวันตรวจครั้งถัดไป",
            f"Not erased within {DAYS_TO_ERASE} days: it must be blocked, with measures, reason and next check",
            PDPC,
        )


def next_check_faults(day: date | None, today: date, at: str) -> Iterator[Problem]:
    """Yield what is wrong with the day of a next check."""
    if day is None:
        yield _problem(at, "ต้องระบุวันตรวจครั้งถัดไป", "Give the day of the next check", PDPC)
    elif not today < day <= today + timedelta(days=MOST_DAYS_TO_CHECK):
        yield _problem(
            at,
            f"วันตรวจครั้งถัดไปต้องหลังวันนี้และไม่เกิน {MOST_DAYS_TO_CHECK} วัน",
            f"The next check is after today and within {MOST_DAYS_TO_CHECK} days",
        )


def _problem(pointer: str, th: str, en: str, law: str | None = None) -> Problem:
    return Problem(pointer=pointer, message_th=th, message_en=en, law=law)
