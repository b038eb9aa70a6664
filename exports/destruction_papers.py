"""What committee and head sign: the committee's report, the draft of the order, the report after the destruction."""

from collections.abc import Iterator, Sequence

from exports.destruction_blocks import (
    Block,
    Column,
    Sheet,
    Signer,
    codes,
    day_words,
    facts,
    heading,
    moment_words,
    numbered,
    paragraph,
    sheet_pdf,
    short_day,
    signs,
    table,
)
from exports.destruction_list import MOST_ROWS, cut_note, listed_items, ways
from exports.destruction_rows import ListPaper, considered, shown
from schemas.destruction import HoldingState, ItemOutcome, Opinion
from schemas.destruction_lists import CommitteeSeat, DestructionItem
from schemas.thai_dates import BE_OFFSET

SARABAN = "ระเบียบสำนักนายกรัฐมนตรีว่าด้วยงานสารบรรณ พ.ศ. 2526 และที่แก้ไขเพิ่มเติม"
_DOTS = "………………………………"
_LABEL = 44.0


def minutes_pdf(given: ListPaper) -> bytes:
    """Return the committee's report to the head (ข้อ 68): members, opinion on each item, dissent, places to sign.

    Raises: PdfError.
    """
    missing = not given.listed.seats or any(not each.has_signed for each in given.listed.seats)
    return _paper(given, "รายงานของคณะกรรมการทำลายหนังสือ", list(_minutes(given)), draft=missing)


def order_pdf(given: ListPaper) -> bytes:
    """Return the order as decided, or a draft of it from the committee's opinions while it is not decided.

    Raises: PdfError.
    """
    return _paper(given, "คำสั่งเรื่องการทำลายหนังสือและชุดข้อมูล", list(_order(given)), draft=not given.listed.decisions)


def report_pdf(given: ListPaper) -> bytes:
    """Return the report after the destruction: what became of every item, certificates, what is still pending.

    Raises: PdfError.
    """
    still = any(item.outcome is ItemOutcome.OPEN for item in given.items)
    return _paper(given, "รายงานผลการทำลายหนังสือและชุดข้อมูล", list(_report(given)), draft=False, unfinished=still)


def _paper(given: ListPaper, title: str, blocks: list[Block], *, draft: bool, unfinished: bool = False) -> bytes:
    sheet = Sheet(
        title=title,
        author=given.office,
        above=given.office,
        under=[
            f"{given.listed.ref} · ประจำปี พ.ศ. {given.listed.year + BE_OFFSET}",
            f"พิมพ์วันที่ {day_words(given.today)}",
        ],
        foot=f"{given.listed.ref} · {given.office}",
        stamp="ร่าง" if draft else "ยังไม่ครบ" if unfinished else "",
        day=given.today,
        blocks=blocks,
    )
    return sheet_pdf(sheet)


def _minutes(given: ListPaper) -> Iterator[Block]:
    items = listed_items(given)
    yield heading("คณะกรรมการ")
    if given.listed.seats:
        first = given.listed.seats[0]
        yield paragraph(
            f"แต่งตั้งตามคำสั่งที่ {first.order_no} ลงวันที่ {day_words(first.ordered_on)} ตาม{SARABAN} ข้อ 67", indent=True
        )
        yield table(
            [Column("ตำแหน่งในคณะกรรมการ", 1), Column("ชื่อ", 1.6), Column("ตำแหน่ง", 1.6), Column("การลงนาม", 1.6)],
            [[each.seat.th, each.name, each.position, _signed(each)] for each in given.listed.seats],
        )
    else:
        yield paragraph("ยังไม่ได้แต่งตั้งคณะกรรมการ")
    yield heading("สรุปความเห็น")
    yield facts(_opinions(items), width=_LABEL)
    yield heading("ความเห็นรายรายการ")
    yield table(
        [
            Column("ที่", 0, "center"),
            Column("กิจกรรม", 1.1),
            Column("ชุดข้อมูล", 2.4),
            Column("ความเห็น", 1.2),
            Column("เหตุผล", 2),
        ],
        [
            [
                str(item.seq),
                item.listed.activity_ref,
                shown(item.listed.title),
                _opinion(item),
                shown(item.opinion_reason or "-"),
            ]
            for item in items[:MOST_ROWS]
        ],
    )
    yield from cut_note(len(items))
    for each in given.listed.seats:
        if each.dissent:
            yield heading(f"ความเห็นแย้งของ{each.seat.th}")
            yield paragraph(f"{each.name}: {each.dissent}", indent=True)
    yield from _opinions_hash(given)
    yield signs([_seat(each) for each in given.listed.seats])


def _opinions_hash(given: ListPaper) -> Iterator[Block]:
    if given.listed.opinions_hash:
        yield codes([("SHA-256 ของความเห็น", given.listed.opinions_hash)], width=_LABEL)


