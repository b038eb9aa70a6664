"""Which addresses other systems may be told at, and how a message to them is signed. Pure."""

import hashlib
import hmac
from datetime import datetime
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

#: Addresses of IPv4 inside IPv6, as translators make them (RFC 6052, 8215).
_TRANSLATED = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))
LONGEST = 500
_LOWEST_BYTES = 0xFFFFFFFF


def address_fault(address: str, *, allow_private: bool) -> tuple[str, str] | None:
    """Return what is wrong with the address of a webhook, in Thai and English; None: nothing.

    `allow_private` (development and tests) lets http and one's own machine pass.
    """
    if len(address) > LONGEST:
        return (f"ที่อยู่ยาวเกิน {LONGEST} ตัวอักษร", f"The address is longer than {LONGEST} characters")
    try:
        parts = urlsplit(address)
        port_is_right = parts.port != 0
    except ValueError:
        parts, port_is_right = urlsplit(""), False
    schemes = {"https", "http"} if allow_private else {"https"}
    if not port_is_right or parts.scheme not in schemes or not parts.hostname or not _is_plain(address):
        return ("ต้องเป็นที่อยู่ https:// ที่ถูกต้อง", "Must be a right https:// address")
    if parts.username is not None or parts.password is not None or parts.fragment:
        return ("ที่อยู่ต้องไม่มีชื่อผู้ใช้ รหัสผ่าน หรือ #", "No user, password or # in the address")
    try:
        literal = ip_address(parts.hostname)
    except ValueError:
        return None
    if not allow_private and not is_public(literal):
        return ("ที่อยู่เครือข่ายภายในใช้ไม่ได้", "An address of an internal network is refused")
    return None


def _is_plain(text: str) -> bool:
    return text.isascii() and text.isprintable() and not set(text) & set(' \\"<>')


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Tell whether an address belongs to the public network: no private, loopback, link-local, metadata or other
    range set aside, and no such address inside one of IPv6.
    """
    if isinstance(address, IPv6Address):
        inner = _inside(address)
        if (inner is not None and not is_public(inner)) or address.is_site_local:
            return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def _inside(address: IPv6Address) -> IPv4Address | None:
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address.teredo is not None:
        return address.teredo[1]
    if any(address in network for network in _TRANSLATED):
        return IPv4Address(int(address) & _LOWEST_BYTES)
    return None


def signature(secret: bytes, at: datetime, body: bytes) -> str:
    """Return the value of the `ROPA-Signature` header: `t=SECONDS,v1=HEX`, HMAC-SHA256 over `SECONDS.BODY`.

    A receiver that refuses an old `t` cannot be sent a message that somebody kept.
    """
    seconds = str(int(at.timestamp()))
    made = hmac.new(secret, seconds.encode() + b"." + body, hashlib.sha256).hexdigest()
    return f"t={seconds},v1={made}"
