"""Words of the form: who takes part, what a record says, and on which ground."""

from msgspec import Struct


class LawTerm(Struct, frozen=True):
    """One word. `law` is empty where it is this register's own."""

    key: str
    th: str
    en: str
    meaning_th: str
    meaning_en: str
    law: str = ""


PARTIES = (
    LawTerm(
        "controller",
        "ผู้ควบคุมข้อมูลส่วนบุคคล",
        "controller",
        "หน่วยงานที่ตัดสินใจว่าจะเก็บ ใช้ หรือเปิดเผยข้อมูลส่วนบุคคลอย่างไร เป็นผู้มีหน้าที่จัดทำบันทึกรายการนี้",
        "The agency that decides how personal data are collected, used or disclosed. It must keep this record.",
        "PDPA s.6; s.39",
    ),
    LawTerm(
        "processor",
        "ผู้ประมวลผลข้อมูลส่วนบุคคล",
        "processor",
        "ผู้ที่เก็บ ใช้ หรือเปิดเผยข้อมูลตามคำสั่งของผู้ควบคุมข้อมูล เช่น ผู้รับจ้างดูแลระบบ ต้องมีข้อตกลงกำกับ "
        "ต้องแจ้งเหตุละเมิดแก่ผู้ควบคุม และต้องทำบันทึกของตนเอง",
        "Who handles data on the controller's instruction, such as a contractor who runs a system. An agreement is "
        "needed; it tells the controller of breaches and keeps a record of its own.",
        "PDPA s.6; s.40",
    ),
    LawTerm(
        "data-subject",
        "เจ้าของข้อมูลส่วนบุคคล",
        "data subject",
        "บุคคลธรรมดาที่ข้อมูลบอกถึง เช่น ประชาชนที่ยื่นคำขอ เจ้าหน้าที่ ผู้มาติดต่อ เป็นผู้ใช้สิทธิตามมาตรา 30 ถึง 36",
        "The natural person whom the data are about: an applicant, a member of staff, a visitor. The rights of "
        "ss.30-36 are theirs.",
        "PDPA ss.30-36",
    ),
    LawTerm(
        "dpo",
        "เจ้าหน้าที่คุ้มครองข้อมูลส่วนบุคคล (DPO)",
        "data protection officer (DPO)",
        "ผู้ให้คำแนะนำ ตรวจสอบ และประสานงานกับสำนักงาน หน่วยงานของรัฐตามที่คณะกรรมการประกาศต้องมี "
        "ผู้ที่อนุมัติการประมวลผลเองไม่ควรเป็น DPO เพราะจะตรวจสอบตนเอง",
        "Advises, checks, and deals with the Office. State agencies named by the Committee need one. Who approves "
        "processing should not be DPO too: they would check themselves.",
        "PDPA s.41; s.42",
    ),
    LawTerm(
        "the-office",
        "สำนักงานคณะกรรมการคุ้มครองข้อมูลส่วนบุคคล",
        "the Office (PDPC)",
        "หน่วยงานที่รับแจ้งเหตุละเมิด และขอดูบันทึกรายการได้",
        "The body that is told of breaches and may inspect the record.",
        "PDPA s.37(4); s.39",
    ),
    LawTerm(
        "recipient",
        "ผู้รับข้อมูล",
        "recipient",
        "หน่วยงานหรือบุคคลภายนอกที่ได้รับข้อมูลไป ผู้รับใช้ข้อมูลได้ตามวัตถุประสงค์ที่แจ้งเท่านั้น",
        "Another body or person who is given the data. It is bound by the purpose for which it got them.",
        "PDPA s.27; s.37(2)",
    ),
)
RECORD = (
    LawTerm(
        "ropa",
        "บันทึกรายการกิจกรรม (ROPA)",
        "record of processing activities (ROPA)",
        "บันทึกที่ผู้ควบคุมข้อมูลต้องทำ มี 8 เรื่อง ได้แก่ ข้อมูลที่เก็บ วัตถุประสงค์ ผู้ควบคุม ระยะเวลาเก็บ สิทธิและวิธีเข้าถึง "
        "การใช้หรือเปิดเผยโดยไม่ขอความยินยอม การปฏิเสธคำขอ และมาตรการความปลอดภัย",
        "The record that a controller must keep. Eight things: data, purposes, controller, retention, access, use or "
        "disclosure without consent, rejected requests, and security.",
        "PDPA s.39",
    ),
    LawTerm(
        "purpose",
        "วัตถุประสงค์",
        "purpose",
        "เหตุที่เก็บข้อมูล ต้องระบุของข้อมูลแต่ละประเภท และใช้นอกเหนือจากที่แจ้งไว้ไม่ได้",
        "Why data are collected, said for each type of data. Another use is not allowed.",
        "PDPA s.21; s.39(2)",
    ),
    LawTerm(
        "minimisation",
        "เก็บเท่าที่จำเป็น",
        "data minimum",
        "เก็บข้อมูลได้เท่าที่จำเป็นตามวัตถุประสงค์ รายการที่ไม่ได้ใช้ไม่ควรเก็บ",
        "No more data than the purpose needs; what is not used is not collected.",
        "PDPA s.22",
    ),
    LawTerm(
        "privacy-notice",
        "ประกาศความเป็นส่วนตัว (Privacy Notice)",
        "privacy notice",
        "สิ่งที่ต้องแจ้งเจ้าของข้อมูลก่อนหรือขณะเก็บ เช่น วัตถุประสงค์ ฐานกฎหมาย ระยะเวลาเก็บ ผู้รับข้อมูล และสิทธิของเขา",
        "What a data subject is told when data are collected: purpose, basis, retention, recipients, contact, rights.",
        "PDPA s.23",
    ),
    LawTerm(
        "other-source",
        "ข้อมูลจากแหล่งอื่น",
        "data from another source",
        "เมื่อไม่ได้เก็บจากเจ้าของข้อมูลโดยตรง ต้องแจ้งให้ทราบภายใน 30 วัน เว้นแต่มีข้อยกเว้น",
        "Data that did not come from the person: they are told within 30 days, with exceptions.",
        "PDPA s.25",
    ),
    LawTerm(
        "special-category",
        "ข้อมูลอ่อนไหวตามมาตรา 26",
        "special category (s.26)",
        "เชื้อชาติ เผ่าพันธุ์ ความคิดเห็นทางการเมือง ความเชื่อ ศาสนา ปรัชญา พฤติกรรมทางเพศ ประวัติอาชญากรรม สุขภาพ ความพิการ "
        "สหภาพแรงงาน พันธุกรรม ชีวภาพ ต้องได้ความยินยอมโดยชัดแจ้งหรือเข้าข้อยกเว้น ไม่ใช่ความหมายเดียวกับชั้นความลับ",
        "Race, political opinion, belief, sexual behaviour, criminal record, health, disability, trade union, genetic "
        "or biometric data. Explicit consent or an exception of s.26 is needed. It is not the same as a secrecy class.",
        "PDPA s.26",
    ),
    LawTerm(
        "secrecy-class",
        "ชั้นความลับ",
        "secrecy class",
        "ลับ ลับมาก ลับที่สุด ตามความเสียหายต่อรัฐ เป็นคนละเรื่องกับข้อมูลอ่อนไหวตามมาตรา 26",
        "Confidential, secret, top secret, by the harm to the state. Another matter than special categories (s.26).",
        "ระเบียบว่าด้วยการรักษาความลับของทางราชการ พ.ศ. 2544",
    ),
    LawTerm(
        "security-measures",
        "มาตรการรักษาความมั่นคงปลอดภัย",
        "security measures",
        "มาตรการเชิงองค์กร เทคนิค และกายภาพ การควบคุมการเข้าถึงตามความจำเป็น และการตรวจสอบย้อนหลัง บันทึกรายการต้องอธิบายไว้",
        "Organisational, technical and physical measures, access by need, audit trails. The record describes them.",
        "PDPA s.37(1); s.39(8)",
    ),
)
BASES = (
    LawTerm(
        "lawful-basis",
        "ฐานกฎหมาย",
        "lawful basis",
        "เหตุที่กฎหมายให้ประมวลผลข้อมูลได้ ต้องระบุของแต่ละวัตถุประสงค์ หน่วยงานของรัฐมักใช้ภารกิจของรัฐ 24(4) หรือหน้าที่ตามกฎหมาย 24(6)",
        "The ground on which the law allows the processing, for each purpose. Agencies mostly rely on a public task "
        "24(4) or a legal duty 24(6).",
        "PDPA s.24; s.26; s.19",
    ),
    LawTerm(
        "public-task",
        "ภารกิจเพื่อประโยชน์สาธารณะหรืออำนาจรัฐ",
        "public task",
        "จำเป็นเพื่อปฏิบัติภารกิจเพื่อประโยชน์สาธารณะ หรือใช้อำนาจรัฐที่มอบแก่ผู้ควบคุมข้อมูล",
        "Needed for a task in the public interest or official authority vested in the controller.",
        "PDPA s.24(4)",
    ),
    LawTerm(
        "legal-obligation",
        "หน้าที่ตามกฎหมาย",
        "legal obligation",
        "จำเป็นเพื่อปฏิบัติตามกฎหมายของผู้ควบคุมข้อมูล ควรระบุชื่อกฎหมาย",
        "Needed to obey a law that binds the controller; name the law.",
        "PDPA s.24(6)",
    ),
    LawTerm(
        "consent",
        "ความยินยอม",
        "consent",
        "ให้เป็นหนังสือหรือทางอิเล็กทรอนิกส์ แยกจากเรื่องอื่น ให้โดยอิสระ และถอนได้ง่ายเท่ากับตอนให้",
        "Written or electronic, separate, free, and withdrawn as easily as given.",
        "PDPA s.19; s.20 (ผู้เยาว์)",
    ),
    LawTerm(
        "without-consent",
        "การใช้หรือเปิดเผยโดยไม่ขอความยินยอม",
        "use or disclosure without consent",
        "เมื่อเปิดเผยโดยอาศัยฐานอื่น ต้องบันทึกการใช้หรือเปิดเผยนั้นไว้ในบันทึกรายการ",
        "Use or disclosure on another ground than consent is written into the record.",
        "PDPA s.27 วรรคสาม; s.39(6)",
    ),
    LawTerm(
        "cross-border",
        "การโอนข้อมูลไปต่างประเทศ",
        "cross-border transfer",
        "ประเทศปลายทางต้องมีมาตรฐานเพียงพอ หรือเข้าข้อยกเว้น หรือมีมาตรการคุ้มครองที่เหมาะสม คลาวด์ในต่างประเทศไม่เป็นการโอนเสมอไป "
        "แต่ต้องตอบได้ว่าผู้ใดอ่านข้อมูลได้",
        "The country needs an adequate standard, or an exception or safeguard applies. A cloud abroad is not always a "
        "transfer, but somebody must know who can read the data.",
        "PDPA s.28; s.29",
    ),
)
