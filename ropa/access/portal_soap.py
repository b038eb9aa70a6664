"""The portal's SOAP service through zeep: what its WSDL means, and one call. Heavy to import; imported when asked.

Nothing is fetched or sent except at the origin of ROPA_SSO_WSDL_URL: of the addresses that a WSDL names only the
paths count. A WSDL behind a proxy often names an inner host, and a forged one would name the forger's.
"""

import re
import threading
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import zeep
from lxml import etree
from zeep.loader import parse_xml
from zeep.transports import Transport
from zeep.wsdl.bindings.soap import SoapBinding
from zeep.xsd import ComplexType, String

from ropa.access.portal_http import AnswerTooLargeError, Deadline, HttpServer
from ropa.access.portal_names import Names, Understood
from ropa.errors import PortalMisunderstood

#: A real WSDL has some 3 KB, a real answer under 1 KB.
MAX_WSDL, MAX_ANSWER = 1024 * 1024, 64 * 1024
_OK = 200
#: Nested beans deeper than this are no answer to a sign-in.
_DEEPEST = 4
_SETTINGS = zeep.Settings(
    strict=True,
    forbid_dtd=True,
    forbid_entities=True,
    xml_huge_tree=False,
    # zeep would read an answer by the letter of its schema, which services do not always keep; `read_answer` finds the
    # four fields wherever they stand, in a quarter of the time.
    raw_response=True,
)
_FAULTS = ("{http://schemas.xmlsoap.org/soap/envelope/}Fault", "{http://www.w3.org/2003/05/soap-envelope}Fault")
# zeep refuses these too, but only after the parser has read them.
_DECLARATION = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)


class _Transport(Transport):
    """zeep's requests, by our own HTTP, within the deadline of the calling thread."""

    def __init__(self, server: HttpServer) -> None:  # the base class would open a session of `requests`
        self.server = server
        self.asked = threading.local()
        self._close_session = False

    def load(self, url: str) -> bytes:
        path = _path(url)
        got = self.server.ask("GET", path, None, {"Accept": "text/xml, */*"}, self.asked.deadline, MAX_WSDL)
        if got.status != _OK:
            raise PortalMisunderstood(f"{self.server.origin}{path} answered {got.status}")
        return _plain(got.content)

    def post_xml(self, address: str, envelope: Any, headers: dict[str, str]) -> Any:
        body = etree.tostring(envelope, xml_declaration=True, encoding="utf-8")
        got = self.server.ask("POST", _path(address), body, headers, self.asked.deadline, MAX_ANSWER)
        if got.status != _OK:
            # A fault (500) too: that is the portal's own trouble, and its text may repeat what was asked.
            raise ConnectionError(f"status {got.status}")
        answer = parse_xml(_plain(got.content), self, settings=_SETTINGS)  # type: ignore[arg-type]  # it takes bytes, which say their own encoding
        if any(answer.iter(*_FAULTS)):
            raise ConnectionError("fault")
        return answer


