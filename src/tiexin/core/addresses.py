"""From where a request comes, also behind proxies that are trusted by their address."""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

Network = IPv4Network | IPv6Network
Address = IPv4Address | IPv6Address
MOST_HOPS = 10


def networks(said: str) -> tuple[Network, ...]:
    """Addresses and networks separated by commas; ValueError for what is none."""
    return tuple(ip_network(each.strip()) for each in said.split(",") if each.strip())


def address_of(request: HttpRequest) -> str:
    """The nearest address that is no trusted proxy.

    What a proxy forwards counts only where it stands itself among the trusted ones, and is read from the near end:
    whatever somebody wrote into the header before is never reached.
    """
    last = str(request.META.get("REMOTE_ADDR", ""))
    hops = [last, *reversed(str(request.META.get("HTTP_X_FORWARDED_FOR", "")).split(","))][: MOST_HOPS + 1]
    found = last
    for hop in hops:
        read = _read(hop)
        if read is None:
            return found
        found = str(read)
        if not any(read in each for each in settings.PROXIES if each.version == read.version):
            return found
    return found


def _read(hop: str) -> Address | None:
    try:
        read = ip_address(hop.strip())
    except ValueError:
        return None
    mapped = read.ipv4_mapped if isinstance(read, IPv6Address) else None
    return mapped or read
