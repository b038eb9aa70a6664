"""The facts of an exchange map: what stands on each arrow, in the key, in the notes, and all of it in words."""

from diagrams.facts import Data
from diagrams.fonts import width
from diagrams.keys import Keys
from diagrams.sizes import LABEL
from diagrams.system_map_facts import BoxKind, MapArrow, MapBox, MapScene
from diagrams.system_map_folding import arrows_of, boxes_of
from diagrams.wrapping import ELLIPSIS, clean
from schemas.exchange_map import ExchangeMap
from schemas.vocabulary import ExchangeMode

#: With more arrows their words are only in the tooltips and in the page's table.
MOST_LABELLED = 40
#: Letters on one arrow; more become "+2".
_MOST_LETTERS = 6
_SHORT_WORDS = 92.0
#: A description is heard to its end; the table of the page has every line.
_MOST_TOLD = 40
#: Data in a tooltip: of one line of the map, and of a sum of lines.
_LONGEST, _MOST_ITEMS, _MOST_OF_SUM = 300, 12, 3
SPECIAL, NO_DIRECTION, NO_MODE, DIFFERS = "ม.26", "ทิศทาง ?", "?", "สองฝั่งต่างกัน"


def map_scene(found: ExchangeMap, *, every_box: bool = False) -> MapScene:
    """Return the boxes and arrows of a map with what they say."""
    by_system = boxes_of(found, every_box=every_box)
    boxes = list({box.id: box for box in by_system.values()}.values())
    arrows = arrows_of(found, by_system)
    for box in boxes:
        if box.inner:
            where = "ภายในกล่องนี้" if box.holds > 1 else "ภายในระบบเอง"
            box.foot.append(f"แลกเปลี่ยน{where} {box.inner:,} เส้น")
    scene = MapScene(heading=_heading(found), boxes=boxes, arrows=arrows)
    if len(arrows) <= MOST_LABELLED:
        keys = Keys()
        for arrow in arrows:
            arrow.label = _counts(arrow) if arrow.is_folded else _label(arrow, keys)
        scene.keys = keys.entries
    scene.notes = _notes(found, scene)
    scene.description = _description(found, scene)
    return scene


def told(arrow: MapArrow) -> str:
    """Return all that an arrow says, for its tooltip."""
    says = "รับ-ส่ง" if arrow.back else ("→" if arrow.is_directed else "— (ไม่ระบุทิศทาง)")
    parts = [f"{short(name_of(arrow.source))} {says} {short(name_of(arrow.target))}"]
    parts.append(
        " / ".join(_mode(mode) for mode in (ExchangeMode.ONLINE, ExchangeMode.OFFLINE, None) if mode in arrow.modes)
    )
    if arrow.is_folded:
        parts.append(f"{arrow.lines + arrow.back:,} เส้น")
    if arrow.items:
        parts.append(_listed(arrow))
    elif not arrow.hidden:
        parts.append("ไม่ได้ระบุข้อมูล (?)")
    flags = [
        (arrow.is_special, "มีข้อมูลตาม ม.26"),
        (arrow.is_abroad, "ส่งหรือโอนไปนอกราชอาณาจักร (ม.28)"),
        (arrow.is_mirrored and not arrow.data_differs, "ระบุไว้ทั้งสองฝั่ง"),
        (arrow.data_differs, "สองฝั่งระบุข้อมูลไม่ตรงกัน"),
        (bool(arrow.hidden), f"อีก {arrow.hidden:,} รายการอยู่ในบันทึกที่ท่านไม่มีสิทธิอ่าน"),
    ]
    return " · ".join([part for part in parts if part] + [text for said, text in flags if said])


def _listed(arrow: MapArrow) -> str:
    most = _MOST_OF_SUM if arrow.is_folded else _MOST_ITEMS
    more = [f"และอีก {len(arrow.items) - most:,} อย่าง"] if len(arrow.items) > most else []
    return " | ".join([short(clean(item)) for item in arrow.items[:most]] + more)


def short(text: str) -> str:
    """Return a text as a tooltip has it: all of it, unless it fills a page."""
    return text if len(text) <= _LONGEST else text[:_LONGEST].rstrip() + ELLIPSIS


def name_of(box: MapBox) -> str:
    """Return what a box is called; "?" for a partner that no line names."""
    return clean(box.name or "") or "?"


def _mode(mode: ExchangeMode | None) -> str:
    return {ExchangeMode.ONLINE: "Online", ExchangeMode.OFFLINE: "Offline (ไฟล์)", None: "Online/Offline ?"}[mode]


def _counts(arrow: MapArrow) -> str:
    words = [f"{arrow.lines + arrow.back:,} เส้น"]
    return " · ".join([*words, SPECIAL] if arrow.is_special else words)


