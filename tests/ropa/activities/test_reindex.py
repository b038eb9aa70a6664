"""Projections are computed: what is kept at each save is what `ropa reindex` makes from the documents."""

import random
from typing import Any

import pytest
from sqlalchemy import delete, text, update

from ropa.activities import service, service_listing
from ropa.activities.tables import PROJECTIONS, revision_index, revision_systems, revisions
from schemas.listing import ActivityFilter
from tests.support.actors import GROUP_IN_PHETCHABURI, PHETCHABURI, PRACHUAP
from tests.support.world import DPO, activity_input, approve, create, projections, update_of

WORDS = ("ระบบ ก", "ระบบ ก", "กรม ข", "ชื่อ", "น้ำหนัก", "Website", "-")


def edit_at_random(register, now, rounds: int) -> None:
    chance = random.Random(39)  # noqa: S311 - the same edits in each run
    alive: list[str] = []

    def said(office: int | None = None):
        return activity_input(
            office_id=office or chance.choice((PHETCHABURI, GROUP_IN_PHETCHABURI, PRACHUAP)),
            main_process=chance.choice((None, *WORDS)),
            items=chance.sample(WORDS, chance.randrange(4)),
            systems=chance.sample(WORDS, chance.randrange(4)),
            recipients=chance.choice((None, [], ["กรม ก"], ["กรม ก", "กรม ก", "กรม ข"])),
            steps=chance.randrange(3),
        )

    for _ in range(rounds):
        with register.write(DPO, now) as uow:
            if not alive or chance.random() < 0.3:
                alive.append(service.create(uow, said()).id)
                continue
            chosen = chance.choice(alive)
            stored = service.read(uow, chosen)
            act = chance.choice(("save", "save", "approve", "delete"))
            if act == "save":
                # What was approved does not change its office by a draft.
                office = stored.office_id if stored.revision > 1 or str(stored.status) == "approved" else None
                service.replace(uow, chosen, stored.version, update_of(said(office)))
            elif str(stored.status) == "draft" and act == "approve":
                approve(uow, chosen)
            elif str(stored.status) == "draft":
                service.delete(uow, chosen, stored.version)
                if stored.revision == 1:
                    alive.remove(chosen)


def reindexed(register, now):
    with register.write(DPO, now) as uow:
        service_listing.reindex(uow)
    return whole_of(register, now)


def whole_of(register, now) -> dict[str, Any]:
    with register.read(DPO, now) as uow:
        everything: dict[str, Any] = dict(projections(uow))
        everything["list"] = [item.id for item in service_listing.page(uow, ActivityFilter(), None, 200).items]
        everything["search"] = [
            item.id for item in service_listing.page(uow, ActivityFilter(q="ระบบ"), None, 200).items
        ]
    return everything


def test_projections_kept_at_each_save_equal_the_rebuilt_ones(register, now):
    edit_at_random(register, now, 120)
    kept = whole_of(register, now)

    assert len(kept["revision_index"]) > 20
    assert len(kept["search"]) > 3
    assert reindexed(register, now) == kept


def test_reindexing_mends_whatever_was_lost_or_spoilt(register, now):
    edit_at_random(register, now, 60)
    kept = whole_of(register, now)
    with register.write(DPO, now) as uow:
        uow.connection.execute(delete(revision_systems))
        uow.connection.execute(update(revision_index).values(search_text="", office_id=0, is_public=False))

    assert whole_of(register, now) != kept
    assert reindexed(register, now) == kept


def test_reindexing_from_nothing_gives_the_same_list(register, now):
    edit_at_random(register, now, 60)
    kept = whole_of(register, now)
    with register.write(DPO, now) as uow:
        for table in PROJECTIONS:
            uow.connection.execute(delete(table))
    made = reindexed(register, now)

    assert (made["list"], made["search"]) == (kept["list"], kept["search"])
    without_place = [[row[1:] for row in each["revision_index"]] for each in (made, kept)]
    assert sorted(without_place[0]) == sorted(without_place[1])


@pytest.mark.only_on("sqlite")  # the index inside the index is FTS5's
def test_reindexing_mends_the_search_index_itself(register, now):
    create(register, now, main_process="ระบบทะเบียน")
    kept = whole_of(register, now)
    with register.write(DPO, now) as uow:
        uow.connection.execute(text("INSERT INTO revision_search(revision_search) VALUES ('delete-all')"))

    assert whole_of(register, now)["search"] == []
    assert reindexed(register, now) == kept


def test_reindexing_shows_its_progress_and_leaves_a_trail(register, now):
    for _ in range(3):
        create(register, now)
    seen: list[int] = []
    with register.write(DPO, now) as uow:
        assert service_listing.reindex(uow, seen.append) == 3
    with register.read(DPO, now) as uow:
        last = uow.connection.scalar(text("SELECT action FROM audit_events ORDER BY id DESC LIMIT 1"))
    assert (seen, last) == ([1, 2, 3], "register.reindexed")


def test_a_superseded_revision_stands_in_no_projection(register, now):
    made = create(register, now)
    with register.write(DPO, now) as uow:
        approve(uow, made.id)
        service.replace(uow, made.id, 2, update_of(activity_input(main_process="ใหม่")))
        approve(uow, made.id)
    kept = whole_of(register, now)
    with register.read(DPO, now) as uow:
        assert len(uow.connection.execute(revisions.select()).all()) == 2

    assert len(kept["revision_index"]) == 1
    assert reindexed(register, now) == kept
