"""How names of people are told from other Thai words: titles, ranks, positions. Pure.

Thai writes no gaps between words, so a title may stand behind any letter, and what looks like one may be a part of two
other words (พัฒนา + งาน). Where a word may be both, what follows decides; where that is open, a person is assumed.
"""

import re
from collections.abc import Iterator

#: Signs that nobody sees and that keep a word from being found.
UNSEEN = "\u200b-\u200f\u2060\ufeff\u00ad"
#: Never taken back, and titles are counted: a text of ten thousand titles takes no longer than another.
_GAP = rf"[\s{UNSEEN}]*+"
_LETTER = "[ก-๎]"

_DOTTED = (
    "พล.ต.อ. พล.ต.ท. พล.ต.ต. พล.ต.จ. พ.ต.อ. พ.ต.ท. พ.ต.ต. ร.ต.อ. ร.ต.ท. ร.ต.ต. จ.ส.ต. ส.ต.อ. ส.ต.ท. ส.ต.ต. "
    "พล.ร.อ. พล.ร.ท. พล.ร.ต. พล.ร.จ. พ.จ.อ. พ.จ.ท. พ.จ.ต. พล.อ.อ. พล.อ.ท. พล.อ.ต. พล.อ.จ. พ.อ.อ. พ.อ.ท. พ.อ.ต. "
    "จ.ส.อ. จ.ส.ท. ม.ร.ว. สพ.ญ. น.สพ. พล.อ. พล.ท. พล.ต. พล.จ. พ.อ. พ.ท. พ.ต. ร.อ. ร.ท. ร.ต. ส.อ. ส.ท. ส.ต. "
    "น.อ. น.ท. น.ต. จ.อ. จ.ท. จ.ต. ด.ต. ด.ช. ด.ญ. น.ส. ม.ล. ม.จ. ทพญ. ผศ. รศ. ดร. นพ. พญ. ทพ. ภก. ภญ."
)
_GRADE = "(?:เอก(?!ชน|สาร|ลักษณ์|ภาพ)|โท(?!ร|ษ)|ตรี|จัตวา)"
_RANKS = (
    rf"(?:พล|พัน|ร้อย)ตำรวจ{_GRADE}|ดาบตำรวจ|จ่าสิบตำรวจ|สิบตำรวจ{_GRADE}|(?:พล|พัน|ร้อย|จ่าสิบ|สิบ){_GRADE}"
    rf"|พล(?:เรือ|อากาศ){_GRADE}|นาวา(?:อากาศ)?{_GRADE}|เรือ(?:อากาศ)?{_GRADE}|(?:พัน)?จ่า(?:อากาศ)?{_GRADE}"
    rf"|นาย(?:กอง|หมวด){_GRADE}|หม่อมราชวงศ์|หม่อมหลวง|หม่อมเจ้า|ท่านผู้หญิง|คุณหญิง|ผู้ช่วยศาสตราจารย์|รองศาสตราจารย์|ศาสตราจารย์"
    r"|เด็กชาย|เด็กหญิง"
)
#: Only behind a gap or one of these words: they are parts of too many others (พ.ศ., ขอบคุณ).
_BEHIND = r"(?:(?<![ก-๎.])|" + "|".join(
    f"(?<={word})"
    for word in ("โดย", "ถึง", "จาก", "ให้", "กับ", "แก่", "และ", "ของ", "ติดต่อ", "แจ้ง", "ชื่อ", "คือ", "แทน", "หรือ", "ต่อ")
)
_BEHIND += ")"
_NO_QUALITY = r"(?!ภาพ|สมบัติ|ลักษณะ|ค่า|วุฒิ|ธรรม|ประโยชน์|ูปการ)"
#: พัฒนา + ยกระดับ, สำเนา + งบ, ทำนาย …: letters that only look like นาย and นาง.
_NOT_BEHIND = "".join(
    f"(?<!{part})"
    for part in (
        *"เแโใไห",
        "พัฒ",
        "สัมม",
        "เสว",
        "ศาส",
        "เจต",
        "สถาป",
        "ปรารถ",
        "วัฒ",
        "จินต",
        "ภาว",
        "พรรณ",
        "ทำ",
        "เจ้า",
        "ชาว",
        "ขุน",
    )
)
_ADVOCATE = rf"(?!(?<=ท)นาย(?:ความ|โจทก์|จำเลย|ผู้|อาสา|ขอแรง|และ|หรือ|ของ|(?![{UNSEEN}]*{_LETTER})))"
_ENDS = rf"(?![{UNSEEN}]*{_LETTER})|(?=และ|หรือ|ที่|ผู้|ซึ่ง|ใน|ของ|ให้|จะ|ต้อง|ไม่|เป็น)"
#: Offices and trades that begin as a title does. Those of the second line are words of their own only: นายทหาร, but
#: not นายทหารชัย.
_NO_MAN = (
    r"(?!จ้าง|ทะเบียน|หน้า|ช่าง|อำเภอ|ประกัน|ตรวจ|สถานี|ไปรษณีย์|ด่าน|สนาม|แบบ|แพทย์|สัตวแพทย์|กรัฐ|กฯ|กเทศ|กสมาคม|กสภา|กเมือง|กองค์|กเหล่า|กพุทธ|กสโมสร"
    rf"|(?:ก|ทุน|ท่า|ทหาร|ตำรวจ|พล|พัน|ร้อย|สิบ|เรือ|กอง|เวร|วง|หมู่|หมวด|บ้าน|เงิน)(?:{_ENDS})"
    r"|(?:ทหาร|ตำรวจ)(?:ชั้น|สัญญาบัตร|ประทวน|เวร|ปกครอง|พระธรรมนูญ|ฝ่าย|การ|ติดต่อ|ราช|คนสนิท|ประสาน))"
)
_NO_WOMAN = rf"(?!พยาบาล|แบบ|รำ|เลิ้ง|(?:รอง|สาวไทย|ใน|กวัก|ยวน)(?:{_ENDS}))"
_DOCTOR = rf"(?:นายแพทย์|แพทย์หญิง|นายสัตวแพทย์)(?!{_GAP}(?:สาธารณสุข|ตรวจ|รับ|ออก|สั่ง|วินิจ|ให้|เป็น|จะ|จาก|ลงนาม|ประเมิน|สสจ|"
_DOCTOR += r"ชำนาญ|ผู้|เจ้า|ปฏิบัติ|เชี่ยวชาญ|ทรงคุณ|ประจำ|ใหญ่|ที่|และ|หรือ|ของ|ใน))"
_TITLE = (
    "(?:"
    + "|".join(
        (
            rf"(?:ว่าที่{_GAP})?(?<!\.)(?:"
            + "|".join(each.rstrip(".").replace(".", r"\.\s?") + r"\." for each in _DOTTED.split())
            + rf")(?!{_GAP}[ก-ฮ]\.(?!\s?[ก-ฮ]\.))(?:{_GAP}หญิง(?=[\s{UNSEEN}]|{_LETTER}))?",
            rf"(?:ว่าที่{_GAP})?(?:{_RANKS})(?:หญิง)?",
            rf"{_BEHIND}(?:ศ\.|คุณ{_NO_QUALITY})",
            _DOCTOR,
            rf"{_NOT_BEHIND}นางสาว(?!ไทย)",
            rf"{_NOT_BEHIND}{_ADVOCATE}นาย{_GAP}{_NO_MAN}",
            rf"{_NOT_BEHIND}นาง(?!สาว){_GAP}{_NO_WOMAN}",
            r"(?<![A-Za-z])(?i:(?:mrs|mr)(?:\.|(?=\s))|(?:ms|dr|prof)\.|miss(?=\s+(?-i:[A-Z])))",
        )
    )
    + ")"
)
TITLES = rf"(?:{_TITLE}{_GAP}){{1,4}}"
#: What may stand behind a title in a form without being a name.
_NO_NAME = (
    r"(?!นาย|นาง|ชื่อ|นามสกุล|สกุล|อื่น(?:ๆ|(?![ก-๎]))|และ|หรือ|เป็นต้น|ฯ|ตำแหน่ง|ลงชื่อ|เจ้าหน้าที่|ผู้|อายุ|จำนวน|ทุกคน|คนละ|ที่|ซึ่ง|[ก-ฮ]\.)"
)
_GIVEN = r"[ก-ฮเแโใไA-Za-z][ก-๎A-Za-z.'’\-]+"
_FAMILY = (
    rf"(?:ณ\s+{_LETTER}{{2,}}|(?!ผู้|เจ้าหน้าที่|หัวหน้า|อธิบดี|ตำแหน่ง|โทร|บัตรประ|เลขที่|เลขประ)[ก-ฮเแโใไA-Za-z][ก-๎A-Za-z.'’\-]+)"
)
_BETWEEN = rf"(?:[{UNSEEN}]*+\s)[\s{UNSEEN}]*+"
#: A name with a title: the given name, and the family name behind a space.
TITLED = re.compile(rf"{TITLES}{_NO_NAME}({_GIVEN}(?:{_BETWEEN}{_FAMILY})?)")
#: A text without any of these has no title. Looking for them first spares nearly every text the search above.
MAY_BE_TITLED = re.compile(
    r"[ก-ฮ]\.|นา[ยง]|คุณ|แพทย์หญิง|เด็ก[ชห]|ศาสตรา|หม่อม|ท่านผู้|ตำรวจ|[MmDdPp](?i:rs?|s|iss|rof)[.\s]"
    r"|(?:พล|พัน|ร้อย|สิบ|นาวา|เรือ|จ่า|อากาศ)(?:เอก|โท|ตรี|จัต)"
)
_LEADING = re.compile(rf"^{TITLES}")
_NUMBERING = re.compile(r"^\s*(?:[\d.]+[.)]|[-•*])\s*")
_PARTS = re.compile(r"[,;/|()\[\]\n]|\s+-\s+|\sและ\s|\s\d+[.)]\s")
_WORD = re.compile(r"[ก-๎A-Za-z.'’-]{2,30}")
#: A word that begins so tells a position or an office, not a name: นักวิชาการ, but not นักรบ.
_POSITION = re.compile(
    r"เจ้าหน้าที่|เจ้าของ|เจ้าพนักงาน|ผู้|ผอ|หัวหน้า|หน\.|ฝ่าย|กลุ่ม|สำนัก|ศูนย์|สถาบัน|โรงพยาบาล|โรงเรียน|จังหวัด|อำเภอ|เทศบาล|องค์การ|บริษัท|กระทรวง"
    r"|ส่วน|งาน|อธิบดี|คณะ|พนักงาน|ตำแหน่ง|หน่วย|ข้าราชการ|ลูกจ้าง|บุคลากร|บุคคล|ประธาน|กรรมการ|อนุกรรมการ|เลขา|ที่ปรึกษา|นิติกร|วิศวกร|สถาปนิก"
    r"|แพทย์|พยาบาล|เภสัชกร|ทันตแพทย์|เสมียน|วิทยากร|อาจารย์|ระบบ|ทีม|ทุกคน|ประชาชน|ไม่มี|ไม่ระบุ|ระดับ|ประจำ|ชำนาญ|ปฏิบัติ|เชี่ยวชาญ|อาวุโส|ทุก|โทร"
    r"|นาย(?:ทะเบียน|จ้าง|หน้า|ช่าง|อำเภอ|กรัฐ|กเทศ|กองค์|แพทย์|ทหาร(?!ชัย)|ตำรวจ|สัตวแพทย์|ตรวจ)|(?i:dpo|ciso|ceo|cio|admin|officer|it\b|แอดมิน)"
    r"|ปลัด(?:กระทรวง|อำเภอ|จังหวัด|เทศบาล|อ|ทบวง|กรุง|$)|กรม(?:การ|ที่|บังคับ|ส่ง|พัฒนา|บัญชี|ป่า|ประ|โรง|$)"
    r"|รอง(?:อธิบดี|ปลัด|ผู้|ผอ|หัวหน้า|นายก|ประธาน|เลขา|คณ|ศาสตรา|สารวัตร|ผบ|$)"
    r"|นัก(?:วิชาการ|จัดการ|วิเคราะห์|ทรัพยากร|ประชา|พัฒนา|เทคโนโลยี|บัญชี|กฎหมาย|วิเทศ|วิทยา|สังคม|ตรวจ|บริหาร|จิตวิทยา|เรียน|ศึกษา|ภูมิ|สถิติ|คอม|วิจัย|ธรณี|ผังเมือง"
    r"|โภชนา|กายภาพ|รังสี|สื่อสาร|สืบ|การ|ปกครอง|$)"
    r"|กอง(?:การ|กลาง|คลัง|ช่าง|กฎหมาย|แผน|บริหาร|ทะเบียน|ส่งเสริม|สวัสดิ|สาธารณ|ตรวจ|พัสดุ|มาตรฐาน|อำนวย|ยุทธ|วิชา|สื่อสาร|ป้องกัน|ทุน|บัญชา|พัฒนา|นโยบาย|ทัพ|$)"
)
_NAME_WORDS = 2
#: Letters of a name of one word: a nickname of two would be found in anything, and a longer one is a sentence.
_SHORTEST_SINGLE, _LONGEST_SINGLE = 3, 20


