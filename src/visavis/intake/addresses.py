"""Which addresses may be fetched: the text of a URL, the name of its host, the number it resolves to.

The rule: an address is judged by what a connection would reach, so the last word is `refusal` on the number that is
connected to. What two parsers could read differently is refused, never repaired.
"""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TypeAlias
from urllib.parse import SplitResult, urldefrag, urljoin, urlsplit, urlunsplit

from visavis.codes.tables import read
from visavis.errors import Refused

Number: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address

SCHEMES = {"http": 80, "https": 443}
"""The schemes that are fetched, with their ports."""

LOWEST_PORT = 1024
"""Below it only the ports of the schemes: a feed on 22 or 25 is somebody else's service spoken to in HTTP."""

LONGEST = 4_096
"""Characters of an address: RFC 9110 asks for 8,000 octets at least of servers; no article needs half."""

_HOST = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)(?:\.(?!-)[a-z0-9_-]{1,63}(?<!-))*\.?")
_NUMERIC_END = re.compile(r"(?:\d+|0x[0-9a-f]*)\.?$")
_TEREDO_MASK = 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class Address:
    """A URL that may be fetched as far as its text tells; `host` in ASCII without brackets or a last dot."""

    url: str
    scheme: str
    host: str
    port: int


@dataclass(frozen=True, slots=True)
class _Tables:
    networks: tuple[tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, str], ...]
    embeds: tuple[tuple[ipaddress.IPv6Network, int, str], ...]
    suffixes: tuple[tuple[str, str], ...]


def check_url(url: str, *, loopback: bool = False) -> Address:
    """The address that `url` names; Refused for a scheme, host, port or spelling that is never fetched.

    `loopback`: whether the machine itself may be asked, which only tests want. Nothing is resolved here.

    >>> check_url("file:///etc/passwd")
    Traceback (most recent call last):
    visavis.errors.Refused: file:///etc/passwd: the scheme 'file' is not fetched; give an http or https address
    >>> check_url("https://EXAMPLE.org/feed").host
    'example.org'
    """
    if len(url) > LONGEST:
        raise _refused(url[:80], f"an address of {len(url):,} characters")
    for what, found in (("white space or a control character", re.search(r"[\x00-\x20\x7f-\xa0\u2028\u2029]", url)),
                        ("a backslash", "\\" in url)):
        if found:
            raise _refused(url, f"{what} in the address")
    parts, port = _split(url)
    if parts.scheme not in SCHEMES:
        raise _refused(url, f"the scheme {parts.scheme or 'none'!r} is not fetched", "give an http or https address")
    if "@" in parts.netloc:
        raise _refused(url, "a user name in the address", "leave it out")
    host = _host(parts.hostname or "", url)
    port = SCHEMES[parts.scheme] if port is None else port
    if port < LOWEST_PORT and port not in SCHEMES.values():
        raise _refused(url, f"port {port} is not one of the web")
    _check_name(host, url, loopback=loopback)
    shown = f"[{host}]" if ":" in host else host
    netloc = shown if port == SCHEMES[parts.scheme] else f"{shown}:{port}"
    return Address(urlunsplit((parts.scheme, netloc, parts.path or "/", parts.query, "")), parts.scheme, host, port)


def refusal(number: Number, *, loopback: bool = False) -> str | None:
    """Why the address `number` is never connected to; None if it may be.

    >>> refusal(ipaddress.ip_address("64:ff9b::7f00:1"))
    'NAT64 of 127.0.0.1: loopback'
    >>> refusal(ipaddress.ip_address("93.184.216.34")) is None
    True
    """
    if getattr(number, "scope_id", None):
        return "an address with a zone"
    for inner, how in _embedded(number):
        why = refusal(inner, loopback=False)
        if why:
            return f"{how} of {inner}: {why}"
    if loopback and number.is_loopback:
        return None
    for network, why in _tables().networks:
        if number.version == network.version and number in network:
            return why
    return None if number.is_global else "not a public address"


def told(why: str) -> str:
    """Why a number is refused, in words for the person who asked.

    >>> told("private")
    'private'
    """
    return f"{why}; for a trial on this machine set VISAVIS_FETCH_LOOPBACK=1" if why == "loopback" else why