def _path(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"}:
        raise PortalMisunderstood(f"the WSDL names {parts.scheme or 'a file'}, not http")
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _plain(content: bytes) -> bytes:
    if _DECLARATION.search(content):
        raise PortalMisunderstood("the portal's XML declares a document type or entities; refused")
    return content


class SoapService:
    """The service of a WSDL, ready to be asked by any number of threads."""

    def __init__(self, url: str, names: Names, deadline: Deadline) -> None:
        """Read the WSDL.

        Raises: PortalMisunderstood; OSError, http.client.HTTPException, zeep's and lxml's errors.
        """
        self._transport = _Transport(HttpServer(url))
        self._transport.asked.deadline = deadline
        try:
            self._read(url, names)
        except BaseException:
            self.close()
            raise

    def _read(self, url: str, names: Names) -> None:
        try:
            client = zeep.Client(url, transport=self._transport, settings=_SETTINGS)  # type: ignore[no-untyped-call]
        except AnswerTooLargeError:
            raise PortalMisunderstood(f"the WSDL has more than {MAX_WSDL} bytes") from None
        port, operation = _operation(client, names.operation)
        self.understood = _understood(self._transport.server.origin, port, operation, names)
        # Kept beside zeep's client: `create_service` looks everything up by name once more at each call.
        self._client, self._binding, self._operation = client, port.binding, operation.name
        self._options = {"address": self.understood.address}

    def ask(self, client_id: str, token: str, deadline: Deadline) -> Any:
        """Return the answer's XML. Raises: as the constructor."""
        self._transport.asked.deadline = deadline
        known = self.understood
        said: dict[str, Any] = {known.client: client_id, known.token: token}
        if known.wrapped_in:
            said = {known.wrapped_in: said}
        try:
            return self._binding.send(self._client, self._options, self._operation, (), said)
        except AnswerTooLargeError:
            raise PortalMisunderstood(f"the portal's answer has more than {MAX_ANSWER} bytes") from None

    def close(self) -> None:
        """Close its connections."""
        self._transport.server.close()


def _operation(client: zeep.Client, wanted: str) -> tuple[Any, Any]:
    """Return the port and operation of the only operation there is, or of the one that the settings name."""
    found: dict[str, tuple[Any, Any]] = {}
    for service in client.wsdl.services.values():
        for port in service.ports.values():
            if isinstance(port.binding, SoapBinding):
                for operation in port.binding.all().values():  # type: ignore[no-untyped-call]
                    # SOAP 1.1 and 1.2 offer the same operation; either will do.
                    found.setdefault(operation.name, (port, operation))
    chosen = [name for name in found if not wanted or name.casefold() == wanted.casefold()]
    if len(chosen) == 1:
        return found[chosen[0]]
    offered = ", ".join(sorted(found)) or "none"
    if wanted:
        raise PortalMisunderstood(f"the WSDL has no operation {wanted} (ROPA_SSO_OPERATION); it has: {offered}")
    raise PortalMisunderstood(
        f"the WSDL must have one operation, or ROPA_SSO_OPERATION must name it; it has: {offered}"
    )


def _understood(origin: str, port: Any, operation: Any, names: Names) -> Understood:
    address = port.binding_options.get("address") or ""
    parameters = _fields(operation.input.body)
    wrapped_in = ""
    if len(parameters) == 1 and isinstance(parameters[0][1].type, ComplexType):
        wrapped_in = parameters[0][0]
        parameters = _fields(parameters[0][1])
    texts = [name for name, element in parameters if isinstance(element.type, String)]
    client = _one(names.client, texts, [name for name in texts if "client" in name.casefold()], "ROPA_SSO_CLIENT_PARAM")
    token = _one(names.token, texts, [name for name in texts if name != client], "ROPA_SSO_TOKEN_PARAM")
    return Understood(
        address=origin + _path(address),
        operation=operation.name,
        client=client,
        token=token,
        answer=tuple(_leaves(operation.output.body)),
        wrapped_in=wrapped_in,
    )


def _one(wanted: str, texts: list[str], found: list[str], setting: str) -> str:
    if wanted:
        found = [name for name in texts if name.casefold() == wanted.casefold()]
    if len(found) != 1:
        offered = ", ".join(texts) or "none"
        raise PortalMisunderstood(
            f"cannot tell the parameters apart: {setting} must name one of the operation's text parameters: {offered}"
        )
    return found[0]


def _fields(element: Any) -> list[tuple[str, Any]]:
    return list(element.type.elements) if isinstance(element.type, ComplexType) else []


def _leaves(element: Any, depth: int = 0) -> Iterator[str]:
    for name, inner in _fields(element):
        deeper = _fields(inner) if depth < _DEEPEST else []
        if deeper:
            yield from _leaves(inner, depth + 1)
        else:
            yield str(name)
