"""Names of the portal's SOAP service: those that the operator sets, and those that its WSDL turned out to have."""

from msgspec import Struct


class Names(Struct, frozen=True, kw_only=True):
    """Names that the operator sets where the WSDL does not tell them; empty: they are found."""

    operation: str = ""
    client: str = ""
    token: str = ""


NONE_SET = Names()


class Understood(Struct, frozen=True, kw_only=True):
    """What a WSDL means for us."""

    address: str
    """Where questions are sent."""
    operation: str
    client: str
    token: str
    answer: tuple[str, ...]
    """Names of the fields of an answer."""
    wrapped_in: str = ""
    """The parameter that holds both, where they are parts of one bean."""
