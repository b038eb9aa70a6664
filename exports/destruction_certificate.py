"""The certificate of a destruction as a PDF: made of its facts alone, so the same facts give the same bytes.

There is no day of printing, and nothing of the destroyed data: names of data sets, counts, dates, hashes.
"""

from collections.abc import Iterator, Sequence

from exports.destruction_blocks import (
    Block,
    Column,
    Sheet,
    Signer,
    codes,
    day_of,
    day_words,
    facts,
    heading,
    moment_words,
    numbered,
    paragraph,
    sheet_pdf,
    short_day,
    signs,
    span,
    table,
)
from schemas.evidence import (
    CertificateFacts,
    CopyFact,
    ItemFact,
    MethodUsed,
    OrderFact,
    Person,
    ReidentificationReview,
    RunFacts,
)

TITLE = "หนังสือรับรองการทำลายข้อมูล"
ADDENDUM = "หนังสือรับรองการทำลายข้อมูล (ฉบับเพิ่มเติม)"
#: Items and copies that the PDF lists: it is set while other writers wait. The rest is in the facts, whose hash it
#: bears, and in the list's workbook.
MOST_ITEMS = 200
MOST_COPIES = 200
_LABEL = 42.0
_STATEMENTS = 40


def certificate_pdf(given: CertificateFacts, facts_sha256: str) -> bytes:
    """Return the certificate; `facts_sha256` is the hash of the facts' canonical JSON, printed on it.

    Raises: PdfError.
    """
    sheet = Sheet(
        title=TITLE if given.addendum_to is None else ADDENDUM,
        author=given.office,
        above=given.office,
        under=[f"เลขที่ {given.ref}", f"ออกเมื่อวันที่ {moment_words(given.recorded_at)}"],
        foot=f"{given.ref} · SHA-256 ของข้อเท็จจริง {facts_sha256[:16]}…",
        day=day_of(given.recorded_at),
        blocks=list(_blocks(given, facts_sha256)),
    )
    return sheet_pdf(sheet)


def _blocks(given: CertificateFacts, facts_sha256: str) -> Iterator[Block]:
    yield facts(_who_and_when(given), width=_LABEL)
    for number, order in enumerate(given.orders, 1):
        yield heading("คำสั่งของหัวหน้าส่วนราชการ" if len(given.orders) == 1 else f"คำสั่งที่ {number}")
        yield facts(_order(order), width=_LABEL)
        yield codes([("SHA-256 ของรายการที่สั่ง", order.items_hash)], width=_LABEL)
    if given.checks:
        yield from _checks(given)
    yield heading("ชุดข้อมูลที่ทำลาย" if given.addendum_to is None else "ชุดข้อมูลที่ทำลายครบแล้ว")
    yield from _items(given)
    yield from _copies(given)
    if given.run is not None:
        yield from _run(given.run)
    for item in given.items[:MOST_ITEMS]:
        if item.review is not None:
            yield from _review(item, item.review)
    yield from _pending(given)
    if given.notes:
        yield heading("หมายเหตุ")
        yield paragraph(given.notes)
    if given.files:
        yield heading("เอกสารประกอบ")
        yield codes((each.name, each.sha256) for each in given.files)
    yield from _signatures(given)
    yield from _proof(given, facts_sha256)


def _who_and_when(given: CertificateFacts) -> Iterator[tuple[str, str]]:
    if given.addendum_to is not None:
        yield "เพิ่มเติมจากฉบับ", given.addendum_to
    yield "บัญชีขอทำลาย", f"{given.list_ref} {given.list_title}".strip()
    yield "วันเวลาที่ทำลาย", moment_words(given.destroyed_at)
    if given.place:
        yield "สถานที่", given.place
    yield "ผู้ทำลาย", _person(given.executor)
    yield "พยาน", "\n".join(_witness(each, given.committee_witnesses) for each in given.witnesses)
    yield "ผู้บันทึกหลักฐาน", given.recorded_by


def _person(person: Person) -> str:
    return f"{person.name} ({person.position})"


def _witness(person: Person, committee: Sequence[str]) -> str:
    return f"{_person(person)}{' · กรรมการผู้ควบคุมการทำลาย' if person.name in committee else ''}"


def _order(order: OrderFact) -> Iterator[tuple[str, str]]:
    yield "คำสั่งเลขที่", f"{order.order_no} ลงวันที่ {day_words(order.ordered_on)}"
    yield "ผู้ลงนาม", f"{order.signer_name} ({order.signer_position})"
    if order.capacity:
        yield "ในฐานะ", order.capacity
    if order.delegation_no:
        yield "ตามคำสั่งที่", order.delegation_no


