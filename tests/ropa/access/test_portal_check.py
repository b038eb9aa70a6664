"""What the portal is asked, and what its answers mean."""

import contextlib
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
from lxml import etree

from ropa.access.portal_check import Kind, PortalCheck, confirmed, read_answer
from ropa.access.portal_names import Names
from ropa.access.portal_token import read_token
from ropa.errors import PortalMisunderstood, PortalUnavailable, TokenExpired, TokenForged
from ropa.portal_simulator import wsdl
from ropa.portal_simulator.tokens import MESSAGES, Flaw
from ropa.portal_simulator.wsdl import Shape
from tests.support.portal import simulator, token_of


def names_of(check: PortalCheck) -> tuple[str, str, str]:
    known = check.understood()
    return known.operation, known.client, known.token


def test_the_portal_vouches_for_its_own_token(portal_at):
    with simulator() as portal:
        token = token_of(portal)
        identity = confirmed(read_token(token, datetime.now(UTC)), portal_at(portal.wsdl_url).ask(token))

    assert (identity.username, identity.national_id) == ("recorder.npt", "1000000000271")
    assert (identity.given_name, identity.org_hint) == ("ผู้บันทึก", "9/59/73")


@pytest.mark.parametrize(
    ("flaw", "kind"),
    [
        (Flaw.NONE, Kind.VALID),
        (Flaw.EXPIRED, Kind.EXPIRED),
        (Flaw.FORGED, Kind.MISMATCH),
        (Flaw.TRUNCATED, Kind.MISMATCH),
    ],
)
def test_each_answer_of_the_manual_is_understood(portal_at, flaw, kind):
    with simulator() as portal:
        assert portal_at(portal.wsdl_url).ask(token_of(portal, flaw)).kind is kind
        assert portal_at(portal.wsdl_url, "somebody").ask(token_of(portal)).kind is Kind.CLIENT_REFUSED


def test_each_refusal_is_the_one_to_blame(portal_at):
    with simulator() as portal:
        good = read_token(token_of(portal), datetime.now(UTC))
        check = portal_at(portal.wsdl_url)
        for text, refusal in (
            (token_of(portal, Flaw.EXPIRED), TokenExpired),
            (token_of(portal, Flaw.FORGED), TokenForged),
            (token_of(portal, Flaw.FOREIGN), TokenForged),
            (token_of(portal, username="head.npt"), TokenForged),
        ):
            with pytest.raises(refusal):
                confirmed(good, check.ask(text))
        with pytest.raises(PortalMisunderstood) as caught:
            confirmed(good, portal_at(portal.wsdl_url, "somebody").ask(good.text))
    assert "ROPA_SSO_CLIENT_ID" in caught.value.detail


@pytest.mark.parametrize(
    "shape",
    [
        Shape(),
        Shape(operation="diwLoginCheck", client="clientid", token="accessToken"),
        Shape(client="p_CLIENT", token="diwtoken", fields=("USERNAME", "idCard", "status", "MESSAGE")),
        Shape(nested=()),
        Shape(nested=("return", "result", "loginChk")),
    ],
    ids=["manual", "other names", "other capitals", "flat", "nested"],
)
def test_the_wsdl_decides_the_names(portal_at, shape):
    with simulator(shape) as portal:
        check = portal_at(portal.wsdl_url)
        assert names_of(check) == (shape.operation, shape.client, shape.token)
        assert check.understood().answer == shape.fields
        answer = check.ask(token_of(portal))
    assert (answer.kind, answer.username) == (Kind.VALID, "recorder.npt")


@pytest.mark.parametrize(
    ("shape", "said"),
    [
        (Shape(more_operations=("logout",)), ("ROPA_SSO_OPERATION", "DiwLoginChk", "logout")),
        (Shape(client="arg0", token="arg1"), ("ROPA_SSO_CLIENT_PARAM", "arg0", "arg1")),
        (Shape(client="clientID", token="clientToken"), ("ROPA_SSO_CLIENT_PARAM", "clientID", "clientToken")),
    ],
    ids=["two operations", "no client", "two clients"],
)
def test_a_wsdl_that_could_mean_several_things_is_a_clear_error(portal_at, shape, said):
    with simulator(shape) as portal:
        with pytest.raises(PortalMisunderstood) as caught:
            portal_at(portal.wsdl_url).understood()
        assert all(word in caught.value.detail for word in said)

        named = Names(operation="diwloginchk", client=shape.client.upper(), token=shape.token)
        check = portal_at(portal.wsdl_url, names=named)
        assert check.ask(token_of(portal)).kind is Kind.VALID


