"""Finds data of PDPA s.26 in the words of a data item. Pure.

Legal source: PDPA s.26 (race, ethnic origin, political opinion, belief, sexual behaviour, criminal record, health,
disability, trade union, genetic and biometric data).
"""

import re
from typing import Final

from schemas.name_finder import words_key, words_pattern
from schemas.vocabulary import SpecialCategory

_WRITTEN: Final[dict[SpecialCategory, str]] = {
    SpecialCategory.RACE: "เชื้อชาติ|race",
    SpecialCategory.ETHNIC_ORIGIN: "เผ่าพันธุ์|ชาติพันธุ์|ชนเผ่า|ethnicity",
    SpecialCategory.POLITICAL_OPINION: "ความคิดเห็นทางการเมือง|ความเห็นทางการเมือง|สมาชิกพรรคการเมือง|political opinion",
    SpecialCategory.BELIEF: "ศาสนา|ลัทธิ|ความเชื่อทางศาสนา|religion",
    SpecialCategory.SEXUAL_BEHAVIOUR: "พฤติกรรมทางเพศ|รสนิยมทางเพศ|เพศวิถี|อัตลักษณ์ทางเพศ|sexual orientation",
    SpecialCategory.CRIMINAL_RECORD: "ประวัติอาชญากรรม|ประวัติอาชญากร|ประวัติการกระทำความผิด|ประวัติคดีอาญา|ประวัติทางอาญา"
    "|ประวัติการต้องโทษ|criminal record",
    SpecialCategory.HEALTH: "ข้อมูลสุขภาพ|ประวัติสุขภาพ|ตรวจสุขภาพ|ผลตรวจร่างกาย|ประวัติการรักษา|ประวัติการเจ็บป่วย|ใบรับรองแพทย์"
    "|โรคประจำตัว|เวชระเบียน|ประวัติแพ้ยา|ประวัติการแพ้|แพ้ยา|แพ้อาหาร|หมู่โลหิต|หมู่เลือด|กรุ๊ปเลือด|กรุ๊ปโลหิต|ผลตรวจเลือด|ข้อมูลทางการแพทย์"
    "|ประวัติการฉีดวัคซีน|blood type|blood group|health data|medical record",
    SpecialCategory.DISABILITY: "ความพิการ|คนพิการ|ผู้พิการ|ทุพพลภาพ|disability",
    SpecialCategory.TRADE_UNION: "สหภาพแรงงาน|trade union",
    SpecialCategory.GENETIC: "พันธุกรรม|ดีเอ็นเอ|dna",
    SpecialCategory.BIOMETRIC: "ข้อมูลชีวภาพ|ข้อมูลชีวมิติ|ชีวมาตร|ลายนิ้วมือ|ลายพิมพ์นิ้วมือ|ม่านตา|จดจำใบหน้า|สแกนใบหน้า|จำลองใบหน้า"
    "|ไบโอเมตริก|biometric|fingerprint|face recognition",
}
#: Words that hold one of the names above and mean something else.
_OTHER_WORDS: Final = "พุทธศาสนา|กรมการศาสนา|วันสำคัญทางศาสนา|หลักประกันสุขภาพ|สำนักงานหลักประกันสุขภาพแห่งชาติ"
#: What is struck out or left out is not collected.
_LEFT_OUT: Final = re.compile("ไม่(?:ได้|มีการ)?(?:จัด)?(?:เก็บ|รวม|ใช้|รับ)|ยกเว้น|ขีดทับ|ขีดฆ่า|ปิดทับ|ปกปิด|ถมดำ")

_NAMES: Final[dict[str, SpecialCategory | None]] = {
    **{words_key(word): None for word in _OTHER_WORDS.split("|")},
    **{words_key(word): kind for kind, words in _WRITTEN.items() for word in words.split("|")},
}
_PATTERN: Final = words_pattern(_NAMES)


def categories_in(item: str) -> list[SpecialCategory]:
    """Return the categories that a data item names, each once, in order; none where it says that they are left out."""
    key = words_key(item)
    found = [kind for match in _PATTERN.finditer(key) if (kind := _NAMES[match.group()]) is not None]
    return list(dict.fromkeys(found)) if found and not _LEFT_OUT.search(key) else []