def _items(given: CertificateFacts) -> Iterator[Block]:
    several = len(given.orders) > 1
    columns = [
        Column("ที่", 0, "center"),
        Column("กิจกรรม", 1.45),
        Column("ชุดข้อมูล", 2.2),
        Column("ปริมาณ", 1),
        Column("ขอบเขตที่ทำลาย", 1.7),
        Column("วิธี", 1.6),
        *([Column("คำสั่ง", 0, "center")] if several else []),
    ]
    rows = [
        [
            str(item.seq),
            item.activity_ref,
            _named(item),
            item.volume or "-",
            item.scope,
            "\n".join(map(_method, item.methods)),
            *([str(item.order + 1)] if several else []),
        ]
        for item in given.items[:MOST_ITEMS]
    ]
    yield table(columns, rows)
    beyond = len(given.items) - MOST_ITEMS
    if beyond > 0:
        yield paragraph(
            f"แสดง {MOST_ITEMS:,} รายการแรกจากทั้งหมด {len(given.items):,} รายการ อีก {beyond:,} รายการอยู่ในข้อเท็จจริง"
            "ของหนังสือรับรองฉบับนี้ (JSON) และบัญชีฉบับ Excel ซึ่งรหัส SHA-256 ท้ายเอกสารครอบคลุมทั้งหมด",
            quiet=True,
        )


def _named(item: ItemFact) -> str:
    about = span(item.data_from, item.data_through)
    parts = [item.title, f"ข้อมูลช่วง {about}" if about else "", item.carrier.th if item.carrier else "", item.ground.th]
    return "\n".join(part for part in parts if part)


def _method(used: MethodUsed) -> str:
    return f"{used.method.th}{f': {used.words}' if used.words else ''}"


def _copies(given: CertificateFacts) -> Iterator[Block]:
    rows = [(item.seq, copy) for item in given.items for copy in item.copies]
    # An addendum tells above what was found since.
    told = "สำเนาและข้อมูลสำรอง"
    yield heading(told if given.addendum_to is None else f"{told} ตามที่บันทึกใน {given.addendum_to}")
    if not rows:
        yield paragraph("ทะเบียนไม่มีสำเนาหรือข้อมูลสำรองของชุดข้อมูลเหล่านี้")
        return
    columns = [
        Column("ชุดที่", 0, "center"),
        Column("ชนิด", 1),
        Column("ที่เก็บ", 1.8),
        Column("ผล", 1.3),
        Column("วันที่", 0.9),
        Column("มาตรการ เหตุผล และการตรวจครั้งถัดไป", 2.6),
    ]
    yield table(columns, [[str(seq), *_copy(copy)] for seq, copy in rows[:MOST_COPIES]])
    if len(rows) > MOST_COPIES:
        yield paragraph(f"แสดง {MOST_COPIES:,} สำเนาแรกจาก {len(rows):,} สำเนา", quiet=True)


def _copy(copy: CopyFact) -> tuple[str, ...]:
    told = [copy.measures, copy.reason and f"เหตุผล: {copy.reason}"]
    if copy.next_check_on is not None:
        told.append(f"ตรวจครั้งถัดไป {short_day(copy.next_check_on)}")
    return (
        copy.kind_th,
        copy.place,
        copy.fate.th if copy.fate is not None else "โปรแกรมเข้าไม่ถึง รอผู้รับผิดชอบ",
        short_day(copy.on) or "-",
        "\n".join(part for part in told if part) or "-",
    )


def _run(run: RunFacts) -> Iterator[Block]:
    yield heading("การดำเนินการในฐานข้อมูล")
    yield facts(
        [
            ("ฐานข้อมูลเป้าหมาย", run.target),
            ("เริ่ม", moment_words(run.started_at)),
            ("สิ้นสุด", moment_words(run.ended_at)),
            ("เลขการทำงาน", run.run_id),
        ],
        width=_LABEL,
    )
    yield numbered(run.steps)
    columns = [
        Column("ตาราง", 2.4),
        *(Column(label, 1, "right") for label in ("อนุมัติ (แถว)", "เขียนทับ", "ลบ", "ตรวจแล้วยังเหลือ")),
    ]
    yield table(
        columns,
        [
            [each.table, *(f"{n:,}" for n in (each.approved, each.overwritten, each.deleted, each.left))]
            for each in run.tables
        ],
    )
    yield codes([("แผนที่อนุมัติ", run.frozen_hash), ("ชุดของคีย์", run.keys_hash)])
    if run.statements:
        yield paragraph("คำสั่ง SQL ที่ใช้ (SHA-256 ของข้อความคำสั่ง ไม่รวมค่า)", strong=True)
        shown = run.statements[:_STATEMENTS]
        yield codes((f"{each.what} × {each.times:,}", each.sha256) for each in shown)
        if len(run.statements) > len(shown):
            yield paragraph(f"แสดง {len(shown)} จาก {len(run.statements):,} คำสั่ง", quiet=True)
    yield heading("สิ่งที่การเขียนทับเข้าไม่ถึง")
    if run.limits:
        yield numbered(run.limits)
    else:
        yield paragraph("ไม่มีข้อจำกัดที่โปรแกรมตรวจพบ")


