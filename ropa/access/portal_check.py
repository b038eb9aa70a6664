"""Asks the ministry's portal about a token (`DiwLoginChk`), and says what its answer means.

Legal source: seed 000, 4.2 (the answer's fields and its four messages).
"""

import http.client
import logging
import re
import threading
import time
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from ropa.access import rules_circuit
from ropa.access.portal_http import Deadline
from ropa.access.portal_names import NONE_SET, Names, Understood
from ropa.access.portal_token import PortalToken
from ropa.errors import PortalMisunderstood, PortalUnavailable, TokenExpired, TokenForged
from schemas.access import Identity

if TYPE_CHECKING:
    from ropa.access.portal_soap import SoapService

log = logging.getLogger("ropa.portal")
#: In all: reading the WSDL, a second try, the answer.
SECONDS = 5.0
#: Before the second try, and the time without which there is none.
_PAUSE_SECONDS, _RETRY_LEFT_SECONDS = 0.3, 1.0
#: Of a message that is shown to operators.
_SHOWN = 200
_FIELDS = frozenset({"username", "idcard", "status", "message"})
_NUMBER = re.compile(r"\s*([1-4])\s*[:.)]")


#: Clock and pause, so that a test need not wait for half a minute.
_now, _pause = time.monotonic, time.sleep


class Kind(StrEnum):
    """What the portal said. `UNKNOWN`: something that the manual does not have."""

    VALID = "valid"
    EXPIRED = "expired"
    MISMATCH = "mismatch"
    CLIENT_REFUSED = "client_refused"
    UNKNOWN = "unknown"


#: By the number before the message; without one, by words that stand only in that message.
_KINDS = {"1": Kind.VALID, "2": Kind.EXPIRED, "3": Kind.MISMATCH, "4": Kind.CLIENT_REFUSED}
_WORDS = (
    ("token is valid", Kind.VALID),
    ("token is expired", Kind.EXPIRED),
    ("mismatch", Kind.MISMATCH),
    ("unable to authenticate", Kind.CLIENT_REFUSED),
)


class PortalAnswer(Struct, frozen=True, kw_only=True):
    """An answer of the portal."""

    kind: Kind
    username: str = ""
    idcard: str = ""
    message: str = ""

    def __repr__(self) -> str:
        """Without the person: logs show this."""
        return f"PortalAnswer({self.kind})"


class PortalCheck:
    """The portal, asked by any number of threads. Its WSDL is read at the first question, and anew after a failure."""

    def __init__(self, wsdl_url: str, client_id: str, names: Names = NONE_SET) -> None:
        self.wsdl_url = wsdl_url
        self._client_id = client_id
        self._names = names
        self._service: SoapService | None = None
        self._reading = threading.Lock()
        self._circuit = rules_circuit.Circuit()
        self._circuit_lock = threading.Lock()

    def understood(self, seconds: float = SECONDS) -> Understood:
        """Return what the WSDL means. Raises: PortalUnavailable, PortalMisunderstood."""
        known: Understood = self._tried(Deadline(seconds), lambda service: service.understood)
        return known

    def ask(self, token: str, seconds: float = SECONDS) -> PortalAnswer:
        """Return what the portal says about a token.

        Raises: PortalUnavailable when it does not in time; PortalMisunderstood for an answer that is none.
        """
        deadline = Deadline(seconds)
        with self._circuit_lock:
            self._refuse_while_open()
            self._circuit = rules_circuit.asking(self._circuit, _now())
        try:
            answer = self._retried(deadline, token)
        except PortalMisunderstood:
            self._answered()  # it is there; what is wrong is told at once, not waited for
            raise
        except PortalUnavailable:
            with self._circuit_lock:
                self._circuit = rules_circuit.failed(self._circuit, _now())
            raise
        self._answered()
        return read_answer(answer)

    def refuse_while_open(self) -> None:
        """Return unless the portal failed so often that nobody asks for a while. Raises: PortalUnavailable."""
        with self._circuit_lock:
            self._refuse_while_open()

    def _refuse_while_open(self) -> None:
        if not rules_circuit.may_ask(self._circuit, _now()):
            raise PortalUnavailable

    def _answered(self) -> None:
        with self._circuit_lock:
            self._circuit = rules_circuit.answered()

    def _retried(self, deadline: Deadline, token: str) -> Any:
        """Return the answer. A fault of the portal's own is asked about once more, when there is time."""
        try:
            return self._tried(deadline, lambda service: service.ask(self._client_id, token, deadline))
        except PortalMisunderstood:
            raise
        except PortalUnavailable:
            if deadline.at - time.monotonic() < _RETRY_LEFT_SECONDS:
                raise
            _pause(_PAUSE_SECONDS)
            return self._tried(deadline, lambda service: service.ask(self._client_id, token, deadline))

    def close(self) -> None:
        """Close the connections."""
        service, self._service = self._service, None
        if service is not None:
            service.close()

    def _tried(self, deadline: Deadline, work: Any) -> Any:
        from lxml.etree import LxmlError
        from zeep.exceptions import Error as ZeepError

        try:
            return work(self._ready(deadline))
        except (OSError, http.client.HTTPException) as error:
            self.close()
            log.warning("the portal did not answer: %s", type(error).__name__)
            raise PortalUnavailable from None
        except (ZeepError, LxmlError, ValueError, TypeError, LookupError, AttributeError) as error:
            # zeep raises the plain ones for XML that is well-formed and means nothing. Their words may repeat the
            # question, so only their kind is told.
            self.close()
            log.warning("the portal's XML was not understood: %s", type(error).__name__)
            raise PortalMisunderstood(f"the portal's XML was not understood ({type(error).__name__})") from None
        except PortalMisunderstood as error:
            self.close()
            log.warning("the portal was not understood: %s", error.detail)
            raise

    def _ready(self, deadline: Deadline) -> "SoapService":
        service = self._service
        if service is not None:
            return service
        if not self._reading.acquire(timeout=deadline.left()):
            raise TimeoutError
        try:
            if self._service is None:
                from ropa.access.portal_soap import SoapService

                self._service = SoapService(self.wsdl_url, self._names, deadline)
            return self._service
        finally:
            self._reading.release()


