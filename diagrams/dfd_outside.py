"""What crosses the border of the agency: the disclosure column, and the exchange lines of systems that steps use."""

import re

from diagrams.draft import Draft
from diagrams.facts import (
    UNSAID,
    Data,
    disclosed,
    filled,
    matching_systems,
    named_systems,
    own_system,
    same_name,
    told,
)
from diagrams.inside import Units
from diagrams.recipients import Names
from diagrams.scene import FlowKind, Node, Shape, ZoneKind
from schemas.document import ActivityDocument
from schemas.exchange import ExchangeLine, InformationSystem
from schemas.flow import Step
from schemas.vocabulary import Direction, ExchangeMode, StepKind, StepMode

TITLE = "ภายนอกหน่วยงาน"
_ORPHAN = "ขั้นตอนที่เปิดเผย"


def add_disclosure(draft: Draft, step: Step, node: Node, known: set[str], units: Units) -> None:
    """Add the bodies of a step's disclosure cell, and the data that go there; "?" where nothing says which.

    A unit that has a lane in the record stands there: the data do not leave the agency.
    """
    if filled(step.disclosure) is None:
        return
    who, data = disclosed(step.disclosure or "")
    paper = step.mode is StepMode.PAPER
    used = [one for each in named_systems(step) for one in matching_systems(each, draft.document)]
    given = Given(draft.document, used)
    for name in bodies_in(who, known.union(units.names)):
        moved = [data] if data is not None else given.to(name)
        inside, lane = units.lane(name, filled(step.actor_org_unit) if step.kind is not StepKind.EXTERNAL else None)
        if inside:
            box = draft.unit(name, draft.zone(ZoneKind.UNIT, lane))
            draft.flow(node, box, FlowKind.INSIDE_OFFLINE if paper else FlowKind.INSIDE, *moved)
        else:
            kind = FlowKind.OUTSIDE_OFFLINE if paper else FlowKind.OUTSIDE
            draft.flow(node, draft.body(name, TITLE, exact=False), kind, *moved)


def known_bodies(draft: Draft) -> set[str]:
    """Return the outside bodies that the record names elsewhere."""
    known = {filled(line.external_org_unit) for each in draft.document.systems for line in each.exchanges}
    return {name for name in known if name} | draft.borders.names()


class Given:
    """What the log of s.27 and the lines of some systems say that bodies get."""

    def __init__(self, document: ActivityDocument, systems: list[InformationSystem]) -> None:
        """Read them once; each body is then found at once."""
        self._names = Names()
        self._data: dict[str, list[Data]] = {}
        for entry in document.form.beyond.consent_exempt_use_or_disclosure_log or ():
            self._add(filled(entry.recipient), [told(item) for item in entry.data_items or ()])
        for (partner, inward, _), lines in by_partner(systems).items():
            if inward is False:
                self._add(partner, [told(line.exchanged_data) for line in lines])

    def _add(self, name: str | None, data: list[Data]) -> None:
        if name is not None:
            self._names.add(name)
            self._data.setdefault(same_name(name), []).extend(data)

    def to(self, name: str) -> list[Data]:
        """Return the data that a body gets, each once; "?" where nothing says which."""
        meant = self._names.meant(name)
        found = self._data[same_name(meant)] if meant is not None else []
        return list(dict.fromkeys(found)) or [UNSAID]


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
    return [*inside, " ".join(left.split())] if filled(left) is not None else inside


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
            body = draft.body(name, TITLE)
            source, target = (body, store) if inward else (store, body)
            kind = FlowKind.OUTSIDE_OFFLINE if offline else FlowKind.OUTSIDE
            draft.flow(source, target, kind, *exchanged(lines), directed=inward is not None)
    rest = [each for each in draft.document.systems if id(each) not in drawn and each.exchanges]
    if rest and draft.document.steps:
        lines_left = sum(len(each.exchanges) for each in rest)
        draft.scene.notes.append(
            f"ระบบอื่นในตารางแลกเปลี่ยนข้อมูลอีก {len(rest)} ระบบ ({lines_left} รายการ) แสดงในแผนผังการแลกเปลี่ยนข้อมูล"
        )


def exchanged(lines: list[ExchangeLine]) -> list[Data]:
    """Return what the lines exchange, each once; "?" joins them where a line does not say its direction or way."""
    found = dict.fromkeys(told(line.exchanged_data) for line in lines)
    kinds = [line.data_exchange_type for line in lines]
    vague = any(kind is None or kind.direction is None or kind.mode is None for kind in kinds)
    return list(found | dict.fromkeys([UNSAID] if vague else []))


def add_recipients(draft: Draft) -> None:
    """Add the recipients that the form lists and no step or drawn system gives data to, as a missing fact."""
    joined = {end for flow in draft.scene.flows for end in (flow.source, flow.target)}
    listed = [draft.body(name, TITLE, exact=False) for name in draft.borders.local]
    for node in [*listed, *(draft.abroad(each) for each in draft.borders.abroad)]:
        if node.id not in joined and _ORPHAN not in node.missing:
            node.missing = [*node.missing, _ORPHAN]


def by_partner(systems: list[InformationSystem]) -> dict[tuple[str | None, bool | None, bool], list[ExchangeLine]]:
    """Return the exchange lines by (outside body, data come in, offline). A line that says "ไม่มี" is none.

    Data come in: None where the line does not say its direction.
    """
    found: dict[tuple[str | None, bool | None, bool], list[ExchangeLine]] = {}
    for line in [line for each in systems for line in each.exchanges if line.data_exchange_applied is not False]:
        kind = line.data_exchange_type
        inward = None if kind is None or kind.direction is None else kind.direction is Direction.RECEIVE
        offline = kind is not None and kind.mode is ExchangeMode.OFFLINE
        found.setdefault((filled(line.external_org_unit), inward, offline), []).append(line)
    return found
