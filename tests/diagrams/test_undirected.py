"""An exchange line that does not say its direction claims none in any picture."""

import pytest

from diagrams.context_scene import context_scene
from diagrams.dfd_scene import dfd_scene
from diagrams.exchange_scene import exchange_scene
from diagrams.kinds import RECORD_DIAGRAMS
from diagrams.outputs import deliver
from diagrams.scene import Scene
from schemas.choices import ExchangeType
from schemas.document import ActivityDocument
from schemas.exchange import ExchangeLine, InformationSystem
from schemas.flow import Step
from schemas.vocabulary import Direction, ExchangeMode
from tests.support.pictures import SVG, TITLE_BLOCK, parsed


def _document(*kinds: ExchangeType | None, **step: str) -> ActivityDocument:
    lines = [
        ExchangeLine(external_org_unit=f"กรม {number}", exchanged_data="ชื่อ", data_exchange_type=kind)
        for number, kind in enumerate(kinds, 1)
    ]
    return ActivityDocument(
        steps=[Step(seq=1, title="ก", storage="จัดเก็บอีเมล", it_systems=["ระบบ ก"], **step)],  # type: ignore[arg-type]
        systems=[InformationSystem(seq=1, system_name="ระบบ ก", exchanges=lines)],
    )


def _bodies(scene: Scene) -> dict[str | None, tuple[str | None, bool]]:
    """Return zone and directedness by body."""
    names = {node.id: node for node in scene.nodes}
    found: dict[str | None, tuple[str | None, bool]] = {}
    for flow in scene.flows:
        for end in (names[flow.source], names[flow.target]):
            if end.text is not None and end.text.startswith("กรม"):
                found[end.text] = (scene.zones[end.zone].title, flow.directed)
    return found


SILENT = (None, ExchangeType(mode=ExchangeMode.OFFLINE))
SENT = ExchangeType(direction=Direction.SEND, mode=ExchangeMode.ONLINE)


def test_no_picture_says_who_gives_where_the_line_does_not():
    document = _document(*SILENT, SENT)
    assert _bodies(dfd_scene(document)) == {
        "กรม 1": ("ภายนอกหน่วยงาน", False),
        "กรม 2": ("ภายนอกหน่วยงาน", False),
        "กรม 3": ("ภายนอกหน่วยงาน", True),
    }
    unsure = "หน่วยงานที่แลกเปลี่ยนข้อมูล (ไม่ได้ระบุว่าส่งหรือรับ)"
    assert _bodies(context_scene(document)) == {
        "กรม 1": (unsure, False),
        "กรม 2": (unsure, False),
        "กรม 3": ("ผู้รับข้อมูลในราชอาณาจักร", True),
    }
    assert _bodies(exchange_scene(document))["กรม 2"] == ("หน่วยงานภายนอก (ไม่ได้ระบุว่าส่งหรือรับ)", False)


def test_a_partner_that_gets_data_elsewhere_stands_among_the_recipients_once():
    scene = context_scene(_document(None, disclosure="กรม 1"))
    assert [node.text for node in scene.nodes].count("กรม 1") == 1
    assert _bodies(scene)["กรม 1"][0] == "ผู้รับข้อมูลในราชอาณาจักร"
    assert any(not flow.directed for flow in scene.flows)


@pytest.mark.parametrize("kind", ["dfd", "context", "exchange"])
def test_a_ring_at_both_ends_and_the_legend_say_so(kind):
    sheet = RECORD_DIAGRAMS[kind].sheet(_document(None))
    root = parsed(deliver(sheet, title_block=TITLE_BLOCK, kind="inline"))
    flows = [each for each in root.iter(f"{SVG}g") if each.get("class") == "flow"]
    assert [len(list(flow.iter(f"{SVG}circle"))) for flow in flows].count(2) == 1
    assert any("บันทึกไม่ได้ระบุว่าส่งหรือรับ" in "".join(each.itertext()) for each in root.iter(f"{SVG}text"))
    assert b"odot" in deliver(sheet, title_block=TITLE_BLOCK, kind="dot")
