"""What an approved record implies by the year, and what becomes of it."""

from datetime import UTC, date, datetime

import pytest

from ropa.activities import service as activities
from ropa.errors import Invalid
from ropa.retention import service, service_proposals
from ropa.retention.rules_proposals import first_known, years
from schemas.activity import Form
from schemas.activity_data import DataCategory
from schemas.activity_keeping import Destruction, Storage
from schemas.activity_safeguards import Safeguards
from schemas.beyond import Beyond, ItemRetention
from schemas.choices import StorageFormatChoice
from schemas.document import ActivityDocument, ActivityInput
from schemas.holding import Carrier, HoldingInput
from schemas.holding_ways import ProposalAnswers, ProposalEdit, YearKind
from schemas.vocabulary import Applies, StartEvent, StorageFormat
from tests.ropa.retention.conftest import DPO
from tests.support.actors import PHETCHABURI, PRACHUAP
from tests.support.world import approve

#: Fiscal year 2569 (B.E.) was over on 30 September 2026.
NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


def form(volume: str | None = "27,084 ราย ณ วันที่ 23 ส.ค. 65", event: StartEvent | None = StartEvent.COLLECTED) -> Form:
    return Form(
        data_category=DataCategory(personal_data_items=["ชื่อ"], data_volume=volume),
        storage=Storage(
            retention_period="5 ปี",
            storage_locations=["ตู้เอกสาร 3", "i.industry.go.th"],
            storage_formats=[
                StorageFormatChoice(code=StorageFormat.DATABASE),
                StorageFormatChoice(code=StorageFormat.PAPER),
            ],
        ),
        safeguards=Safeguards(backup_and_recovery=["เทปสำรองรายสัปดาห์", "ไม่มี"]),
        destruction=Destruction(destruction_cycle="สิ้นปีงบประมาณ"),
        beyond=Beyond(
            retention_start_event=event,
            saraban_applies=Applies.YES,
            retention_rules=[
                ItemRetention(name="กล้องวงจรปิด", retention_period="90 วัน", start_event=StartEvent.CONTRACT_END)
            ],
        ),
    )


def approved(register, said=None, office=PHETCHABURI):
    with register.write(DPO, NOW) as uow:
        made = activities.create(uow, ActivityInput(office_id=office, form=said or form()))
        approve(uow, made.id)
    return made.id


def offered(register, activity_id, **asked):
    with register.read(DPO, NOW) as uow:
        return service_proposals.proposed(uow, activity_id, **asked)


def answer(register, activity_id, **answers):
    with register.write(DPO, NOW) as uow:
        return service_proposals.answer(uow, activity_id, ProposalAnswers(**answers))


def test_each_finished_year_and_rule_is_proposed_with_what_the_record_says(register):
    found = offered(register, approved(register))

    main = [each for each in found if not each.data.rule]
    assert [each.year_be for each in main] == [2565, 2566, 2567, 2568, 2569]
    first = main[0].data
    assert (first.data_from, first.data_through, first.started_on, first.start_event) == (
        date(2021, 10, 1),
        date(2022, 9, 30),
        date(2022, 9, 30),
        StartEvent.COLLECTED,
    )
    assert (first.location, first.carrier, first.saraban) == ("ตู้เอกสาร 3, i.industry.go.th", Carrier.BOTH, Applies.YES)
    assert [each.place for each in first.copies] == ["เทปสำรองรายสัปดาห์"]
    assert "2565" in first.title
    other = [each for each in found if each.data.rule]
    assert len(other) == 5
    assert {(each.start_known, each.data.started_on, each.data.start_event) for each in other} == {
        (False, None, StartEvent.CONTRACT_END)
    }
    assert "กล้องวงจรปิด" in other[0].data.title


