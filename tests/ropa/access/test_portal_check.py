"""What the portal is asked, and what its answers mean."""

import contextlib
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from ropa.access.portal_check import Kind, PortalCheck, confirmed, read_answer
from ropa.access.portal_names import NONE_SET, Names
from ropa.access.portal_token import read_token
from ropa.errors import PortalMisunderstood, PortalUnavailable, TokenExpired, TokenForged
from ropa.portal_simulator import wsdl
from ropa.portal_simulator.tokens import MESSAGES, Flaw, Reply
from ropa.portal_simulator.wsdl import Shape
from tests.support.portal import CLIENT_ID, answering, free_address, simulator, token_of, trickling


@pytest.fixture
def portal_at():
    """Makes questioners of portals, and closes their connections afterwards."""
    made = []

    def make(wsdl_url: str, client_id: str = CLIENT_ID, names: Names = NONE_SET) -> PortalCheck:
        made.append(PortalCheck(wsdl_url, client_id, names))
        return made[-1]

    yield make
    for each in made:
        each.close()


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
        (MESSAGES[1], True, Kind.VALID),
        (" 1. TOKEN is valid", "True", Kind.VALID),
        ("Token is valid", "true", Kind.VALID),
        (MESSAGES[1], "false", Kind.UNKNOWN),
        (MESSAGES[1], None, Kind.UNKNOWN),
        (MESSAGES[2], "true", Kind.EXPIRED),
        ("token is expired", False, Kind.EXPIRED),
        ("Mismatch data in received token", "false", Kind.MISMATCH),
        ("Unable to Authenticate Please Try Again", "false", Kind.CLIENT_REFUSED),
        ("5: something new", "true", Kind.UNKNOWN),
        ("11: Token is nothing", "true", Kind.UNKNOWN),
        (None, "true", Kind.UNKNOWN),
    ],
    ids=repr,
)
def test_message_and_status_must_agree(message, status, kind):
    answer = {"return": [{"USERNAME": "a", "IdCard": "1", "status": status, "Message": message}]}
    assert read_answer(answer).kind is kind


@pytest.mark.parametrize(
    "answer", [None, "1: Token is valid", {}, {"Username": "a", "Status": "true"}, [[[[[[[[]]]]]]]]]
)
def test_an_answer_without_its_fields_is_none(answer):
    with pytest.raises(PortalMisunderstood):
        read_answer(answer)


def test_nothing_leaves_the_server_of_the_settings(portal_at, monkeypatch):
    """A WSDL names addresses; of those only the paths count."""
    written = wsdl.wsdl
    monkeypatch.setattr(wsdl, "wsdl", lambda shape, _: written(shape, "http://elsewhere.invalid"))
    with simulator() as portal:
        check = portal_at(portal.wsdl_url)
        assert check.understood().address == f"{portal.origin}{wsdl.PATH}"
        assert check.ask(token_of(portal)).kind is Kind.VALID


def test_a_file_named_in_a_wsdl_is_not_read(portal_at, monkeypatch):
    written = wsdl.wsdl
    monkeypatch.setattr(
        wsdl,
        "wsdl",
        lambda shape, origin: written(shape, origin).replace(f"{origin}{wsdl.PATH}?xsd=1", "file:///etc/hosts"),
    )
    with simulator() as portal, pytest.raises(PortalMisunderstood):
        portal_at(portal.wsdl_url).understood()


ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>'
OUTSIDE = '<!DOCTYPE x SYSTEM "file:///etc/hosts">'


def declared(text: str, declaration: str) -> str:
    start = text.index("?>") + 2
    return text[:start] + declaration + text[start:]


