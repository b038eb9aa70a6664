"""What stands against closing a request. Pure: counts in, hindrances out."""

from collections.abc import Sequence

from msgspec import Struct

from schemas.requests import Hindrance, RightShown


class Work(Struct, frozen=True, kw_only=True):
    """What is not done yet, counted by the parts that know it."""

    answers_unsent: int = 0
    """Rights with an outcome of which no letter of answer went out (one that the person took back needs none)."""
    refusals_missing: int = 0
    """Activities that were linked after a refusal which concerns all of them."""
    tasks_open: int = 0
    effects_open: int = 0
    """Effects that are neither done nor blocked with a day of the next check."""
    asks_open: int = 0
    pauses_open: int = 0


def hindrances(rights: Sequence[RightShown], work: Work) -> list[Hindrance]:
    """Return all that stands against closing, in the order in which the work is done; empty: it may be closed.

    Legal source: PDPA ss.30-36: every right is decided and answered, a refusal with its reason.
    """
    found = [
        Hindrance(
            code=f"right-{each.seq}",
            th=f"ยังไม่ได้ตัดสินสิทธิที่ {each.seq} “{each.right.th}”",
            en=f"Right {each.seq} ({each.right.en}) is undecided",
        )
        for each in rights
        if each.outcome is None
    ]
    for code, count, th, en in (
        ("answer", work.answers_unsent, "ยังไม่ได้ส่งคำตอบ {} สิทธิ", "{} rights are not answered by a letter"),
        (
            "refusals",
            work.refusals_missing,
            "กิจกรรมที่ระบุภายหลังยังไม่มีบันทึกการปฏิเสธ {} กิจกรรม แก้คำตัดสินของสิทธินั้นอีกครั้งที่หน้า “คำตัดสิน”",
            "{} activities were linked later and lack the refusal: decide on that right again (Decisions)",
        ),
        ("effects", work.effects_open, "ยังไม่ได้ดำเนินการตามสิทธิ {} รายการ", "{} effects are neither done nor blocked"),
        ("tasks", work.tasks_open, "มีงานที่ยังไม่เสร็จ {} งาน", "{} tasks are not done"),
        ("asks", work.asks_open, "ยังรอคำตอบของผู้ขอ {} เรื่อง", "{} questions to the requester wait for an answer"),
        ("pauses", work.pauses_open, "ยังหยุดนับเวลาอยู่ {} รายการ", "{} pauses of the clock have not ended"),
    ):
        if count:
            found.append(Hindrance(code=code, th=th.format(count), en=en.format(count)))
    return found
