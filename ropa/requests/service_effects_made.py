"""Use cases of data that go, or that a law keeps: the erasure of one person in a data set, with copies and backups.

The data set itself stays as it is: nothing here moves its state or its dates.
Legal source: PDPA s.33; PDPC notification on erasure B.E. 2567; law.md B.8, F.4 57-62, 65-67.
"""

import hashlib
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import msgspec
from msgspec import Struct

from ropa import clock
from ropa.access.rules import Permission
from ropa.activities import service as activities
from ropa.audit.service import record
from ropa.db.ids import new_id
from ropa.db.unit_of_work import UnitOfWork
from ropa.destruction.rules_signers import plain
from ropa.destruction.service_privacy import personal_data
from ropa.errors import Invalid, NotFound
from ropa.offices import service as offices
from ropa.requests import rules_effect_items as items
from ropa.requests import rules_effects as rules
from ropa.requests import (
    service_effects,
    service_events,
    service_proof,
    service_standing,
    service_tasks_followed,
    service_telling,
    store_effects,
)
from ropa.requests.rules_effect_copies import MOST_DAYS_TO_CHECK, Asked
from ropa.requests.service_effects import Record
from ropa.retention import service_holds, service_listable
from ropa.retention.service_states import GONE
from schemas.destruction_facts import HoldingFacts
from schemas.evidence import CopyFate, PendingKind
from schemas.findings import Problem
from schemas.holding import Carrier, HoldingCopy
from schemas.reading import control_characters
from schemas.request_effects import (
    CopyDone,
    Effect,
    EffectCopy,
    EffectFacts,
    EffectKind,
    ErasureGround,
    ErasureInput,
    KeptInput,
    Way,
)
from schemas.requests import RequestEventKind, RightShown, SubjectRequest
from schemas.vocabulary import Applies

_EDITION = 1


class Begun(Struct, frozen=True):
    """What is known when an effect is about to be recorded."""

    request: SubjectRequest
    right: RightShown
    asked: Asked
    of: Record
    holding: HoldingFacts | None


def begin(
    uow: UnitOfWork,
    request_id: str,
    permission: Permission,
    right_seq: int,
    activity_id: str,
    holding_id: str | None,
) -> Begun:
    """Return what an effect is judged by, when the actor may record one.

    Raises: NotFound, Forbidden; Conflict for a request that is over; Invalid for a right, activity or data set that
    the request does not have.
    """
    found = service_effects.require(uow, request_id, permission)
    problems = []
    right = next((each for each in found.rights if each.seq == right_seq), None)
    if right is None:
        problems.append(_fault("/right_seq", "คำขอไม่มีสิทธิลำดับนี้", "The request has no such right"))
    of = None
    if activity_id in found.activity_ids:
        activities.read(uow, activity_id)
        of = service_effects.records_of(uow, [activity_id]).get(activity_id)
    if of is None:
        problems.append(
            _fault(
                "/activity_id",
                "คำขอยังไม่ได้ระบุว่าเกี่ยวกับกิจกรรมนี้",
                "The request is not linked to this activity; link it first",
            )
        )
    holding = None if holding_id is None else service_listable.of_ids(uow, [holding_id]).get(holding_id)
    if holding_id is not None and (holding is None or holding.activity_id != activity_id):
        problems.append(_fault("/holding_id", "กิจกรรมไม่มีชุดข้อมูลนี้", "The activity has no such data set"))
    problems += service_proof.problems(uow, found, [right_seq], "/right_seq")
    if problems or right is None or of is None:
        raise Invalid(problems)
    limit_on = service_effects.erasure_limit(uow, right)
    today = clock.bangkok(uow.now).date()
    decided = service_standing.by_right(uow, request_id).get(right_seq)
    asked = Asked(
        right.right,
        right.outcome,
        right.received_on,
        limit_on,
        today,
        limb=None if decided is None else decided.limb,
        way=None if decided is None else decided.way,
    )
    return Begun(found, right, asked, of, holding)