def read_answer(answer: Any) -> PortalAnswer:
    """Return what the XML of an answer means, however its fields are nested, capitalised and namespaced.

    Raises: PortalMisunderstood when they are not there, or more than once.
    """
    found = [fields for element in answer.iter() if len(element) and _FIELDS.issubset(fields := _fields(element))]
    if len(found) != 1:
        raise PortalMisunderstood("the portal's answer does not have Username, IDCard, Status and Message once")
    fields = found[0]
    said = _kind(fields["message"])
    # The two must agree: a valid token with Status false is nothing that the manual knows.
    if said is Kind.VALID and fields["status"].casefold() not in {"true", "1"}:
        said = Kind.UNKNOWN
    return PortalAnswer(
        kind=said, username=fields["username"], idcard=fields["idcard"], message=fields["message"][:_SHOWN]
    )


def _fields(element: Any) -> dict[str, str]:
    """Return the texts of an element's children by their names in lower case."""
    found: dict[str, str] = {}
    for child in element:
        if isinstance(child.tag, str):  # not a processing instruction
            name = child.tag.rpartition("}")[2].casefold()
            if name in found and name in _FIELDS:
                return {}  # one of the two would be believed
            found[name] = (child.text or "").strip()
    return found


def _kind(message: str) -> Kind:
    number = _NUMBER.match(message)
    if number:
        return _KINDS[number.group(1)]
    lowered = message.casefold()
    return next((kind for words, kind in _WORDS if words in lowered), Kind.UNKNOWN)


def confirmed(token: PortalToken, answer: PortalAnswer) -> Identity:
    """Return who has signed in, when the portal vouches for the token and for the very person in it.

    Raises: TokenExpired, TokenForged; PortalMisunderstood when the refusal is about us.
    """
    if answer.kind is Kind.EXPIRED:
        raise TokenExpired
    if answer.kind is Kind.MISMATCH:
        raise TokenForged
    if answer.kind is Kind.CLIENT_REFUSED:
        log.error("the portal refuses our ClientID (ROPA_SSO_CLIENT_ID)")
        raise PortalMisunderstood("the portal refuses our ClientID (ROPA_SSO_CLIENT_ID)")
    if answer.kind is Kind.UNKNOWN:
        log.error("the portal answered nothing that its manual has")
        raise PortalMisunderstood("the portal answered nothing that its manual has")
    if (answer.username, answer.idcard) != (token.username, token.idcard):
        log.warning("the portal vouches for another person than the token names")
        raise TokenForged
    return Identity(
        national_id=answer.idcard,
        username=answer.username,
        given_name=token.firstname,
        family_name=token.lastname,
        email=token.email or None,
        org_hint=token.org or None,
        expires_at=token.expires_at,
    )
