"""Codes of findings on keeping and destroying, and on the laws that are cited. Pure."""

from typing import Final

from ropa.activities.rules_codes import FindingCode
from schemas.findings import Severity

KEEPING_CODES: Final[dict[str, FindingCode]] = {
    "holdings.missing": FindingCode(
        severity=Severity.HINT,
        law="PDPA s.37(3)",
        message_th="กิจกรรมนี้เก็บข้อมูล แต่ยังไม่ได้บันทึกชุดข้อมูลที่เก็บไว้จริง จึงไม่มีสิ่งใดครบกำหนดให้ตรวจ",
        message_en="The activity collects data, but no data set is entered as kept: nothing of it ever comes due",
        suggestion="บันทึกชุดข้อมูลที่เก็บ หรือรับชุดข้อมูลที่ระบบเสนอเป็นรายปี",
        suggestion_en="Enter the data sets that are kept, or take up those that are proposed by the year",
        source="A.3 (P)",
        since=3,
    ),
    "retention.no_start_event": FindingCode(
        severity=Severity.WARNING,
        law="PDPA s.39(4)",
        message_th="มีระยะเวลาจัดเก็บ แต่ไม่ทราบว่าเริ่มนับจากเหตุการณ์ใด จึงคำนวณวันครบกำหนดไม่ได้",
        message_en="There is a retention period, but not the event from which it runs: no date can be computed",
        suggestion="ระบุเหตุการณ์เริ่มนับระยะเวลาเก็บ",
        suggestion_en="State the event from which the period runs",
        source="E.2",
    ),
    "retention.unparsed": FindingCode(
        severity=Severity.WARNING,
        law="PDPA s.39(4)",
        message_th="ระบบอ่านระยะเวลาจัดเก็บ “{words}” ไม่ได้ จึงไม่มีวันครบกำหนด",
        message_en="The retention period “{words}” is not understood, so no date is computed",
        suggestion="เขียนเป็นระยะเวลาและเหตุการณ์ เช่น “5 ปี หลังสิ้นสุดสัญญา” หรือ “ไม่น้อยกว่า 10 ปี”",
        suggestion_en="Write a period and an event, for example “5 ปี หลังสิ้นสุดสัญญา” or “ไม่น้อยกว่า 10 ปี”",
        source="E.3, F.4 case 73",
        since=2,
    ),
    "retention.unconfirmed": FindingCode(
        severity=Severity.WARNING,
        law="PDPA s.39(4)",
        message_th="ระยะเวลาจัดเก็บอ่านได้หลายความหมาย: {doubts_th}",
        message_en="The retention period can be read in more than one way: {doubts_en}",
        suggestion="เขียนให้มีความหมายเดียว",
        suggestion_en="Write it so that it has one meaning",
        source="E.3, finding 7",
        since=2,
    ),
    "retention.below_minimum": FindingCode(
        severity=Severity.WARNING,
        law="Saraban Regulation B.E.2526 cl.57",
        message_th="เก็บ “{words}” สั้นกว่าระยะเวลาขั้นต่ำตามกฎหมาย ({least_th})",
        message_en="“{words}” is shorter than the least period by law ({least_en})",
        suggestion="ใช้ระยะเวลาขั้นต่ำตามกฎหมาย หรือระบุกฎหมายอื่นที่กำหนดให้สั้นกว่าไว้ในช่องอ้างอิง",
        suggestion_en="Keep for the least period, or cite the other law that allows less",
        source="C.1 (G), B.4, F.4 case 74",
        since=2,
    ),
    "destruction.electronic_rule_not_cited": FindingCode(
        severity=Severity.WARNING,
        law="Saraban Regulation No.4 B.E.2564 cl.89/5",
        message_th="กำหนดให้ทำลายข้อมูลอิเล็กทรอนิกส์เมื่อพ้น {words} แต่ไม่อ้างระเบียบงานสารบรรณ ฉบับที่ 4 ซึ่งให้เก็บโดยไม่จำกัดเวลา"
        " และให้หัวหน้าส่วนราชการสั่งทำลายได้เมื่อเก่ากว่า 10 ปี",
        message_en="Electronic data are to be destroyed after {words}, but Saraban No.4 is not cited: they are kept "
        "without limit, and the head of the agency may order destruction of those older than 10 years",
        suggestion="อ้าง (ฉบับที่ 4) พ.ศ. 2564 ข้อ 89/5 และระบุว่าทำลายเมื่อหัวหน้าส่วนราชการมีคำสั่ง",
        suggestion_en="Cite No.4 B.E.2564 cl.89/5, and let destruction wait for the order of the agency's head",
        source="D.12 row 12, C.1 (G)",
        since=2,
    ),
    "destruction.single_approver": FindingCode(
        severity=Severity.WARNING,
        law="Saraban Regulation B.E.2526 cl.67",
        message_th="ผู้อนุมัติการทำลายมีคนเดียว ระเบียบงานสารบรรณให้มีคณะกรรมการทำลายหนังสือ (ประธานและกรรมการอย่างน้อยสองคน)",
        message_en="One person approves destruction; the Saraban Regulation asks for a committee of three",
        suggestion="ระบุคณะกรรมการทำลายหนังสือ และหัวหน้าส่วนราชการเป็นผู้สั่ง",
        suggestion_en="Name the destruction committee, with the head of the agency giving the order",
        source="D.12 row 13, C.1 (G)",
        since=2,
    ),
    "legal.outdated_reference": FindingCode(
        severity=Severity.WARNING,
        law="PDPA s.39(4)",
        message_th="อ้างกฎหมายที่มีฉบับใหม่กว่า: {why_th}",
        message_en="An outdated law is cited: {why_en}",
        suggestion="อ้างฉบับที่ใช้บังคับในปัจจุบัน",
        suggestion_en="Cite the version in force",
        source="C.1, B.4, B.5, G",
        since=2,
    ),
}
