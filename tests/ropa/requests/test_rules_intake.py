"""What a request must say: times, agents, minors, numbers. Pure."""

from datetime import UTC, date, datetime, timedelta

import pytest

from ropa.requests import rules, rules_closing, rules_identity, rules_states
from ropa.requests.rules_closing import Work
from ropa.requests.service_person import number_faults
from schemas.request_person import Capacity
from schemas.request_terms import ENDED, IdentityLevel, RequestChannel, RequestState
from schemas.requests import AgeBand, RequesterKind, Right, RightShown
from tests.support.subject_requests import a_parent, an_agent, asked, who

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
TODAY = date(2026, 11, 20)
MINOR = {"age_band": AgeBand.FROM_10}
CHILD = {"age_band": AgeBand.UNDER_10}


def pointers(given, received_on=TODAY):
    return [each.pointer for each in rules.intake_faults(given, NOW, TODAY, received_on)]


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (NOW + timedelta(seconds=1), "อนาคต"),
        (datetime(2569, 11, 20, 9, tzinfo=UTC), "ใช้ ค.ศ. 2026"),
        (datetime(1483, 11, 20, 9, tzinfo=UTC), "ค.ศ. 2026 ในช่องปีพุทธศักราช"),
        (datetime(2026, 11, 20, 9), "เขตเวลา"),  # noqa: DTZ001 - the fault itself
        # One minute before 1 June 2022 in Bangkok.
        (datetime(2022, 5, 31, 16, 59, tzinfo=UTC), "1 มิถุนายน 2565"),
    ],
)
def test_a_receipt_that_cannot_be_is_refused_in_two_languages(moment, words):
    [fault] = rules.received_faults(moment, NOW, TODAY)

    assert fault.pointer == "/received_at"
    assert words in fault.message_th
    assert fault.message_en.isascii()


@pytest.mark.parametrize("moment", [None, NOW, datetime(2022, 5, 31, 17, 0, tzinfo=UTC)])
def test_a_receipt_of_today_and_of_the_first_day_of_the_rights_is_taken(moment):
    assert rules.received_faults(moment, NOW, TODAY) == []


@pytest.mark.parametrize(
    ("more", "faults"),
    [
        ({}, ["/person/agent"]),
        ({"agent": an_agent(authority_ref=" ")}, ["/person/agent/authority_ref", "/person/agent/authority_scope"]),
        ({"agent": an_agent(Right.ERASURE)}, ["/rights/0/right"]),
        (
            {"agent": an_agent(Right.ACCESS, authority_until=TODAY - timedelta(days=1))},
            ["/person/agent/authority_until"],
        ),
        (
            {"agent": an_agent(Right.ACCESS, authority_checked_on=TODAY + timedelta(days=1))},
            ["/person/agent/authority_checked_on"],
        ),
        ({"agent": an_agent(Right.ACCESS, authority_until=TODAY)}, []),
    ],
)
def test_an_agent_asks_only_with_an_authority_that_speaks_of_the_right(more, faults):
    assert pointers(asked(person=who(**more), requester=RequesterKind.AGENT)) == faults


@pytest.mark.parametrize(
    ("age", "requester", "more", "faults"),
    [
        (AgeBand.UNDER_10, RequesterKind.SELF, {}, ["/requester"]),
        (AgeBand.UNDER_10, RequesterKind.AGENT, {"agent": an_agent(Right.ACCESS)}, ["/requester"]),
        (AgeBand.UNDER_10, RequesterKind.GUARDIAN, {}, ["/person/guardian"]),
        (AgeBand.UNDER_10, RequesterKind.GUARDIAN, {"guardian": a_parent()}, []),
        (
            AgeBand.UNDER_10,
            RequesterKind.GUARDIAN,
            {"guardian": a_parent(proof_ref="")},
            ["/person/guardian/proof_ref"],
        ),
        (AgeBand.FROM_10, RequesterKind.SELF, {}, ["/person/guardian"]),
        (AgeBand.FROM_10, RequesterKind.SELF, {"minor_alone_reason": "เหมาะสมแก่ฐานานุรูป"}, []),
        (AgeBand.FROM_10, RequesterKind.SELF, {"guardian": a_parent()}, ["/person/guardian/agreed_on"]),
        (AgeBand.FROM_10, RequesterKind.SELF, {"guardian": a_parent(agreed_on=TODAY)}, []),
        (AgeBand.FROM_10, RequesterKind.GUARDIAN, {"guardian": a_parent()}, ["/person/minor_agrees"]),
        (AgeBand.FROM_10, RequesterKind.GUARDIAN, {"guardian": a_parent(), "minor_agrees": True}, []),
        (AgeBand.ADULT, RequesterKind.GUARDIAN, {"guardian": a_parent()}, ["/person/guardian/capacity"]),
        (AgeBand.ADULT, RequesterKind.GUARDIAN, {"guardian": a_parent(capacity=Capacity.CURATOR)}, []),
        (
            AgeBand.UNDER_10,
            RequesterKind.GUARDIAN,
            {"guardian": a_parent(capacity=Capacity.CUSTODIAN)},
            ["/person/guardian/capacity"],
        ),
        (AgeBand.ADULT, RequesterKind.SELF, {"agent": an_agent(Right.ACCESS)}, ["/person/agent"]),
    ],
)
def test_who_may_ask_for_whom_is_as_section_20_has_it(age, requester, more, faults):
    assert pointers(asked(person=who(**more), requester=requester, age_band=age)) == faults


