"""The seven factors of ข้อ 12 with the facts that are known of each, in words. Pure.

Legal source: PDPC breach notification B.E. 2565 ข้อ 12.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from schemas.breach_assessment import FactorFacts, Line, RiskFactor
from schemas.breach_details import BreachDetails, CountKind, Known, Measures
from schemas.breach_known import KnownFacts
from schemas.english_dates import english_day
from schemas.thai_dates import format_thai_date

_SHOWN: Final = 30
Facts = Callable[[KnownFacts, BreachDetails], Iterator[Line]]


def factors(known: KnownFacts, details: BreachDetails) -> list[FactorFacts]:
    """Return every factor with the facts that a reader may see, those of the breach before those of the register."""
    return [
        FactorFacts(factor=factor, label_th=factor.th, label_en=factor.en, facts=list(_FACTS[factor](known, details)))
        for factor in RiskFactor
    ]


def _listed(th: str, en: str, values: Iterable[str]) -> Iterator[Line]:
    found = [value for value in values if value]
    if not found:
        return
    more = len(found) - _SHOWN
    words = ", ".join(found[:_SHOWN])
    yield Line(
        th=f"{th}: {words}" + (f" และอีก {more} รายการ" if more > 0 else ""),
        en=f"{en}: {words}" + (f" and {more} more" if more > 0 else ""),
    )


def _terms(th: str, en: str, terms: Iterable[tuple[str, str]]) -> Iterator[Line]:
    found = list(terms)
    if found:
        yield Line(th=f"{th}: {', '.join(each for each, _ in found)}", en=f"{en}: {', '.join(e for _, e in found)}")


def _question(th: str, en: str, said: Known | None, registered: Known | None) -> Iterator[Line]:
    """Say what the breach's own facts answer; else what the register answers, and that it does."""
    if said is not None and said is not Known.UNKNOWN:
        yield Line(th=f"{th}: {said.th}", en=f"{en}: {said.en}")
    elif registered is not None:
        words_th = "ทะเบียนไม่ได้ระบุ" if registered is Known.UNKNOWN else f"{registered.th} (ตามทะเบียน)"
        words_en = "the register does not say" if registered is Known.UNKNOWN else f"{registered.en} (by the register)"
        yield Line(th=f"{th}: {words_th}", en=f"{en}: {words_en}")


def _nature(known: KnownFacts, details: BreachDetails) -> Iterator[Line]:
    yield from _terms("ประเภท", "Kind", ((each.th, each.en) for each in details.breach_types))
    if details.cause is not None:
        yield Line(th=f"สาเหตุ: {details.cause.th}", en=f"Cause: {details.cause.en}")
    yield from _listed("รายละเอียดของสาเหตุ", "Cause in words", [details.cause_words or ""])
    named = [f"{each.ref} {each.title}" for each in known.activities if not each.is_hidden]
    yield from _listed("กิจกรรมที่เกี่ยวข้อง", "Activities concerned", named)
    yield from _absent(known)


def _absent(known: KnownFacts) -> Iterator[Line]:
    if known.hidden:
        yield Line(
            th=f"กิจกรรมของหน่วยงานอื่นที่ท่านไม่มีสิทธิอ่าน {known.hidden} รายการ นับรวมแล้วแต่ไม่แสดงข้อความ",
            en=f"{known.hidden} activities of other offices that you may not read: counted, their words not shown",
        )
    if known.missing:
        yield Line(
            th=f"ไม่พบกิจกรรมที่ระบุไว้ {known.missing} รายการ จึงไม่มีข้อเท็จจริงของกิจกรรมนั้น",
            en=f"{known.missing} named activities were not found: their facts are not in here",
        )


def _data(known: KnownFacts, details: BreachDetails) -> Iterator[Line]:
    yield from _listed("ลักษณะของรายการข้อมูล", "Categories of records", details.record_categories)
    yield from _listed("รายการข้อมูลตามทะเบียน", "Data items by the register", known.data_items)
    special = known.special_categories
    yield from _terms("ข้อมูลตามมาตรา 26 ตามทะเบียน", "Data of s.26 by the register", ((e.th, e.en) for e in special))
    yield from _question("ข้อมูลตามมาตรา 26", "Data of s.26", details.has_s26_data, known.has_special)
    yield from _question("เลขประจำตัวประชาชน", "National ID numbers", details.has_national_id, known.has_national_id)
    yield from _count(
        "จำนวนรายการ", "Number of records", details.record_count, details.record_count_kind, known.records
    )
    yield from _volume(known)


def _count(th: str, en: str, said: int | None, kind: CountKind | None, registered: int | None) -> Iterator[Line]:
    if said is not None and kind is not CountKind.UNKNOWN:
        of = CountKind.ESTIMATE if kind is None else kind
        yield Line(th=f"{th}: {said:,} ({of.th})", en=f"{en}: {said:,} ({of.en})")
    elif registered is not None:
        yield Line(th=f"{th}ตามทะเบียน: {registered:,}", en=f"{en} by the register: {registered:,}")