@pytest.mark.parametrize("declaration", [ENTITIES, OUTSIDE, "<!DOCTYPE x>"], ids=["bomb", "external", "plain"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("where", ["wsdl", "answer"])
def test_declarations_in_xml_are_refused(portal_at, monkeypatch, declaration, encoding, where):
    written = getattr(wsdl, where)

    def evil(*arguments: object) -> str:
        return declared(written(*arguments), declaration).replace("UTF-8", encoding)

    monkeypatch.setattr(wsdl, where, evil)
    if encoding != "utf-8":
        from ropa.portal_simulator import server

        monkeypatch.setattr(server, "ENCODING", encoding)
    with simulator() as portal, pytest.raises(PortalMisunderstood):
        portal_at(portal.wsdl_url).ask(token_of(portal))


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("Token is valid", "x" * 70_000),
        lambda text: text.replace("recorder.npt", "<deep>" * 500),
        lambda _: "<html>sign in to the hotel's network</html>",
        lambda _: "",
    ],
    ids=["too large", "torn", "another page", "empty"],
)
def test_an_answer_that_is_none_is_refused(portal_at, monkeypatch, change):
    written = wsdl.answer
    monkeypatch.setattr(wsdl, "answer", lambda shape, reply: change(written(shape, reply)))
    with simulator() as portal, pytest.raises(PortalUnavailable):
        portal_at(portal.wsdl_url).ask(token_of(portal))


def test_text_in_an_answer_stays_text(portal_at, monkeypatch):
    shape, reply = Shape(), Reply("<b>&amp;", "1", status=True, message=MESSAGES[1])
    written = wsdl.answer(shape, reply)
    monkeypatch.setattr(wsdl, "answer", lambda *_: written)
    with simulator() as portal:
        assert portal_at(portal.wsdl_url).ask("x").username == "<b>&amp;"


@pytest.mark.parametrize(
    ("content", "status", "headers"),
    [
        (b"", 302, {"Location": "http://elsewhere.invalid/"}),
        (b"<a/>", 200, {}),
        (b"not xml", 200, {}),
        (b"x" * 1_100_000, 200, {}),
        (b"", 404, {}),
    ],
    ids=["redirect", "no wsdl", "no xml", "huge", "not there"],
)
def test_what_is_no_wsdl_is_a_clear_error(portal_at, content, status, headers):
    with answering(content, status, **headers) as address, pytest.raises(PortalMisunderstood):
        portal_at(f"{address}/x?wsdl").understood()


def test_a_server_that_is_not_there_is_asked_twice_at_most(portal_at):
    begin = time.monotonic()
    with pytest.raises(PortalUnavailable):
        portal_at(f"{free_address()}/x?wsdl").ask("x")
    assert time.monotonic() - begin < 4


@pytest.mark.parametrize("mode", ["slow", "dead", "fault"])
def test_trouble_of_the_portal_passes(portal_at, mode):
    with simulator() as portal:
        check = portal_at(portal.wsdl_url)
        portal.switch(mode, 30)
        begin = time.monotonic()
        with pytest.raises(PortalUnavailable) as caught:
            check.ask(token_of(portal), 0.8)
        assert time.monotonic() - begin < 4
        assert not isinstance(caught.value, PortalMisunderstood)

        portal.switch("normal", 0)
        assert check.ask(token_of(portal)).kind is Kind.VALID


def test_a_portal_that_was_started_anew_is_asked_again(portal_at):
    with simulator() as portal:
        check = portal_at(portal.wsdl_url)
        assert check.ask(token_of(portal)).kind is Kind.VALID
    port = portal.server_address[1]
    from ropa.portal_simulator.server import Simulator

    with Simulator(("127.0.0.1", port), portal.mint, "http://x.invalid", portal.now).running() as again:
        assert check.ask(token_of(again)).kind is Kind.VALID


def test_the_time_is_that_of_the_whole_also_for_a_server_that_dawdles(portal_at):
    with trickling() as address:
        begin = time.monotonic()
        with pytest.raises(PortalUnavailable):
            portal_at(f"{address}/x?wsdl").ask("x", 0.6)
        assert time.monotonic() - begin < 4


def test_the_wsdl_is_read_once_however_many_ask(portal_at, monkeypatch):
    read = []
    written = wsdl.wsdl
    monkeypatch.setattr(wsdl, "wsdl", lambda *arguments: read.append(1) or written(*arguments))
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
