"""The names of laws in retention texts. Pure.

A name is understood when every word of it is one that laws are called by. Any other text behind a law may be a
condition, an exception or an order, and a period must not be dated as if it stood alone: the text is then unparsed.
"""

import re
from typing import NamedTuple

from ropa.retention.rules_words import squeezed
from schemas.thai_text import arabic_digits

_KINDS = (
    r"กฎหมาย(?:ว่าด้วย)?",
    r"พ\.?ร\.?[บกฎ]\.?",
    "พระราช(?:บัญญัติ|กำหนด|กฤษฎีกา)",
    "กฎกระทรวง",
    "ระเบียบ",
    "ประกาศ",
    "ข้อบังคับ",
    "ประมวล(?:กฎหมาย|รัษฎากร)",
)
#: What tells which law of its kind, and which part of it. Each ends where a number can end, so that none is cut.
_NUMBERS = (
    r"\(?พ\.?ศ\.?\d{4}\)?(?!\d)",
    r"\(?ฉบับที่\d{1,3}\)?(?!\d)",
    r"(?:มาตรา|ข้อ|หมวด|ส่วนที่)\d{1,4}(?:[-/]\d{1,4})*(?:(?:ถึง|และ)(?:มาตรา|ข้อ)\d{1,4}(?:/\d{1,4})?)?(?!\d)",
    r"(?:วรรค|อนุมาตรา)(?:หนึ่ง|สอง|สาม|สี่|ห้า|แรก|ท้าย)",
)
#: Words of names: what laws are about, who makes them, and what joins such words. None of them says when, if or unless.
_NAMES = """
    ฯ ว่าด้วย ด้วย เรื่อง และ แห่ง ของ การ ที่แก้ไขเพิ่มเติม แก้ไขเพิ่มเติม ถึงฉบับปัจจุบัน ที่เกี่ยวข้อง ที่เกี่ยวข้องกับ
    เกี่ยวกับ เกี่ยวด้วย หลักเกณฑ์ วิธีการ ราชการ ภาครัฐ ประเทศไทย ไทย แห่งชาติ จังหวัด ท้องถิ่น ส่วนท้องถิ่น กลาง
    กระทรวง กรม สำนักนายกรัฐมนตรี สำนักงาน คณะกรรมการ คณะรัฐมนตรี ธนาคาร มหาวิทยาลัย องค์กรปกครองส่วนท้องถิ่น
    มหาดไทย การปกครอง การคลัง คลัง สาธารณสุข ศึกษาธิการ ดิจิทัลเพื่อเศรษฐกิจและสังคม แรงงาน ยุติธรรม พาณิชย์ คมนาคม กลาโหม
    บัญชี บัญชีกลาง บัญชีธนาคาร ภาษี ภาษีอากร สรรพากร รัษฎากร สรรพสามิต ศุลกากร วิธีการงบประมาณ งบประมาณ การเงิน เงิน เบิกจ่าย
    เบิกเงินจากคลัง รับเงิน จ่ายเงิน เก็บรักษาเงิน นำเงินส่งคลัง วินัยการเงินการคลัง พัสดุ บริหาร จัดซื้อจัดจ้าง บริหารพัสดุ
    งานสารบรรณ สารบรรณ หนังสือ จดหมายเหตุ เอกสาร ข้อมูล ข่าวสาร ข้อมูลข่าวสาร ความลับ ความลับของทางราชการ ทางราชการ
    คุ้มครอง ข้อมูลส่วนบุคคล ส่วนบุคคล คอมพิวเตอร์ ความผิด กระทำความผิด กระทำ จราจรทางคอมพิวเตอร์
    เก็บรักษาข้อมูลจราจรทางคอมพิวเตอร์ ผู้ให้บริการ ธุรกรรม ทางอิเล็กทรอนิกส์ อิเล็กทรอนิกส์ ไซเบอร์ มั่นคงปลอดภัย ความมั่นคงปลอดภัย
    บริหารงาน บริการ รัฐบาล ดิจิทัล ผ่านระบบดิจิทัล ปฏิบัติราชการ
    ข้าราชการ ข้าราชการพลเรือน พลเรือน พนักงาน พนักงานราชการ ลูกจ้าง ลูกจ้างประจำ บุคลากร บุคคล บริหารงานบุคคล บำเหน็จ บำนาญ
    ประกันสังคม เงินทดแทน คุ้มครองแรงงาน แรงงานสัมพันธ์ กองทุน กองทุนสำรองเลี้ยงชีพ สวัสดิการ ค่าใช้จ่าย เดินทางไปราชการ ฝึกอบรม
    สุขภาพ สุขภาพแห่งชาติ สถานพยาบาล โรคติดต่อ วิชาชีพ วิชาชีพเวชกรรม เวชกรรม สุขภาพจิต หลักประกันสุขภาพ ยา อาหาร
    ศึกษา การศึกษา โรงเรียน นักเรียน โรงเรียนเอกชน อุดมศึกษา
    ทะเบียนราษฎร ทะเบียน บัตรประจำตัวประชาชน ชื่อบุคคล ครอบครัว คนเข้าเมือง สัญชาติ ที่ดิน อาวุธปืน โรงแรม เลือกตั้ง
    รถยนต์ ขนส่งทางบก จราจรทางบก ปราบปราม ป้องกัน ฟอกเงิน ยาเสพติด ทุจริต ประพฤติมิชอบ ตรวจเงินแผ่นดิน
    แพ่ง พาณิชย์ แพ่งและพาณิชย์ อาญา วิธีพิจารณาความ ความแพ่ง ความอาญา วิธีพิจารณาความแพ่ง วิธีพิจารณาความอาญา ปกครอง
    วิธีปฏิบัติราชการทางปกครอง ความรับผิดทางละเมิด เจ้าหน้าที่ ละเมิด
    บริษัท มหาชน มหาชนจำกัด หลักทรัพย์ ตลาดหลักทรัพย์ ประกันชีวิต ประกันวินาศภัย สถาบันการเงิน ธุรกิจ ข้อมูลเครดิต
    ป้องกันและบรรเทาสาธารณภัย บรรเทาสาธารณภัย สิ่งแวดล้อม โรงงาน ผังเมือง ควบคุมอาคาร อาคาร ลิขสิทธิ์ เด็ก คนพิการ ผู้สูงอายุ
""".split()  # noqa: SIM905 - a list of so many words is read as a text


