"""Where a line of Thai may end. Thai writes no spaces between words, and no library in the lock knows the words.

So: at the edges of words that such forms are full of (the list below), before a leading vowel (it always begins a
syllable), after ๆ and ฯ, where the script changes, and, only when a piece is still too long, between two clusters.
A cluster (a consonant with its vowels and marks) is never cut.
"""

import re

_WORDS = """
กฎหมาย กรอก กรณี กรม กระทรวง กระบวนการ กลุ่ม กอง การ การดำเนินการ กำหนด กำกับ กิจกรรม เก็บ เกี่ยวข้อง เกี่ยวกับ แก้ไข แก่ ขอ ของ ข้อ
ข้อความ ข้อมูล ข้อร้องเรียน ข้อเสนอแนะ ขั้นตอน เข้า เข้าถึง เข้าใช้งาน ครบถ้วน ครั้ง ความ ความลับ ควบคุม ความคิดเห็น คำขอ
คำร้อง คณะกรรมการ คืน คุ้มครอง เครือข่าย เครื่อง งาน งบประมาณ เงื่อนไข จังหวัด จัดเก็บ จัดทำ จัดส่ง จาก จำนวน จำแนก
จำเป็น เจ้าของ เจ้าหน้าที่ แจ้ง แจ้งผล ฉบับ ชั้น ชั้นความลับ ชื่อ ช่องทาง ใช้ ใช้งาน ใช้บริการ ซึ่ง ฐาน ฐานข้อมูล ด้วย ด้าน ดังกล่าว
ดังนี้ ดำเนินการ ดิจิทัล โดย ได้รับ ได้แก่ ตรวจสอบ ตั้ง ตาม ต้อง ต้องการ ต่อ ต่าง ติดตาม ติดต่อ ตัวตน ตำแหน่ง ถึง ถ้ามี
ถูกต้อง ทราบ ทะเบียน ทั่วไป ทั้ง ทำ ทำลาย ทำรายการ ที่ ที่อยู่ ที่เกี่ยวข้อง เท่านั้น แทน โทรศัพท์ ธุรกรรม ธุรการ นาม
นามสกุล นำเข้า นำส่ง นิคม นิติบุคคล นี้ ใน นอก เนื่องจาก บริการ บริหาร บริษัท บันทึก บัตร บุคคล บุคลากร เบอร์ แบบ แบบฟอร์ม
ปฏิบัติ ปกครอง ประกอบ ประกอบด้วย ประกอบการ ประจำตัว ประจำปี ประชาชน ประเทศ ประเภท ประเมิน ประมวลผล ประวัติ ประสาน ปรับปรุง ปลัด
ปัญหา ปี เป็น เปิดเผย เปลี่ยนแปลง ไป ไปรษณีย์ ผล ผลิตภัณฑ์ ผ่าน ผู้ ผู้ใช้ ผู้ใช้งาน ผู้สมัคร ผู้รับ ผู้ส่ง ผู้แจ้ง ผู้ขอ ผู้ประกอบการ ผู้อำนวยการ
ผู้บังคับบัญชา ผู้ให้บริการ เผยแพร่ แผน แผนก ฝ่าย พนักงาน พร้อม พิจารณา พื้นที่ เพิ่มเติม เพื่อ ภายใต้ ภายใน ภายนอก ภารกิจ
ภาครัฐ มอบหมาย มาตรการ มาตรฐาน มี มือถือ เมื่อ ไม่ ไม่มี ยกเลิก ยินยอม ยืนยัน ยื่น เยี่ยม ระเบียบ ระบบ ระบุ ระยะเวลา ระหว่าง
รหัส รหัสผ่าน รับ รับเรื่อง รับทราบ ร่วม รวบรวม รวม ราชการ ราย รายการ รายงาน รายชื่อ รายละเอียด เรื่อง เรียบร้อย แรงงาน โรงงาน
ลงทะเบียน ลงนาม ลบ ลูกค้า เลข เลือก และ แล้ว วัตถุประสงค์ วัน วันที่ วิธี วิธีการ เว็บไซต์ ศูนย์ ส่ง ส่งต่อ ส่งเสริม ส่วน
ส่วนตัว ส่วนบุคคล สถานะ สถานที่ สมัคร สมาชิก สมบูรณ์ สรุป สังกัด สั่งการ สาร สารบรรณ สารสนเทศ สำนัก สำนักงาน สำเนา สำหรับ
สำเร็จ สิทธิ สิ้นสุด เสนอ เสร็จสิ้น เสร็จ แสดง หนังสือ หน่วย หน่วยงาน หน้า หน้าที่ หมายถึง หมายเลข หมายเหตุ หรือ หลัก หลักฐาน
หลัง ห้อง ให้ เหตุ เหตุการณ์ เวชระเบียน แหล่ง องค์กร อนุญาต อนุมัติ อย่าง อยู่ ออก ออกจาก ออนไลน์ อัตโนมัติ อำนาจ อิเล็กทรอนิกส์ อีเมล อื่น
อุตสาหกรรม อุทธรณ์ เอกชน เอกสาร ไอดี ไลน์ แลกเปลี่ยน ขอบเขต ความเชื่อถือ ญี่ปุ่น น้ำ
การดำเนินงาน ดำเนินงาน ดำเนิน ปรับ ตัวชี้วัด ร่าง ร่างกาย เห็นชอบ ไม่เห็นชอบ ผู้บริหาร รับผิดชอบ ผู้รับผิดชอบ ผู้เดียวกัน ส่งออก
แผนภาพ แผนผัง กุญแจ แม่ข่าย เครื่องแม่ข่าย ไฟล์ สำรอง เหมืองแร่ พื้นฐาน ยุทธศาสตร์ อธิบดี ปลัดกระทรวง ครอบคลุม ครอบครัว ครอบครอง หัวหน้า
"""
_MARKS = "\u0e30-\u0e3a\u0e45-\u0e4e\u0e2f"
_COMBINING = "\u0300-\u036f\u200d\ufe00-\ufe0f\U0001f3fb-\U0001f3ff"
_CLOSERS = ")\\]}”’»,.;:!?%"
#: One unit that a line never cuts: leading vowels, a character, its marks, and closing punctuation behind it.
CLUSTER = re.compile(f"[(\\[{{“‘«]*[\u0e40-\u0e44]*(?:\u200d.|[^\\s])(?:[{_MARKS}{_COMBINING}]|\u200d.)*[{_CLOSERS}]*")