def test_a_right_asked_twice_a_mail_that_is_none_and_nowhere_to_answer_are_told_together():
    person = who(phone=None, email="nobody", name="ก\u0007")
    given = asked(Right.ACCESS, Right.ACCESS, person=person)

    assert pointers(given) == ["/rights/1/right", "/person/name", "/person/email"]
    assert pointers(asked(person=who(phone=None), channel=RequestChannel.POST)) == ["/person/address"]
    assert pointers(asked(person=who(phone=None))) == []  # at the counter the answer is handed over


@pytest.mark.parametrize(
    ("number", "faults"),
    [("1-1111-11111-11-9", 0), ("๑๑๑๑๑๑๑๑๑๑๑๑๙", 0), ("1234567890123", 1), ("12345", 1), ("", 0), (None, 0)],
)
def test_a_number_is_checked_by_its_last_digit_and_never_repeated(number, faults):
    found = number_faults(number, "/person/national_id")

    assert len(found) == faults
    assert all("123" not in each.message_th + each.message_en for each in found)


@pytest.mark.parametrize(
    ("level", "requester", "age", "checked_on", "missing"),
    [
        (IdentityLevel.CLAIMED, RequesterKind.SELF, AgeBand.UNKNOWN, None, ["identity", "age"]),
        (IdentityLevel.VERIFIED, RequesterKind.SELF, AgeBand.ADULT, None, []),
        (IdentityLevel.DOCUMENT_SEEN, RequesterKind.AGENT, AgeBand.ADULT, None, ["authority"]),
        (IdentityLevel.DOCUMENT_SEEN, RequesterKind.AGENT, AgeBand.ADULT, TODAY, []),
        (IdentityLevel.PORTAL, RequesterKind.SELF, AgeBand.FROM_10, None, ["minor"]),
        (IdentityLevel.VERIFIED, RequesterKind.GUARDIAN, AgeBand.UNDER_10, None, ["guardian"]),
    ],
)
def test_what_is_missing_before_data_are_handed_over(level, requester, age, checked_on, missing):
    assert [each.code for each in rules_identity.gaps(level, requester, age, checked_on)] == missing


def test_no_state_is_reached_from_one_that_is_over_but_by_opening_again():
    for state in RequestState:
        follows = [each for each in RequestState if rules_states.may_follow(state, each)]
        assert (follows == []) == (state in ENDED)
        assert (rules_states.after_reopening(state, was_answered=False) is not None) == (state in ENDED)
    # Closed comes after the answer alone.
    assert [each for each in RequestState if rules_states.may_follow(each, RequestState.CLOSED)] == [
        RequestState.ANSWERED
    ]


def test_all_that_stands_against_closing_is_told_at_once():
    undecided = RightShown(
        seq=1,
        right=Right.ACCESS,
        received_on=TODAY,
        limit_days=30,
        limit_law="s.30",
        due_on=TODAY,
        days_left=0,
        outcome=None,
        decided_at=None,
        answered_at=None,
        fulfilled_on=None,
    )
    work = Work(answers_unsent=1, tasks_open=2, effects_open=3, asks_open=4, pauses_open=5, refusals_missing=6)

    found = rules_closing.hindrances([undecided], work)

    assert [each.code for each in found] == ["right-1", "answer", "refusals", "effects", "tasks", "asks", "pauses"]
    assert rules_closing.hindrances([], Work()) == []
