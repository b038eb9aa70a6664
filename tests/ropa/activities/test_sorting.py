"""The list in each of its orders: whole, without a line twice, page by page, and counted as far as it is cheap."""

import re

import pytest
from sqlalchemy import update

from ropa.activities import service_listing
from ropa.activities.tables import activities, revision_index
from ropa.errors import Invalid
from schemas.access import Role
from schemas.listing import ActivityFilter, ActivitySort
from schemas.vocabulary import RevisionStatus
from tests.support.actors import GROUP_IN_PHETCHABURI, PHETCHABURI, PRACHUAP, somebody
from tests.support.web import browser
from tests.support.world import approve, bearer, client_of, create

DPO = somebody(Role.DPO)
_KEYS = {
    "ref": lambda item: item.ref,
    "office": lambda item: item.office_id,
    "status": lambda item: str(item.status),
}


@pytest.fixture
def mixed(register, now):
    """Eleven records of three offices, some approved, with references in another order than they came in."""
    places = [PHETCHABURI, PRACHUAP, GROUP_IN_PHETCHABURI]
    made = [
        create(register, now, office_id=places[n % 3], main_process="งานเฉพาะกิจ" if n == 10 else f"งาน {n}")
        for n in range(11)
    ]
    with register.write(DPO, now) as uow:
        for number, each in enumerate(made):
            if number % 4 == 0:
                approve(uow, each.id)
            ref = f"ROPA-2560-{(number * 7) % 11:04}"
            uow.connection.execute(update(activities).where(activities.c.id == each.id).values(ref=ref))
            uow.connection.execute(
                update(revision_index).where(revision_index.c.activity_id == each.id).values(ref=ref)
            )
    return made


def walked(register, now, sort, limit=3, actor=DPO, **wanted):
    """Return all lines of a list, page by page."""
    items, cursor = [], None
    with register.read(actor, now) as uow:
        while True:
            found = service_listing.page(uow, ActivityFilter(**wanted), cursor, limit, sort)
            items += found.items
            cursor = found.next_cursor
            if cursor is None:
                return items


@pytest.mark.parametrize("sort", list(ActivitySort), ids=str)
def test_each_order_has_every_line_once_and_goes_on_behind_the_last(register, now, mixed, sort):
    items = walked(register, now, sort)
    assert sorted(each.id for each in items) == sorted(each.id for each in mixed)
    assert [each.id for each in items] == [each.id for each in walked(register, now, sort, limit=50)]
    name = str(sort)
    if name.lstrip("-") in _KEYS:
        keys = [_KEYS[name.lstrip("-")](each) for each in items]
        assert keys == sorted(keys, reverse=name.startswith("-"))
    else:
        places = [next(n for n, each in enumerate(mixed) if each.id == item.id) for item in items]
        assert places == sorted(places, reverse=sort is ActivitySort.NEWEST)


@pytest.mark.parametrize("sort", list(ActivitySort), ids=str)
@pytest.mark.parametrize("role", [Role.AUDITOR, Role.RECORDER])
def test_filters_and_rights_stay_in_every_order(register, now, mixed, sort, role):
    actor = somebody(role, PHETCHABURI)
    newest = {each.id for each in walked(register, now, ActivitySort.NEWEST, actor=actor)}
    assert {each.id for each in walked(register, now, sort, actor=actor)} == newest
    assert len(newest) < len(mixed)
    approved = walked(register, now, sort, status=RevisionStatus.APPROVED)
    assert {each.status for each in approved} == {RevisionStatus.APPROVED}
    assert [each.main_process for each in walked(register, now, sort, q="เฉพาะกิจ")] == ["งานเฉพาะกิจ"]


def test_a_record_that_comes_while_somebody_turns_the_page_moves_no_line(register, now, mixed):
    with register.read(DPO, now) as uow:
        first = service_listing.page(uow, ActivityFilter(), None, 4, ActivitySort.REF)
    create(register, now, office_id=PHETCHABURI, main_process="มาใหม่")
    with register.read(DPO, now) as uow:
        rest = service_listing.page(uow, ActivityFilter(), first.next_cursor, 50, ActivitySort.REF)
    refs = [each.ref for each in (*first.items, *rest.items)]
    assert refs == sorted(set(refs))