def _fault(pointer: str, th: str, en: str) -> Problem:
    return Problem(pointer=pointer, message_th=th, message_en=en)


def refuse(uow: UnitOfWork, request_id: str, given: Struct, problems: Sequence[Problem]) -> None:
    """Return when what was sent has no fault: neither of `problems`, nor personal data, nor control characters.

    What is recorded stays, and tells that data went: neither who asked nor anybody's number.

    Raises: Invalid with every fault.
    """
    personal = list(personal_data(given))
    known = {each.pointer for each in personal}
    telling = [each for each in service_telling.told_in(uow, request_id, given) if each.pointer not in known]
    found = [*control_characters(msgspec.to_builtins(given)), *personal, *telling, *problems]
    if found:
        raise Invalid(found)


def erase(uow: UnitOfWork, request_id: str, given: ErasureInput, effect_id: str | None = None) -> Effect:
    """Return the recorded erasure of one person at one place. `effect_id`: given beforehand, so that sending it twice
    makes one.

    Raises: NotFound, Forbidden; Conflict for a request that is over; Invalid with every fault, holds among them.
    """
    if (before := made_before(uow, request_id, effect_id)) is not None:
        return before
    is_blocked = any(each.fate is CopyFate.BLOCKED for each in given.copies)
    permission = Permission.DECIDE_REQUESTS if is_blocked else Permission.HANDLE_REQUESTS
    begun = begin(uow, request_id, permission, given.right_seq, given.activity_id, given.holding_id)
    place = _place(uow, begun)
    known = known_items(uow, begun)
    problems = [*rules.erasure_faults(given, begun.asked, place), *items.unknown_items(given.data_items, known)]
    if given.ground is ErasureGround.WITHDRAWN:
        problems += items.other_grounds(given.data_items, known)
    if given.review is not None and plain(given.review.reviewer.name) == plain(given.executor.name):
        problems.append(
            _fault("/review/reviewer", "ผู้ทบทวนต้องไม่ใช่ผู้ดำเนินการ", "The reviewer is somebody other than who did it")
        )
    problems += service_proof.problems(uow, begun.request, [given.right_seq], "/right_seq", takes_data_away=True)
    refuse(uow, request_id, given, problems)
    copies = [_copy(each, place.copies) for each in given.copies]
    facts = facts_of(
        uow,
        begun,
        EffectKind.ERASURE,
        given.done_on,
        data_items=given.data_items,
        place=_words_of(begun.holding) or given.place.strip(),
        ground=given.ground.th,
        law="PDPA ม.33",
        scope=given.scope.strip(),
        volume=given.volume.strip(),
        asked=given.asked,
        way=given.way,
        other_way=given.other_way,
        methods=given.methods,
        executor=given.executor,
        copies=copies,
        review=given.review,
        note=given.no_law_binds.strip(),
    )
    parts = _parts(uow, begun.asked, given, copies)
    made = add(uow, begun, facts, effect_id=effect_id, parts=parts)
    if given.is_last_place:
        _answer(uow, begun, given.data_items, made)
    return finish(uow, begun, made)


def known_items(uow: UnitOfWork, begun: Begun) -> dict[str, items.Rests]:
    """Return the data items of an activity as a right reaches them: of its records since the right was received."""
    return service_effects.items_since(uow, [begun.of], begun.right.received_on)[begun.of.activity_id]


