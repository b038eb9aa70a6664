"""The vocabulary of findings: one row a code, with its weight, its law and its words. Pure.

Codes are stable: users filter by them and scripts count them. The glossary prints this table.
"""

from typing import Final

from msgspec import Struct

from schemas.findings import Finding, Severity

#: Longest piece of a record's own text that a message repeats.
_QUOTED_LIMIT = 200


class FindingCode(Struct, frozen=True, kw_only=True):
    """What one code says. `{…}` in a message is filled with words of the record."""

    severity: Severity
    law: str
    message_th: str
    message_en: str
    suggestion: str


CODES: Final[dict[str, FindingCode]] = {
    "completeness.missing": FindingCode(
        severity=Severity.ERROR,
        law="PDPA s.39",
        message_th="ยังไม่ได้กรอก “{label_th}” ซึ่งมาตรา 39 กำหนดให้บันทึก",
        message_en="Not answered: {label_en}. Section 39 asks for it",
        suggestion="กรอกข้อมูลในช่องนี้",
    ),
    "completeness.none_not_possible": FindingCode(
        severity=Severity.ERROR,
        law="PDPA s.39",
        message_th="“{label_th}” ตอบว่าไม่มี แต่กิจกรรมที่ประมวลผลข้อมูลส่วนบุคคลต้องมีเสมอ",
        message_en="{label_en} is answered with “none”, which no processing of personal data can be",
        suggestion="ระบุข้อมูลจริง หรือยกเลิกรายการนี้หากกิจกรรมไม่ใช้ข้อมูลส่วนบุคคล",
    ),
    "completeness.unanswered": FindingCode(
        severity=Severity.WARNING,
        law="PDPA s.39",
        message_th="ยังไม่ได้ตอบ “{label_th}”",
        message_en="Not answered: {label_en}",
        suggestion="กรอกข้อมูล หรือระบุว่าไม่มี",
    ),
    "completeness.beyond_unanswered": FindingCode(
        severity=Severity.HINT,
        law="PDPA s.39",
        message_th="ยังไม่ได้ตอบ “{label_th}” (ไม่มีในแบบฟอร์มกระดาษ แต่เกี่ยวกับมาตรา 39)",
        message_en="Not answered: {label_en} (not on the paper form, but within section 39)",
        suggestion="กรอกเพิ่มเติม หรือระบุว่าไม่มี",
    ),
    "third_parties.no_but_sends": FindingCode(
        severity=Severity.WARNING,
        law="PDPA s.39(6)",
        message_th="ระบุว่าไม่ส่งข้อมูลให้หน่วยงานภายนอก แต่ตารางระบบส่งข้อมูลให้ {names}",
        message_en="No recipient outside is stated, but the exchange table sends data to {names}",
        suggestion="ระบุชื่อหน่วยงานผู้รับ (กรมอื่นในกระทรวงเดียวกันเป็นอีกนิติบุคคลหนึ่ง) หรือแก้ตารางระบบ",
    ),
    "collector.none_but_receives": FindingCode(
        severity=Severity.WARNING,
        law="PDPA s.25",
        message_th="ระบุว่าไม่มีการรวบรวมข้อมูลขององค์กรอื่น แต่ตารางระบบรับข้อมูลจาก {names}",
        message_en="No other body's data are stated as collected, but the exchange table receives from {names}",
        suggestion="ระบุผู้รวบรวมข้อมูลจากหน่วยงานเหล่านี้",
    ),
    "data_items.not_declared": FindingCode(
        severity=Severity.WARNING,
        law="PDPA s.39(1)",
        message_th="ขั้นตอนที่ {step} เก็บ “{item}” แต่ไม่มีในรายการข้อมูลส่วนบุคคลที่เก็บรวบรวม",
        message_en="Step {step} collects “{item}”, which is not among the personal data declared",
        suggestion="เพิ่มในรายการข้อมูลส่วนบุคคล หรือเลิกเก็บหากไม่จำเป็น (มาตรา 22)",
    ),
    "basis.duty_but_consent": FindingCode(
        severity=Severity.WARNING,
        law="PDPA s.19, s.24",
        message_th="ฐานกฎหมายคือการปฏิบัติหน้าที่ตามกฎหมาย แต่เอกสารแจ้งเป็นการขอความยินยอม",
        message_en="The basis is a duty under law, but the notice asks for consent",
        suggestion="เลือกฐานที่ใช้จริงของแต่ละวัตถุประสงค์ ผู้ให้ความยินยอมย่อมถอนได้ทุกเมื่อ",
    ),
    "basis.ambiguous": FindingCode(
        severity=Severity.WARNING,
        law="PDPA s.24(4), s.24(6)",
        message_th="ข้อความฐานกฎหมายอาจหมายถึงมาตรา 24(4) หรือ 24(6) ต้องให้ DPO ยืนยัน",
        message_en="The words of the lawful basis can mean s.24(4) or s.24(6); the DPO has to confirm which",
        suggestion="ยืนยันฐานกฎหมายของทุกวัตถุประสงค์ในส่วนข้อมูลเพิ่มเติม",
    ),
    "retention.no_start_event": FindingCode(
        severity=Severity.WARNING,
        law="PDPA s.39(4)",
        message_th="มีระยะเวลาจัดเก็บ แต่ไม่ทราบว่าเริ่มนับจากเหตุการณ์ใด จึงคำนวณวันครบกำหนดไม่ได้",
        message_en="There is a retention period, but not the event from which it runs: no date can be computed",
        suggestion="ระบุเหตุการณ์เริ่มนับระยะเวลาเก็บ",
    ),
    "processing.other_unnamed": FindingCode(
        severity=Severity.WARNING,
        law="PDPA s.40",
        message_th="ระบบที่ {system} รายการที่ {line}: ผู้อื่นประมวลผล แต่ไม่ระบุว่าเป็นหน่วยงานใด",
        message_en="System {system}, line {line}: another body processes, but it is not named",
        suggestion="ระบุผู้ประมวลผลและข้อตกลงตามมาตรา 40",
    ),
    "hosting.unanswered": FindingCode(
        severity=Severity.WARNING,
        law="PDPA s.37(1)",
        message_th="ระบบที่ {system}: ไม่ระบุว่าเป็น On-Premise หรือ On Cloud",
        message_en="System {system}: neither on premise nor on cloud is stated",
        suggestion="เลือก On-Premise หรือ On Cloud",
    ),
    "cloud.location_unanswered": FindingCode(
        severity=Severity.WARNING,
        law="PDPA s.28",
        message_th="ระบบที่ {system} อยู่บนคลาวด์ แต่ไม่ระบุว่าผู้ให้บริการอยู่ในประเทศหรือต่างประเทศ",
        message_en="System {system} is on cloud, but whether the provider is in the country or abroad is not stated",
        suggestion="ระบุที่ตั้งผู้ให้บริการคลาวด์ หากอยู่ต่างประเทศอาจเป็นการโอนข้อมูลตามมาตรา 28",
    ),
    "choice.not_in_list": FindingCode(
        severity=Severity.WARNING,
        law="PDPA s.39",
        message_th="“{words}” ไม่ตรงกับตัวเลือกของ “{label_th}”",
        message_en="“{words}” is none of the terms of {label_en}",
        suggestion="เลือกคำจากรายการ ข้อความเดิมจะถูกเก็บไว้",
    ),
    "text.national_id": FindingCode(
        severity=Severity.ERROR,
        law="PDPA s.22",
        message_th="พบตัวเลขที่มีรูปแบบเลขประจำตัวประชาชนในข้อความ บันทึกรายการต้องไม่มีข้อมูลของบุคคลใด",
        message_en="The text holds what looks like a national ID; a record of activities holds nobody's data",
        suggestion="ลบตัวเลขออกจากข้อความ",
    ),
    "names.near_header_name": FindingCode(
        severity=Severity.WARNING,
        law="PDPA s.37(4)",
        message_th="ชื่อ “{name}” คล้ายแต่ไม่ตรงกับ “{header_name}” ที่หัวแบบฟอร์ม",
        message_en="The name “{name}” is like “{header_name}” in the head of the form, but not the same",
        suggestion="ยืนยันว่าเป็นบุคคลเดียวกันหรือไม่ ชื่อนี้ใช้ติดต่อเมื่อเกิดเหตุละเมิด",
    ),
}


def finding(code: str, pointer: str, *, law: str | None = None, **words: object) -> Finding:
    """Return the finding of a code at a pointer; `words` fill its messages, `law` replaces the code's own.

    Raises: KeyError for a code or a placeholder that the table does not have.
    """
    row = CODES[code]
    quoted = {key: _quotable(str(value)) for key, value in words.items()}
    return Finding(
        code=code,
        severity=row.severity,
        pointer=pointer,
        message_th=row.message_th.format_map(quoted),
        message_en=row.message_en.format_map(quoted),
        law=law or row.law,
        suggestion=row.suggestion,
    )


def _quotable(words: str) -> str:
    """Return words that stay on one line and within the limit."""
    line = " ".join(words.split())
    return line if len(line) <= _QUOTED_LIMIT else f"{line[:_QUOTED_LIMIT]}…"
