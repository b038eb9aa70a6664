"""The service's WSDL and envelopes, document/literal as JAX-WS writes them. A `Shape` bends them for tests."""

from typing import NamedTuple
from xml.sax.saxutils import escape

from lxml import etree

from ropa.portal_simulator.tokens import Reply

NAMESPACE = "http://service.diwappchk.simulated.invalid/"
PATH = "/DiwAppChk/DiwAppChk"
SOAP = "http://schemas.xmlsoap.org/soap/envelope/"


class Shape(NamedTuple):
    """Names that another version of the service might use."""

    operation: str = "DiwLoginChk"
    client: str = "ClientID"
    token: str = "Token"  # noqa: S105 - the name of a parameter
    fields: tuple[str, str, str, str] = ("Username", "IDCard", "Status", "Message")
    more_operations: tuple[str, ...] = ()
    #: Names of objects around the answer's fields, from outside in.
    nested: tuple[str, ...] = ("return",)


def wsdl(shape: Shape, origin: str) -> str:
    """Return the WSDL of a service at `origin`; its schema is at `?xsd=1`."""
    operations = (shape.operation, *shape.more_operations)
    messages = "".join(
        f'<message name="{name}"><part name="parameters" element="tns:{name}"/></message>'
        f'<message name="{name}Response"><part name="parameters" element="tns:{name}Response"/></message>'
        for name in operations
    )
    offered = "".join(
        f'<operation name="{name}"><input message="tns:{name}"/><output message="tns:{name}Response"/></operation>'
        for name in operations
    )
    bound = "".join(
        f'<operation name="{name}"><soap:operation soapAction=""/><input><soap:body use="literal"/></input>'
        '<output><soap:body use="literal"/></output></operation>'
        for name in operations
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/"'
        f' xmlns:tns="{NAMESPACE}" xmlns:xsd="http://www.w3.org/2001/XMLSchema"'
        f' targetNamespace="{NAMESPACE}" name="DiwAppChk">'
        f'<types><xsd:schema><xsd:import namespace="{NAMESPACE}" schemaLocation="{origin}{PATH}?xsd=1"/></xsd:schema>'
        f'</types>{messages}<portType name="DiwAppChk">{offered}</portType>'
        '<binding name="DiwAppChkPortBinding" type="tns:DiwAppChk">'
        f'<soap:binding transport="http://schemas.xmlsoap.org/soap/http" style="document"/>{bound}</binding>'
        '<service name="DiwAppChk"><port name="DiwAppChkPort" binding="tns:DiwAppChkPortBinding">'
        f'<soap:address location="{origin}{PATH}"/></port></service></definitions>'
    )


def schema(shape: Shape) -> str:
    """Return the schema of the service's messages."""
    text = '<xs:element name="{}" type="xs:string" minOccurs="0"/>'.format
    elements, types = "", ""
    inner = "".join(map(text, shape.fields))
    for number, name in reversed(list(enumerate(shape.nested))):
        types += f'<xs:complexType name="level{number}"><xs:sequence>{inner}</xs:sequence></xs:complexType>'
        inner = f'<xs:element name="{name}" type="tns:level{number}" minOccurs="0"/>'
    for name in (shape.operation, *shape.more_operations):
        elements += f'<xs:element name="{name}" type="tns:{name}"/>'
        elements += f'<xs:element name="{name}Response" type="tns:{name}Response"/>'
        asked = text(shape.client) + text(shape.token)
        types += f'<xs:complexType name="{name}"><xs:sequence>{asked}</xs:sequence></xs:complexType>'
        types += f'<xs:complexType name="{name}Response"><xs:sequence>{inner}</xs:sequence></xs:complexType>'
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:tns="{NAMESPACE}" version="1.0"'
        f' targetNamespace="{NAMESPACE}">{elements}{types}</xs:schema>'
    )


def read_question(shape: Shape, content: bytes) -> tuple[str, str]:
    """Return ClientID and token of an envelope. Raises: ValueError."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError:
        raise ValueError from None
    asked = root.find(f"{{{SOAP}}}Body/{{{NAMESPACE}}}{shape.operation}")
    if asked is None or b"<!DOCTYPE" in content:
        raise ValueError
    return asked.findtext(shape.client, ""), asked.findtext(shape.token, "")


def question(shape: Shape, client_id: str, token: str) -> str:
    """Return the envelope of a question."""
    asked = f"<{shape.client}>{escape(client_id)}</{shape.client}><{shape.token}>{escape(token)}</{shape.token}>"
    return _envelope(f'<ns2:{shape.operation} xmlns:ns2="{NAMESPACE}">{asked}</ns2:{shape.operation}>')


def answer(shape: Shape, reply: Reply) -> str:
    """Return the envelope of an answer."""
    username, idcard, status, message = reply
    said = (username, idcard, "true" if status else "false", message)
    inner = "".join(f"<{name}>{escape(text)}</{name}>" for name, text in zip(shape.fields, said, strict=True))
    for name in reversed(shape.nested):
        inner = f"<{name}>{inner}</{name}>"
    return _envelope(f'<ns2:{shape.operation}Response xmlns:ns2="{NAMESPACE}">{inner}</ns2:{shape.operation}Response>')


def fault(text: str) -> str:
    """Return the envelope of a fault."""
    return _envelope(f"<S:Fault><faultcode>S:Server</faultcode><faultstring>{escape(text)}</faultstring></S:Fault>")


def _envelope(inner: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><S:Envelope xmlns:S="{SOAP}"><S:Body>{inner}</S:Body></S:Envelope>'
