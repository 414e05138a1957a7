"""The one gate to the network: what is fetched, from whom, how often, how much of it.

The rule: no other module opens a connection (a test holds that on the syntax tree), and none is opened here to an
address that `addresses.refusal` refuses. The name is resolved once, the number is checked, and that very number is
connected to, so that a second answer of the resolver changes nothing; it is so again for every hop of a redirect.
"""

from __future__ import annotations

import email.utils
import ipaddress
import smtplib
import socket
import ssl
import time
import typing
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from email.message import EmailMessage
from functools import cache
from importlib.metadata import version
from types import MappingProxyType
from urllib.parse import urljoin

import httpcore
import httpx
from protego import Protego

from visavis.errors import FetchError, Refused
from visavis.intake.addresses import Address, Number, as_number, check_url, refusal, told
from visavis.intake.pace import MemoryPace, Pace
from visavis.settings import setting

Resolve: typing.TypeAlias = Callable[[str, int], Sequence[str]]
"""Host and port -> the numbers that the host has."""

ROBOTS_BYTES = 512_000
"""RFC 9309 asks crawlers to read at least 500 kibibytes; what follows is not read."""

ROBOTS_SECONDS = 86_400.0
"""How long rules hold: RFC 9309, 2.4."""

FAILED_ROBOTS_SECONDS = 900.0
"""How long a host is left alone whose rules cannot be had: GDELT's rhythm, and shorter than most rounds."""

CHUNK = 65_536
"""Bytes inflated at a time, so that a bomb is met after one chunk too many and not after the memory."""

LONGEST_CRAWL_DELAY = 120.0
"""A robots.txt that asks for more is taken at this: one source shall not stop a round for an hour."""

USER_AGENT = "visavis/{version} (+https://github.com/visavis/visavis; reads news for political analysis)"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one answer may cost. `patience`: the longest wait for a turn at a host; beyond it the fetch is given up."""

    bytes: int = 20_000_000
    seconds: float = 60.0
    silence: float = 15.0
    redirects: int = 5
    delay: float = 5.0
    patience: float = 300.0


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer: the address it came from in the end, its status (200 or 304), its unpacked body, its headers.

    `etag` and `modified` are to be sent back with the next request; `permanent` says that the address asked for has
    moved for good.
    """

    url: str
    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    permanent: bool = False

    @property
    def unchanged(self) -> bool:
        """Whether the server says that nothing changed."""
        return self.status == 304

    @property
    def etag(self) -> str | None:
        """The tag of this version."""
        return self.headers.get("etag")

    @property
    def modified(self) -> str | None:
        """When the server says that it changed, as the server writes it."""
        return self.headers.get("last-modified")

    @property
    def charset(self) -> str | None:
        """The character set of the header."""
        value = self.headers.get("content-type", "")
        parts = [part.strip() for part in value.split(";")]
        found = [part[8:].strip("\"' ") for part in parts if part.lower().startswith("charset=")]
        return found[0] if found else None