def _label(arrow: MapArrow, keys: Keys) -> str:
    """Return the words on an arrow: short data as they are, longer ones as letters of the key, and what is missing."""
    parts = []
    texts = [clean(item) for item in arrow.items if clean(item)]
    if len(texts) == 1 and width(texts[0], LABEL) <= _SHORT_WORDS:
        parts.append(texts[0])
    elif texts:
        letters = list(dict.fromkeys(keys.letter(Data(words=text)) for text in texts))
        more = f" +{len(letters) - _MOST_LETTERS}" if len(letters) > _MOST_LETTERS else ""
        parts.append(f"[{' '.join(letters[:_MOST_LETTERS])}{more}]")
    elif not arrow.hidden:
        parts.append("ข้อมูล ?")
    if arrow.hidden:
        parts.append(f"ซ่อน {arrow.hidden:,}")
    if arrow.is_special:
        parts.append(SPECIAL)
    if arrow.data_differs:
        parts.append(DIFFERS)
    if not arrow.is_directed:
        parts.append(NO_DIRECTION)
    if None in arrow.modes:
        parts.append(NO_MODE)
    return " · ".join(parts)


def _heading(found: ExchangeMap) -> list[str]:
    heading = [f"แผนผังการแลกเปลี่ยนข้อมูลระหว่างระบบ : {clean(found.scope_th)}"]
    return [*heading, " · ".join(clean(text) for text in found.filters_th)] if found.filters_th else heading


def counts_of(found: ExchangeMap) -> str:
    """Return how much the map holds, in words."""
    own = sum(1 for each in found.systems if each.is_registered)
    bodies = sum(1 for each in found.systems if each.is_body)
    outer = sum(1 for each in found.systems if each.is_outside)
    abroad = sum(1 for line in found.lines if line.is_abroad)
    hidden = sum(line.hidden for line in found.lines)
    parts = [f"{own:,} ระบบในทะเบียน", f"{outer:,} คู่แลกเปลี่ยนภายนอก", f"{len(found.lines):,} เส้น"]
    parts += [f"{bodies:,} หน่วยงานในทะเบียนที่ไม่ระบุระบบ"] if bodies else []
    parts += [f"ข้ามพรมแดน {abroad:,} เส้น"] if abroad else []
    parts += [f"ซ่อน {hidden:,} รายการที่อยู่ในบันทึกซึ่งผู้อ่านไม่มีสิทธิ"] if hidden else []
    return " · ".join(parts)


def _notes(found: ExchangeMap, scene: MapScene) -> list[str]:
    stale = ["ข้อมูลไม่ครบ: ผู้ดูแลระบบต้องสั่ง ropa reindex หลังปรับรุ่นโปรแกรม"] if found.needs_reindex else []
    if not found.systems:
        return [*stale, "ไม่มีระบบที่ตรงกับเงื่อนไข"]
    notes = [*stale, counts_of(found)]
    folded = [box for box in scene.boxes if box.holds > 1 or box.kind is BoxKind.REST]
    if folded:
        held = sum(box.holds for box in folded)
        notes.append(f"ย่อไว้ {held:,} ระบบหรือหน่วยงานใน {len(folded):,} กล่องซ้อน ตัวเลขบนกล่องบอกจำนวน เส้นที่หนากว่ารวมหลายเส้น")
    if scene.arrows and len(scene.arrows) > MOST_LABELLED:
        notes.append("มีเส้นมาก จึงไม่เขียนข้อมูลไว้บนเส้น รายละเอียดของทุกเส้นอยู่ในตารางของหน้าแผนผัง")
    if found.left_out or found.left_out_systems:
        notes.append(
            f"ไม่ได้แสดง {found.left_out:,} เส้นที่มีผู้ระบุน้อยที่สุด และ {found.left_out_systems:,} ระบบที่ไม่มีเส้น"
            " โปรดเลือกหน่วยงานหรือระบบ"
        )
    met = {box.id for arrow in scene.arrows for box in (arrow.source, arrow.target)}
    alone = [name_of(box) for box in scene.boxes if box.id not in met and not box.inner]
    if alone:
        names = ", ".join(alone[:6]) + (f" และอีก {len(alone) - 6:,} ระบบ" if len(alone) > 6 else "")  # noqa: PLR2004
        notes.append(f"ไม่มีเส้นแลกเปลี่ยนข้อมูลในแผนผังนี้: {names}")
    return notes


def _description(found: ExchangeMap, scene: MapScene) -> str:
    """Return the picture in words, for screen readers."""
    lines = [told(arrow) for arrow in scene.arrows[:_MOST_TOLD]]
    more = len(scene.arrows) - len(lines)
    end = [f"และอีก {more:,} เส้น"] if more > 0 else []
    return "; ".join([counts_of(found) if found.systems else "ไม่มีระบบ", *lines, *end])
