"""Where a request comes from: the address behind trusted proxies, made coarse so that it names a network and no
person.
"""

import ipaddress

from gate.settings import Networks

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def client_address(peer: str | None, forwarded_for: str | None, trusted: Networks) -> Address | None:
    """The nearest address that is not a trusted proxy; None when it cannot be told.

    X-Forwarded-For is read from its right end, and only while each hop is itself trusted: whatever a client wrote
    into it stands further left and is never reached.
    """
    address = _address(peer)
    hops = [part.strip() for part in (forwarded_for or "").split(",") if part.strip()]
    while address is not None and hops and any(address in network for network in trusted):
        address = _address(hops.pop())
    return address


def network(peer: str | None, forwarded_for: str | None, trusted: Networks) -> str:
    """The coarse network of a request, for its limit."""
    if not trusted and peer and "." in peer and ":" not in peer:  # the server's own word for an IPv4 address
        return peer.rpartition(".")[0]
    return coarse(client_address(peer, forwarded_for, trusted))


def coarse(address: Address | None) -> str:
    """The network to which the limits apply: /24 for IPv4, /48 for IPv6, one for all where it is unknown."""
    if address is None:
        return "unknown"
    return str(address).rpartition(".")[0] if address.version == 4 else f"{int(address) >> 80:x}/48"


def _address(text: str | None) -> Address | None:
    try:
        address = ipaddress.ip_address(text or "")
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address
