"""Lists: pages by key, every filter, and who sees what in them."""

import pytest

from ropa.activities import service, service_listing
from ropa.errors import Invalid
from schemas.access import Role
from schemas.activity import Form
from schemas.beyond import Beyond, PurposeBasis
from schemas.document import ActivityInput
from schemas.listing import ActivityFilter
from schemas.vocabulary import LawfulBasis, RevisionStatus
from tests.support.actors import GROUP_IN_PHETCHABURI, PHETCHABURI, PRACHUAP, somebody
from tests.support.many_records import copies
from tests.support.world import DPO, activity_input, approve, create, update_of


def listed(register, now, actor=DPO, cursor=None, limit=200, **wanted):
    with register.read(actor, now) as uow:
        return service_listing.page(uow, ActivityFilter(**wanted), cursor, limit)


def refs(page) -> list[str]:
    return [item.ref.removeprefix("ROPA-2569-") for item in page.items]


def test_pages_join_into_the_whole_list_newest_first(register, now):
    made = [create(register, now).ref for _ in range(7)]
    seen, cursor = [], None
    for size in (3, 3, 1):
        page = listed(register, now, cursor=cursor, limit=3)
        assert len(page.items) == size
        seen += [item.ref for item in page.items]
        cursor = page.next_cursor

    assert cursor is None
    assert seen == made[::-1]


def test_a_full_last_page_has_no_next(register, now):
    for _ in range(2):
        create(register, now)
    assert listed(register, now, limit=2).next_cursor is None
    assert listed(register, now, limit=1).next_cursor is not None


def test_what_is_created_or_saved_meanwhile_shifts_no_page(register, now):
    made = [create(register, now) for _ in range(4)]
    first = listed(register, now, limit=2)
    create(register, now)
    with register.write(DPO, now) as uow:
        service.replace(uow, made[0].id, 1, update_of(activity_input()))
        service.delete(uow, made[2].id, 1)
    second = listed(register, now, limit=2, cursor=first.next_cursor)

    assert refs(first) == ["0004", "0003"]
    assert refs(second) == ["0002", "0001"]


@pytest.mark.parametrize(
    "cursor", ["", "!", "x", "ก", "MQ==\n", "LTE", "OTk5OTk5OTk5OTk5", "MS41", "MV8w", "IDE", "A" * 40]
)
def test_a_cursor_that_no_list_gave_out_is_refused(register, now, cursor):
    with pytest.raises(Invalid):
        listed(register, now, cursor=cursor)


def test_a_line_tells_what_the_record_is(register, now):
    made = create(register, now, sub_process="ย่อย", systems=["ก", "ข"], steps=3)
    (line,) = listed(register, now).items

    assert (line.id, line.ref, line.office_id, line.revision) == (made.id, made.ref, PHETCHABURI, 1)
    assert (line.main_process, line.sub_process, line.step_count, line.system_count) == ("งานทดสอบ", "ย่อย", 3, 2)
    assert (line.status, line.updated_at) == (RevisionStatus.DRAFT, now)


def test_the_filter_by_office_takes_in_what_is_below(register, now):
    for office in (PHETCHABURI, GROUP_IN_PHETCHABURI, PRACHUAP, 0):
        create(register, now, office_id=office)

    assert refs(listed(register, now, office=PHETCHABURI)) == ["0002", "0001"]
    assert refs(listed(register, now, office=GROUP_IN_PHETCHABURI)) == ["0002"]
    assert refs(listed(register, now, office=0)) == ["0004", "0003", "0002", "0001"]
    assert refs(listed(register, now, office=999_999)) == []
    # A filter never widens what one may see.
    assert refs(listed(register, now, somebody(Role.AUDITOR, GROUP_IN_PHETCHABURI), office=0)) == ["0002"]