def keep(uow: UnitOfWork, request_id: str, given: KeptInput, effect_id: str | None = None) -> Effect:
    """Return the record of data that a law binds the controller to keep (F.4 61, 62).

    Raises: NotFound, Forbidden; Conflict for a request that is over; Invalid with every fault.
    """
    if (before := made_before(uow, request_id, effect_id)) is not None:
        return before
    permission = Permission.DECIDE_REQUESTS
    begun = begin(uow, request_id, permission, given.right_seq, given.activity_id, given.holding_id)
    known = known_items(uow, begun)
    problems = [*rules.kept_faults(given, begun.asked, _place(uow, begun))]
    refuse(uow, request_id, given, [*problems, *items.unknown_items(given.data_items, known)])
    facts = facts_of(
        uow,
        begun,
        EffectKind.KEPT,
        begun.asked.today,
        data_items=given.data_items,
        place=_words_of(begun.holding),
        ground=given.binds.th,
        law=given.law.strip(),
        measures=given.measures.strip(),
        until=given.until,
    )
    made = add(uow, begun, facts, effect_id=effect_id)
    if given.is_last_place:
        _answer(uow, begun, given.data_items, made)
    return finish(uow, begun, made)


def _place(uow: UnitOfWork, begun: Begun) -> rules.Place:
    held = begun.holding
    if held is None:
        # What nobody entered as a data set may be any of them under other words: a hold on one stands against it.
        is_held = service_holds.holds_any_of(uow, begun.of.activity_id)
        saraban = begun.of.document.form.beyond.saraban_applies or Applies.UNCLEAR
        return rules.Place(False, is_held, False, None, saraban, [])  # noqa: FBT003 - a row of facts
    return rules.Place(True, held.held, held.state in GONE, held.carrier, held.saraban, held.copies)  # noqa: FBT003


def _words_of(held: HoldingFacts | None) -> str:
    """Return how a statement names a data set: its title may name people, and the statement outlives them."""
    if held is None:
        return ""
    carrier = held.carrier or Carrier.ELECTRONIC
    return f"ชุดข้อมูล{carrier.th if held.carrier else ''} {held.id}"


def _copy(given: EffectCopy, copies: Sequence[HoldingCopy]) -> CopyDone:
    known = None if given.copy is None else copies[given.copy]
    words = given.words.strip() if known is None else f"{known.kind.th}: {known.place}"
    return CopyDone(
        words=words,
        fate=given.fate,
        on=given.on,
        measures=given.measures.strip(),
        reason=given.reason.strip(),
        next_check_on=given.on if given.fate is CopyFate.EXPIRES else given.next_check_on,
    )


def _parts(uow: UnitOfWork, asked: Asked, given: ErasureInput, copies: Sequence[CopyDone]) -> list[dict[str, object]]:
    """Return what is not gone yet: copies, and data made anonymous that nobody reviewed."""
    left = [
        (PendingKind.COPY, each.words, each.fate, each.reason, each.measures, each.next_check_on)
        for each in copies
        if each.fate is not CopyFate.ERASED
    ]
    if given.way is Way.ANONYMISE and given.review is None:
        by = max(asked.limit_on, asked.today)
        left.append((PendingKind.REVIEW, PendingKind.REVIEW.th, CopyFate.EXPIRES, "", "", by))
    return [
        {
            "id": new_id(uow.now),
            "number": number,
            "kind": str(kind),
            "words": words,
            "fate": str(fate),
            "reason": reason,
            "measures": measures,
            "since": given.done_on,
            "next_check_on": check_on,
            "checks": 0,
            "closed_at": None,
            "version": 1,
        }
        for number, (kind, words, fate, reason, measures, check_on) in enumerate(left, start=1)
    ]


def _answer(uow: UnitOfWork, begun: Begun, data_items: Sequence[str], effect_id: str) -> None:
    keys = {items.key_of(each) for each in data_items}
    store_effects.answer_items(uow, begun.request.id, begun.of.activity_id, keys, effect_id)


def made_before(uow: UnitOfWork, request_id: str, effect_id: str | None) -> Effect | None:
    """Return the effect of an id that was given beforehand, when it was made already.

    Raises: NotFound when the actor may not see its request.
    """
    row = None if effect_id is None else store_effects.find(uow, effect_id)
    if row is None:
        return None
    if row.request_id != request_id:
        raise NotFound
    return next(each for each in service_effects.shown(uow, request_id).items if each.id == effect_id)