def _volume(known: KnownFacts) -> Iterator[Line]:
    """Say how much each record holds, in its own words; numbers without a day say so."""
    words = [each.volume.words for each in known.activities if each.volume is not None and each.volume.words]
    yield from _listed("ปริมาณข้อมูลตามทะเบียน", "Volume by the register", words)
    if known.volume_as_of is not None:
        day = known.volume_as_of
        yield Line(
            th=f"จำนวนที่เก่าที่สุดเป็นของวันที่ {format_thai_date(day, style='long')}",
            en=f"The oldest number is of {english_day(day)}",
        )
    elif known.persons is not None or known.records is not None:
        yield Line(th="จำนวนตามทะเบียนไม่ได้ระบุวันที่", en="The numbers of the register name no day")
    if known.uncounted:
        yield Line(
            th=f"กิจกรรมที่ไม่ได้ระบุจำนวนเป็นตัวเลข {known.uncounted} รายการ",
            en=f"Activities that state no number: {known.uncounted}",
        )


def _subjects(known: KnownFacts, details: BreachDetails) -> Iterator[Line]:
    yield from _listed("ประเภทของเจ้าของข้อมูล", "Categories of data subjects", details.subject_categories)
    yield from _listed("ประเภทตามทะเบียน", "Categories by the register", known.subject_categories)
    yield from _count(
        "จำนวนเจ้าของข้อมูล", "Number of data subjects", details.subject_count, details.subject_count_kind, known.persons
    )
    yield from _question("ข้อมูลของผู้เยาว์", "Data of minors", details.has_minors, known.has_minors)


def _severity(known: KnownFacts, details: BreachDetails) -> Iterator[Line]:
    yield from _listed("ผลกระทบที่อาจเกิดขึ้น", "Likely consequences", [details.likely_consequences or ""])
    yield from _measures("มาตรการที่ดำเนินการแล้ว", "Measures taken", details.measures_taken)
    yield from _measures("มาตรการที่จะดำเนินการ", "Measures planned", details.measures_planned)
    yield from _listed("ผู้รับข้อมูลตามทะเบียน", "Recipients by the register", known.recipients)


def _measures(th: str, en: str, measures: Measures) -> Iterator[Line]:
    yield from _listed(th, en, [measures.personnel or "", measures.process or "", measures.technology or ""])


def _wider(known: KnownFacts, details: BreachDetails) -> Iterator[Line]:
    yield from _listed("ระบบที่เก็บข้อมูลตามทะเบียน", "Systems by the register", _systems(known))
    yield from _listed("แจ้งหน่วยงานอื่นแล้ว", "Other authorities told", (each.to for each in details.other_reports))


def _systems(known: KnownFacts) -> list[str]:
    return [each.name if each.owner is None else f"{each.name} ({each.owner})" for each in known.systems]


def _storage(known: KnownFacts, details: BreachDetails) -> Iterator[Line]:
    yield from _listed("ที่เก็บข้อมูลตามทะเบียน", "Storage by the register", known.storage)
    hosted = (f"{each.name}: {each.hosting}" for each in known.systems if each.hosting)
    yield from _listed("ที่ตั้งของระบบตามทะเบียน", "Hosting by the register", hosted)
    yield from _question("การใช้คลาวด์", "Use of a cloud", None, known.is_cloud)
    yield from _listed("ผู้ประมวลผลตามทะเบียน", "Processors by the register", known.processors)
    yield from _listed("ประเทศที่เกี่ยวข้อง", "Countries concerned", details.abroad)
    yield from _question("การส่งข้อมูลไปต่างประเทศ", "Transfer abroad", None, known.goes_abroad)
    yield from _listed("ผู้รับในต่างประเทศตามทะเบียน", "Recipients abroad by the register", known.recipients_abroad)
    yield from _listed("มาตรการตามทะเบียน", "Measures by the register", known.measures)


def _controller(known: KnownFacts, details: BreachDetails) -> Iterator[Line]:
    named = [details.controller_name] if details.controller_name else known.controllers
    yield from _listed("ผู้ควบคุมข้อมูลส่วนบุคคล", "Controller", named)
    yield Line(th="หน่วยงานของรัฐ เป็นนิติบุคคล", en="A body of the state, a juristic person")
    yield from _listed("ฐานกฎหมายตามทะเบียน", "Lawful bases by the register", known.lawful_bases)


_FACTS: Final[dict[RiskFactor, Facts]] = {
    RiskFactor.NATURE: _nature,
    RiskFactor.DATA: _data,
    RiskFactor.SUBJECTS: _subjects,
    RiskFactor.SEVERITY: _severity,
    RiskFactor.WIDER_EFFECT: _wider,
    RiskFactor.STORAGE: _storage,
    RiskFactor.CONTROLLER: _controller,
}
