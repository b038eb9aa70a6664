"""What a confirmation holds for, whom it reaches, and cycles under a newer reader."""

import pytest

from ropa.activities import service as activities
from ropa.errors import Invalid, PreconditionFailed
from ropa.retention import service_confirmations as confirmations
from ropa.retention import service_cycle_confirmations as cycles
from ropa.retention import service_cycles, store, store_readings
from ropa.retention.service_readings import refresh_readings
from schemas.access import Role
from schemas.activity import Form
from schemas.activity_keeping import Destruction, Storage
from schemas.beyond import Beyond, ItemRetention
from schemas.document import ActivityInput, ActivityUpdate
from schemas.readings import CycleChoice, CycleConfirm, ReadingChoice, ReadingConfirm
from schemas.retention import Anchor, Cycle, CyclePart, RetentionKind, RuleStatus
from schemas.vocabulary import RetentionScope, StartEvent
from tests.support.actors import PHETCHABURI, PRACHUAP, person

DPO = person("เจ้าหน้าที่คุ้มครองข้อมูล", Role.DPO)
WHY = "ตามบันทึกข้อความของสำนักงาน"
E, S = StartEvent, RetentionScope
NAME = "ภาพ"


def form(*lines: ItemRetention, period: str = "10 ปี", cycle: str | None = None) -> Form:
    return Form(
        storage=Storage(retention_period=period),
        destruction=Destruction(destruction_cycle=cycle),
        beyond=Beyond(retention_start_event=E.COLLECTED, retention_rules=list(lines) or None),
    )


def made(uow, *lines, office_id=PHETCHABURI, **more):
    return activities.create(uow, ActivityInput(office_id=office_id, form=form(*lines, **more))).id


def rewritten(uow, key, *lines, **more):
    version = activities.read(uow, key).version
    activities.replace(uow, key, version, ActivityUpdate(office_id=PHETCHABURI, form=form(*lines, **more)))
    return store.current_rules(uow, key)[NAME].rule


def said(words, event=None, **more):
    choice = ReadingChoice(**more.pop("choice", {}))
    return ReadingConfirm(words=words, stated_event=event, choice=choice, reason=WHY, **more)


def line(words="30 วัน", **more):
    return ItemRetention(**{"name": NAME, "retention_period": words, "applies_to": S.BACKUP, **more})


@pytest.mark.parametrize(
    "other",
    [
        line(applies_to=S.ITEMS, data_items=["ประวัติสุขภาพ"]),
        line(applies_to=S.COPIES),
        line(data_items=["ชื่อ"]),
        line(ground="พ.ร.บ. จดหมายเหตุ"),
    ],
    ids=["scope and items", "scope", "items", "ground"],
)
def test_a_confirmation_ends_when_its_rule_is_about_something_else(register, now, other):
    with register.write(DPO, now) as uow:
        key = made(uow, line())
        confirmations.confirm(uow, key, NAME, said("30 วัน"))
        assert store.current_rules(uow, key)[NAME].rule.status is RuleStatus.CONFIRMED
        assert rewritten(uow, key, other).status is not RuleStatus.CONFIRMED
        assert rewritten(uow, key, line()).status is RuleStatus.CONFIRMED


def test_a_ground_that_is_gone_is_asked_for_again(register, now):
    with register.write(DPO, now) as uow:
        key = made(uow, line("ถาวร", applies_to=S.ITEMS, data_items=["ชื่อ"], ground="พ.ร.บ. จดหมายเหตุ"))
        confirmations.confirm(uow, key, NAME, said("ถาวร"))
        rule = rewritten(uow, key, line("ถาวร", applies_to=S.ITEMS, data_items=["ประวัติอาชญากรรม"]))
        assert (rule.status, [each.code for each in rule.unconfirmed]) == (
            RuleStatus.NEEDS_CONFIRMATION,
            ["permanent_ground"],
        )


def test_permanent_words_never_become_a_day_without_a_word(register, now, add_activity):
    key = add_activity("ถาวร")
    choice = {"kind": RetentionKind.FIXED, "period": "P1D", "start_event": E.COLLECTED}
    with register.write(DPO, now) as uow:
        with pytest.raises(Invalid) as refused:
            confirmations.confirm(uow, key, "", said("ถาวร", choice=choice))
        assert "permanent_lost" in refused.value.problems[0].message_en
        done = confirmations.confirm(uow, key, "", said("ถาวร", choice=choice, accepts=["permanent_lost"]))
        assert done.reading.rule.period == "P1D"


