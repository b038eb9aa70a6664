"""Finds kinds of personal data in Thai sentences, so that a flow can be held against the declared list. Pure.

Thai has no spaces between words and the paper breaks them anywhere, so texts are compared without spaces and the
longest name wins: "ที่อยู่อีเมล" is an e-mail address, not an address. Only known kinds are found; what is not known is
never reported, since a false alarm teaches people to skip the list.
"""

import re
from typing import Final

from schemas.name_finder import words_key, words_pattern

NAME, PHONE, EMAIL, ADDRESS = "ชื่อ นามสกุล", "หมายเลขโทรศัพท์", "อีเมล", "ที่อยู่"
NATIONAL_ID, LASER_CODE, BIRTH, LINE_ID = "เลขประจำตัวประชาชน", "เลขหลังบัตรประชาชน", "วันเดือนปีเกิด", "ไลน์ไอดี"
USER_NAME, PHOTO, LOG, HEALTH = "ชื่อผู้ใช้", "รูปถ่าย", "ข้อมูลบันทึกการใช้งาน (Log)", "ข้อมูลสุขภาพ"
BANK, BIOMETRIC, ID_COPY, HOUSE = "เลขที่บัญชีธนาคาร", "ข้อมูลชีวภาพ", "สำเนาบัตรประจำตัวประชาชน", "ทะเบียนบ้าน"