class Gate:
    """Fetches addresses within its limits and at its pace; may be used by several threads.

    `loopback` lets this machine itself be asked; only tests and trials want that. `proxy`: an HTTP proxy, which then
    resolves names itself, so that only what this machine's resolver says of a name can be checked before.
    """

    def __init__(self, *, limits: Limits | None = None, pace: Pace | None = None, agent: str = "", proxy: str = "",
                 loopback: bool = False, resolve: Resolve | None = None, clock: Callable[[], float] = time.time,
                 sleep: Callable[[float], None] = time.sleep, trust: ssl.SSLContext | None = None) -> None:
        self.limits, self.pace = limits or Limits(), pace or MemoryPace()
        self.agent = agent or USER_AGENT.format(version=version("visavis"))
        self._proxy, self._loopback, self._trust = proxy, loopback, trust
        self._resolve, self._clock, self._sleep = resolve or _resolve, clock, sleep
        self._robots: dict[tuple[str, str, int], tuple[float, Protego | str]] = {}

    def get(self, url: str, *, etag: str | None = None, modified: str | None = None, accept: str = "*/*",
            polite: bool = True) -> Fetched:
        """The answer to GET, redirects followed; 304 where nothing changed since `etag` or `modified`.

        Raises Refused for an address that is never fetched, that robots.txt keeps back, or that wants a login or
        money; FetchError for a network that fails, a status of 400 and above, and an answer too slow or too long.
        `polite` False asks no robots.txt: for lists that their owner publishes to be polled.
        """
        headers = {"Accept": accept}
        headers |= {"If-None-Match": etag} if etag else {}
        headers |= {"If-Modified-Since": modified} if modified else {}
        permanent, asked = True, url
        for hop in range(self.limits.redirects + 1):
            address = self._address(asked)
            if polite:
                self._ask_robots(address)
            answer = self._answer("GET", address, headers, limit=self.limits.bytes)
            if answer.status not in (301, 302, 303, 307, 308):
                return self._judged(answer, permanent=permanent and hop > 0)
            permanent = permanent and answer.status in (301, 308)
            asked = _target(answer, address)
        raise FetchError(f"more than {self.limits.redirects} redirects", where=url, hint="give the last address")

    def post(self, url: str, body: bytes, *, allowed: Collection[str], content_type: str = "application/json") -> int:
        """The status of a POST to one of the `allowed` hosts; redirects are not followed.

        Raises Refused for another host, FetchError as `get` does.
        """
        address = self._address(url)
        if address.host not in allowed:
            raise Refused(f"{address.host} is not on the list of allowed hosts", where=url,
                          hint="add it to the setting webhook_hosts (VISAVIS_WEBHOOK_HOSTS)")
        answer = self._answer("POST", address, {"Content-Type": content_type}, body=body, limit=CHUNK)
        if answer.status >= 300:
            raise FetchError(f"the server answered {answer.status}", where=url, hint="check the address",
                             status=answer.status)
        return answer.status

    # One hop ------------------------------------------------------------------------------------------------

    def _address(self, url: str) -> Address:
        address = check_url(url, loopback=self._loopback)
        try:
            read = httpx.URL(address.url)
        except httpx.InvalidURL as error:
            raise Refused(f"not an address ({error})", where=url[:200], hint="correct the address") from error
        host = read.raw_host.decode("ascii").strip("[]").rstrip(".")
        if (as_number(host) or host) != (as_number(address.host) or address.host):
            raise Refused("an address that can be read in two ways", where=url[:200], hint="correct the address")
        return address

    def _answer(self, method: str, address: Address, headers: Mapping[str, str], *, limit: int,
                body: bytes | None = None) -> Fetched:
        self._wait(address)
        until = time.monotonic() + self.limits.seconds
        sent = {"User-Agent": self.agent, "Accept-Encoding": "gzip, deflate", "Connection": "close", **headers}
        request = httpx.Request(method, address.url, headers=sent, content=body,
                                extensions={"timeout": httpx.Timeout(self.limits.silence).as_dict()})
        try:  # by the transport and not a client, which would follow, keep cookies, and choke on a bad Location
            with self._transport(until) as transport, closing(transport.handle_request(request)) as response:
                told = {key.lower(): value for key, value in response.headers.items()}
                self._heed(address.host, response.status_code, told)
                content = b"" if response.status_code >= 300 else _body(response, told, limit, until, address.url)
                return Fetched(address.url, response.status_code, content, MappingProxyType(told))
        except (httpx.HTTPError, httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError,
                httpcore.ProxyError, OSError) as error:
            raise _failure(error, address.url, self.limits) from error

    def _transport(self, until: float) -> _Transport:
        trust = self._trust or _trust()
        if self._proxy:
            return _Transport(httpcore.HTTPProxy(self._proxy, ssl_context=trust, max_keepalive_connections=0,
                                                 network_backend=_Connector(None, until)), self._check_named)
        return _Transport(httpcore.ConnectionPool(ssl_context=trust, max_keepalive_connections=0,
                                                  network_backend=_Connector(self._numbers, until)))

    def _check_named(self, host: str, port: int) -> None:
        """With a proxy: refuses a name that is not public by what this machine's resolver says, if anything."""
        try:
            self._numbers(host, port)
        except httpcore.ConnectError:
            return

    def _numbers(self, host: str, port: int) -> list[Number]:
        """The numbers of a host, all of them public; Refused if one is not, ConnectError if there are none."""
        literal = as_number(host)
        try:
            found = [literal] if literal else [ipaddress.ip_address(one) for one in self._resolve(host, port)]
        except (OSError, ValueError) as error:
            raise httpcore.ConnectError(f"the name {host} is not known") from error
        for number in found:
            if why := refusal(number, loopback=self._loopback):
                raise Refused(f"{host} is {number}, which is not a public address ({told(why)})", where=host,
                              hint="nothing inside a network is fetched")
        if not found:
            raise httpcore.ConnectError(f"the name {host} has no address")
        return found

    # Manners ------------------------------------------------------------------------------------------------

    def _wait(self, address: Address) -> None:
        host, now = address.host, self._clock()
        rules = self._robots.get(_origin(address), (0.0, None))[1]
        crawl = rules.crawl_delay(self.agent) if isinstance(rules, Protego) else None
        gap = max(self.limits.delay, min(crawl or 0.0, LONGEST_CRAWL_DELAY))
        turn = self.pace.take(host, gap, now)
        if turn - now > self.limits.patience:
            raise FetchError(f"the host asks to wait {turn - now:,.0f} more seconds", where=host,
                             hint="try again later", status=429)
        if turn > now:
            self._sleep(turn - now)

    def _heed(self, host: str, status: int, headers: Mapping[str, str]) -> None:
        """Remembers how long the host asks to be left alone (Retry-After, RFC 9110, 10.2.3)."""
        if status in (429, 503) and (asked := headers.get("retry-after")):
            self.pace.hold(host, _moment(asked, self._clock()))

    def _ask_robots(self, address: Address) -> None:
        kept = self._robots.get(_origin(address))
        if kept is None or kept[0] < self._clock():
            found = self._robots_of(address)
            kept = self._clock() + (FAILED_ROBOTS_SECONDS if isinstance(found, str) else ROBOTS_SECONDS), found
            self._robots[_origin(address)] = kept
        rules = kept[1]
        if isinstance(rules, str):
            raise FetchError(f"robots.txt cannot be had ({rules}), so nothing may be fetched", where=address.url,
                             hint="try again later")
        if not rules.can_fetch(address.url, self.agent):
            raise Refused("robots.txt asks not to fetch it", where=address.url, hint="leave the source out")

    def _robots_of(self, address: Address) -> Protego | str:
        """The rules of a host: all is allowed where there are none, nothing where they cannot be had (RFC 9309)."""
        origin = httpx.URL(address.url).copy_with(raw_path=b"/robots.txt")
        asked = str(origin)
        try:
            for _ in range(self.limits.redirects + 1):
                hop = self._address(asked)
                answer = self._answer("GET", hop, {}, limit=-ROBOTS_BYTES)
                if answer.status not in (301, 302, 303, 307, 308):
                    break
                asked = _target(answer, hop)
        except Refused:
            return Protego.parse("")
        except FetchError as error:
            return error.what
        if answer.status >= 500 or answer.status == 429:
            return f"status {answer.status}"
        return Protego.parse(answer.body.decode("utf-8", "replace") if answer.status == 200 else "")

    def _judged(self, answer: Fetched, *, permanent: bool) -> Fetched:
        if answer.status in (401, 402, 403, 407, 451):
            raise Refused(f"the server answered {answer.status}: not for everybody", where=answer.url,
                          hint="walls are not climbed; take a source that is open")
        if answer.status >= 400:
            hint = "the page is gone" if answer.status in (404, 410) else "try again later"
            raise FetchError(f"the server answered {answer.status}", where=answer.url, hint=hint, status=answer.status)
        return Fetched(answer.url, answer.status, answer.body, answer.headers, permanent)


