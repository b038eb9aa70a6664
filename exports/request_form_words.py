"""The words of the form of a data subject's request, in Thai and English."""

from msgspec import Struct


class Words(Struct, frozen=True, kw_only=True):
    """Everything that is printed on the form before anybody fills it."""

    title: str
    under: str
    to: str
    number: str
    received: str
    submitted: str
    day: str
    parts: tuple[str, str, str, str, str, str, str]
    officer: str
    requesters: tuple[tuple[str, str], ...]
    ages: tuple[tuple[str, str], ...]
    age: str
    age_note: str
    name: str
    national_id: str
    passport: str
    address: str
    phone: str
    email: str
    deputy_note: str
    deputy: str
    capacity: str
    deputy_contact: str
    authority: str
    rights_note: str
    days: str
    due: str
    details_note: str
    documents: tuple[str, ...]
    documents_note: str
    truth: tuple[str, ...]
    privacy: str
    kept_days: str
    kept: str
    sign: str
    signs_person: str
    signs_minor: str
    signs_deputy: str
    channel: str
    identity: str
    identities: tuple[tuple[str, str], ...]
    checked_on: str
    result_head: tuple[str, str, str, str]
    results: tuple[str, str, str]
    told: str
    signs_receiver: str
    signs_officer: str
    signs_head: str
    receipt: str
    receipt_text: str
    receipt_contact: str
    page: str