def test_the_same_words_that_mean_something_else_are_not_confirmed_with_it(register, now):
    """A line for backups counts from their making, one for data from what the form says: the same words, two rules."""
    with register.write(DPO, now) as uow:
        mine = made(uow, line("90 วัน", applies_to=S.ITEMS))
        same = made(uow, line("90 วัน", applies_to=S.ITEMS, name="เสียง"))
        other = made(uow, line("90 วัน"))
        grounded = made(uow, line("90 วัน", applies_to=S.ITEMS, ground="พ.ร.บ. คอมพิวเตอร์"))
        done = confirmations.confirm(uow, mine, NAME, said("90 วัน", choice=_FROM_NOW, same_words_everywhere=True))
        assert done.records == 2
        assert store.current_rules(uow, same)["เสียง"].rule.status is RuleStatus.CONFIRMED
        left = store.current_rules(uow, other)[NAME].rule
        assert (left.status, left.start_event) == (RuleStatus.NEEDS_CONFIRMATION, E.RECORD_CREATED)
        # Confirmed with the others it would lose the ground that its own line gives.
        left = store.current_rules(uow, grounded)[NAME].rule
        assert (left.status, left.legal_refs) == (RuleStatus.NEEDS_CONFIRMATION, ["พ.ร.บ. คอมพิวเตอร์"])


_FROM_NOW = {"start_event": E.COLLECTED}


def test_a_cycle_is_confirmed_at_once_only_in_ones_own_offices(register, now):
    dpo = person("ดีพีโอจังหวัด", Role.DPO, PHETCHABURI)
    with register.write(DPO, now) as uow:
        mine, near = (made(uow, cycle="วันสิ้นปี") for _ in range(2))
        far = made(uow, cycle="วันสิ้นปี", office_id=PRACHUAP)
    with register.write(dpo, now) as uow:
        given = _cycle("วันสิ้นปี", same_words_everywhere=True)
        assert cycles.confirm(uow, mine, CyclePart.DESTRUCTION, given).records == 2
    with register.read(DPO, now) as uow:
        found = service_cycles.cycle_of(uow, [mine, near, far])
        assert [found[key].status for key in (mine, near, far)] == [
            RuleStatus.CONFIRMED,
            RuleStatus.CONFIRMED,
            RuleStatus.NEEDS_CONFIRMATION,
        ]


def _cycle(words, **more):
    return CycleConfirm(words=words, choice=CycleChoice(anchor=Anchor.FISCAL_YEAR_END), reason=WHY, **more)


def test_a_cycle_whose_words_changed_meanwhile_is_not_confirmed(register, now):
    with register.write(DPO, now) as uow:
        key = made(uow, cycle="ทุกปี")
        with pytest.raises(PreconditionFailed):
            cycles.confirm(uow, key, CyclePart.DESTRUCTION, _cycle("วันสิ้นปี"))
        assert service_cycles.cycle_of(uow, [key])[key].status is RuleStatus.NEEDS_CONFIRMATION


def test_a_newer_reader_reads_cycles_again_and_keeps_what_is_confirmed(register, now, monkeypatch):
    told: list[tuple[CyclePart, list[str]]] = []
    with register.write(DPO, now) as uow:
        confirmed, plain = made(uow, cycle="วันสิ้นปี"), made(uow, cycle="วันสิ้นปี")
        cycles.confirm(uow, confirmed, CyclePart.DESTRUCTION, _cycle("วันสิ้นปี"))
        monkeypatch.setattr(service_cycles, "CYCLES_VERSION", 99)
        monkeypatch.setattr(service_cycles, "read_cycle", lambda _: Cycle(raw_text="", every="P1M"))
        monkeypatch.setattr(service_cycles, "CYCLES_CHANGED", [lambda _, part, keys: told.append((part, keys))])
        assert refresh_readings(uow) == 6
        assert refresh_readings(uow) == 0
        kept = {key: store_readings.cycles(uow, key)[CyclePart.DESTRUCTION] for key in (confirmed, plain)}
        assert {each.rules_version for each in kept.values()} == {99}
        assert (kept[confirmed].cycle.anchor, kept[plain].cycle.every) == (Anchor.FISCAL_YEAR_END, "P1M")
        destruction = [keys for part, keys in told if part is CyclePart.DESTRUCTION]
        assert destruction == [[plain]]
        assert kept[confirmed].cycle.confirmed_at is not None
