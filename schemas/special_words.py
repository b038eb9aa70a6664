"""Finds data of PDPA s.26 in the words of a data item. Pure.

Legal source: PDPA s.26 (race, ethnic origin, political opinion, belief, sexual behaviour, criminal record, health,
disability, trade union, genetic and biometric data).
"""

import re
from typing import Final

from schemas.name_finder import words_key, words_pattern
from schemas.thai_text import searchable
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
#: What is struck out or left out is not collected. "ไม่มี" alone is no such word: a certificate that somebody has no
#: criminal record is data of s.26.
_LEFT_OUT: Final = (
    "(?:ไม่|มิ|งด)(?:ได้|มีการ|ต้อง|จำเป็นต้อง|ให้|ทำการ)?(?:(?:จัด)?เก็บ|รวบรวม|รวม|ใช้|รับ|บันทึก|ขอ|ปรากฏ)+"
    "|ไม่มี(?=ข้อมูล)|ปกปิด|ขีดทับ|ขีดฆ่า|ปิดทับ|ถมดำ"
)
#: "ชื่อ ศาสนา โดยขีดฆ่าศาสนา": struck out of what stands before. In parentheses it is said of one thing only.
_STRUCK: Final = re.compile("โดย(?:มีการ|ได้|ให้|จะ)?(?:ขีดทับ|ขีดฆ่า|ปิดทับ|ถมดำ)")
#: Leaves out what follows, or takes it in again where something else is left out. A fee is waived, not data.
_EXCEPT: Final = "ยกเว้น(?!ค่า|ภาษี)"
#: Where words that leave something out stop to count: another clause, or words that something is taken.
_CLAUSE: Final = (
    r"[,;()/|•]|\.(?![0-9])|(?:เว้น)?แต่(?!ละ|ง)|โดย(?!เฉพาะ)|ทั้งนี้|นอกจาก|นอกเหนือ|(?<!โดย)เฉพาะ|ส่วน(?!บุคคล|ราชการ|งาน|ตัว)"
    "|(?<!ผู้)ใช้|เก็บ|รวบรวม|บันทึก|มี(?=การ|ข้อมูล|ผล|ประวัติ|ใบ)"
)
_SIGNS: Final = re.compile(f"(?P<out>{_LEFT_OUT})|(?P<but>{_EXCEPT})|{_CLAUSE}")
_ANY_OUT: Final = re.compile(f"{_LEFT_OUT}|{_EXCEPT}")
#: "ศาสนา (ขีดทับ)": the parenthesis says it of the item before it.
_ONLY_OUT: Final = re.compile(rf" ?\( ?((?:{_LEFT_OUT}|{_EXCEPT})(?:แล้ว|ไว้|ออก|ข้อมูล)?) ?\)")
_ITEM_BEFORE: Final = re.compile(r"[^\s,;()/|•]{1,100}\Z")
_LONGEST_ITEM = 100

_NAMES: Final[dict[str, SpecialCategory | None]] = {
    **{words_key(word): None for word in _OTHER_WORDS.split("|")},
    **{words_key(word): kind for kind, words in _WRITTEN.items() for word in words.split("|")},
}
_PATTERN: Final = words_pattern(_NAMES)


def categories_in(item: str) -> list[SpecialCategory]:
    """Return the categories that a data item names, each once, in order, but for those that it says are left out.

    Words that leave something out count for what follows them in their clause. In doubt, a category is named.
    """
    key = words_key(item)
    named = _named(key)
    if named and _ANY_OUT.search(key):
        kept, struck = _judged(item)
        lines = item.splitlines()
        # A line is a clause; a name that the paper broke in two is found in the whole.
        for line in lines if len(lines) > 1 else ():
            kept |= _judged(line)[0]
        named = [word for word in named if word in kept - struck]
    return _kinds(named)


def categories_named(item: str) -> list[SpecialCategory]:
    """Return the categories whose names stand in a text, each once, in order, left out or not."""
    return _kinds(_named(words_key(item)))


def _named(key: str) -> list[str]:
    """Return the names of data of s.26 in a key."""
    return [match.group() for match in _PATTERN.finditer(key) if _NAMES[match.group()] is not None]


def _kinds(named: list[str]) -> list[SpecialCategory]:
    return [kind for kind in dict.fromkeys(_NAMES[name] for name in named) if kind is not None]


def _judged(text: str) -> tuple[set[str], set[str]]:
    """Return the names that a text has without leaving them out, and those that it strikes out; read as one line."""
    key = words_key(_turned(searchable(text)))
    signs = list(_SIGNS.finditer(key))
    kept: set[str] = set()
    struck: set[str] = set()
    begins = {match.end() for match in _STRUCK.finditer(key)}
    place, strikes, silent, before = 0, False, False, False
    for name in _PATTERN.finditer(key):
        while place < len(signs) and signs[place].start() < name.start():
            sign = signs[place]
            place += 1
            if sign["out"]:
                silent, strikes = True, sign.end() in begins
            elif sign["but"]:
                silent, strikes = not (silent or before), False
            else:
                silent, before = False, silent
        if not silent:
            kept.add(name.group())
        elif strikes:
            struck.add(name.group())
    return kept, struck


def _turned(text: str) -> str:
    """Return the text with words that stand in parentheses behind what they leave out put in front of it."""
    made, end = [], 0
    for match in _ONLY_OUT.finditer(text):
        item = _ITEM_BEFORE.search(text, max(end, match.start() - _LONGEST_ITEM), match.start())
        start = item.start() if item is not None else match.start()
        made += [text[end:start], f", {match[1]}", text[start : match.start()], ", "]
        end = match.end()
    return "".join([*made, text[end:]])
