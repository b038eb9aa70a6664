"""Which parts of what is computed from the records are not there yet, and wait for `ropa reindex`."""

from schemas.vocabulary import Term


class ComputedPart(Term):
    """What readers miss of the records of an older version."""

    LISTS = ("lists", "รายการและการค้นหา", "lists and the search")
    SYSTEMS = ("systems", "รายการระบบและแผนผังของระบบ", "the list and map of systems")
    NUMBERS = ("numbers", "ตัวเลขในภาพรวม", "numbers of the overview")
    SUGGESTIONS = ("suggestions", "คำแนะนำขณะพิมพ์", "suggestions while typing")


def waiting_words(parts: list[ComputedPart]) -> tuple[str, str]:
    """Return what an administrator is told of parts that wait, in Thai and English."""
    return (
        f"ข้อมูลของบันทึกรุ่นก่อนยังไม่ครบใน: {', '.join(each.th for each in parts)} ต้องสั่ง ropa reindex",
        f"Records of an older version are missing in {', '.join(each.en for each in parts)}: run ropa reindex",
    )
