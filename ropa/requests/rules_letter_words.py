"""Standing words of letters of requests, in Thai and in English. Pure; a person edits what they become.

Legal source: PDPA ss.19, 30-36; s.73 (complaint to the expert committee); PDPC notification on erasure B.E. 2567.
"""

import re
from datetime import date

from schemas.english_dates import english_letter_day
from schemas.request_letters import LetterKind
from schemas.request_terms import Tongue
from schemas.thai_dates import format_thai_date

Both = dict[Tongue, str]
_TH, _EN = Tongue.TH, Tongue.EN

SUBJECT: dict[LetterKind, Both] = {
    LetterKind.RECEIPT: {
        _TH: "แจ้งการรับคำร้องขอใช้สิทธิของเจ้าของข้อมูลส่วนบุคคล",
        _EN: "Receipt of your request to exercise data subject rights",
    },
    LetterKind.ASK: {
        _TH: "ขอข้อมูลหรือเอกสารประกอบคำร้องขอใช้สิทธิของเจ้าของข้อมูลส่วนบุคคล",
        _EN: "Information or documents needed for your request",
    },
    LetterKind.EXTENSION: {
        _TH: "แจ้งการขยายระยะเวลาหรือหยุดนับระยะเวลาพิจารณาคำร้อง",
        _EN: "Extension or pause of the time to answer your request",
    },
    LetterKind.ANSWER: {
        _TH: "แจ้งผลการพิจารณาคำร้องขอใช้สิทธิของเจ้าของข้อมูลส่วนบุคคล",
        _EN: "Outcome of your request to exercise data subject rights",
    },
    LetterKind.RECIPIENT: {
        _TH: "แจ้งการดำเนินการตามคำร้องขอใช้สิทธิของเจ้าของข้อมูลส่วนบุคคล",
        _EN: "Notice of a data subject's request to a recipient of personal data",
    },
    LetterKind.OTHER_WAY: {
        _TH: "แจ้งการดำเนินการตามคำร้องด้วยวิธีอื่น",
        _EN: "Your request was carried out in another way than asked",
    },
    LetterKind.CLOSING: {
        _TH: "แจ้งยุติเรื่องคำร้องขอใช้สิทธิของเจ้าของข้อมูลส่วนบุคคล",
        _EN: "Closing of your request to exercise data subject rights",
    },
}
OPENING: Both = {
    _TH: "ตามที่ท่านได้ยื่นคำร้องขอใช้สิทธิตามพระราชบัญญัติคุ้มครองข้อมูลส่วนบุคคล พ.ศ. 2562 คำขอเลขที่ {ref}"
    " ซึ่ง{agency}ได้รับเมื่อวันที่ {received} นั้น",
    _EN: "We refer to your request no. {ref} under the Personal Data Protection Act B.E. 2562 (2019), which"
    " {agency} received on {received}.",
}
BODY: dict[LetterKind, Both] = {
    LetterKind.RECEIPT: {
        _TH: "{agency}ได้รับคำร้องของท่านไว้ดำเนินการแล้ว และจะแจ้งผลให้ท่านทราบภายในกำหนดเวลาดังต่อไปนี้ โปรดอ้างเลขที่คำขอเมื่อติดต่อ",
        _EN: "{agency} has taken in your request and will tell you the outcome by the following days. Please quote the"
        " number of your request.",
    },
    LetterKind.ASK: {
        _TH: "เพื่อให้พิจารณาคำร้องได้ ขอให้ท่านส่งข้อมูลหรือเอกสารต่อไปนี้ภายในวันที่ {due}",
        _EN: "So that your request can be decided, please send the following by {due}.",
    },
    LetterKind.EXTENSION: {
        _TH: "{agency}ขอแจ้งว่ามีเหตุตาม{law} จึง{act} โดยมีเหตุผล ดังนี้ {reason} กำหนดเวลาแจ้งผลเป็นดังต่อไปนี้",
        _EN: "Under {law}, {agency} has {act}, for this reason: {reason} The outcome will be told by the following"
        " days.",
    },
    LetterKind.ANSWER: {
        _TH: "{agency}ได้พิจารณาแล้ว ขอแจ้งผลการพิจารณา ดังนี้",
        _EN: "{agency} has considered your request and decided as follows.",
    },
    LetterKind.RECIPIENT: {
        _TH: "ด้วย{agency}ได้ดำเนินการตามคำร้องขอใช้สิทธิของเจ้าของข้อมูลส่วนบุคคลตาม{laws}"
        " แห่งพระราชบัญญัติคุ้มครองข้อมูลส่วนบุคคล พ.ศ. 2562 ({rights})"
        " และท่านเป็นผู้รับข้อมูลส่วนบุคคลของบุคคลดังกล่าว จึงขอแจ้งให้ท่านดำเนินการต่อข้อมูลที่ท่านได้รับไป"
        " รวมทั้งสำเนาและข้อมูลสำรอง และแจ้งผลให้ทราบ",
        _EN: "{agency} has carried out a data subject's request under {laws} of the Personal Data Protection Act"
        " B.E. 2562 (2019) ({rights}). You received personal data of this person. Please do the same with the data you"
        " received, copies and backups included, and tell us what was done.",
    },
    LetterKind.OTHER_WAY: {
        _TH: "{agency}ขอแจ้งว่าได้ดำเนินการตามคำร้องของท่านด้วยวิธีอื่นจากที่ร้องขอ คือ {done} แทน {asked} ด้วยเหตุผลว่า {why}",
        _EN: "{agency} carried out your request in another way than you asked: {done} instead of {asked}."
        " Reason: {why}",
    },
    LetterKind.CLOSING: {
        _TH: "{agency}ได้ดำเนินการเกี่ยวกับคำร้องของท่านเสร็จสิ้นแล้ว จึงขอยุติเรื่อง",
        _EN: "{agency} has done what your request calls for, and closes it.",
    },
}
#: A request that ends because nobody proved who asks.
LAPSING: Both = {
    _TH: "{agency}ได้ขอให้ท่านส่งหลักฐานยืนยันตัวตนหรืออำนาจ แต่ไม่ได้รับหลักฐานภายในเวลาที่กำหนด จึงยังดำเนินการตามคำร้องไม่ได้"
    " และขอยุติเรื่อง ท่านส่งหลักฐานเพื่อให้ดำเนินการต่อ หรือยื่นคำร้องใหม่ได้",
    _EN: "{agency} asked you to prove your identity or authority and received no proof in the time that was given. It"
    " cannot act on your request and closes it. You may send the proof, so that it is taken up again, or ask anew.",
}
ACTS: dict[str, Both] = {
    "extend": {_TH: "ขยายระยะเวลาพิจารณาคำร้องออกไป {days} วัน", _EN: "extended the time to answer by {days} days"},
    "pause": {_TH: "หยุดนับระยะเวลาตั้งแต่วันที่ {since}", _EN: "paused the time to answer from {since}"},
}
COMPLAIN: Both = {
    _TH: "หากท่านไม่เห็นด้วยกับผลการพิจารณา ท่านมีสิทธิร้องเรียนต่อคณะกรรมการผู้เชี่ยวชาญ ตามมาตรา 73"
    " แห่งพระราชบัญญัติคุ้มครองข้อมูลส่วนบุคคล พ.ศ. 2562 ผ่านสำนักงานคณะกรรมการคุ้มครองข้อมูลส่วนบุคคล",
    _EN: "If you disagree, you may complain to the expert committee under section 73 of the Personal Data Protection"
    " Act B.E. 2562 (2019), through the Office of the Personal Data Protection Committee.",
}
ENDING: dict[bool, Both] = {
    True: {_TH: "จึงเรียนมาเพื่อโปรดทราบ", _EN: ""},
    False: {_TH: "จึงเรียนมาเพื่อโปรดดำเนินการ และแจ้งผลให้ทราบด้วย", _EN: ""},
}
COPY: Both = {_TH: "สำเนาข้อมูลส่วนบุคคลของท่าน", _EN: "A copy of your personal data"}
REFERENCE: Both = {_TH: "คำร้องเลขที่ {ref} ลงวันที่ {received}", _EN: "Request no. {ref} received {received}"}
TASK_REF: Both = {_TH: "คำร้องเลขที่ {ref} รายการแจ้งที่ {number}", _EN: "Request no. {ref}, notice {number}"}
FOR_SOMEBODY: Both = {_TH: "{name} (ยื่นคำร้องแทน {subject})", _EN: "{name} (for {subject})"}
PERSON: Both = {_TH: "ชื่อ {value}", _EN: "Name: {value}"}
ID_TAIL: Both = {
    _TH: "เลขประจำตัวประชาชนลงท้ายด้วย {value}",
    _EN: "National ID ending with {value}",
}
NATIONAL_ID: Both = {_TH: "เลขประจำตัวประชาชน {value}", _EN: "National ID: {value}"}
PASSPORT: Both = {_TH: "หนังสือเดินทางหรือเอกสารอื่น {value}", _EN: "Passport or another document: {value}"}
EMAIL: Both = {_TH: "อีเมล {value}", _EN: "E-mail: {value}"}
PHONE: Both = {_TH: "โทรศัพท์ {value}", _EN: "Telephone: {value}"}
_LAWS = {
    "s19": ("มาตรา 19", "section 19"),
    "s30": ("มาตรา 30", "section 30"),
    "s31": ("มาตรา 31", "section 31"),
    "s32": ("มาตรา 32", "section 32"),
    "s33": ("มาตรา 33", "section 33"),
    "s34": ("มาตรา 34", "section 34"),
    "s36": ("มาตรา 35 และมาตรา 36", "sections 35 and 36"),
}
#: How the register writes a place in the Act (`PDPA s.33 para 2`).
_PLACE = re.compile(r"PDPA ss?\.(?P<section>\d+(?:-\d+)?)(?: para (?P<para>[1-4]))?(?P<rest>.*)", re.DOTALL)
_PARAGRAPHS = ("หนึ่ง", "สอง", "สาม", "สี่")


def law_reference(law: str, language: Tongue) -> str:
    """Return a place in the Act as a letter says it; words of another kind stay as they are."""
    found = _PLACE.fullmatch(law)
    if found is None or language is _EN:
        return law
    para = f" วรรค{_PARAGRAPHS[int(found['para']) - 1]}" if found["para"] else ""
    return f"มาตรา {found['section']}{para}{found['rest']}"


def law_words(right: str, language: Tongue) -> str:
    """Return where a right stands in the Act, by its code (`s33_erasure`)."""
    return _LAWS[right.partition("_")[0]][language is _EN]


def day_words(day: date, language: Tongue) -> str:
    """Return a day as a letter says it, of the Buddhist Era in both languages."""
    if language is _EN:
        return english_letter_day(day)
    return format_thai_date(day, style="long")