def gate(settings: Mapping[str, str] | None = None, *, pace: Pace | None = None,
         sleep: Callable[[float], None] = time.sleep) -> Gate:
    """The gate by the settings of a desk and the environment."""
    def number(name: str) -> float:
        text = setting(name, desk=settings)
        try:
            return float(text)
        except ValueError:
            raise FetchError(f"the setting {name} is {text!r}", where=f"VISAVIS_{name.upper()}",
                             hint="give a number") from None
    limits = Limits(bytes=int(number("fetch_max_bytes")), seconds=number("fetch_seconds"), delay=number("fetch_delay"))
    return Gate(limits=limits, pace=pace, sleep=sleep, agent=setting("user_agent", desk=settings),
                proxy=setting("proxy", desk=settings), loopback=setting("fetch_loopback", desk=settings) == "1")


def send_mail(message: EmailMessage, *, server: str, user: str = "", password: str = "", seconds: float = 30.0) -> None:
    """Hands `message` to an SMTP server, `host`, `host:port` or `smtps://host`; FetchError if it is not taken.

    The server is the operator's own and may stand in the local network. A password is only sent under TLS.
    """
    secure = server.startswith("smtps://")
    host, _, port = server.removeprefix("smtps://").removeprefix("smtp://").rstrip("/").partition(":")
    try:
        number = int(port or (465 if secure else 587 if user else 25))
        with (smtplib.SMTP_SSL(host, number, timeout=seconds, context=_trust()) if secure
              else smtplib.SMTP(host, number, timeout=seconds)) as post:
            if not secure and post.has_extn("starttls"):
                post.starttls(context=_trust())
                secure = True
            if user:
                if not secure:
                    raise FetchError("the mail server offers no TLS, and a password is set", where=server,
                                     hint="use smtps://, or leave the user out")
                post.login(user, password)
            post.send_message(message)
    except (smtplib.SMTPException, OSError, ValueError) as error:
        raise FetchError(f"the mail was not taken ({error})", where=server, hint="check the mail settings") from error


