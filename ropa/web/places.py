"""Places of a record's document: what they are called, and where a page shows or edits them."""

from functools import cache, lru_cache

from ropa.web.language import Language, translate
from ropa.web.language import mark as _
from ropa.web.pages import label_of
from schemas.form import exchange_columns, flow_columns, sections

HEAD, BEYOND = "header", "beyond"
FLOW_NAME = _("ขั้นตอนการไหลของข้อมูล (Data Flow)")
SYSTEMS_NAME = _("ระบบเทคโนโลยีสารสนเทศที่เกี่ยวข้องและการแลกเปลี่ยนข้อมูล")
FINDINGS_NAME = _("ผลการตรวจความครบถ้วน")
HEAD_NAME = _("ส่วนหัวของแบบฟอร์ม")


@cache
def section_name(key: str, language: Language) -> str:
    """Return what a section is called on pages; the head of the form is not called by the form's whole title."""
    named = {HEAD: HEAD_NAME, "flow": FLOW_NAME, "systems": SYSTEMS_NAME, "findings": FINDINGS_NAME}
    if key in named:
        return translate(language, named[key])
    return label_of(language, next(section for section in sections() if section.key == key))


@lru_cache(4096)
def anchor_of(pointer: str) -> str:
    """Return the id of the row of a page that shows a place of the document."""
    found = "s-findings"
    match pointer.split("/")[1:]:
        case ["form", section, key, *_]:
            found = f"v-{section}.{key}"
        case ["form", section]:
            found = f"s-{section}"
        case ["steps", number, *_]:
            found = f"step-{number}"
        case ["systems", number, *_]:
            found = f"system-{number}"
        case ["steps"]:
            found = "s-flow"
        case ["systems"]:
            found = "s-systems"
    return found


@cache
def _labels(language: Language) -> dict[str, str]:
    found = {info.pointer: label_of(language, info) for section in sections() for info in section.fields}
    columns = (*flow_columns(), *exchange_columns())
    return found | {f"column/{info.key}": label_of(language, info) for info in columns}


@lru_cache(4096)
def place_words(pointer: str, language: Language) -> str:
    """Return the words for a place of the document, e.g. "การจัดเก็บ › ระยะเวลาจัดเก็บ"; an unknown pointer stays."""
    labels = _labels(language)
    match pointer.split("/")[1:]:
        case ["form", section, key, *_]:
            name = labels.get(f"/form/{section}/{key}")
            return f"{section_name(section, language)} › {name}" if name else pointer
        case ["steps" | "systems" as table, number, *rest]:
            numbered = translate(language, _("ขั้นตอนที่ %(n)s") if table == "steps" else _("ระบบที่ %(n)s"))
            words = [numbered % {"n": int(number) + 1 if number.isdecimal() else number}]
            words += [labels[f"column/{part}"] for part in rest if f"column/{part}" in labels]
            return " › ".join(words)
        case ["steps"]:
            return translate(language, FLOW_NAME)
        case ["systems"]:
            return translate(language, SYSTEMS_NAME)
    return pointer


def editor_of(activity_id: str, pointer: str) -> str:
    """Return the address at which a place of a record is edited."""
    base, found = f"/activities/{activity_id}/edit", f"/activities/{activity_id}#s-findings"
    match pointer.split("/")[1:]:
        case ["form", section, key, *_]:
            found = f"{base}/{section}#f-{key}"
        case ["form", section]:
            found = f"{base}/{section}"
        case ["steps" | "systems" as table, *rest]:
            row = f"#{table}-{rest[0]}" if rest else ""
            found = f"{base}/{'flow' if table == 'steps' else table}{row}"
    return found