#: Kind of data by the ways in which people write it, separated by "|".
_WRITTEN: Final = {
    NATIONAL_ID: "เลขประจำตัวประชาชน|เลขบัตรประจำตัวประชาชน|เลขบัตรประชาชน|เลขที่บัตรประชาชน|เลขที่บัตรประจำตัวประชาชน|เลขประชาชน"
    "|รหัสบัตรประชาชน|รหัสประจำตัวประชาชน|รหัสประชาชน|เลข 13 หลัก|เลขประจำตัว 13 หลัก|national id|citizen id",
    LASER_CODE: "เลขหลังบัตรประชาชน|เลขหลังบัตรประจำตัวประชาชน|เลขหลังบัตร|รหัสหลังบัตรประชาชน|รหัสหลังบัตรประจำตัวประชาชน"
    "|รหัสหลังบัตร|เลขเลเซอร์|เลเซอร์โค้ด|เลเซอร์ไอดี|laser code|laser id",
    ID_COPY: "สำเนาบัตรประจำตัวประชาชน|สำเนาบัตรประชาชน|ภาพถ่ายบัตรประชาชน|ภาพถ่ายบัตรประจำตัวประชาชน",
    HOUSE: "ทะเบียนบ้าน|ทะเบียนราษฎร|ทะเบียนราษฎร์",
    "หนังสือเดินทาง": "หนังสือเดินทาง|passport",
    "ใบอนุญาตขับขี่": "ใบอนุญาตขับขี่|ใบขับขี่",
    "เลขประจำตัวผู้เสียภาษี": "เลขประจำตัวผู้เสียภาษี|เลขผู้เสียภาษี|tax id",
    NAME: "ชื่อ|นามสกุล|ชื่อสกุล|ชื่อ-สกุล|ชื่อ-นามสกุล|ชื่อ–นามสกุล|ชื่อ/นามสกุล|ชื่อผู้ใช้บริการ|รายชื่อ",
    PHONE: "เบอร์โทรศัพท์มือถือ|เบอร์โทรศัพท์|เบอร์มือถือ|เบอร์โทร|เบอร์ติดต่อ|หมายเลขโทรศัพท์|หมายเลขโทรศัพท์มือถือ|หมายเลขมือถือ"
    "|เลขหมายโทรศัพท์|หมายเลขติดต่อ|โทรศัพท์มือถือ|โทรศัพท์เคลื่อนที่|phone number|mobile number",
    EMAIL: "อีเมล|อีเมล์|อีเมลล์|ที่อยู่อีเมล|ที่อยู่อีเมล์|e-mail|email|e-mail address|email address"
    "|ที่อยู่ไปรษณีย์อิเล็กทรอนิกส์|ที่อยู่จดหมายอิเล็กทรอนิกส์",
    LINE_ID: "ไลน์ไอดี|ไอดีไลน์|บัญชีไลน์|line id|id line|lineid",
    BIRTH: "วันเดือนปีเกิด|วันเดือนปี เกิด|วัน/เดือน/ปีเกิด|วัน/เดือน/ปี เกิด|วัน เดือน ปีเกิด|ว/ด/ป เกิด|ว.ด.ป.เกิด|วันเกิด"
    "|date of birth|birth date|birthday",
    ADDRESS: "ที่อยู่|ที่อยู่อาศัย|ที่อยู่ปัจจุบัน|ภูมิลำเนา",
    "รหัส OTP": "otp|รหัสผ่านครั้งเดียว|one time password|one-time password",
    "รหัสผ่าน": "รหัสผ่าน|พาสเวิร์ด|password",
    USER_NAME: "ชื่อผู้ใช้|ชื่อผู้ใช้งาน|ชื่อเข้าระบบ|ชื่อบัญชีผู้ใช้|บัญชีผู้ใช้|ไอดีผู้ใช้|ไอดีผู้ใช้งาน|username|user name|user id",
    LOG: "log|logs|log file|ล็อกไฟล์|ข้อมูลจราจรทางคอมพิวเตอร์|ข้อมูลจราจรคอมพิวเตอร์|ประวัติการเข้าใช้งาน|ประวัติการใช้งาน",
    "หมายเลขไอพี": "ip address|หมายเลขไอพี|เลขไอพี|ไอพีแอดเดรส|ที่อยู่ไอพี",
    "คุกกี้": "คุกกี้|cookie|cookies",
    PHOTO: "รูปถ่าย|ภาพใบหน้า|รูปหน้าตรง",
    "ภาพจากกล้องวงจรปิด": "กล้องวงจรปิด|cctv",
    "เสียงสนทนา": "บันทึกเสียง|เสียงสนทนา",
    "ลายมือชื่อ": "ลายมือชื่อ|ลายเซ็น|ลายเซ็นต์",
    BANK: "เลขที่บัญชีธนาคาร|เลขบัญชีธนาคาร|เลขที่บัญชี|เลขบัญชี|บัญชีธนาคาร|พร้อมเพย์",
    "บัตรเครดิต": "บัตรเครดิต|credit card",
    "เงินเดือน": "เงินเดือน",
    "ประวัติการศึกษา": "ประวัติการศึกษา|วุฒิการศึกษา",
    "เพศ": "เพศ",
    "สัญชาติ": "สัญชาติ",
    "สถานภาพสมรส": "สถานภาพสมรส|สถานภาพการสมรส",
    "ทะเบียนรถ": "ทะเบียนรถ|ป้ายทะเบียนรถ",
    "เชื้อชาติ": "เชื้อชาติ",
    "ศาสนา": "ศาสนา",
    "ประวัติอาชญากรรม": "ประวัติอาชญากรรม|ประวัติอาชญากร",
    HEALTH: "ข้อมูลสุขภาพ|ประวัติสุขภาพ|ประวัติการรักษา|ใบรับรองแพทย์|โรคประจำตัว|หมู่โลหิต|กรุ๊ปเลือด|ความพิการ",
    BIOMETRIC: "ข้อมูลชีวภาพ|ข้อมูลชีวมิติ|ลายนิ้วมือ|ม่านตา|จดจำใบหน้า|สแกนใบหน้า|biometric",
}
#: Words that hold one of the names above and mean something else.
_OTHER_WORDS: Final = (
    "ชื่อหน่วยงาน|ชื่อนิติบุคคล|ชื่อบริษัท|ชื่อโรงงาน|ชื่อระบบ|ชื่อกิจกรรม|ชื่อโครงการ|ชื่อเรื่อง|ชื่อเว็บไซต์|ชื่อไฟล์|ชื่อองค์กร"
    "|ชื่อสถานประกอบการ|ชื่อเอกสาร|ชื่อโดเมน|รายชื่อโดเมน|ชื่อเซอร์วิส|ชื่อผลิตภัณฑ์|ชื่อสินค้า|ชื่อตำแหน่ง|ลงชื่อเข้าใช้|ลงชื่อเข้าสู่ระบบ"
    "|ที่อยู่ใน|ที่อยู่ภายใต้|ที่อยู่ภายใน|ที่อยู่ระหว่าง|ที่อยู่บน|ที่อยู่กับ|ที่อยู่เว็บไซต์|ที่อยู่นอก|พุทธศาสนา|log in|log out|log on|หลากหลายทางเพศ"
)
#: Short words that name a kind in a list of items, and in a sentence are only a channel or a slip of the scan.
_IN_LISTS: Final = {
    PHONE: "โทรศัพท์|มือถือ|โทร.",
    EMAIL: "เมล|เมล์|mail|ไปรษณีย์อิเล็กทรอนิกส์",
    LINE_ID: "ไลน์|line|โลกเน็ต",
    PHOTO: "ภาพถ่าย|รูปภาพ",
    USER_NAME: "ไอดี|user",
    "หมายเลขไอพี": "ip|ไอพี",
}
#: Documents and headings that hold several kinds at once.
_COVERS: Final = {
    ID_COPY: (NATIONAL_ID, NAME, BIRTH, ADDRESS, PHOTO),
    HOUSE: (NATIONAL_ID, NAME, BIRTH, ADDRESS, "เพศ", "สัญชาติ"),
}
_CONTACT_WORDS = re.compile("ข้อมูลติดต่อ|ข้อมูลการติดต่อ|ข้อมูลสำหรับติดต่อ|ช่องทางติดต่อ|ช่องทางการติดต่อ")
_CONTACT_KINDS = frozenset({PHONE, EMAIL, ADDRESS, LINE_ID})
_NOT_COLLECTED = re.compile("ไม่(?:ได้|มีการ)?(?:จัด)?เก็บ")


