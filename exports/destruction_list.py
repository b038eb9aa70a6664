"""The list of what is to be destroyed, after form 25 of the Saraban Regulation, and the letter that takes it away."""

from collections.abc import Iterator, Sequence

from exports.destruction_blocks import (
    Block,
    Column,
    Sheet,
    Signer,
    day_words,
    facts,
    letterhead,
    paragraph,
    sheet_pdf,
    signs,
    space,
    table,
)
from exports.destruction_rows import FORM_25, MEANINGS, ListPaper, form_25, way
from schemas.destruction import ItemOutcome, ListState, Opinion
from schemas.destruction_lists import DestructionItem
from schemas.holding import Carrier
from schemas.thai_dates import BE_OFFSET
from schemas.vocabulary import Applies

#: Items of one PDF; the workbook holds all of a list.
MOST_ROWS = 500
_DOTS = "………………………………"


def listed_items(given: ListPaper) -> list[DestructionItem]:
    """Return the items that stand on the list: not those that were taken off it."""
    return [item for item in given.items if item.outcome is not ItemOutcome.REMOVED]


def form_25_pdf(given: ListPaper) -> bytes:
    """Return the list on landscape A4; the first `MOST_ROWS` items, and how many more the workbook has.

    Raises: PdfError.
    """
    items = listed_items(given)
    listed = given.listed
    sheet = Sheet(
        title="บัญชีหนังสือขอทำลาย",
        author=given.office,
        above="แบบที่ 25",
        under=[
            f"ประจำปี พ.ศ. {listed.year + BE_OFFSET} · {listed.ref}",
            given.office,
            f"วันที่ {day_words(given.today)} · จำนวน {len(items):,} รายการ",
        ],
        foot=f"{listed.ref} · {given.office}",
        stamp="ร่าง" if listed.state is ListState.DRAFT else "",
        landscape=True,
        day=given.today,
        blocks=[*_rows(items), *_legend(), *_members(given)],
    )
    return sheet_pdf(sheet)


def _rows(items: Sequence[DestructionItem]) -> Iterator[Block]:
    if not items:
        yield paragraph("ไม่มีรายการ", align="center")
        return
    yield table(FORM_25, map(form_25, items[:MOST_ROWS]))
    yield from cut_note(len(items))


def cut_note(total: int) -> Iterator[Block]:
    """Yield the words that say what a PDF left out."""
    if total > MOST_ROWS:
        yield paragraph(
            f"PDF นี้แสดง {MOST_ROWS:,} รายการแรกจากทั้งหมด {total:,} รายการ อีก {total - MOST_ROWS:,} รายการ"
            "อยู่ในบัญชีฉบับ Excel ซึ่งเป็นภาคผนวกของเอกสารนี้",
            strong=True,
        )


def _legend() -> Iterator[Block]:
    yield paragraph(f"แบบที่ 25 ใช้กับชุดข้อมูลดังนี้ {' · '.join(MEANINGS)}", quiet=True)


def _members(given: ListPaper) -> Iterator[Block]:
    if given.listed.seats:
        yield signs(
            [Signer(name=each.name, position=each.position, role=each.seat.th) for each in given.listed.seats],
            columns=3,
        )


def letter_pdf(given: ListPaper) -> bytes:
    """Return the letter that asks the National Archives, on what the head ordered to be destroyed.

    Raises: PdfError.
    """
    asked = [item for item in listed_items(given) if item.decision is Opinion.DESTROY and item.archives_skipped is None]
    letter = next((each for each in given.listed.archives if each.kind == "sent"), None)
    sheet = Sheet(
        title="ขอความเห็นชอบในการทำลายหนังสือ",
        author=given.office,
        foot=f"{given.listed.ref} · {given.office}",
        stamp="" if letter is not None else "ร่าง",
        headed=False,
        day=given.today,
        blocks=list(_letter(given, asked, letter.letter_no if letter else None)),
    )
    return sheet_pdf(sheet)