TH = Words(
    title="แบบคำร้องขอใช้สิทธิของเจ้าของข้อมูลส่วนบุคคล",
    under="พระราชบัญญัติคุ้มครองข้อมูลส่วนบุคคล พ.ศ. 2562 มาตรา 19 และมาตรา 30 ถึงมาตรา 36",
    to="เรียน  เจ้าหน้าที่คุ้มครองข้อมูลส่วนบุคคล",
    number="เลขที่คำขอ",
    received="รับเมื่อ",
    submitted="วันที่ยื่น",
    day="วันที่",
    parts=(
        "ส่วนที่ 1 ผู้ยื่นคำร้อง",
        "ส่วนที่ 2 เจ้าของข้อมูลส่วนบุคคล",
        "ส่วนที่ 3 ผู้ยื่นคำร้องแทน",
        "ส่วนที่ 4 สิทธิที่ขอใช้",
        "ส่วนที่ 5 รายละเอียดของคำร้อง",
        "ส่วนที่ 6 เอกสารที่แนบ",
        "ส่วนที่ 7 คำรับรอง",
    ),
    officer="ส่วนที่ 8 สำหรับเจ้าหน้าที่",
    requesters=(
        ("self", "เจ้าของข้อมูลส่วนบุคคลยื่นเอง"),
        ("agent", "ผู้รับมอบอำนาจ"),
        ("guardian", "ผู้ใช้อำนาจปกครอง ผู้อนุบาล หรือผู้พิทักษ์"),
    ),
    ages=(("adult", "บรรลุนิติภาวะแล้ว"), ("from_10", "เกิน 10 ปี แต่ยังไม่บรรลุนิติภาวะ"), ("under_10", "ไม่เกิน 10 ปี")),
    age="อายุของเจ้าของข้อมูล",
    age_note=(
        "ผู้เยาว์อายุไม่เกิน 10 ปี ให้ผู้ใช้อำนาจปกครองยื่นและลงชื่อแทน ผู้เยาว์อายุเกิน 10 ปี ให้ลงชื่อทั้งผู้เยาว์และผู้ใช้อำนาจปกครอง "
        "เว้นแต่เป็นการที่ผู้เยาว์ทำได้โดยลำพัง (มาตรา 20)"
    ),
    name="ชื่อและนามสกุล",
    national_id="เลขประจำตัวประชาชน",
    passport="หรือหนังสือเดินทางเลขที่",
    address="ที่อยู่ที่ติดต่อได้",
    phone="โทรศัพท์",
    email="อีเมล",
    deputy_note="กรอกเมื่อผู้ยื่นไม่ใช่เจ้าของข้อมูล",
    deputy="ชื่อและนามสกุลผู้ยื่นแทน",
    capacity="เกี่ยวข้องเป็น",
    deputy_contact="โทรศัพท์หรืออีเมล",
    authority="หลักฐานแสดงอำนาจ (เลขที่ ลงวันที่)",
    rights_note="เลือกได้มากกว่าหนึ่งข้อ กำหนดเวลานับจากวันถัดจากวันที่หน่วยงานได้รับคำร้อง",
    days="ภายใน {days} วัน",
    due="กำหนด {day}",
    details_note="ข้อมูล บริการ หรือช่วงเวลาที่เกี่ยวข้อง สิ่งที่ต้องการให้ดำเนินการ และเหตุผล (ถ้ามี)",
    documents=(
        "สำเนาบัตรประจำตัวประชาชนหรือหนังสือเดินทางของเจ้าของข้อมูล",
        "สำเนาบัตรประจำตัวประชาชนหรือหนังสือเดินทางของผู้ยื่นแทน",
        "หนังสือมอบอำนาจ",
        "หลักฐานการเป็นผู้ใช้อำนาจปกครอง ผู้อนุบาล หรือผู้พิทักษ์ เช่น สูติบัตร คำสั่งศาล",
        "เอกสารที่แสดงว่าข้อมูลไม่ถูกต้องหรือไม่เป็นปัจจุบัน (กรณีขอแก้ไข)",
        "อื่น ๆ โปรดระบุ",
    ),
    documents_note="โปรดปิดทับศาสนาและหมู่โลหิตบนสำเนาบัตร และเขียนกำกับว่าใช้เพื่อยื่นคำร้องนี้เท่านั้น",
    truth=(
        "ข้าพเจ้าขอรับรองว่าข้อความและเอกสารข้างต้นเป็นความจริง และข้าพเจ้าเป็นเจ้าของข้อมูลหรือเป็นผู้มีอำนาจยื่นคำร้องแทน",
        "ข้าพเจ้าทราบว่าหน่วยงานอาจขอหลักฐานยืนยันตัวตนหรืออำนาจเพิ่มเท่าที่จำเป็น เพื่อไม่ให้ข้อมูลตกแก่ผู้อื่น",
        (
            "ข้าพเจ้าทราบว่าหน่วยงานปฏิเสธคำร้องได้เฉพาะเหตุที่กฎหมายกำหนด โดยแจ้งเหตุผลให้ทราบ "
            "และข้าพเจ้ามีสิทธิร้องเรียนต่อคณะกรรมการผู้เชี่ยวชาญ (มาตรา 73)"
        ),
    ),
    privacy="ข้อมูลในแบบนี้ใช้เพื่อตรวจตัวตน ค้นหาข้อมูลตามคำร้อง และตอบกลับเท่านั้น",
    kept_days=" เก็บแบบเข้ารหัส และลบเมื่อพ้น {days} วันหลังปิดคำร้อง",
    kept=" และลบเมื่อพ้นกำหนดเก็บหลังปิดคำร้อง",
    sign="ลงชื่อ",
    signs_person="เจ้าของข้อมูลส่วนบุคคล",
    signs_minor="ผู้เยาว์ (อายุเกิน 10 ปี)",
    signs_deputy="ผู้ยื่นแทน / ผู้ใช้อำนาจปกครอง",
    channel="ช่องทางที่รับ",
    identity="การตรวจตัวตนและอำนาจ",
    identities=(
        ("document_seen", "เห็นเอกสารแล้ว"),
        ("verified", "ยืนยันตัวตนแล้ว"),
        ("portal", "ยืนยันผ่านระบบดิจิทัล"),
        ("claimed", "ยังไม่ได้ยืนยัน"),
    ),
    checked_on="วันที่ตรวจ",
    result_head=("สิทธิ", "กำหนด", "ผลการพิจารณา", "เหตุผลหรือส่วนที่ปฏิเสธ"),
    results=("ดำเนินการ", "บางส่วน", "ปฏิเสธ"),
    told="แจ้งผลวันที่",
    signs_receiver="ผู้รับคำร้อง",
    signs_officer="เจ้าหน้าที่คุ้มครองข้อมูลส่วนบุคคล",
    signs_head="ผู้มีอำนาจพิจารณา",
    receipt="ส่วนของผู้ยื่นคำร้อง (ฉีกตามรอยประ)",
    receipt_text="หน่วยงานได้รับคำร้องขอใช้สิทธิของเจ้าของข้อมูลส่วนบุคคลไว้แล้ว โปรดอ้างเลขที่คำขอเมื่อติดต่อ",
    receipt_contact="ติดต่อสอบถาม",
    page="หน้า",
)
EN = Words(
    title="Request form of a data subject",
    under="Personal Data Protection Act B.E. 2562 (2019), section 19 and sections 30 to 36",
    to="To the data protection officer",
    number="Request no.",
    received="Received",
    submitted="Submitted",
    day="Date",
    parts=(
        "Part 1 Who submits this request",
        "Part 2 Data subject",
        "Part 3 Who submits for the data subject",
        "Part 4 Rights to be used",
        "Part 5 Details of the request",
        "Part 6 Documents attached",
        "Part 7 Statement",
    ),
    officer="Part 8 For officers",
    requesters=(
        ("self", "The data subject"),
        ("agent", "An authorised agent"),
        ("guardian", "Holder of parental power, guardian or curator"),
    ),
    ages=(("adult", "of age"), ("from_10", "over 10 years and not of age"), ("under_10", "not over 10 years")),
    age="Age of the data subject",
    age_note=(
        "For a minor of 10 years or less the holder of parental power submits and signs. A minor over 10 years signs "
        "together with the holder of parental power, unless the minor may do the act alone (section 20)."
    ),
    name="Name and surname",
    national_id="National ID number",
    passport="or passport no.",
    address="Address for answers",
    phone="Telephone",
    email="E-mail",
    deputy_note="To be filled when somebody else submits",
    deputy="Name and surname",
    capacity="Capacity",
    deputy_contact="Telephone or e-mail",
    authority="Proof of authority (no., date)",
    rights_note="Several may be ticked. Time is counted from the day after the agency received the request.",
    days="within {days} days",
    due="due {day}",
    details_note="Data, service or time that it is about, what you want to be done, and why (if you wish)",
    documents=(
        "Copy of the data subject's ID card or passport",
        "Copy of the ID card or passport of who submits for the data subject",
        "Power of attorney",
        "Proof of parental power, guardianship or curatorship, e.g. birth certificate, court order",
        "Documents showing that the data are wrong or out of date (for a correction)",
        "Others, please name",
    ),
    documents_note="Cover religion and blood group on copies, and write on them that they serve this request only.",
    truth=(
        (
            "I declare that the above and the documents are true, and that I am the data subject or have the authority "
            "to submit for the data subject."
        ),
        (
            "I know that the agency may ask for further proof of identity or authority as far as needed, so that no "
            "data get to others."
        ),
        (
            "I know that the agency may refuse only on grounds of the law, with its reasons, and that I may complain "
            "to the expert committee (section 73)."
        ),
    ),
    privacy=(
        "What stands in this form is used to check who asks, to find the data that are asked for, and to answer; for "
        "nothing else."
    ),
    kept_days=" It is kept encrypted, and deleted {days} days after the request is closed.",
    kept=" It is deleted when its time of keeping after the closing has passed.",
    sign="Signed",
    signs_person="Data subject",
    signs_minor="Minor (over 10 years)",
    signs_deputy="Agent / holder of parental power",
    channel="Received by way of",
    identity="Identity and authority",
    identities=(
        ("document_seen", "document seen"),
        ("verified", "verified"),
        ("portal", "by a digital ID"),
        ("claimed", "not verified yet"),
    ),
    checked_on="Checked on",
    result_head=("Right", "Due", "Decision", "Reason, or what is refused"),
    results=("granted", "in part", "refused"),
    told="Answered on",
    signs_receiver="Receiving officer",
    signs_officer="Data protection officer",
    signs_head="Deciding officer",
    receipt="For the requester (tear here)",
    receipt_text="The agency has received a request of a data subject. Give the request number in every contact.",
    receipt_contact="Contact",
    page="Page",
)
LANGUAGES = {"th": TH, "en": EN}
