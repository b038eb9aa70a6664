"""What a record says of data of PDPA s.26 beside the flows."""

from diagrams.draft import Draft
from schemas.special_words import categories_in
from schemas.vocabulary import SpecialCategory


def declared(draft: Draft) -> list[SpecialCategory]:
    """Return the categories of s.26 that the record declares: flagged, or named in its list of data."""
    form = draft.document.form
    named = [kind for item in form.data_category.personal_data_items or () for kind in categories_in(item)]
    return list(dict.fromkeys([*(form.beyond.special_category_flags or ()), *named]))


def note_on_special(draft: Draft) -> None:
    """Add a note on the categories that the record declares and nothing in the picture names."""
    scene = draft.scene
    drawn = {kind for node in scene.nodes for kind in node.kinds}
    drawn |= {kind for flow in scene.flows for kind in flow.kinds}
    silent = [kind.th for kind in declared(draft) if kind not in drawn]
    if silent:
        scene.notes.append(f"บันทึกระบุว่ามีข้อมูลตามมาตรา 26 ({', '.join(silent)}) แต่ไม่มีขั้นตอนหรือการส่งข้อมูลใดระบุชื่อข้อมูลนั้น")
