"""Whether a text says only that there is nothing: "-", "N/A", "ไม่มี", "ไม่มีการเปิดเผย". Pure.

The paper's own tokens are `Mark`; people type the same in more words.
"""

import re
from typing import Final

from schemas.thai_text import searchable
from schemas.vocabulary import Mark

_TOKENS: Final = frozenset(
    {*(searchable(mark.value) for mark in Mark), "–", "—", "--", "---", "na", "n.a", "none", "nil"}
)
_SENTENCE: Final = re.compile(
    "ไม่(?:มี|ได้|ได้มี|เคยมี|มีการ|ได้มีการ|ต้อง|ประสงค์)?(?:จะ)?"
    "(?:เปิดเผย|เผยแพร่|(?:จัด)?เก็บ(?:รวบรวม)?|รวบรวม|บันทึก|ใช้(?:งาน)?|ส่ง(?:ต่อ)?|โอน|แลกเปลี่ยน|เชื่อมโยง|ประมวลผล|ดำเนินการ)"
    "(?:และ(?:ไม่)?(?:เปิดเผย|ส่ง(?:ต่อ)?|โอน|ใช้))?(?:ข้อมูล)?(?:ส่วนบุคคล)?(?:ดังกล่าว|ใดๆ|ใด)?"
    "(?:(?:ต่อ|แก่|ให้แก่|ให้กับ|ให้|กับ|ไปยัง|สู่)?(?:บุคคล|หน่วยงาน|องค์กร|ผู้)?(?:ภายนอก|อื่น|ที่สาม|สาธารณะ)(?:หน่วยงาน|องค์กร)?)?(?:ใดๆ|ใด)?"
    "|ไม่มี(?:ข้อมูล|ระบบ|ผู้รับ|หน่วยงาน)?(?:ส่วนบุคคล|ภายนอก)?(?:ใดๆ|ใด)?"
    "|ไม่เกี่ยวข้อง"
)
#: Longer words say something, however they are spaced; their search key would cost most of a whole check.
_LONGEST: Final = 80


def says_nothing(words: str) -> bool:
    """Return whether a text says that there is nothing, and nothing else. A blank text does not say so."""
    # No word for nothing begins with a consonant, and most texts do.
    if "ก" <= words[:1] <= "ฮ" or len(words) > _LONGEST:
        return False
    key = searchable(words).replace(" ", "").strip(".()[]")
    return key in _TOKENS or _SENTENCE.fullmatch(key) is not None
