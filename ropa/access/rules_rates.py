"""How often a form without an account may be sent. Pure."""

from datetime import UTC, datetime
from ipaddress import IPv6Address, ip_address

from msgspec import Struct

#: Who stands for everybody together.
EVERYBODY = "*"
#: One house or telephone has a whole network of this length to choose addresses from.
_V6_NETWORK_BITS = 64


class Limit(Struct, frozen=True, kw_only=True):
    """A window of time, and how often a form is taken in it: from one address, and from everybody together."""

    seconds: int
    each: int
    all: int


def window_start(now: datetime, seconds: int) -> datetime:
    """Return the start of the window that a moment lies in: windows stand fast, so that every server counts alike."""
    return datetime.fromtimestamp(int(now.timestamp()) // seconds * seconds, UTC)


def seconds_left(now: datetime, seconds: int) -> int:
    """Return after how many whole seconds the next window begins, at least one."""
    return max(1, seconds - int(now.timestamp()) % seconds)


def place_of(address: str | None) -> str:
    """Return what counts as one place: an IPv4 address, the /64 of an IPv6 one; unknown ones count together."""
    try:
        found = ip_address(address or "")
    except ValueError:
        return "unknown"
    if isinstance(found, IPv6Address):
        mapped = found.ipv4_mapped
        return str(mapped) if mapped else f"{int(found) >> (128 - _V6_NETWORK_BITS):x}/64"
    return str(found)
