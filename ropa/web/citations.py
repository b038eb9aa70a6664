"""Where a page cites a law or a place in a file: kept in one spelling, shown in the words of the reader's language."""

import re
from functools import lru_cache

from ropa.web.language import Language

#: How fields and findings name the laws, and the names in Thai. Longer ones first: one may begin like another.
_NAMES = (
    ("PDPC breach notification B.E.2565", "ประกาศคณะกรรมการฯ เรื่องการแจ้งเหตุละเมิด พ.ศ. 2565"),
    ("PDPC erasure notification B.E.2567", "ประกาศคณะกรรมการฯ เรื่องการลบหรือทำลาย พ.ศ. 2567"),
    ("PDPC security notification B.E.2565", "ประกาศคณะกรรมการฯ เรื่องมาตรการรักษาความมั่นคงปลอดภัย พ.ศ. 2565"),
    ("PDPC small organisations B.E.2567", "ประกาศคณะกรรมการฯ เรื่องกิจการขนาดเล็ก พ.ศ. 2567"),
    ("Saraban Regulation No.4 B.E.2564", "ระเบียบงานสารบรรณ (ฉบับที่ 4) พ.ศ. 2564"),
    ("Saraban Regulation B.E.2526", "ระเบียบงานสารบรรณ พ.ศ. 2526"),
    ("Official Secrets Regulation B.E.2544", "ระเบียบว่าด้วยการรักษาความลับของทางราชการ พ.ศ. 2544"),
    ("Computer Crime Act B.E.2550", "พ.ร.บ.คอมพิวเตอร์ พ.ศ. 2550"),
    ("Computer Crime Act", "พ.ร.บ.คอมพิวเตอร์"),
    ("(1)(a)", "(1)(ก)"),
    ("(1)(b)", "(1)(ข)"),
    ("CCC ss.", "ปพพ. มาตรา "),
    ("(numbers)", "(จำนวน)"),
    ("(audit trails)", "(บันทึกการเข้าถึง)"),
    ("(destruction approval)", "(การอนุมัติทำลาย)"),
)
#: Sections without the name of their act are of the PDPA, as everywhere in the register.
_SECTION = re.compile(r"(?:PDPA )?\bss?\.(?=\d)")
_PARAGRAPH = re.compile(r" para(?:graph)? ([1-4])")
_PARAGRAPHS = ("หนึ่ง", "สอง", "สาม", "สี่")
_PLACE = re.compile(r"\b(line|row|column)(?= \d)")
_PLACES = {"line": "บรรทัด", "row": "แถว", "column": "คอลัมน์"}


@lru_cache(1024)
def law_in(language: Language, law: str) -> str:
    """Return a law as a page cites it: `PDPA s.39(3)` is มาตรา 39(3) in Thai, and ข้อ 12 is cl.12 in English."""
    if language == "en":
        return law.replace("ข้อ ", "cl.").replace(" วรรคสาม", " para 3") if law[:1].isascii() else law
    for name, thai in _NAMES:
        law = law.replace(name, thai)
    said = _PARAGRAPH.sub(lambda found: f" วรรค{_PARAGRAPHS[int(found[1]) - 1]}", _SECTION.sub("มาตรา ", law))
    return said.replace(" cl.", " ข้อ ")


def place_in(language: Language, place: str) -> str:
    """Return a place in an imported file (`line 5, column 3`) in the words of a language."""
    if language == "en":
        return place
    return _PLACE.sub(lambda found: _PLACES[found[1]], place).replace(", คอลัมน์", " คอลัมน์")
