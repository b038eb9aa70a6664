"""What a portal, or somebody in its place, may do to us: evil XML, other addresses, silence."""

import time

import pytest

from ropa.access.portal_check import Kind
from ropa.errors import PortalMisunderstood, PortalUnavailable
from ropa.portal_simulator import server, wsdl
from ropa.portal_simulator.server import Simulator
from ropa.portal_simulator.tokens import MESSAGES, Reply
from ropa.portal_simulator.wsdl import Shape
from tests.support.portal import answering, free_address, simulator, token_of, trickling


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
    with Simulator(("127.0.0.1", port), portal.mint, "http://x.invalid", portal.now).running() as again:
        assert check.ask(token_of(again)).kind is Kind.VALID


def test_the_time_is_that_of_the_whole_also_for_a_server_that_dawdles(portal_at):
    with trickling() as address:
        begin = time.monotonic()
        with pytest.raises(PortalUnavailable):
            portal_at(f"{address}/x?wsdl").ask("x", 0.6)
        assert time.monotonic() - begin < 4