def test_the_filter_by_status_looks_at_the_revision_that_is_shown(register, now):
    made = create(register, now)
    create(register, now)
    with register.write(DPO, now) as uow:
        approve(uow, made.id)

    assert refs(listed(register, now, status=RevisionStatus.APPROVED)) == ["0001"]
    assert refs(listed(register, now, status=RevisionStatus.DRAFT)) == ["0002"]
    with register.write(DPO, now) as uow:
        service.replace(uow, made.id, 2, update_of(activity_input()))
    assert refs(listed(register, now, status=RevisionStatus.APPROVED)) == []
    assert refs(listed(register, now, somebody(Role.AUDITOR), status=RevisionStatus.APPROVED)) == ["0001"]


def test_the_filter_by_lawful_basis(register, now):
    bases = [PurposeBasis(purpose="ก", lawful_basis=LawfulBasis.CONSENT), PurposeBasis(purpose="ข")]
    with register.write(DPO, now) as uow:
        form = Form(beyond=Beyond(lawful_basis_code_per_purpose=bases))
        service.create(uow, ActivityInput(office_id=PHETCHABURI, form=form))
    create(register, now)

    assert refs(listed(register, now, lawful_basis=LawfulBasis.CONSENT)) == ["0001"]
    assert refs(listed(register, now, lawful_basis=LawfulBasis.CONTRACT)) == []


def test_the_filter_by_system_finds_parts_of_names_as_text(register, now):
    create(register, now, systems=["ระบบ Website", "100%"])
    create(register, now, systems=["ระบบน้ำประปา", "a_b"])

    found = {
        words: refs(listed(register, now, system=words))
        for words in ("website", "WEB", "%", "_", "นํ้า", "ระบบ", "zz", "\\", "'")
    }
    assert found == {
        "website": ["0001"],
        "WEB": ["0001"],
        "%": ["0001"],
        "_": ["0002"],
        "นํ้า": ["0002"],
        "ระบบ": ["0002", "0001"],
        "zz": [],
        "\\": [],
        "'": [],
    }


def test_filters_narrow_together(register, now):
    create(register, now, systems=["ก"], office_id=PRACHUAP, main_process="งานทะเบียน")
    create(register, now, systems=["ก"], main_process="งานทะเบียน")
    create(register, now, systems=["ข"], main_process="งานทะเบียน")

    assert refs(listed(register, now, system="ก", office=PHETCHABURI, q="ทะเบียน")) == ["0002"]


def test_an_export_holds_what_its_reader_may_see_oldest_first(register, now):
    made = [create(register, now, office_id=office) for office in (PHETCHABURI, PRACHUAP, GROUP_IN_PHETCHABURI)]
    with register.read(somebody(Role.AUDITOR, PHETCHABURI), now) as uow:
        count, records = service_listing.register(uow, ActivityFilter())
        assert count == 2
        assert [(each.id, each.document) for each in records] == [(made[i].id, made[i].document) for i in (0, 2)]


def test_an_export_goes_on_over_many_batches(register, now):
    with register.write(DPO, now) as uow:
        made = [service.create(uow, activity_input()).id]
        made += copies(uow, made[0], 404)
    with register.read(DPO, now) as uow:
        count, records = service_listing.register(uow, ActivityFilter())
        assert (count, [each.id for each in records]) == (405, made)


@pytest.mark.only_on("sqlite")  # it can count its own steps; the benchmark times both databases
def test_a_page_deep_in_the_list_costs_what_the_first_page_costs(register, now):
    with register.write(DPO, now) as uow:
        copies(uow, service.create(uow, activity_input()).id, 599)

    def steps(cursor: str | None) -> int:
        taken = 0

        def count() -> int:
            nonlocal taken
            taken += 1
            return 0

        with register.read(DPO, now) as uow:
            driver = uow.connection.connection.driver_connection
            driver.set_progress_handler(count, 1)
            page = service_listing.page(uow, ActivityFilter(), cursor, 20)
            driver.set_progress_handler(None, 0)
        assert len(page.items) == 20
        return taken

    first, deep = steps(None), steps(service_listing.cursor_of(40))
    assert first > 100
    assert deep <= first * 1.2
