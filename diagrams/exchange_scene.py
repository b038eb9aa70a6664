"""The facts of an activity's exchange map: its systems, and on each arrow what they send to or receive from whom."""

from diagrams.dfd_outside import by_partner, exchanged
from diagrams.draft import Draft
from diagrams.facts import own_system
from diagrams.scene import FlowKind, Node, Scene, Shape, ZoneKind
from diagrams.wrapping import clean
from schemas.choices import words_of
from schemas.document import ActivityDocument
from schemas.exchange import InformationSystem
from schemas.vocabulary import Hosting

_SENDERS, _RECEIVERS = "หน่วยงานภายนอกที่ส่งข้อมูลให้", "หน่วยงานภายนอกที่รับข้อมูล"
_UNSURE = "หน่วยงานภายนอก (ไม่ได้ระบุว่าส่งหรือรับ)"
_SYSTEMS, _HUBS = "ระบบในบันทึกนี้", "ระบบในบันทึกนี้ที่ระบบอื่นแลกเปลี่ยนด้วย"
_KINDS = {
    (False, False): FlowKind.OUTSIDE,
    (False, True): FlowKind.OUTSIDE_OFFLINE,
    (True, False): FlowKind.INSIDE,
    (True, True): FlowKind.INSIDE_OFFLINE,
}


def exchange_scene(document: ActivityDocument) -> Scene:
    """Return the systems and their partners. One arrow stands for all lines of a pair with one direction and mode."""
    header = document.form.header
    draft = Draft(
        document,
        [
            f"แผนผังการแลกเปลี่ยนข้อมูลของระบบ : {clean(header.main_process or '?')}",
            f"กระบวนการ : {clean(header.sub_process or '?')}",
        ],
    )
    senders, receivers, unsure, hubs = _sides(document)
    for name in senders:
        draft.body(name, _SENDERS)
    if not senders:
        # On the free side no arrow to them has to pass the receivers.
        _add(draft, unsure)
    nodes: dict[int, Node] = {}
    for each in sorted(document.systems, key=lambda each: id(each) in hubs):
        zone = draft.zone(
            ZoneKind.SYSTEMS, _HUBS if id(each) in hubs and len(hubs) < len(document.systems) else _SYSTEMS
        )
        nodes[id(each)] = draft.add(_system(each, zone))
    for name in receivers:
        draft.body(name, _RECEIVERS)
    _add(draft, unsure)
    for each in document.systems:
        _connect(draft, each, nodes)
    if not document.systems:
        draft.scene.notes.append("ยังไม่มีระบบในบันทึกนี้")
    silent = [str(each.seq) for each in document.systems if not by_partner([each])]
    if silent:
        draft.scene.notes.append(f"ไม่มีรายการแลกเปลี่ยนข้อมูล: ระบบลำดับที่ {', '.join(silent)}")
    return draft.finished()


def _add(draft: Draft, unsure: list[str | None]) -> None:
    for name in unsure:
        draft.body(name, _UNSURE)


def _sides(
    document: ActivityDocument,
) -> tuple[list[str | None], list[str | None], list[str | None], set[int]]:
    """Return the outside bodies that only send, those that get data, those of whom no line says either, and the
    systems that other systems name as partner.
    """
    ways: dict[str | None, set[bool | None]] = {}
    hubs: set[int] = set()
    for each in document.systems:
        for name, inward, _ in by_partner([each]):
            partner = own_system(name, document) if name is not None else None
            if partner is not None and partner is not each:
                hubs.add(id(partner))
            else:
                ways.setdefault(name, set()).add(inward)
    senders = [name for name, ins in ways.items() if True in ins and False not in ins]
    receivers = [name for name, ins in ways.items() if False in ins]
    return senders, receivers, [name for name, ins in ways.items() if ins == {None}], hubs


def _system(each: InformationSystem, zone: int) -> Node:
    facts = [each.system_owner_org_unit, words_of(each.hosting)]
    lacks = [words for words, fact in zip(("เจ้าของระบบ", "ที่ตั้งระบบ"), facts, strict=True) if fact is None]
    if each.hosting is not None and each.hosting.code is Hosting.ON_CLOUD:
        place = words_of(each.cloud_location)
        facts[1] = " · ".join(fact for fact in (facts[1], place) if fact) or None
        lacks += ["ที่ตั้งผู้ให้บริการคลาวด์"] if place is None else []
    return Node(
        id="",
        shape=Shape.SYSTEM,
        text=f"{each.seq}. {each.system_name}",
        zone=zone,
        foot=[fact for fact in facts if fact is not None],
        missing=lacks,
    )


def _connect(draft: Draft, each: InformationSystem, nodes: dict[int, Node]) -> None:
    for (name, inward, offline), lines in by_partner([each]).items():
        partner = own_system(name, draft.document) if name is not None else None
        inside = partner is not None and partner is not each
        other = nodes[id(partner)] if inside else draft.body(name, _RECEIVERS)
        source, target = (other, nodes[id(each)]) if inward else (nodes[id(each)], other)
        kind = _KINDS[inside, offline]
        draft.flow(source, target, kind, *exchanged(lines), directed=inward is not None)