def facts_of(
    uow: UnitOfWork, begun: Begun, kind: EffectKind, done_on: date, *, data_items: Sequence[str], **said: Any
) -> EffectFacts:
    """Return the statement of an effect: what was done, when, by which law; never the data."""
    number = store_effects.next_number(uow, begun.request.id)
    limit_on = begun.asked.limit_on if kind in {EffectKind.ERASURE, EffectKind.WITHDRAWAL} else None
    values: dict[str, Any] = {
        "version": _EDITION,
        "ref": f"{begun.request.ref}/{number}",
        "request_ref": begun.request.ref,
        "right": begun.right.right,
        "kind": kind,
        "office": offices.office_name(uow, begun.request.office_id) or "",
        "activity_ref": begun.of.ref,
        "place": "",
        "received_on": begun.right.received_on,
        "limit_on": limit_on,
        "done_on": done_on,
        "late": limit_on is not None and done_on > limit_on,
        "data_items": [each.strip() for each in data_items],
        "recorded_at": clock.bangkok(uow.now),
        "recorded_by": uow.actor.name,
        **said,
    }
    return EffectFacts(**values)


def add(
    uow: UnitOfWork,
    begun: Begun,
    facts: EffectFacts,
    *,
    effect_id: str | None,
    hold_id: str | None = None,
    reached: Sequence[dict[str, object]] = (),
    parts: Sequence[dict[str, object]] = (),
) -> str:
    """Return the id of an effect that was stored and told to the trail and the timeline."""
    key, number = effect_id or new_id(uow.now), int(facts.ref.rpartition("/")[2])
    content = msgspec.json.encode(facts, order="deterministic")
    sha256 = hashlib.sha256(content).hexdigest()
    effect = {
        "id": key,
        "request_id": begun.request.id,
        "number": number,
        "right_seq": begun.right.seq,
        "kind": str(facts.kind),
        "activity_id": begun.of.activity_id,
        "holding_id": None if begun.holding is None else begun.holding.id,
        "hold_id": hold_id,
        "done_on": facts.done_on,
        "limit_on": facts.limit_on,
        "look_on": _look_on(facts),
        "facts": content,
        "facts_sha256": sha256,
        "recorded_at": uow.now,
        "recorded_by": uow.actor.id,
        "recorded_by_name": uow.actor.name,
        "version": 1,
    }
    store_effects.add(
        uow, effect, [{**each, "effect_id": key} for each in reached], [{**each, "effect_id": key} for each in parts]
    )
    told = {"number": number, "kind": str(facts.kind), "right": begun.right.seq, "activity_id": begun.of.activity_id}
    service_events.add(uow, begun.request.id, RequestEventKind.EFFECT, facts.kind.th, {**told, "open": len(parts)})
    record(uow, "request.effect_recorded", f"request:{begun.request.id}", {**told, "sha256": sha256})
    return key


def _look_on(facts: EffectFacts) -> date | None:
    """Return when somebody is to look at an effect that nothing else brings up: a hold's own review does."""
    if facts.kind is EffectKind.KEPT and facts.until is not None:
        return facts.until + timedelta(days=1)
    if facts.kind is EffectKind.RESTRICTION and facts.until is None:
        return facts.done_on + timedelta(days=MOST_DAYS_TO_CHECK)
    return None


def finish(uow: UnitOfWork, begun: Begun, effect_id: str) -> Effect:
    """Return an effect as it stands after it was recorded, with what it fulfils."""
    made = next(each for each in service_effects.effects_of(uow, begun.request.id) if each.id == effect_id)
    # First the task that it has done: while one to erase is open, the right is not fulfilled.
    service_tasks_followed.follow_effect(uow, begun.request.id, made)
    service_effects.fulfil(uow, begun.request)
    return made