def _pattern(words: set[str]) -> str:
    """Return the words as one trie-shaped expression, longest match first: one pass, whatever their number."""
    heads: dict[str, set[str]] = {}
    for word in words - {""}:
        heads.setdefault(word[0], set()).add(word[1:])
    tails = [re.escape(head) + (_pattern(rest) if rest != {""} else "") for head, rest in sorted(heads.items())]
    joined = tails[0] if len(tails) == 1 and "" not in words else "(?:" + "|".join(tails) + ")"
    return joined + "?" if "" in words else joined


#: A word does not end before a mark, nor before a silenced consonant: เหตุการณ์ is not การ and more.
_KNOWN = re.compile(_pattern(set(_WORDS.split())) + f"(?![{_MARKS}]|[\u0e01-\u0e2e][\u0e34\u0e38]?\u0e4c)")
_SYLLABLE = re.compile(
    "(?<=[\u0e01-\u0e5b])(?=[\u0e40-\u0e44])"  # before a leading vowel
    "|(?<=[\u0e46\u0e2f])(?=[\u0e01-\u0e44])"  # after ๆ and ฯ
    "|(?<=[\u0e01-\u0e5b])(?=[A-Za-z0-9(\\[])|(?<=[A-Za-z0-9)\\]])(?=[\u0e01-\u0e2e\u0e40-\u0e44])"
    "|(?<=[/_,;:@-])(?=[^\\s0-9])|(?<=[a-z])(?=[A-Z])"
)


def word_borders(text: str) -> set[int]:
    """Return the places inside a text without spaces where a line may well end."""
    borders: set[int] = set()
    inside: set[int] = set()
    for found in _KNOWN.finditer(text):
        borders.update(found.span())
        inside.update(range(found.start() + 1, found.end()))
    borders.update(place for place in (found.start() for found in _SYLLABLE.finditer(text)) if place not in inside)
    return borders


def cluster_borders(text: str) -> list[int]:
    """Return where clusters of a text without spaces begin, and its end."""
    starts = [found.start() for found in CLUSTER.finditer(text)]
    return [*starts, len(text)]