# Below HTTP ---------------------------------------------------------------------------------------------------


class _Timed(httpcore.NetworkStream):
    """A stream that ends at a moment, however little is read at a time: headers that drip end too."""

    def __init__(self, stream: httpcore.NetworkStream, until: float) -> None:
        self._stream, self._until = stream, until

    def _left(self, timeout: float | None) -> float:
        left = self._until - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("time is up")
        return left if timeout is None else min(left, timeout)

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(self, ssl_context: ssl.SSLContext, server_hostname: str | None = None,
                  timeout: float | None = None) -> httpcore.NetworkStream:
        return _Timed(self._stream.start_tls(ssl_context, server_hostname, self._left(timeout)), self._until)

    def get_extra_info(self, info: str) -> typing.Any:
        return self._stream.get_extra_info(info)


class _Connector(httpcore.NetworkBackend):
    """Opens connections to checked numbers only; without `numbers` (for a proxy that the operator named) to any."""

    def __init__(self, numbers: Callable[[str, int], list[Number]] | None, until: float) -> None:
        self._numbers, self._until, self._plain = numbers, until, httpcore.SyncBackend()

    def connect_tcp(self, host: str, port: int, timeout: float | None = None, local_address: str | None = None,
                    socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None) -> httpcore.NetworkStream:
        targets = [host] if self._numbers is None else [str(number) for number in self._numbers(host, port)]
        for place, target in enumerate(targets, 1):
            left = min(timeout or self._until, self._until - time.monotonic())
            if left <= 0:
                raise httpcore.ConnectTimeout("time is up")
            try:
                stream = self._plain.connect_tcp(target, port, left, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if place == len(targets):
                    raise
                continue
            return _Timed(stream, self._until)
        raise httpcore.ConnectError(f"{host} has no address")


class _Transport(httpx.BaseTransport):
    """httpx over a pool of httpcore whose connections we open ourselves; one request, one connection."""

    def __init__(self, pool: httpcore.ConnectionPool, check: Callable[[str, int], None] | None = None) -> None:
        self._pool, self._check = pool, check

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        target = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
        if self._check:
            self._check(url.raw_host.decode("ascii"), url.port or 0)
        response = self._pool.handle_request(httpcore.Request(
            request.method, target, headers=request.headers.raw, content=request.stream, extensions=request.extensions))
        assert isinstance(response.stream, Iterable)
        return httpx.Response(response.status, headers=response.headers, stream=_Body(response),
                              extensions=response.extensions)

    def close(self) -> None:
        self._pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, response: httpcore.Response) -> None:
        self._response = response

    def __iter__(self) -> Iterator[bytes]:
        yield from self._response.iter_stream()

    def close(self) -> None:
        self._response.close()