def _review(item: ItemFact, review: ReidentificationReview) -> Iterator[Block]:
    yield heading(f"ผลทบทวนการระบุตัวบุคคลซ้ำ ชุดที่ {item.seq}")
    yield facts(
        [("ผู้ทบทวน", _person(review.reviewer)), ("วันที่", day_words(review.reviewed_on)), ("ผล", review.words)],
        width=_LABEL,
    )


def _checks(given: CertificateFacts) -> Iterator[Block]:
    yield heading("ผลการตรวจสิ่งที่ค้างอยู่")
    columns = [Column("สิ่งที่ค้าง", 2), Column("ผล", 1.2), Column("วันที่ตรวจ", 1), Column("ผู้ตรวจ", 1.2), Column("สิ่งที่พบ", 2)]
    yield table(
        columns,
        [
            [each.words, each.outcome.th, short_day(each.checked_on), each.checked_by, each.found]
            for each in given.checks[:MOST_COPIES]
        ],
    )


def _pending(given: CertificateFacts) -> Iterator[Block]:
    yield heading("สิ่งที่ยังค้างอยู่")
    if not given.pending:
        yield paragraph("ไม่มี ชุดข้อมูลและสำเนาทั้งหมดที่ทะเบียนรู้จักถูกทำลายแล้ว")
        return
    yield paragraph(
        "ส่วนต่อไปนี้ยังไม่ถูกทำลาย ชุดข้อมูลจึงยังไม่นับว่าทำลายแล้ว จนกว่าจะตรวจพบว่าหมดไปและออกฉบับเพิ่มเติม"
        " (ประกาศคณะกรรมการคุ้มครองข้อมูลส่วนบุคคล พ.ศ. 2567 เรื่องการลบหรือทำลายข้อมูลส่วนบุคคล)"
    )
    columns = [Column("ประเภท", 1.3), Column("ชุดข้อมูลและส่วนที่ค้าง", 2.4), Column("มาตรการ", 2.2), Column("ตรวจครั้งถัดไป", 1)]
    yield table(
        columns,
        [
            [each.kind.th, f"{each.title}\n{each.words}", each.measures or "-", short_day(each.next_check_on)]
            for each in given.pending[:MOST_COPIES]
        ],
    )
    if len(given.pending) > MOST_COPIES:
        yield paragraph(f"แสดง {MOST_COPIES:,} รายการแรกจาก {len(given.pending):,} รายการ", quiet=True)


def _signatures(given: CertificateFacts) -> Iterator[Block]:
    yield signs(
        [
            Signer(name=given.executor.name, position=given.executor.position, role="ผู้ทำลาย"),
            *(
                Signer(
                    name=each.name,
                    position=each.position,
                    role="พยาน (กรรมการ)" if each.name in given.committee_witnesses else "พยาน",
                )
                for each in given.witnesses
            ),
        ]
    )


def _proof(given: CertificateFacts, facts_sha256: str) -> Iterator[Block]:
    yield heading("การตรวจสอบ")
    yield codes([("SHA-256 ของข้อเท็จจริง", facts_sha256)], width=_LABEL)
    yield paragraph(
        "หนังสือรับรองนี้ไม่มีข้อมูลที่ถูกทำลาย รหัสด้านบนคำนวณจากข้อเท็จจริงทั้งหมดของฉบับนี้ (JSON มาตรฐาน"
        f" รุ่นที่ {given.version}) และรหัสของไฟล์ PDF นี้อยู่ในทะเบียนหนังสือรับรองและบันทึกเหตุการณ์ที่ผนึกแล้ว"
        " ตรวจได้โดยส่งไฟล์หรือรหัสที่หน้าทะเบียนหนังสือรับรองการทำลาย",
        quiet=True,
    )