def _letter(given: ListPaper, asked: Sequence[DestructionItem], letter_no: str | None) -> Iterator[Block]:
    sent = next((each.dated_on for each in given.listed.archives if each.kind == "sent"), None)
    yield letterhead(letter_no or _DOTS, [given.office, f"วันที่ {day_words(sent) if sent else _DOTS}"])
    yield space(3)
    decision = next((each for each in given.listed.decisions if each.destroy), None)
    yield facts(
        [
            ("เรื่อง", "ขอความเห็นชอบในการทำลายหนังสือและชุดข้อมูล"),
            ("เรียน", "ผู้อำนวยการสำนักหอจดหมายเหตุแห่งชาติ กรมศิลปากร"),
            ("อ้างถึง", "ระเบียบสำนักนายกรัฐมนตรีว่าด้วยงานสารบรรณ พ.ศ. 2526 และที่แก้ไขเพิ่มเติม ข้อ 69 และข้อ 70"),
            ("สิ่งที่ส่งมาด้วย", f"บัญชีหนังสือขอทำลาย (แบบที่ 25) {given.listed.ref} จำนวน {len(asked):,} รายการ"),
        ],
        width=26,
        lined=False,
    )
    ordered = f" ตามคำสั่งที่ {decision.order_no} ลงวันที่ {day_words(decision.ordered_on)}" if decision is not None else ""
    yield paragraph(
        f"ด้วย{given.office} ได้สำรวจหนังสือและชุดข้อมูลที่ครบอายุการเก็บ ประจำปี พ.ศ. {given.listed.year + BE_OFFSET}"
        f" และคณะกรรมการทำลายหนังสือได้พิจารณาแล้ว หัวหน้าส่วนราชการเห็นควรให้ทำลายจำนวน {len(asked):,} รายการ{ordered}",
        indent=True,
    )
    yield paragraph(_kinds(asked), indent=True)
    yield paragraph(
        "จึงเรียนมาเพื่อโปรดพิจารณา หากเห็นว่ารายการใดควรขยายเวลาการเก็บหรือขอสงวนไว้เป็นเอกสารจดหมายเหตุ"
        " โปรดแจ้งให้ทราบภายใน 60 วันนับแต่วันที่ได้รับเรื่อง หากพ้นกำหนดจะถือว่าเห็นชอบให้ทำลายได้ตามระเบียบฯ",
        indent=True,
    )
    yield space(4)
    yield paragraph("ขอแสดงความนับถือ", align="center")
    head = Signer(name=decision.signer_name, position=decision.signer_position) if decision is not None else Signer()
    yield signs([head], columns=1)


def _kinds(asked: Sequence[DestructionItem]) -> str:
    counts = {carrier: sum(item.listed.carrier is carrier for item in asked) for carrier in (*Carrier, None)}
    words = ", ".join(
        f"{carrier.th if carrier else 'ไม่ระบุสื่อ'} {number:,} รายการ" for carrier, number in counts.items() if number
    )
    unclear = sum(item.listed.saraban is Applies.UNCLEAR for item in asked)
    also = f" ในจำนวนนี้ {unclear:,} รายการยังไม่ชัดว่าเป็นหนังสือตามระเบียบฯ จึงส่งมาพร้อมกัน" if unclear else ""
    return f"รายการที่ขอทำลายแบ่งตามสื่อที่เก็บ ได้แก่ {words or 'ไม่มี'}{also}"


def ways(items: Sequence[DestructionItem]) -> Block:
    """Return the table of ways by carrier: how many items each, and how they are destroyed."""
    counts = {carrier: sum(item.listed.carrier is carrier for item in items) for carrier in (*Carrier, None)}
    columns = [Column("สื่อที่เก็บ", 1.2), Column("รายการ", 0.6, "right"), Column("วิธีทำลาย", 3)]
    return table(
        columns,
        [
            [carrier.th if carrier else "ไม่ระบุสื่อ", f"{number:,}", way(carrier)]
            for carrier, number in counts.items()
            if number
        ],
    )
