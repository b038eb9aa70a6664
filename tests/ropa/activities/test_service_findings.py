"""Findings among the other records: what the register knows, in a few queries, and never whose record it is."""

import msgspec
import pytest
from sqlalchemy import event

from ropa.activities import rules_finding_codes, service, service_findings, service_hooks, service_listing
from ropa.activities.rules_codes import FindingCode
from ropa.activities.rules_finding_codes import FINDINGS_VERSION
from schemas.activity import Form
from schemas.activity_data import Header
from schemas.choices import ExchangeType
from schemas.document import ActivityInput
from schemas.exchange import ExchangeLine, InformationSystem
from schemas.listing import ActivityFilter, StoredRevision
from schemas.vocabulary import Direction, ExchangeMode, RevisionStatus
from tests.ropa.activities.test_life import whole
from tests.support.actors import PHETCHABURI, PRACHUAP, somebody
from tests.support.lives import RECORDER, carry
from tests.support.world import DPO, approve, update_of

OURS, THEIRS = "กรมหนึ่ง", "กรมสอง"
LINE = "/systems/0/exchanges/0"


def exchanging(
    controller: str,
    direction: Direction,
    other: str,
    *,
    mode: ExchangeMode | None = ExchangeMode.ONLINE,
    system: str = "ระบบหนึ่ง",
    office_id: int = PHETCHABURI,
) -> ActivityInput:
    kind = ExchangeType(direction=direction, mode=mode)
    return ActivityInput(
        office_id=office_id,
        form=Form(header=Header(parent_org_unit=controller, sub_process=f"{controller} {direction}")),
        systems=[
            InformationSystem(
                seq=1,
                system_name=system,
                exchanges=[ExchangeLine(data_exchange_type=kind, external_org_unit=other)],
            )
        ],
    )


@pytest.fixture
def saved(register, now):
    def save(data: ActivityInput) -> StoredRevision:
        with register.write(DPO, now) as uow:
            return service.create(uow, data)

    return save


def told(register, now, stored, part, actor=DPO):
    with register.read(actor, now) as uow:
        found = service_findings.findings_by_id(uow, stored.id)
    return [(item.code, item.pointer) for item in found if item.code.startswith(part)]


def test_both_sides_that_say_they_send_contradict_each_other(register, now, saved):
    ours = saved(exchanging(OURS, Direction.SEND, THEIRS))
    assert told(register, now, ours, "mirror") == []

    theirs = saved(exchanging("กรม สอง", Direction.SEND, "กรม หนึ่ง", office_id=PRACHUAP))

    for one in (ours, theirs):
        assert told(register, now, one, "mirror") == [("mirror.direction", f"{LINE}/data_exchange_type")]

    saved(exchanging(THEIRS, Direction.RECEIVE, OURS, mode=ExchangeMode.OFFLINE, office_id=PRACHUAP))
    assert told(register, now, ours, "mirror") == [("mirror.mode", f"{LINE}/data_exchange_type")]

    saved(exchanging(THEIRS, Direction.RECEIVE, OURS, office_id=PRACHUAP))
    assert told(register, now, ours, "mirror") == []


def test_a_contradiction_is_told_without_a_word_of_the_other_record(register, now, saved):
    saved(exchanging(THEIRS, Direction.SEND, OURS, system="ระบบลับของกรมสอง", office_id=PRACHUAP))
    ours = saved(exchanging(OURS, Direction.SEND, THEIRS))
    reader = somebody(RECORDER.grants[0].role, PHETCHABURI)

    with register.read(reader, now) as uow:
        found = service_findings.findings_by_id(uow, ours.id)

    assert "mirror.direction" in {item.code for item in found}
    said = msgspec.json.encode(found).decode()
    assert "ระบบลับ" not in said
    assert "ROPA-2569-0001" not in said


