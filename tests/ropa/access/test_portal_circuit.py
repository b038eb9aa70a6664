"""A portal that does not answer is left alone for a while; people are told at once, and it is tried again."""

import time

import pytest

from ropa.access.portal_check import Kind
from ropa.access.rules_circuit import FAILURES, OPEN_SECONDS
from ropa.errors import PortalMisunderstood, PortalUnavailable
from tests.support.portal import answering, free_address, register_at, simulator, token_of


def test_after_five_failures_visitors_are_told_at_once_and_one_call_tries_again(portal_at, monkeypatch):
    moments = {"ahead": 0.0}
    now = time.monotonic
    with simulator() as portal:
        check = portal_at(portal.wsdl_url)
        assert check.ask(token_of(portal)).kind is Kind.VALID
        portal.switch("dead", 30)
        for _ in range(FAILURES):
            with pytest.raises(PortalUnavailable):
                check.ask(token_of(portal), 0.2)

        begin = time.monotonic()
        for _ in range(100):
            with pytest.raises(PortalUnavailable):
                check.ask(token_of(portal))
        assert time.monotonic() - begin < 1

        portal.switch("normal", 0)
        monkeypatch.setattr("ropa.access.portal_check._now", lambda: now() + moments["ahead"])
        moments["ahead"] = OPEN_SECONDS + 1
        assert check.ask(token_of(portal)).kind is Kind.VALID
        assert check.ask(token_of(portal)).kind is Kind.VALID


def test_answers_that_we_do_not_understand_open_no_circuit(portal_at):
    with answering(b"no xml") as address:
        check = portal_at(f"{address}/x?wsdl")
        for _ in range(FAILURES + 2):
            with pytest.raises(PortalMisunderstood):
                check.ask("x")


def test_a_fault_of_the_portal_is_asked_about_once_more(portal_at, monkeypatch):
    with simulator() as portal:
        check = portal_at(portal.wsdl_url)
        check.understood()
        portal.switch("fault", 0)
        monkeypatch.setattr("ropa.access.portal_check._pause", lambda _: portal.switch("normal", 0))
        assert check.ask(token_of(portal)).kind is Kind.VALID


@pytest.mark.only_on("sqlite")
def test_while_the_circuit_is_open_the_page_comes_at_once(register, monkeypatch):
    monkeypatch.setattr("ropa.access.portal_check._pause", lambda _: None)
    monkeypatch.setattr("ropa.access.portal_http._PAUSE_SECONDS", 0)
    with register_at(register, f"{free_address()}/x?wsdl") as visitor, simulator() as portal:
        answers = [visitor.post("/sso/diw", data={"diwtoken": token_of(portal)}) for _ in range(FAILURES)]
        begin = time.monotonic()
        answers += [visitor.post("/sso/diw", data={"diwtoken": token_of(portal)}) for _ in range(10)]
        assert time.monotonic() - begin < 1
        assert {answer.status_code for answer in answers} == {503}
