"""What crosses the border of the agency: the disclosure column, and the exchange lines of systems that steps use."""

import re

from diagrams.draft import Draft
from diagrams.facts import matching_systems, own_system
from diagrams.scene import FlowKind, Node, Shape, ZoneKind
from schemas.exchange import ExchangeLine, InformationSystem
from schemas.flow import Step
from schemas.vocabulary import Direction, ExchangeMode

_TITLE = "ภายนอกหน่วยงาน"


def add_disclosure(draft: Draft, step: Step, node: Node) -> None:
    """Add the outside bodies of a step's disclosure cell."""
    if step.disclosure is None or step.disclosure.strip() in {"", "-"}:
        return
    known = {line.external_org_unit for each in draft.document.systems for line in each.exchanges}
    for name in bodies_in(step.disclosure, {name for name in known if name}):
        body = draft.node(Shape.BODY, name, draft.zone(ZoneKind.BODIES, _TITLE))
        draft.flow(node, body, FlowKind.OUTSIDE)


def bodies_in(cell: str, known: set[str]) -> list[str]:
    """Return the bodies that a disclosure cell names, in its order: the known ones apart, what is left as one.

    A name may hold "และ" itself, so a cell is only taken apart at names that the exchange table has.
    """
    names = "|".join(re.escape(name) for name in sorted(known, key=len, reverse=True))
    found = re.compile(rf"(?:^|(?<=[\s,;/])|(?<=และ))(?:{names})(?=$|[\s,;/(]|และ)") if names else None
    inside = list(dict.fromkeys(found.findall(cell))) if found else []
    if found is None or not inside:
        return [cell]
    left = re.sub(r"\([^()]*\)", " ", found.sub(" ", cell))
    left = re.sub(r"^(?:\s|[,;/]|และ)+|(?:\s|[,;/]|และ)+$", "", left)
    return [*inside, " ".join(left.split())] if left else inside


def add_exchanges(draft: Draft) -> None:
    """Add the outside bodies with which the drawn stores exchange data, one arrow a direction and mode.

    Systems that no step uses are counted in a note: the exchange map shows them.
    """
    drawn: set[int] = set()
    for store in [node for node in draft.scene.nodes if node.shape is Shape.STORE and node.text]:
        systems = matching_systems(store.text or "", draft.document)
        drawn.update(id(each) for each in systems)
        for (name, inward, offline), lines in by_partner(systems).items():
            if name is not None and own_system(name, draft.document) is not None:
                continue
            body = draft.node(Shape.BODY, name, draft.zone(ZoneKind.BODIES, _TITLE))
            source, target = (body, store) if inward else (store, body)
            kind = FlowKind.OUTSIDE_OFFLINE if offline else FlowKind.OUTSIDE
            texts = list(dict.fromkeys(line.exchanged_data or "?" for line in lines))
            draft.flow(source, target, kind, *texts)
    rest = [each for each in draft.document.systems if id(each) not in drawn and each.exchanges]
    if rest and draft.document.steps:
        lines_left = sum(len(each.exchanges) for each in rest)
        draft.scene.notes.append(
            f"ระบบอื่นในตารางแลกเปลี่ยนข้อมูลอีก {len(rest)} ระบบ ({lines_left} รายการ) แสดงในแผนผังการแลกเปลี่ยนข้อมูล"
        )


def by_partner(systems: list[InformationSystem]) -> dict[tuple[str | None, bool, bool], list[ExchangeLine]]:
    """Return the exchange lines by (outside body, data come in, offline). A line that says "ไม่มี" is none."""
    found: dict[tuple[str | None, bool, bool], list[ExchangeLine]] = {}
    for line in [line for each in systems for line in each.exchanges if line.data_exchange_applied is not False]:
        kind = line.data_exchange_type
        inward = kind is not None and kind.direction is Direction.RECEIVE
        offline = kind is not None and kind.mode is ExchangeMode.OFFLINE
        found.setdefault((line.external_org_unit, inward, offline), []).append(line)
    return found