def as_number(host: str) -> Number | None:
    """The number that a host is written as, or None for a name."""
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def canonical(url: str) -> str:
    """The address without what marks a visit and not a page: trackers, fragment, default port.

    >>> canonical("https://Example.ORG:443/a?utm_source=rss&id=3#top")
    'https://example.org/a?id=3'
    """
    from courlan import clean_url

    plain = urldefrag(url).url
    return str(clean_url(plain) or plain)


def link(base: str, href: str) -> str | None:
    """The absolute address of a link on `base` if it is one that may be fetched, else None.

    A page of this machine may link to this machine; whether that is fetched, the gate decides.

    >>> link("https://example.org/feed", "/a"), link("https://example.org/feed", "javascript:alert(1)")
    ('https://example.org/a', None)
    """
    try:
        number = as_number(urlsplit(base).hostname or "")
        own = number is not None and number.is_loopback
        return check_url(urljoin(base, href.strip().replace(" ", "%20")), loopback=own).url
    except (Refused, ValueError):
        return None



def _split(url: str) -> tuple[SplitResult, int | None]:
    try:
        parts = urlsplit(url)
        return parts, parts.port
    except ValueError as error:
        raise _refused(url, f"not an address ({error})") from None


def _host(host: str, url: str) -> str:
    """The host in ASCII; a number keeps its one canonical spelling."""
    if not host:
        raise _refused(url, "no host in the address")
    if not host.isascii():
        host = _ascii(host, url)
    number = as_number(host)
    if number is not None:
        return str(number)
    if _NUMERIC_END.search(host):  # 127.1, 0x7f000001, 2130706433: some resolvers read them as IPv4
        raise _refused(url, f"the host {host!r} is a number in disguise")
    if len(host) > 253 or not _HOST.fullmatch(host):
        raise _refused(url, f"{host[:80]!r} is no host name")
    return host.rstrip(".")


def _ascii(host: str, url: str) -> str:
    import idna

    try:
        return idna.encode(unicodedata.normalize("NFKC", host), uts46=True).decode("ascii")
    except (idna.IDNAError, UnicodeError):
        raise _refused(url, f"{host[:80]!r} is no host name") from None


def _check_name(host: str, url: str, *, loopback: bool) -> None:
    number = as_number(host)
    if number is not None:
        why = refusal(number, loopback=loopback)
        if why:
            raise _refused(url, f"{host} is not a public address ({told(why)})", "nothing inside a network is fetched")
        return
    for suffix, why in _tables().suffixes:
        if (host == suffix or host.endswith(f".{suffix}")) and not (loopback and suffix == "localhost"):
            raise _refused(url, f"{host} is not a public host ({why})", "nothing inside a network is fetched")
    if "." not in host and not (loopback and host == "localhost"):
        raise _refused(url, f"{host} is not a public host (a bare name)", "give the whole name of the host")


def _embedded(number: Number) -> Iterator[tuple[ipaddress.IPv4Address, str]]:
    """The IPv4 addresses inside an IPv6 one, with how they are put there."""
    if not isinstance(number, ipaddress.IPv6Address) or number in (ipaddress.IPv6Address(0), ipaddress.IPv6Address(1)):
        return
    for network, offset, how in _tables().embeds:
        if number in network:
            bits = (int(number) >> (96 - offset)) & 0xFFFFFFFF
            yield ipaddress.IPv4Address(bits ^ _TEREDO_MASK if how == "Teredo" else bits), how
    if (int(number) >> 32) & 0xFDFFFFFF == 0x5EFE:  # ISATAP, RFC 5214: ...:0:5efe:a.b.c.d below any prefix
        yield ipaddress.IPv4Address(int(number) & 0xFFFFFFFF), "ISATAP"


@cache
def _tables() -> _Tables:
    rows = read(files("visavis.intake") / "refused_addresses.tsv", ("kind", "value", "why"), key=("value",))
    networks = tuple((ipaddress.ip_network(row["value"]), row["why"]) for row in rows if row["kind"] == "network")
    embeds = []
    for row in rows:
        if row["kind"] == "embeds":
            how, offset = row["why"].split(" @")
            embeds.append((ipaddress.IPv6Network(row["value"]), int(offset), how))
    suffixes = tuple((row["value"], row["why"]) for row in rows if row["kind"] == "suffix")
    return _Tables(networks, tuple(embeds), suffixes)


def _refused(url: str, what: str, hint: str = "correct the address") -> Refused:
    return Refused(what, where=url[:200], hint=hint)