@pytest.mark.parametrize("cursor", ["x", "cmVm", "b2ZmaWNlOjE6eA", "b2ZmaWNlOi0xOjE", "LTE", "cmVmOgA", "é"])
@pytest.mark.parametrize("sort", [ActivitySort.REF, ActivitySort.OFFICE, ActivitySort.STATUS, ActivitySort.OLDEST])
def test_what_is_no_cursor_of_the_order_is_refused(register, now, cursor, sort):
    with register.read(DPO, now) as uow, pytest.raises(Invalid):
        service_listing.page(uow, ActivityFilter(), cursor, 3, sort)


def test_a_cursor_of_one_order_is_none_of_another(register, now, mixed):
    with register.read(DPO, now) as uow:
        given = service_listing.page(uow, ActivityFilter(), None, 3, ActivitySort.OFFICE).next_cursor
        for other in set(ActivitySort) - {ActivitySort.OFFICE}:
            with pytest.raises(Invalid):
                service_listing.page(uow, ActivityFilter(), given, 3, other)


def test_lines_are_counted_as_far_as_was_asked(register, now, mixed):
    with register.read(DPO, now) as uow:
        assert [service_listing.count_up_to(uow, ActivityFilter(), most) for most in (5, 10, 11, 100)] == [
            6,
            11,
            11,
            11,
        ]
        assert service_listing.count_up_to(uow, ActivityFilter(q="ไม่มีคำนี้"), 10) == 0
    with register.read(somebody(Role.AUDITOR, PRACHUAP), now) as uow:
        assert service_listing.count_up_to(uow, ActivityFilter(), 10) == len(
            walked(register, now, ActivitySort.NEWEST, actor=somebody(Role.AUDITOR, PRACHUAP))
        )


def test_the_api_takes_an_order_and_refuses_what_is_none(register, now, mixed):
    with client_of(register) as client:
        headers = bearer(register)
        first = client.get("/api/v1/activities", params={"sort": "-ref", "limit": 4}, headers=headers).json()
        again = {"sort": "-ref", "limit": 20, "cursor": first["next_cursor"]}
        rest = client.get("/api/v1/activities", params=again, headers=headers).json()
        refs = [each["ref"] for each in (*first["items"], *rest["items"])]
        assert refs == sorted(refs, reverse=True)
        assert len(refs) == len(mixed)
        wrong = client.get("/api/v1/activities", params={"sort": "name"}, headers=headers)
        other = client.get("/api/v1/activities", params={**again, "sort": "ref"}, headers=headers)
    assert wrong.status_code in {400, 422}
    assert "sort" in wrong.text
    assert re.search("[ก-๙]", wrong.text)
    assert other.status_code == 422
    assert other.json()["errors"][0]["pointer"] == "/cursor"


@pytest.mark.only_on("sqlite")
def test_heads_are_links_that_turn_round_and_keep_the_filters(register, now, mixed, monkeypatch):
    monkeypatch.setattr("ropa.activities.pages_list.LIMIT", 4)
    with browser(register, (Role.DPO, 0)) as client:
        plain = client.get("/activities?q=งาน").text
        assert plain.count('aria-sort="none"') == 3
        assert "พบ 11 รายการ" in plain
        by_office = client.get("/activities?q=งาน&sort=office").text
        assert (
            'aria-sort="ascending"><a class="sort" href="/activities?q=%E0%B8%87%E0%B8%B2%E0%B8%99&amp;sort=-office"'
            in by_office
        )
        assert '<option value="office" selected>' in by_office
        more = re.search(r'rel="next" href="([^"]+)"', by_office)
        assert more is not None
        assert "sort=office" in more.group(1)
        rest = client.get(more.group(1).replace("&amp;", "&"), headers={"HX-Request": "true"})
        assert rest.status_code == 200
        chip = re.search(r'class="chip" href="([^"]+)"', by_office)
        assert chip is not None
        assert "sort=office" in chip.group(1)
        monkeypatch.setattr("ropa.activities.pages_list.MOST_COUNTED", 10)
        assert "พบมากกว่า 10 รายการ" in client.get("/activities").text
        assert client.get("/activities?sort=name").status_code == 422
