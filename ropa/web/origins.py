"""Where a request came from: the client's address, past the proxies that the settings trust and no others."""

from functools import cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Any

from litestar.connection import ASGIConnection

from ropa.errors import SettingsError

Network = IPv4Network | IPv6Network


@cache
def trusted(text: str) -> tuple[Network, ...]:
    """Return the networks of `ROPA_TRUSTED_PROXIES` (`10.0.0.1, 192.168.4.0/24`).

    Raises: SettingsError for one that is none.
    """
    try:
        return tuple(ip_network(each.strip(), strict=False) for each in text.split(",") if each.strip())
    except ValueError as error:
        raise SettingsError(f"ROPA_TRUSTED_PROXIES: {error}", f"ROPA_TRUSTED_PROXIES: {error}") from None


def address_of(connection: ASGIConnection[Any, Any, Any, Any], proxies: tuple[Network, ...]) -> str | None:
    """Return the client's address: the nearest one that is no trusted proxy. None when the server does not know any.

    What a stranger writes into X-Forwarded-For counts for nothing.
    """
    peer = connection.client.host if connection.client else None
    if peer is None or not _is_in(peer, proxies):
        return peer
    hops = [each.strip() for each in connection.headers.get("x-forwarded-for", "").split(",") if each.strip()]
    for hop in reversed(hops):
        if not _is_address(hop):
            return peer
        if not _is_in(hop, proxies):
            return hop
    return peer


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _is_in(text: str, networks: tuple[Network, ...]) -> bool:
    return bool(networks) and _is_address(text) and any(ip_address(text) in network for network in networks)
