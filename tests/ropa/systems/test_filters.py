"""What the map can be narrowed to, and the list beside it."""

import pytest

from ropa.activities import service, service_listing, store_exchanges
from ropa.errors import Invalid
from ropa.systems import service as listing
from ropa.systems import service_map
from schemas.exchange_map import MapFlow
from schemas.systems import SystemFilter
from tests.ropa.systems.conftest import RECEIVE, SEND, line, system
from tests.support.actors import GROUP_IN_PHETCHABURI, PHETCHABURI, PRACHUAP
from tests.support.world import DPO, approve, projections, update_of


@pytest.fixture
def chain(systems):
    """ก → ข → ค → ง, and จ → ก; only ค → ง holds the national ID, in a copy of the card."""
    systems.add(system("ระบบ ก", "กอง ก", line(SEND, "ระบบ ข"), line(RECEIVE, "ระบบ จ", "ศาสนา")))
    systems.add(system("ระบบ ข", "กอง ก", line(SEND, "ระบบ ค")), office=GROUP_IN_PHETCHABURI)
    systems.add(system("ระบบ ค", "กอง ก", line(SEND, "ระบบ ง", "สำเนาบัตรประชาชน")), office=PRACHUAP)
    systems.add(system("ระบบ ง", "กอง ง", abroad=True), system("ระบบ จ", "กอง ก"), office=PRACHUAP)
    return systems


def pairs(register, **asked):
    return {(each[0][-1], each[1][-1]) for each in register.lines(**asked)}


def test_arrows_are_followed_from_a_system_the_way_that_was_asked_for(chain):
    start = chain.key("ระบบ ก", "กอง ก")
    for flow, depth, found in (
        (MapFlow.OUT, 1, {"กข"}),
        (MapFlow.OUT, 3, {"กข", "ขค", "คง"}),
        (MapFlow.IN, 3, {"จก"}),
        (MapFlow.BOTH, 2, {"กข", "ขค", "จก"}),
    ):
        assert pairs(chain, system=start, flow=flow, depth=depth) == {tuple(each) for each in found}, (flow, depth)


def test_a_system_in_the_middle_stands_there_without_any_arrow_too(chain):
    key = chain.key("ระบบ ง", "กอง ง")
    drawn = chain.map(system=key, flow=MapFlow.OUT)
    assert ([each.key for each in drawn.systems], drawn.lines, drawn.focus) == ([key], (), key)


def test_data_are_found_by_kind_in_any_spelling_and_by_words(chain):
    for item, found in (
        ("รหัสบัตรประชาชน", {"คง"}),
        ("เลขประจำตัวประชาชน", {"คง"}),
        ("สำเนา", {"คง"}),
        ("ศาส", {"จก"}),
        ("100%", set()),
        ("  ", {"กข", "ขค", "คง", "จก"}),
    ):
        assert pairs(chain, item=item) == {tuple(each) for each in found}, item


def test_an_office_is_what_its_records_and_those_below_say(chain):
    assert pairs(chain, office=PHETCHABURI) == {("ก", "ข"), ("จ", "ก"), ("ข", "ค")}
    assert pairs(chain, office=GROUP_IN_PHETCHABURI) == {("ข", "ค")}
    assert chain.map(office=GROUP_IN_PHETCHABURI).scope_th != "ทั้งทะเบียน"


def test_what_crosses_the_border_is_told_by_the_cloud_and_by_the_list_of_recipients_abroad(chain):
    chain.add(system("ระบบ ฉ", "กอง ก", line(SEND, "Acme Ltd.")), abroad=["ACME  ltd."])
    drawn = chain.map(only_abroad=True)
    abroad = {each.name for each in drawn.systems if each.is_abroad}
    assert (len(drawn.lines), abroad) == (2, {"ระบบ ง", "Acme Ltd."})
    special = next(each for each in chain.map().lines if each.is_special)
    assert special.kinds == ("ศาสนา",)


def test_what_does_not_fit_is_counted(chain, monkeypatch):
    monkeypatch.setattr(store_exchanges, "MOST_TOLD", 3)
    monkeypatch.setattr(service_map, "MAX_ARROWS", 1)
    monkeypatch.setattr(service_map, "MAX_BOXES", 3)
    drawn = chain.map()
    assert (len(drawn.lines), drawn.left_out, len(drawn.systems), drawn.left_out_systems) == (1, 3, 3, 2)


def test_every_fault_of_a_question_is_told(chain):
    with pytest.raises(Invalid) as caught:
        chain.map(office=999_999, system="0" * 16, item="ก\x00", depth=4)
    assert [each.pointer for each in caught.value.problems] == ["/office", "/item", "/depth", "/system"]


def test_the_map_is_of_what_was_approved_and_of_drafts_only_where_nothing_was(systems):
    made = systems.add(system("ระบบ ก", "กอง ก", line(SEND, "ระบบ ข")))
    with systems.database.write(DPO, systems.now) as uow:
        approve(uow, made)
        stored = service.read(uow, made)
        changed = service.document_of(stored)
    from tests.support.world import activity_input

    data = activity_input()
    data.systems.extend(changed.systems)
    data.systems[0].exchanges.append(line(SEND, "ระบบใหม่"))
    with systems.database.write(DPO, systems.now) as uow:
        service.replace(uow, made, service.read(uow, made).version, update_of(data))
    assert pairs(systems) == {("ก", "ข")}


def test_rows_kept_at_each_save_are_those_that_reindexing_makes(chain):
    with chain.database.read(DPO, chain.now) as uow:
        kept = projections(uow)["revision_exchanges"]
    with chain.database.write(DPO, chain.now) as uow:
        service_listing.reindex(uow)
        assert len(kept) == 4
        assert projections(uow)["revision_exchanges"] == kept


def test_the_list_pages_by_name_and_narrows(chain):
    def names(cursor=None, limit=2, **wanted):
        with chain.database.read(DPO, chain.now) as uow:
            found = listing.page(uow, SystemFilter(**wanted), cursor, limit)
        return "".join(each.name[-1] for each in found.items), found.next_cursor

    first, cursor = names()
    second, last = names(cursor)
    assert (first, second, names(last)) == ("กข", "คง", ("จ", None))
    assert names(limit=50, q="ระบบ ค")[0] == "ค"
    assert names(limit=50, q="100%")[0] == ""
    assert names(limit=50, owner="กองง")[0] == "ง"
    assert names(limit=50, abroad=True)[0] == "ง"
    assert names(limit=50, office=PHETCHABURI)[0] == "กข"
    with pytest.raises(Invalid):
        names("0" * 16)
