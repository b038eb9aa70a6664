"""What a record is counted by beside its lawful bases: data of s.26, data that go abroad.

Legal source: PDPA ss.26, 28 and 29.
"""

from typing import Final

from schemas.vocabulary import SpecialCategory, Term


class RecordMark(Term):
    """A mark that a record has by what its document says."""

    SPECIAL = ("special", "มีข้อมูลตามมาตรา 26", "data of s.26")
    RACE = ("special_race", "มาตรา 26: เชื้อชาติ", "s.26: race")
    ETHNIC_ORIGIN = ("special_ethnic_origin", "มาตรา 26: เผ่าพันธุ์", "s.26: ethnic origin")
    POLITICAL_OPINION = ("special_political_opinion", "มาตรา 26: ความคิดเห็นทางการเมือง", "s.26: political opinion")
    BELIEF = ("special_belief", "มาตรา 26: ความเชื่อในลัทธิ ศาสนาหรือปรัชญา", "s.26: cult, religious or philosophical belief")
    SEXUAL_BEHAVIOUR = ("special_sexual_behaviour", "มาตรา 26: พฤติกรรมทางเพศ", "s.26: sexual behaviour")
    CRIMINAL_RECORD = ("special_criminal_record", "มาตรา 26: ประวัติอาชญากรรม", "s.26: criminal record")
    HEALTH = ("special_health", "มาตรา 26: ข้อมูลสุขภาพ", "s.26: health")
    DISABILITY = ("special_disability", "มาตรา 26: ความพิการ", "s.26: disability")
    TRADE_UNION = ("special_trade_union", "มาตรา 26: ข้อมูลสหภาพแรงงาน", "s.26: trade union")
    GENETIC = ("special_genetic", "มาตรา 26: ข้อมูลพันธุกรรม", "s.26: genetic data")
    BIOMETRIC = ("special_biometric", "มาตรา 26: ข้อมูลชีวภาพ", "s.26: biometric data")
    OTHER = ("special_other", "มาตรา 26: ข้อมูลอื่นที่กระทบทำนองเดียวกัน", "s.26: other data with like effect")
    SPECIAL_NO_GROUND = (
        "special_no_ground",
        "มีข้อมูลตามมาตรา 26 แต่ยังไม่ระบุฐานตามมาตรา 26 เป็นรหัส",
        "data of s.26 without a coded ground of s.26",
    )
    ABROAD = ("abroad", "ส่งหรือเก็บข้อมูลในต่างประเทศ", "data go or lie abroad")
    ABROAD_RECIPIENT = ("abroad_recipient", "มีผู้รับในต่างประเทศ", "a recipient abroad")
    ABROAD_CLOUD = ("abroad_cloud", "ใช้คลาวด์ที่ผู้ให้บริการอยู่ต่างประเทศ", "a cloud whose provider is abroad")
    ABROAD_NO_SAFEGUARD = (
        "abroad_no_safeguard",
        "ไปต่างประเทศแต่ยังไม่ระบุกลไกการโอน",
        "data go abroad, and no mechanism of the transfer is named",
    )
    NO_BASIS = ("no_basis", "ยังไม่ระบุฐานทางกฎหมายเป็นรหัส", "no coded lawful basis")


#: Every revision that was indexed with marks has this one: without it the record waits for `ropa reindex`.
COUNTED: Final = "marked"
SPECIAL_MARKS: Final = {kind: RecordMark.of(f"special_{kind}") for kind in SpecialCategory}