def _opinions(items: Sequence[DestructionItem]) -> Iterator[tuple[str, str]]:
    yield "จำนวนรายการ", f"{len(items):,}"
    for opinion in Opinion:
        yield opinion.th, f"{sum(item.opinion is opinion for item in items):,}"
    yield "ยังไม่มีความเห็น", f"{sum(item.opinion is None for item in items):,}"


def _opinion(item: DestructionItem) -> str:
    if item.opinion is None:
        return "-"
    return f"{item.opinion.th}{f' ถึง {short_day(item.opinion_through)}' if item.opinion_through else ''}"


def _signed(seat: CommitteeSeat) -> str:
    if not seat.has_signed or seat.signed_at is None:
        return "ยังไม่ลงนาม"
    number = f" (บันทึกที่ {seat.paper.number})" if seat.paper is not None and seat.paper.number else ""
    return f"{moment_words(seat.signed_at)}{number}"


def _seat(each: CommitteeSeat) -> Signer:
    said = f"ลงนามในระบบ {moment_words(each.signed_at)}" if each.has_signed and each.signed_at is not None else ""
    return Signer(name=each.name, position=each.position, role=each.seat.th, said=said)


def _order(given: ListPaper) -> Iterator[Block]:
    items = listed_items(given)
    for decision in given.listed.decisions:
        capacity = f" {decision.capacity}" if decision.capacity else ""
        by = f" ตามคำสั่งที่ {decision.delegation_no}" if decision.delegation_no else ""
        yield facts(
            [
                ("คำสั่งที่", f"{decision.order_no} ลงวันที่ {day_words(decision.ordered_on)}"),
                ("ผู้ลงนาม", f"{decision.signer_name} ({decision.signer_position}){capacity}{by}"),
                ("ให้ทำลาย", f"{decision.destroy:,} รายการ"),
                ("ให้เก็บไว้ก่อน", f"{decision.keep:,} รายการ"),
                ("ให้ขยายเวลาเก็บ", f"{decision.extend:,} รายการ"),
            ],
            width=_LABEL,
        )
        yield codes([("SHA-256 ของรายการที่สั่ง", decision.items_hash)], width=_LABEL)
    if not given.listed.decisions:
        yield facts([("คำสั่งที่", _DOTS), ("ลงวันที่", _DOTS)], width=_LABEL)
        yield facts(_opinions(items), width=_LABEL)
    yield paragraph(
        f"อาศัยอำนาจตาม{SARABAN} ข้อ 69 และพระราชบัญญัติคุ้มครองข้อมูลส่วนบุคคล พ.ศ. 2562 มาตรา 37(3) จึงสั่งดังนี้", indent=True
    )
    yield numbered(_orders(given))
    destroyed = [item for item in items if (item.decision or item.opinion) is Opinion.DESTROY]
    yield heading("วิธีทำลายตามสื่อที่เก็บ")
    yield ways(destroyed)
    yield heading("รายการ")
    yield table(
        [Column("ที่", 0, "center"), Column("กิจกรรม", 1.1), Column("ชุดข้อมูล", 2.6), Column("การพิจารณา", 2)],
        [
            [str(item.seq), item.listed.activity_ref, shown(item.listed.title), considered(item)]
            for item in items[:MOST_ROWS]
        ],
    )
    yield from cut_note(len(items))
    last = given.listed.decisions[-1] if given.listed.decisions else None
    head = (
        Signer(name=last.signer_name, position=last.signer_position)
        if last is not None
        else Signer(role="หัวหน้าส่วนราชการ")
    )
    yield signs([head], columns=1)


def _orders(given: ListPaper) -> Iterator[str]:
    yield "ให้ทำลายรายการที่สั่งให้ทำลาย เมื่อหอจดหมายเหตุแห่งชาติเห็นชอบ หรือพ้น 60 วันโดยไม่ตอบ หรือได้ทำความตกลงไว้ก่อนแล้ว"
    yield "ให้คณะกรรมการควบคุมการทำลายให้อ่านหรือกู้คืนไม่ได้อีก ตามวิธีของสื่อแต่ละชนิด และรายงานผล (ข้อ 68)"
    yield "ห้ามทำลายรายการที่อยู่ระหว่างคดี ข้อพิพาท การตรวจสอบ หรือการระงับการใช้ตามมาตรา 34"
    yield "สำเนาและข้อมูลสำรองที่ลบไม่ได้ภายใน 90 วัน ให้ปิดกั้นไม่ให้เข้าถึง ใช้ หรือเปิดเผย พร้อมกำหนดวันตรวจครั้งถัดไป"
    yield "ผู้ทำลายต้องไม่ใช่ผู้ลงนามในคำสั่งนี้ และต้องบันทึกหลักฐานการทำลายโดยไม่มีข้อมูลที่ถูกทำลาย"
    if any(item.decision is Opinion.KEEP or item.decision is Opinion.EXTEND for item in given.items):
        yield "รายการที่ให้เก็บไว้ก่อนให้เสนอใหม่ในรอบถัดไป รายการที่ขยายเวลาให้เก็บจนถึงวันที่กำหนด"