def names_in(line: str) -> Iterator[str]:
    """Yield the names that a line of a field that names people may mean, without titles and positions."""
    yield from (_tidy(found.group(1)) for found in TITLED.finditer(line))
    for part in _PARTS.split(TITLED.sub("\n", line)):
        yield from _bare(part)


def _bare(part: str) -> Iterator[str]:
    bare = _LEADING.sub("", _NUMBERING.sub("", part)).strip()
    words = bare.split()
    positions = 0
    while positions < len(words) and _POSITION.match(words[positions]):
        positions += 1
    words = words[positions:]
    if not words or not all(_WORD.fullmatch(each) or each == "ณ" for each in words[:_NAME_WORDS]):
        return
    if len(words) == 1:
        # Behind a position one word is rather the rest of it: an office, a place.
        if not positions and _SHORTEST_SINGLE <= len(words[0]) <= _LONGEST_SINGLE:
            yield words[0]
        return
    if not positions:
        yield " ".join(words)
    if not _POSITION.match(words[1]):
        yield " ".join(words[: _NAME_WORDS + (words[1] == "ณ")])
    elif not positions and len(words[0]) >= _SHORTEST_SINGLE:
        yield words[0]


def _tidy(name: str) -> str:
    return re.sub(f"[{UNSEEN}]", "", name)


def name_pattern(name: str) -> str:
    """Return what finds a name however it is spaced; one word only as a word of its own.

    Sara am may have come apart in a text from a PDF.
    """
    words = [re.escape(word).replace("ำ", "(?:ำ|ํา)") for word in name.split()]
    if len(words) == 1:
        return rf"(?:{_BEHIND}(?<![A-Za-z])|(?<=[{UNSEEN}])){words[0]}(?![ก-๎A-Za-z])"
    return rf"[\s{UNSEEN}]+".join(words)
