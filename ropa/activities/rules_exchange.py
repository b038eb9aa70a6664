"""Findings on the counterparts of exchange lines: what stands there, which way data go, what other records say. Pure.

Legal source: PDPA ss.27 and 39(6): a recipient is a body, and the record says truly who gets what from whom.
"""

import re
from collections.abc import Iterator
from typing import TypedDict

from ropa.activities.rules_answers import Answer, answer_of, squeezed
from ropa.activities.rules_bodies import (
    controller_key,
    direction_of,
    is_system_name,
    lines_of,
    listed_systems,
    own_keys,
)
from ropa.activities.rules_finding_codes import finding, quotable
from ropa.activities.rules_near import nearest
from ropa.activities.rules_parties import KEY_LENGTH, kind_of, opposite, party_key
from schemas.document import ActivityDocument
from schemas.exchange import ExchangeLine, InformationSystem
from schemas.findings import Finding
from schemas.surroundings import Surroundings
from schemas.vocabulary import Direction

#: What a remark begins with when it tells the direction; "รับผิดชอบ" and "รับ-ส่ง" tell none.
_SAYS = {
    Direction.SEND: re.compile("รับ(?![-–/]?ส่ง|และส่ง|ผิดชอบ|รอง|ทราบ|เหมา|ประกัน)"),
    Direction.RECEIVE: re.compile("(?:นำ)?ส่ง(?![-–/]?รับ|และรับ|เสริม|ผล)"),
}


class _Numbers(TypedDict):
    system: int
    line: int


class _Known:
    """What all lines of one record are held against."""

    def __init__(self, document: ActivityDocument, around: Surroundings) -> None:
        self.own = own_keys(document)
        self.controller = controller_key(document)[:KEY_LENGTH]
        self.systems = listed_systems(document)
        self.around = around

    def is_ours(self, system: InformationSystem) -> bool:
        """Tell whether the controller or the unit owns a system; False for another's, and where nobody is named."""
        owner = squeezed(system.system_owner_org_unit or "")
        return bool(owner) and (owner in self.own or bool(self.controller and self.controller in owner))

    def is_others(self, system: InformationSystem) -> bool:
        return answer_of(system.system_owner_org_unit) is Answer.GIVEN and not self.is_ours(system)


def exchange_findings(document: ActivityDocument, around: Surroundings) -> Iterator[Finding]:
    """Yield what is wrong with the counterparts of the exchange lines; in no order."""
    known = _Known(document, around)
    for place, system, number, line in lines_of(document):
        numbers: _Numbers = {"system": system.seq, "line": number}
        yield from _direction(known, system, line, place, numbers)
        if answer_of(line.external_org_unit) is not Answer.GIVEN:
            continue
        name = line.external_org_unit or ""
        key = squeezed(name)
        if key in known.own:
            yield finding("exchange.counterpart_is_self", f"{place}/external_org_unit", name=name, **numbers)
        elif is_system_name(key) or key in known.systems:
            yield from _system_as_body(known, name, key, f"{place}/external_org_unit", numbers)
        elif around.mirrors:
            yield from _mirror(known, line, name, place, numbers)


def _system_as_body(known: _Known, name: str, key: str, pointer: str, numbers: _Numbers) -> Iterator[Finding]:
    meant = known.systems.get(key)
    owner = meant.system_owner_org_unit if meant is not None else None
    fix = None
    if answer_of(owner) is Answer.GIVEN:
        said = quotable(owner or "")
        fix = (
            f"เปลี่ยนเป็น “{said}” ซึ่งเป็นเจ้าของระบบตามตารางนี้ และย้ายชื่อระบบไปไว้ในหมายเหตุ",
            f"Write “{said}”, the owner of that system in this table, and move its name to the remark",
        )
    yield finding("exchange.body_is_a_system", pointer, fix=fix, name=name, **numbers)
    if meant is None and known.around.systems is not None and key[:KEY_LENGTH] not in known.around.systems:
        near = nearest(key, known.systems)
        fix = (
            None
            if near is None
            else (
                f"อาจหมายถึง “{quotable(known.systems[near].system_name)}”",
                f"Perhaps “{quotable(known.systems[near].system_name)}” is meant",
            )
        )
        yield finding("exchange.counterpart_unknown", pointer, fix=fix, name=name, **numbers)


def _direction(
    known: _Known, system: InformationSystem, line: ExchangeLine, place: str, numbers: _Numbers
) -> Iterator[Finding]:
    direction = direction_of(line)
    if direction is None:
        return
    why = _why_not(known, system, line, direction)
    if why is None:
        return
    other = Direction.RECEIVE if direction is Direction.SEND else Direction.SEND
    yield finding(
        "exchange.direction_contradicts",
        f"{place}/data_exchange_type",
        fix=(f"เปลี่ยนเป็น “{other.th}” หรือแก้อีกช่องหนึ่ง", f"Change it to “{other.en}”, or correct the other cell"),
        direction_th=direction.th,
        direction_en=direction.en,
        why_th=why[0],
        why_en=why[1],
        **numbers,
    )


def _why_not(
    known: _Known, system: InformationSystem, line: ExchangeLine, direction: Direction
) -> tuple[str, str] | None:
    """Return what denies the direction of a line, in Thai and English; None where nothing does."""
    remark = line.remark
    if remark and _SAYS[direction].match(squeezed(remark)):
        return f"หมายเหตุเขียนว่า “{remark}”", f"the remark says “{remark}”"
    counterpart = known.systems.get(squeezed(line.external_org_unit or ""))
    if counterpart is None or counterpart is system or direction is not Direction.SEND:
        return None
    # The agency does not send from another body's system to its own: there the other body sends, and it receives.
    if known.is_others(system) and known.is_ours(counterpart):
        name = quotable(counterpart.system_name)
        return f"คู่แลกเปลี่ยนคือ “{name}” ซึ่งเป็นระบบของหน่วยงานเอง", f"the counterpart is “{name}”, the agency's own system"
    return None


def _mirror(known: _Known, line: ExchangeLine, name: str, place: str, numbers: _Numbers) -> Iterator[Finding]:
    """Yield where the records of the other body tell another story of the same exchange."""
    said = known.around.mirrors.get((party_key(name), known.controller))
    kind = line.data_exchange_type
    if not said or kind is None or kind.direction is None:
        return
    answers = {one for one in said if opposite(one, kind.direction)}
    if not answers:
        yield finding(
            "mirror.direction",
            f"{place}/data_exchange_type",
            name=name,
            direction_th=kind.direction.th,
            direction_en=kind.direction.en,
            **numbers,
        )
    elif kind.mode is not None and not answers & {
        kind_of(one, mode) for one in Direction if one is not kind.direction for mode in (kind.mode, None)
    }:
        yield finding(
            "mirror.mode",
            f"{place}/data_exchange_type",
            name=name,
            mode_th=kind.mode.th,
            mode_en=kind.mode.en,
            **numbers,
        )