def test_a_counterpart_system_is_known_by_any_record_that_lists_it(register, now, saved):
    ours = saved(exchanging(OURS, Direction.SEND, "ระบบ กลาง"))
    place = ("exchange.counterpart_unknown", f"{LINE}/external_org_unit")
    assert told(register, now, ours, "exchange.counterpart") == [place]

    saved(exchanging(THEIRS, Direction.RECEIVE, OURS, system="ระบบกลาง (Central)", office_id=PRACHUAP))

    assert told(register, now, ours, "exchange.counterpart") == []


def test_what_a_deleted_draft_said_is_forgotten(register, now, saved):
    ours = saved(exchanging(OURS, Direction.SEND, THEIRS))
    theirs = saved(exchanging(THEIRS, Direction.SEND, OURS))
    with register.write(DPO, now) as uow:
        service.delete(uow, theirs.id, 1)

    assert told(register, now, ours, "mirror") == []


def test_rebuilt_projections_tell_the_same(register, now, saved):
    saved(exchanging(THEIRS, Direction.SEND, OURS))
    ours = saved(exchanging(OURS, Direction.SEND, THEIRS))
    before = told(register, now, ours, "")
    with register.write(DPO, now) as uow:
        service_listing.reindex(uow)

    assert told(register, now, ours, "") == before


def test_many_records_are_checked_with_as_many_queries_as_a_few(register, now, saved):
    def queries() -> int:
        asked: list[str] = []
        with register.read(DPO, now) as uow:
            event.listen(uow.connection, "before_cursor_execute", lambda *call: asked.append(call[2]))
            _, records = service_listing.register(uow, ActivityFilter())
            done = list(service_findings.checked(uow, records))
        assert len(done) == made
        return len(asked)

    made = 2
    for number in range(made):
        saved(exchanging(OURS, Direction.SEND, f"กรมที่ {number}"))
    few = queries()
    for number in range(made, 40):
        saved(exchanging(OURS, Direction.SEND, f"กรมที่ {number}", system=f"ระบบที่ {number}"))
    made = 40

    assert queries() == few


@pytest.fixture
def newer_rule(monkeypatch):
    """A rule of the next edition that finds something in every record."""
    from ropa.activities import rules_findings

    row = rules_finding_codes.CODES["completeness.missing"]
    newer = msgspec.structs.replace(row, since=FINDINGS_VERSION + 1)
    assert isinstance(newer, FindingCode)
    monkeypatch.setitem(rules_finding_codes.CODES, "test.newer", newer)

    def more(_document):
        yield rules_finding_codes.finding("test.newer", "/form", label_th="ก", label_en="a")

    monkeypatch.setattr(rules_findings, "crosschecks", more)


def marked(register, now, key) -> set[str]:
    with register.read(DPO, now) as uow:
        return {item.code for item in service_findings.findings_by_id(uow, key) if item.is_new}


def test_a_newer_rule_is_told_of_an_approved_revision_which_stays_approved(register, now, monkeypatch, request):
    monkeypatch.setattr(service_hooks, "MANIFEST", [service_findings.rules_applied])
    with register.write(RECORDER, now) as uow:
        key = service.create(uow, whole()).id
    frozen = carry(register, now, key)
    assert marked(register, now, key) == set()

    request.getfixturevalue("newer_rule")

    assert marked(register, now, key) == {"test.newer"}
    with register.read(DPO, now) as uow:
        still = service.read(uow, key)
    assert (still.status, still.content_hash) == (RevisionStatus.APPROVED, frozen.content_hash)

    with register.write(RECORDER, now) as uow:
        service.replace(uow, key, still.version, update_of(whole(marks={})))
    with register.read(RECORDER, now) as uow:
        draft = next(iter(service_findings.checked(uow, [service.read(uow, key)])))
    assert draft[0].status is RevisionStatus.DRAFT
    assert not any(item.is_new for item in draft[2]), "the next revision meets all rules"


def test_an_approval_that_names_no_edition_met_the_first(register, now):
    with register.write(DPO, now) as uow:
        key = service.create(uow, whole()).id
        approve(uow, key)

    found = marked(register, now, key)
    assert "legal.outdated_reference" in found
    assert "basis.ambiguous" not in found
