"""The paper form's sub-headings, group headings and hints in English, for pages read in English.

The paper has them in Thai alone, and every file and export keeps them so; labels have their English in `schemas.field`.
"""

_HEADINGS = {
    "ข้อมูลส่วนบุคคล": "Personal data",
    "การบริหารจัดการข้อมูล": "Management of the data",
    "บทบาทของผู้ที่เกี่ยวข้องกับข้อมูลนั้น": "Roles of those concerned",
    "ประเภทข้อมูล": "Kinds of data",
    "แหล่งการจัดเก็บ": "Places of storage",
    "ระยะเวลาจัดเก็บ": "Retention period",
    "การทบทวน": "Review",
    "รอบการทำลายข้อมูล": "Destruction cycle",
    "วิธีการทำลาย": "Destruction method",
    "อ้างอิงจากการจัดเก็บการทำลาย": "References for storage and destruction",
    "มาตรการกำหนดการเข้าถึงข้อมูล": "Access control",
    "มาตรการป้องกันด้านเทคนิค": "Technical safeguards",
    "มาตรการป้องกันทางกายภาพ": "Physical safeguards",
    "มาตรการป้องกัน (กรณีต้องให้ข้อมูลส่วนบุคคลกับผู้ที่ไม่ได้เป็นผู้ควบคุมข้อมูลส่วนบุคคล)": (
        "Safeguards when personal data are given to somebody who is not their controller"
    ),
    "ระบบการตรวจสอบเพื่อดำเนินการลบหรือทำลายข้อมูลส่วนบุคคลเมื่อพ้นกำหนดระยะเวลาการเก็บรักษา": (
        "Checks for erasure or destruction when the retention period ends"
    ),
    "การแจ้งเหตุการละเมิดข้อมูลส่วนบุคคลแก่สำนักงาน": "Telling the Office of a personal data breach",
    "การแลกเปลี่ยนข้อมูลกับหน่วยงานอื่น": "Exchange with other bodies",
    "การประมวลผล": "Processing",
}
_HINTS_OF_DATA = {
    "โปรดระบุข้อมูลส่วนบุคคล เช่น ชื่อ,นามสกุล,รหัสบัตรประชาชน,ว/ด/ป เกิด,เบอร์มือถือ, ที่อยู่ เป็นต้น": (
        "Name the personal data, such as name, surname, national ID, date of birth, mobile number, address"
    ),
    "โปรดระบุวัตถุประสงค์ที่ใช้โดยมองต่อกิจกรรมหรือกระบวนการทำงาน": (
        "State the purposes of use, seen from the activity or the work process"
    ),
    "โปรดระบุกิจกรรมหรือเอกสาร ที่การจัดทำ/หากไม่มีการดำเนินงานระบุ N/A": (
        "Name the activity or document that was made; N/A when nothing was done"
    ),
    "ข้อมูลที่เป็นความลับ, มีความเสี่ยงหากถูกเปิดเผย": "Confidential data, a risk if they are disclosed",
    "ระบุ NO หากไม่มี / ระบุชื่อหน่วยงาน หากมี": "NO when there is none; otherwise name the organisations",
    "โปรดพิจารณาข้อมูลสามารถเปิดเผยสาธารณะได้": "Consider whether the data may be made public",
    "ระบุ YES หากเป็นผู้สร้างข้อมูล": "YES for who creates the data",
    "ระบุ YES หากเป็นผู้บันทึก/จัดเก็บข้อมูล": "YES for who records or stores the data",
    "ระบุ YES หากเป็นผู้ใช้ข้อมูล": "YES for who uses the data",
    "โปรดระบุใครเป็นผู้สร้างข้อมูล; กรณี ถ้าได้ข้อมูลมาจาก 2 หน่วยงานภายในแล้วได้ฟิลด์ใหม่ สิ่งที่เกิดขึ้นนั้นผู้สร้างคือ หน่วยงานที่รวมข้อมูล": (
        "Who creates the data; when data of two units give a new field, the unit that joins them is its creator"
    ),
    "โปรดระบุใครเป็นรวบรวมข้อมูลที่เป็นขององค์กรอื่น มาใช้งานกับตนเอง เช่น ทะเบียนราษฎร์": (
        "Who collects data of other bodies for own use, such as the civil register"
    ),
    "โปรดระบุใครเป็นคนจำแนกชั้นลับ": "Who sets the class of secrecy",
    "โปรดระบุใครเป็นคนใช้ข้อมูล": "Who uses the data",
    "โปรดระบุใครเป็นผู้จัดเก็บข้อมูล": "Who stores the data",
    "โปรดระบุใครเป็นผู้อนุมัติดำเนินการเผยแพร่หรือ เข้าถึงข้อมูล": "Who approves disclosure or access",
    "โปรดระบุใครเป็นผู้ดำเนินการตรวจสอบข้อมูล": "Who inspects the data",
    "โปรดระบุใครเป็นผู้กำหนดรอบการทบทวน": "Who sets the review cycle",
    "โปรดระบุใครเป็นผู้อนุมัติการลบการทำลาย": "Who approves erasure and destruction",
    "โปรดระบุใครเป็นผู้กำหนดสิทธิการใช้งาน": "Who sets the rights of use",
}
_HINTS_OF_KEEPING = {
    "โปรดระบุ Database, File (text, Word, Excel, Powerpoint, Clip VDO, ไฟล์เสียง, รูปภาพ, ไฟล์แผนที่, กระดาษ, อื่นๆ)": (
        "Database, file (text, Word, Excel, PowerPoint, video, sound, picture, map), paper, others"
    ),
    "โปรดระบุพื้นที่จัดเก็บ เช่น ตู้เอกสาร, Sharedrive, DMS, ERP, MailGoThai, ServiceNow, KM, อนุมัติสั่งการ, อื่นๆ": (
        "Where they are stored, such as a filing cabinet, shared drive, DMS, ERP, MailGoThai, ServiceNow, KM, others"
    ),
    "โปรดระบุระยะเวลาการจัดเก็บ": "How long they are kept",
    "โปรดระบุระยะเวลาการ update ข้อมูลส่วนบุคคล เช่นปีละ …": "How often they are brought up to date, such as once a year",
    "โปรดระบุ ระยะเวลาการตรวจสอบเพื่อทำลาย เช่นวันสิ้นปีงบประมาณ เป็นต้น": (
        "When they are looked through for destruction, such as at the end of the fiscal year"
    ),
    "โปรดระบุวิธีการทำลาย เช่น ลบด้วยวิธีการมั่นคงปลอดภัย, การเผาทำลาย, ตั้งคณะกรรมการฯ เป็นต้น": (
        "How they are destroyed, such as secure erasure, burning, by a committee"
    ),
    "โปรดระบุกฎหมาย/ระเบียบ/คำสั่งที่เกี่ยวข้อง": "The laws, regulations or orders that apply",
    "เฉพาะรายการข้อมูล สำเนา หรือข้อมูลสำรอง ที่เก็บไม่เท่ากับระยะเวลาในแบบฟอร์ม": (
        "Only items, copies or backups whose period differs from the one in the form"
    ),
}
_HINTS_OF_SAFEGUARDS = {
    "โปรดระบุมาตรการรักษาความมั่นคงปลอดภัยที่เหมาะสม ในการควบคุมการเข้าถึงข้อมูลส่วนบุคคล เช่น นโยบาย, แนวปฏิบัติ เป็นต้น": (
        "The suitable measures that control access to personal data, such as a policy or guidelines"
    ),
    "โปรดระบุเอกสารหรือแนวทางการกำหนดสิทธิการเข้าใช้งาน เช่น แก้ไข/เปลี่ยนแปลง/การเปิดเผยข้อมูล "
    "เป็นผู้กำหนดสิทธิการเข้าใช้ข้อมูล เช่น เอกสาร Access Matrix": (
        "The document or guideline that sets rights to edit, change or disclose data, such as an access matrix"
    ),
    "โปรดระบุแนวทางวิธีการ": "State the method",
    "โปรดระบุเทคโนโลยีหรือแนวทางการดำเนินงาน": "State the technology or the way of working",
    "โปรดระบุมาตรการควบคุมการเข้าถึงทางกายภาพ เช่น ใส่ตู้, มีการทำบันทึกการเข้าออก, มีกล้อง CCTV, มีการยืนยันตัวตนการเข้าถึง": (
        "Measures against physical access, such as locked cabinets, an entry log, CCTV, identity checks"
    ),
    "โปรดระบุขั้นตอนการตรวจสอบสิทธิและวัตถุประสงค์อย่างไร": "How right and purpose are checked",
    "โปรดระบุขั้นตอนการตรวจสอบคำร้องกับ ข้อมูลก่อนนำส่งดำเนินการอย่างไร": (
        "How the request is checked against the data before they are delivered"
    ),
    "โปรดระบุวิธีการบันทึกเช่น กำหนดชื่อสำหรับผู้ติดต่อ, ว/ด/ป ที่ให้ข้อมูล และวัตถุประสงค์การใช้งาน เป็นต้น": (
        "How it is recorded, such as the contact's name, the date of delivery and the purpose of use"
    ),
    "โปรดระบุวิธีการติดตาม และสื่อสารกับบุคคลและนิติบุคคล หากไม่มีความจำเป็นใช้งานตามวัตถุประสงค์ที่แจ้ง ให้ลบ/ทำลาย": (
        "How persons and bodies are followed up and told to erase or destroy the data once the purpose has ended"
    ),
    "โปรดระบุรอบการติดตามเช่น ทุกสัปดาห์ หรือ ทุกเดือน อ้างอิงระยะเวลาการเก็บข้อมูล": (
        "How often it is looked after, such as weekly or monthly, by the retention period"
    ),
    "โปรดระบุวิธีการปฏิบัติ ลบทำลาย อย่างไร": "How the data are erased or destroyed",
    "โปรดระบุช่องทางการรับแจ้งและ การกำหนดผู้รับผิดชอบตามระดับความเสี่ยง": (
        "The channels for reports, and who is responsible at each level of risk"
    ),
    "โปรดระบุพนักงานผู้รับผิดชอบกิจกรรมมีการกำหนดตัวแทนประสานแจ้งคณะกรรมการคุ้มครองข้อมูลส่วนบุคคลภายใน 72 ชั่วโมง": (
        "The staff responsible, and who tells the Personal Data Protection Committee within 72 hours"
    ),
}
#: Known by its beginning: it goes on with the example persons of the form, who stand only where the form is declared.
_EXAMPLE = "เจ้าหน้าที่ส่วนบริหารทรัพยากรบุคคลที่ได้รับมอบหมาย"
_EXAMPLE_EN = "Such as the officers of the human resources division who were given the task, by name and position"
PRINTED_EN = _HEADINGS | _HINTS_OF_DATA | _HINTS_OF_KEEPING | _HINTS_OF_SAFEGUARDS


def printed_english(words: str) -> str:
    """Return a sub-heading, group heading or hint of the paper form in English; what is none of them as it is."""
    return _EXAMPLE_EN if words.startswith(_EXAMPLE) else PRINTED_EN.get(words, words)