def _longest_first(words: list[str]) -> str:
    return "|".join(re.escape(word) for word in sorted({squeezed(word) for word in words}, key=len, reverse=True))


_KIND = "|".join(_KINDS)
_PART = f"{_NUMBERS[2]}(?:{_NUMBERS[3]})?"
_NAME = re.compile(
    # Possessive, so that a name in which words can be cut in many ways is not tried in all of them.
    rf"(?:{_PART}(?:แห่ง|ของ)?)?(?:(?:{_KIND})(?:{'|'.join(_NUMBERS)}|{_KIND}|{_longest_first(_NAMES)})*+)?"
)
_LAW = re.compile(
    r"(?P<head>.*?)\s*(?:ตาม|อ้างอิง)\s*"
    r"(?P<law>(?:กฎ|พ\.?\s?ร\.?\s?[บกฎ]|พระราช|ระเบียบ|ประกาศ|ข้อบังคับ|มาตรา|ประมวล).*)"
)
#: Two numbers side by side, which without their space would look like one: ข้อ 57 10.
_TWO_NUMBERS = re.compile(r"\d\s+\d")


class LawWords(NamedTuple):
    """A clause that cites a law: what stands before the citation, and the law as it is written."""

    head: str
    law: str


def read_law(text: str) -> LawWords | None:
    """Return the parts of a clause that ends with the name of a law; None when it does not, or says more than that."""
    match = _LAW.fullmatch(text.strip())
    if match is None or _TWO_NUMBERS.search(arabic_digits(match["law"])):
        return None
    if not _NAME.fullmatch(squeezed(match["law"])):
        return None
    return LawWords(squeezed(match["head"]), match["law"].strip())