@pytest.mark.parametrize(
    ("message", "status", "kind"),
    [
        (MESSAGES[1], "true", Kind.VALID),
        (MESSAGES[1], " 1 ", Kind.VALID),
        (" 1. TOKEN is valid", "True", Kind.VALID),
        ("Token is valid", "true", Kind.VALID),
        (MESSAGES[1], "false", Kind.UNKNOWN),
        (MESSAGES[1], None, Kind.UNKNOWN),
        (MESSAGES[2], "true", Kind.EXPIRED),
        ("token is expired", "no", Kind.EXPIRED),
        ("Mismatch data in received token", "false", Kind.MISMATCH),
        ("Unable to Authenticate Please Try Again", "false", Kind.CLIENT_REFUSED),
        ("5: something new", "true", Kind.UNKNOWN),
        ("11: Token is nothing", "true", Kind.UNKNOWN),
        (None, "true", Kind.UNKNOWN),
    ],
    ids=repr,
)
def test_message_and_status_must_agree(message, status, kind):
    assert read_answer(an_answer(USERNAME="a", IdCard="1", status=status, Message=message)).kind is kind


def an_answer(inside: str = "", **fields: str | None) -> Any:
    texts = "".join(f"<{name}/>" if said is None else f"<{name}>{said}</{name}>" for name, said in fields.items())
    return etree.fromstring(f"<a><b xmlns='urn:x'>{inside}<c>{texts}</c></b></a>")


WHOLE = {"Username": "a", "IDCard": "1", "Status": "true", "Message": MESSAGES[1]}


def test_an_answer_may_have_more_than_the_manual_says():
    assert read_answer(an_answer("<other/><?odd?>", **WHOLE, Expires="later")).kind is Kind.VALID


@pytest.mark.parametrize(
    "answer",
    [
        an_answer(),
        an_answer("1: Token is valid"),
        an_answer(Username="a", Status="true", Message=MESSAGES[1]),
        an_answer(**WHOLE, USERNAME="b"),
        an_answer("<d><Username>b</Username><IDCard>2</IDCard><Status>true</Status><Message>1:</Message></d>", **WHOLE),
    ],
    ids=["empty", "text", "without IDCard", "two names", "two people"],
)
def test_an_answer_that_could_be_about_nobody_or_two_is_none(answer):
    with pytest.raises(PortalMisunderstood):
        read_answer(answer)


def test_the_wsdl_is_read_once_however_many_ask(portal_at, monkeypatch):
    read = []
    written = wsdl.wsdl

    def counted(*arguments: Any) -> str:
        read.append(1)
        return written(*arguments)

    monkeypatch.setattr(wsdl, "wsdl", counted)
    with simulator() as portal, ThreadPoolExecutor(8) as threads:
        check = portal_at(portal.wsdl_url)
        tokens = [token_of(portal, username=name) for name in ("recorder.npt", "head.npt", "dpo.sps") * 8]
        answers = list(threads.map(check.ask, tokens))

    assert len(read) == 1
    assert [answer.username for answer in answers] == ["recorder.npt", "head.npt", "dpo.sps"] * 8


def test_neither_token_nor_person_is_in_a_log(portal_at, caplog):
    with simulator() as portal, caplog.at_level("DEBUG"):
        check = portal_at(portal.wsdl_url)
        for mode in ("normal", "fault", "dead", "client"):
            portal.switch(mode, 0)
            token = token_of(portal)
            with contextlib.suppress(PortalUnavailable):
                answer = check.ask(token)
                assert "1000000000271" not in repr(answer)
                confirmed(read_token(token, datetime.now(UTC)), answer)
            assert token not in caplog.text
    assert "1000000000271" not in caplog.text