def _names(*tables: dict[str, str]) -> dict[str, str | None]:
    names: dict[str, str | None] = {words_key(word): None for word in _OTHER_WORDS.split("|")}
    for table in tables:
        names |= {words_key(word): kind for kind, words in table.items() for word in words.split("|")}
    return names


_IN_TEXT = _names(_WRITTEN)
_IN_ITEMS = _names(_IN_LISTS, _WRITTEN)
_NAMED = _IN_ITEMS | {words_key(kind): kind for kind in _WRITTEN}
_TEXT_PATTERN = words_pattern(_IN_TEXT)
_ITEMS_PATTERN = words_pattern(_IN_ITEMS)


def kinds_in_text(text: str) -> list[str]:
    """Return the kinds of personal data that a sentence of the flow names, each once, in order.

    A sentence that says nothing is kept names none.
    """
    key = words_key(text)
    if _NOT_COLLECTED.search(key):
        return []
    found = (_IN_TEXT[match.group()] for match in _TEXT_PATTERN.finditer(key))
    return list(dict.fromkeys(kind for kind in found if kind is not None))


def kinds_declared(items: list[str]) -> frozenset[str]:
    """Return the kinds that a list of items declares; a copy of the ID card declares what stands on it."""
    found = _kinds_listed(words_key(",".join(items)))
    return frozenset(found.union(*(_COVERS[kind] for kind in found if kind in _COVERS)))


def _kinds_listed(key: str) -> set[str]:
    found = {kind for match in _ITEMS_PATTERN.finditer(key) if (kind := _IN_ITEMS[match.group()]) is not None}
    return found | _CONTACT_KINDS if _CONTACT_WORDS.search(key) else found


def kinds_exchanged(text: str) -> list[str]:
    """Return the kinds of personal data that the words of an exchange line name, each once, the named ones first.

    A copy of the ID card is what stands on it; the house register only where the words do not list what is taken from
    it. Words that say that something is not kept name none.
    """
    key = words_key(text)
    if _NOT_COLLECTED.search(key):
        return []
    found = _kinds_listed(key)
    if ID_COPY in found or found == {HOUSE}:
        found.update(*(_COVERS[kind] for kind in (ID_COPY, HOUSE) if kind in found))
    named = [kind for kind in kinds_in_text(text) if kind in found]
    return [*named, *sorted(found.difference(named))]


def kind_named(words: str) -> str | None:
    """Return the kind of personal data that somebody means by some words, in any of its spellings; None for others."""
    return _NAMED.get(words_key(words))