def _body(response: httpx.Response, headers: Mapping[str, str], limit: int, until: float, url: str) -> bytes:
    """The unpacked body; a negative `limit` cuts it off there, a positive one raises FetchError beyond it."""
    most, parts, size = abs(limit), list[bytes](), 0
    for piece in _unpacked(_timely(response.iter_raw(), until), headers.get("content-encoding", ""), url):
        parts.append(piece)
        size += len(piece)
        if size > most:
            if limit < 0:
                return b"".join(parts)[:most]
            raise FetchError(f"the answer is longer than {most:,} bytes", where=url,
                             hint="leave it out, or raise the setting fetch_max_bytes (VISAVIS_FETCH_MAX_BYTES)")
    return b"".join(parts)


def _timely(pieces: Iterator[bytes], until: float) -> Iterator[bytes]:
    for piece in pieces:
        yield piece
        if time.monotonic() > until:
            raise httpcore.ReadTimeout("time is up")


def _unpacked(pieces: Iterator[bytes], encoding: str, url: str) -> Iterator[bytes]:
    """The pieces without their packing, never more than CHUNK bytes at a time."""
    kind = encoding.strip().lower()
    if kind in ("", "identity"):
        yield from pieces
        return
    if kind not in ("gzip", "x-gzip", "deflate"):
        raise FetchError(f"packed as {encoding[:40]!r}, which was not asked for", where=url, hint="leave it out")
    unpack = None
    try:
        for piece in pieces:
            while piece:
                unpack = unpack or zlib.decompressobj(_window(kind, piece))
                yield unpack.decompress(piece, CHUNK)
                piece = unpack.unconsumed_tail
                if unpack.eof:
                    piece, unpack = unpack.unused_data if kind != "deflate" else b"", None
        if unpack:
            yield unpack.flush()
            if not unpack.eof:
                raise zlib.error("cut off")
    except zlib.error as error:
        raise FetchError("the packing of the answer is broken", where=url, hint="try again later") from error


def _window(kind: str, start: bytes) -> int:
    """zlib's wbits; some servers send raw deflate where RFC 9110 asks for zlib's."""
    if kind != "deflate":
        return zlib.MAX_WBITS | 16
    return zlib.MAX_WBITS if start[0] & 0x0F == 8 else -zlib.MAX_WBITS


def _target(answer: Fetched, address: Address) -> str:
    where = answer.headers.get("location")
    if not where:
        raise FetchError(f"the server answered {answer.status} without an address", where=address.url,
                         hint="try again later")
    if "\\" in where:
        raise Refused("a backslash in the address of a redirect", where=address.url, hint="leave the source out")
    try:
        return urljoin(address.url, where)
    except ValueError as error:
        raise Refused(f"a redirect to what is no address ({error})", where=address.url,
                      hint="leave the source out") from error


def _origin(address: Address) -> tuple[str, str, int]:
    return address.scheme, address.host, address.port


def _failure(error: Exception, url: str, limits: Limits) -> FetchError:
    if isinstance(error, httpcore.TimeoutException | httpx.TimeoutException):
        what = f"no answer in time ({limits.silence:g} s of silence or {limits.seconds:g} s in all)"
    else:
        what = f"the network failed ({str(error) or type(error).__name__})"
    return FetchError(what, where=url, hint="try again later")


def _moment(text: str, now: float) -> float:
    """The moment that a Retry-After header names, at most a day away."""
    text = text.strip()
    if text.isdecimal():
        wanted = now + int(text[:9])
    else:
        try:
            wanted = email.utils.parsedate_to_datetime(text).timestamp()
        except (ValueError, TypeError):
            return now
    return min(wanted, now + 86_400)


def _resolve(host: str, port: int) -> list[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(item[4][0]) for item in found))


@cache
def _trust() -> ssl.SSLContext:
    return httpx.create_ssl_context()  # certifi's roots, or those that SSL_CERT_FILE names