def test_what_was_accepted_covered_or_declined_is_never_offered_again(register):
    activity_id = approved(register)
    keys = [each.key for each in offered(register, activity_id) if not each.data.rule]
    made = answer(register, activity_id, accept=[ProposalEdit(key=keys[0], title="แฟ้มปี 2565")], decline=[keys[1]])
    assert made.created == 1
    again = answer(register, activity_id, accept=[ProposalEdit(key=keys[0])], decline=[keys[1]])
    assert ([each.id for each in again.items], again.created) == ([made.items[0].id], 0)
    with register.write(DPO, NOW) as uow:
        kept = service.read_holding(uow, activity_id, made.items[0].id)
        assert (kept.title, kept.due_on) == ("แฟ้มปี 2565", date(2027, 10, 1))
        for start, end in ((date(2023, 10, 1), date(2024, 3, 31)), (date(2024, 4, 1), date(2024, 9, 30))):
            service.create_holding(uow, activity_id, HoldingInput(title="ครึ่งปี", data_from=start, data_through=end))
        service.delete_holding(uow, activity_id, kept.id, kept.version)
    assert [each.year_be for each in offered(register, activity_id) if not each.data.rule] == [2568, 2569]
    with pytest.raises(Invalid) as told:
        answer(register, activity_id, accept=[ProposalEdit(key="fiscal:2567:")], decline=["fiscal:9999:"])
    assert [each.pointer for each in told.value.problems] == ["/accept/0/key", "/decline/0"]


def test_the_officer_chooses_the_years_and_nothing_is_implied_by_a_draft(register):
    activity_id = approved(register, form(volume=None))
    assert offered(register, activity_id) == []
    found = offered(register, activity_id, kind=YearKind.CALENDAR, from_year_be=2559)
    assert [each.year_be for each in found if not each.data.rule] == list(range(2559, 2569))
    assert found[0].data.data_from == date(2016, 1, 1)
    with register.write(DPO, NOW) as uow:
        draft = activities.create(uow, ActivityInput(office_id=PHETCHABURI, form=form())).id
    assert offered(register, draft) == []


def test_an_office_is_offered_all_its_records_page_by_page(register, monkeypatch):
    monkeypatch.setattr(service_proposals, "RECORDS", 2)
    ids = [approved(register) for _ in range(3)]
    approved(register, form(volume=None))
    approved(register, office=PRACHUAP)

    found, cursor = set(), None
    with register.read(DPO, NOW) as uow:
        while True:
            page = service_proposals.proposed_in(uow, PHETCHABURI, cursor)
            found |= {each.activity_id for each in page.items}
            cursor = page.next_cursor
            if cursor is None:
                break
    assert found == set(ids)


@pytest.mark.parametrize(
    ("volume", "expected"),
    [
        ("27,084 ราย ณ วันที่ 23 ส.ค. 65", date(2022, 8, 23)),
        ("366 รายการ", None),
        ("ตั้งแต่ปีงบประมาณ 2560 จำนวน 2,510 ราย", date(2017, 9, 30)),
        ("๑๐๐ ราย ณ ๓๐ ก.ย. ๒๕๖๓", date(2020, 9, 30)),
        ("ณ วันที่ 1 ม.ค. 2600", None),
    ],
)
def test_the_volume_tells_since_when_there_are_data(volume, expected):
    document = ActivityDocument(form=form(volume=volume))

    assert first_known(document, None, date(2026, 11, 20)) == expected
    assert first_known(document, date(2019, 1, 1), date(2026, 11, 20)) == min(date(2019, 1, 1), expected or date.max)


def test_a_year_is_offered_only_when_it_is_over():
    assert years(YearKind.FISCAL, date(2025, 1, 1), date(2025, 9, 30)) == []
    assert years(YearKind.FISCAL, date(2025, 1, 1), date(2025, 10, 1)) == [(2568, date(2024, 10, 1), date(2025, 9, 30))]
    assert [each[0] for each in years(YearKind.CALENDAR, date(2023, 12, 31), date(2026, 1, 1))] == [2566, 2567, 2568]


def test_days_that_were_entered_or_put_aside_are_not_offered_by_other_years(register):
    activity_id = approved(register)
    keys = [each.key for each in offered(register, activity_id) if not each.data.rule]
    answer(register, activity_id, accept=[ProposalEdit(key=each) for each in keys[:-1]], decline=[keys[-1]])
    by_calendar = offered(register, activity_id, kind=YearKind.CALENDAR)
    assert [each.key for each in by_calendar if not each.data.rule] == []
    assert [each.year_be for each in by_calendar if each.data.rule] == [2565, 2566, 2567, 2568]
    earlier = offered(register, activity_id, kind=YearKind.CALENDAR, from_year_be=2562)
    assert [each.year_be for each in earlier if not each.data.rule] == [2562, 2563]  # 2564 has days of fiscal 2565
