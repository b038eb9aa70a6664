"""The National Archives: sent, answered, silent for 60 days, reserved, agreed beforehand, not asked."""

from datetime import date, datetime, timedelta

import pytest

from ropa.destruction import service_archives
from ropa.errors import Conflict, Invalid
from schemas.destruction import ArchivesAnswer, ListState
from schemas.holding import HoldKind
from schemas.vocabulary import Applies
from tests.ropa.destruction.conftest import told
from tests.support.destruction_road import MINUTES, Road

A = ArchivesAnswer


def test_silence_counts_from_the_day_after_the_sixtieth(road: Road, now: datetime) -> None:
    road.make(road.holding(road.activity()))
    road.to_archives()
    road.send(sent_on=now.date())
    for days in (59, 60):
        road.now = now + timedelta(days=days)
        with pytest.raises(Invalid, match=r"ตอบได้ถึง 19 ม.ค. 2570"):
            road.answer(A.SILENT)
    assert road.states() == ["archives_review"]
    road.now = now + timedelta(days=61)
    assert road.answer(A.SILENT).destruction_list.state is ListState.APPROVED
    assert road.approved() == [1]


def test_silence_needs_evidence_of_sending_and_the_secretary_is_told_once(road: Road, now: datetime) -> None:
    activity = road.activity()
    road.make(road.holding(activity), road.holding(activity))
    road.to_archives()
    road.send(items=[1], receipt_no=None)
    road.send(items=[2], receipt_no=None, paper=MINUTES)
    road.now = now + timedelta(days=60)
    told_before = len(road.told(road.secretary))
    assert road.write(road.head, service_archives.tell_silence) == 0
    road.now = now + timedelta(days=61)
    assert [road.write(road.head, service_archives.tell_silence) for _ in range(2)] == [2, 0]
    assert len(road.told(road.secretary)) == told_before + 2
    with pytest.raises(Invalid) as error:
        road.answer(A.SILENT)
    assert told(error) == ["/items/1"]
    assert road.answer(A.SILENT, items=[2]).moved == 1


def test_answers_keep_longer_reserve_and_agree_item_by_item(road: Road) -> None:
    activity = road.activity()
    road.make(*(road.holding(activity) for _ in range(4)))
    road.to_archives()
    with pytest.raises(Conflict):
        road.answer()
    with pytest.raises(Invalid) as error:
        road.answer(items=[4])
    assert told(error) == ["/items/4"]
    road.send(items=[1, 2, 3])
    road.answer(A.KEEP_LONGER, items=[1], through=date(2031, 12, 31))
    road.answer(A.RESERVED, items=[2])
    road.answer(A.AGREED)
    road.answer(A.AGREED_BEFOREHAND, items=[4])
    assert road.states() == ["extended", "archives_review", "approved_to_destroy", "approved_to_destroy"]
    assert [each.answer for each in road.items()] == ["keep_longer", "reserved", "agreed", "agreed_beforehand"]
    assert road.approved() == [3, 4]
    # Reserved: neither the same answer for all nor silence lets it go; it is handed over.
    road.now += timedelta(days=90)
    with pytest.raises(Conflict):
        road.answer(A.SILENT)
    with pytest.raises(Invalid):
        road.answer(A.SILENT, items=[2])
    assert road.transfer([2]).archives[0].letter_no == "อก 0201/77"
    assert road.states()[1] == "transferred"
    assert road.items()[1].receipt is not None


def test_what_an_answer_lacks_is_listed(road: Road, now: datetime) -> None:
    road.make(road.holding(road.activity()))
    road.to_archives()
    day = now.date()
    for wrong in ({"sent_on": day + timedelta(days=1)}, {"sent_on": day - timedelta(days=1)}):
        with pytest.raises(Invalid):
            road.send(**wrong)
    road.send()
    cases: list[tuple[A, dict[str, object], list[str]]] = [
        (A.AGREED, {"letter_no": None, "answered_on": None}, ["/letter_no", "/answered_on"]),
        (A.AGREED, {"answered_on": day + timedelta(days=1)}, ["/answered_on"]),
        (A.AGREED, {"answered_on": day - timedelta(days=1)}, ["/items/1"]),
        (A.AGREED, {"through": date(2030, 1, 1)}, ["/through"]),
        (A.KEEP_LONGER, {}, ["/through"]),
        (A.KEEP_LONGER, {"through": day}, ["/through"]),
        (A.SILENT, {"letter_no": "1"}, ["/answer"]),
    ]
    for answer, said, pointers in cases:
        with pytest.raises(Invalid) as error:
            road.answer(answer, **said)
        assert told(error) == pointers, (answer, said)
    with pytest.raises(Conflict):
        road.send()


def test_only_what_is_said_to_be_no_document_goes_without_the_archives(road: Road) -> None:
    activity = road.activity()
    for saraban in (Applies.YES, Applies.UNCLEAR, Applies.NO):
        road.holding(activity, saraban=saraban)
    ids = [road.holding(activity, saraban=each) for each in (Applies.YES, Applies.UNCLEAR, Applies.NO)]
    road.make(*ids)
    road.to_archives()
    by_holding = {each.holding_id: each.seq for each in road.items()}
    for document in ids[:2]:
        with pytest.raises(Invalid, match="หนังสือราชการ"):
            road.skip(items=[by_holding[document]])
    assert road.skip().moved == 1
    kept = next(each for each in road.items() if each.holding_id == ids[2])
    assert (kept.state, kept.archives_skipped) == ("approved_to_destroy", "บันทึกการใช้ระบบ ไม่ใช่หนังสือราชการ")
    assert road.approved() == [kept.seq]


def test_a_hold_stops_sending_and_agreement_but_not_what_keeps(road: Road) -> None:
    activity = road.activity()
    ids = [road.holding(activity), road.holding(activity)]
    road.make(*ids)
    road.to_archives()
    road.send(items=[1])
    road.hold(HoldKind.RESTRICTION, activity_id=activity)
    for stopped in (road.send, road.answer):
        with pytest.raises(Invalid, match="มาตรา 34"):
            stopped()
    road.answer(A.KEEP_LONGER, through=date(2031, 12, 31))
    road.extend([2])
    assert road.states() == ["extended", "kept"]
    assert road.read().state is ListState.CLOSED