def _report(given: ListPaper) -> Iterator[Block]:
    items = listed_items(given)
    yield heading("สรุปผล")
    yield facts(_outcomes(items), width=_LABEL)
    yield from _certified(given)
    yield from _pending(given)
    yield from _results(given, items)
    if any(item.outcome is ItemOutcome.OPEN for item in items):
        done = "รายงานนี้เป็นรายงานระหว่างดำเนินการ ยังมีรายการที่ไม่เสร็จ"
    elif given.certificates:
        done = f"คณะกรรมการได้ควบคุมการทำลายตาม{SARABAN} ข้อ 68 แล้ว จึงรายงานผลต่อหัวหน้าส่วนราชการเพื่อทราบ"
    else:
        done = "ไม่มีรายการที่ทำลายตามบัญชีนี้ จึงรายงานต่อหัวหน้าส่วนราชการเพื่อทราบ"
    yield paragraph(done, indent=True)
    yield signs([Signer(name=each.name, position=each.position, role=each.seat.th) for each in given.listed.seats])


def _certified(given: ListPaper) -> Iterator[Block]:
    yield heading("หนังสือรับรองการทำลาย")
    if given.certificates:
        yield table(
            [
                Column("เลขที่", 1.3),
                Column("วันเวลาที่ทำลาย", 1.6),
                Column("รายการ", 0.6, "right"),
                Column("ยังค้าง", 0.6, "right"),
                Column("SHA-256 ของข้อเท็จจริง", 2.2),
            ],
            [
                [
                    each.ref,
                    moment_words(each.destroyed_at),
                    f"{each.items:,}",
                    f"{each.pending:,}",
                    f"{each.facts_sha256[:32]}…",
                ]
                for each in given.certificates[:MOST_ROWS]
            ],
        )
    else:
        yield paragraph("ยังไม่มีการทำลายตามบัญชีนี้")


def _pending(given: ListPaper) -> Iterator[Block]:
    if given.pending:
        yield heading("ส่วนที่ยังถูกปิดกั้นรอลบ")
        yield table(
            [
                Column("หนังสือรับรอง", 1.1),
                Column("ชุดข้อมูลและส่วนที่ค้าง", 2.4),
                Column("มาตรการ", 2),
                Column("ตรวจครั้งถัดไป", 1),
            ],
            [
                [
                    each.certificate_ref,
                    f"{shown(each.title)}\n{each.words}",
                    each.measures,
                    short_day(each.next_check_on),
                ]
                for each in given.pending[:MOST_ROWS]
            ],
        )


def _results(given: ListPaper, items: Sequence[DestructionItem]) -> Iterator[Block]:
    yield heading("ผลรายรายการ")
    yield table(
        [
            Column("ที่", 0, "center"),
            Column("กิจกรรม", 1.1),
            Column("ชุดข้อมูล", 2.2),
            Column("ผล", 1.4),
            Column("วันที่", 0.8),
            Column("หลักฐาน", 1.2),
        ],
        [
            [
                str(item.seq),
                item.listed.activity_ref,
                shown(item.listed.title),
                _outcome(item),
                short_day(item.outcome_on) or "-",
                given.certificate_of.get(item.id) or _receipt(item),
            ]
            for item in items[:MOST_ROWS]
        ],
    )
    yield from cut_note(len(items))


def _outcomes(items: Sequence[DestructionItem]) -> Iterator[tuple[str, str]]:
    yield "จำนวนรายการ", f"{len(items):,}"
    for outcome in ItemOutcome:
        number = sum(item.outcome is outcome for item in items)
        if number:
            yield outcome.th, f"{number:,}"
    blocked = sum(item.state is HoldingState.BLOCKED_PENDING_ERASURE for item in items)
    if blocked:
        yield "ในจำนวนที่ยังดำเนินการ", f"{blocked:,} รายการทำลายชุดหลักแล้ว รอลบสำเนา"


def _outcome(item: DestructionItem) -> str:
    if item.outcome is ItemOutcome.OPEN:
        return item.state.th
    through = f" ถึง {short_day(item.through)}" if item.through else ""
    return f"{item.outcome.th}{through}"


def _receipt(item: DestructionItem) -> str:
    return item.receipt.number or "-" if item.receipt is not None else "-"
