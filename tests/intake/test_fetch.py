"""The fetch gate: what it reaches, how often, how much it takes; and that no other module opens a connection."""

from __future__ import annotations

import ast
import gzip
import itertools
import resource
import socketserver
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

import visavis
from visavis.errors import FetchError, Refused
from visavis.intake.fetch import Gate, Limits, gate, send_mail
from visavis.intake.pace import MemoryPace

CERTIFICATE = Path(__file__).parent / "certificates" / "news.example.org.pem"

OPENERS = {"socket", "ssl", "httpx", "httpcore", "http.client", "urllib.request", "urllib3", "requests", "aiohttp", "ftplib",
           "smtplib", "imaplib", "poplib", "telnetlib", "xmlrpc.client", "asyncio.streams", "websockets", "socks"}
"""Modules whose business it is to connect somewhere."""

CALLS = {"fetch_url", "fetch_response", "create_connection", "open_connection", "urlopen", "urlretrieve", "getaddrinfo",
         "sitemap_search", "find_feed_urls"}
"""Functions of libraries in use that would connect on their own."""


def _names(tree: ast.AST) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {str(node.module)} | {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in (
                "__import__", "import_module") and node.args and isinstance(node.args[0], ast.Constant):
            found.add(str(node.args[0].value))
    return found


def _opens(source: str) -> set[str]:
    tree = ast.parse(source)
    modules = {name for name in _names(tree) if any(name == one or name.startswith(f"{one}.") for one in OPENERS)}
    calls = {node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id for node in ast.walk(tree)
             if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute | ast.Name)}
    return modules | (calls & CALLS)


@pytest.mark.parametrize("path", sorted(Path(visavis.__file__).parent.rglob("*.py")), ids=lambda path: path.stem)
def test_no_other_module_opens_a_connection(path: Path) -> None:
    found = _opens(path.read_text(encoding="utf-8"))
    if path.parts[-2:] == ("intake", "fetch.py"):
        assert {"httpx", "httpcore", "smtplib", "socket"} <= found
    else:
        assert found == set()


@pytest.mark.parametrize("source", ["import socket", "from urllib import request", "import http.client as h", "import httpx",
                                    "__import__('smtplib')", "import trafilatura\ntrafilatura.fetch_url('x')"])
def test_the_test_of_the_syntax_tree_sees_a_connection(source: str) -> None:
    assert _opens(source)


class Clock:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now, self.slept = 1_000_000.0, list[float]()

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def _gate(clock: Clock | None = None, **limits: Any) -> Gate:
    time_ = clock or Clock()
    return Gate(limits=Limits(**limits), loopback=True, clock=lambda: time_.now, sleep=time_.sleep)


def test_a_page_comes_with_its_headers_under_an_honest_name(server: Any) -> None:
    server.serve("/a", "hello", etag='"1"', last_modified="Mon, 01 Jan 2024 00:00:00 GMT")
    found = _gate().get(server.url("/a"))
    assert (found.body, found.etag, found.charset, found.status) == (b"hello", '"1"', "utf-8", 200)
    assert found.modified == "Mon, 01 Jan 2024 00:00:00 GMT"
    assert [path for path, _ in server.hits] == ["/robots.txt", "/a"]
    assert server.hits[1][1]["user-agent"].startswith("visavis/")
    assert "cookie" not in server.hits[1][1]


def test_an_unchanged_page_is_not_sent_again(server: Any) -> None:
    server.serve("/a", "hello", etag='"1"')
    found = _gate().get(server.url("/a"), etag='"1"', modified="Mon, 01 Jan 2024 00:00:00 GMT")
    assert found.unchanged and found.body == b""
    assert server.hits[-1][1]["if-modified-since"] == "Mon, 01 Jan 2024 00:00:00 GMT"


@pytest.mark.parametrize("target", [
    "http://169.254.169.254/", "http://10.0.0.1/", "file:///etc/passwd", "http://[64:ff9b::a9fe:a9fe]/", "http://2130706433/",
    "//127.1/", "\\\\evil.example\\x", "http://user@127.0.0.1/", "javascript:alert(1)", "http://[::1"])
def test_a_redirect_is_judged_like_the_first_address(server: Any, target: str) -> None:
    server.serve("/a", "", status=302, location=target)
    with pytest.raises(Refused):
        _gate().get(server.url("/a"))


def test_the_second_and_third_hop_are_judged_too(server: Any) -> None:
    server.serve("/a", "", status=302, location="/b")
    server.serve("/b", "", status=301, location=server.url("/c"))
    server.serve("/c", "", status=307, location="http://192.168.1.1/admin")
    with pytest.raises(Refused, match=r"192\.168\.1\.1"):
        _gate().get(server.url("/a"))


def test_redirects_are_followed_and_a_lasting_move_is_told(server: Any) -> None:
    server.serve("/a", "", status=301, location="/b")
    server.serve("/b", "", status=308, location="/c")
    server.serve("/c", "there")
    found = _gate().get(server.url("/a"))
    assert (found.url, found.body, found.permanent) == (server.url("/c"), b"there", True)
    server.serve("/b", "", status=302, location="/c")
    assert not _gate().get(server.url("/a")).permanent


def test_a_ring_of_redirects_ends(server: Any) -> None:
    server.serve("/a", "", status=302, location="/a")
    with pytest.raises(FetchError, match="redirects"):
        _gate().get(server.url("/a"))
    assert len(server.hits) == 7  # robots.txt, the first, five redirects


@pytest.mark.parametrize("number", ["127.0.0.1", "10.0.0.5", "169.254.169.254", "fd00::1", "64:ff9b::a00:1", "100.64.3.3"])
def test_a_name_that_resolves_inside_is_refused(number: str) -> None:
    made = Gate(resolve=lambda host, port: [number], sleep=lambda seconds: None)
    with pytest.raises(Refused, match="not a public address"):
        made.get("http://news.example.org/feed", polite=False)


def test_a_name_with_one_public_and_one_private_number_is_refused() -> None:
    made = Gate(resolve=lambda host, port: ["93.184.216.34", "10.0.0.5"], sleep=lambda seconds: None)
    with pytest.raises(Refused):
        made.get("http://news.example.org/feed", polite=False)


def test_rebinding_changes_nothing_since_the_checked_number_is_the_one_connected_to(server: Any) -> None:
    answers = itertools.chain([["127.0.0.1"]], itertools.repeat(["10.0.0.5"]))
    asked: list[str] = []

    def resolve(host: str, port: int) -> list[str]:
        asked.append(host)
        return next(answers)

    server.serve("/a", "hello")
    made = Gate(resolve=resolve, loopback=True, sleep=lambda seconds: None)
    found = made.get(f"http://news.example.org:{server.port}/a", polite=False)
    assert found.body == b"hello" and asked == ["news.example.org"]
    assert server.hits[-1][1]["host"] == f"news.example.org:{server.port}"  # the name is kept, the number is ours
    with pytest.raises(Refused):
        made.get(f"http://news.example.org:{server.port}/a", polite=False)


def test_robots_txt_is_heeded_and_asked_for_once(server: Any) -> None:
    server.serve("/robots.txt", "User-agent: *\nDisallow: /private\nAllow: /private/open$", kind="text/plain")
    for path in ("/private/x", "/private/open", "/free"):
        server.serve(path, "hello")
    made = _gate()
    with pytest.raises(Refused, match=r"robots\.txt"):
        made.get(server.url("/private/x"))
    assert made.get(server.url("/private/open")).body == made.get(server.url("/free")).body == b"hello"
    assert [path for path, _ in server.hits].count("/robots.txt") == 1


def test_a_redirect_into_what_robots_txt_keeps_back_is_refused(server: Any) -> None:
    server.serve("/robots.txt", "User-agent: visavis\nDisallow: /private", kind="text/plain")
    server.serve("/a", "", status=302, location="/private")
    with pytest.raises(Refused, match=r"robots\.txt"):
        _gate().get(server.url("/a"))


def test_a_robots_txt_that_fails_forbids_all(server: Any) -> None:
    server.serve("/robots.txt", "oops", status=503)
    server.serve("/a", "hello")
    clock = Clock()
    made = _gate(clock)
    with pytest.raises(FetchError, match=r"robots\.txt cannot be had"):
        made.get(server.url("/a"))
    server.serve("/robots.txt", "", kind="text/plain")
    with pytest.raises(FetchError, match=r"robots\.txt cannot be had"):
        made.get(server.url("/a"))
    clock.now += 1000
    assert made.get(server.url("/a")).body == b"hello"  # a failure is asked for again within the hour


def test_one_host_is_asked_once_in_five_seconds_or_as_its_robots_txt_says(server: Any) -> None:
    clock = Clock()
    server.serve("/a", "hello")
    made = _gate(clock)
    for _ in range(3):
        made.get(server.url("/a"))
    assert clock.slept == [5.0, 5.0, 5.0]  # after robots.txt, and between
    slow, clock = Clock(), Clock()
    server.serve("/robots.txt", "User-agent: *\nCrawl-delay: 20", kind="text/plain")
    made = _gate(slow)
    made.get(server.url("/a"))
    made.get(server.url("/a"))
    assert slow.slept == [5.0, 20.0]


@pytest.mark.parametrize(("asked", "wait"), [("120", 120), ("999999999", 86_400), ("Mon, 12 Jan 1970 13:48:40 GMT", 120)])
def test_retry_after_is_heeded(server: Any, asked: str, wait: int) -> None:
    clock = Clock()
    clock.now = 1_000_000.0  # 12 January 1970, 13:46:40
    server.serve("/a", "busy", status=429, retry_after=asked)
    made = _gate(clock, patience=100)
    with pytest.raises(FetchError) as caught:
        made.get(server.url("/a"), polite=False)
    assert caught.value.status == 429
    with pytest.raises(FetchError, match="asks to wait"):
        made.get(server.url("/a"), polite=False)
    clock.now += wait
    server.serve("/a", "hello")
    assert made.get(server.url("/a"), polite=False).body == b"hello"


def test_threads_share_the_turns() -> None:
    pace = MemoryPace()
    assert [pace.take("a", 5, 0), pace.take("a", 5, 0), pace.take("b", 5, 0), pace.take("a", 5, 30)] == [0, 5, 0, 30]


@pytest.mark.parametrize(("pack", "name"), [(gzip.compress, "gzip"), (zlib.compress, "deflate"),
                                            (lambda data: zlib.compress(data)[2:-4], "deflate")])
def test_packed_answers_are_unpacked(server: Any, pack: Callable[[bytes], bytes], name: str) -> None:
    text = b"hello " * 50_000
    server.serve("/a", pack(text), content_encoding=name)
    assert _gate().get(server.url("/a")).body == text


def test_two_packed_parts_in_a_row_are_unpacked(server: Any) -> None:
    server.serve("/a", gzip.compress(b"one ") + gzip.compress(b"two"), content_encoding="gzip")
    assert _gate().get(server.url("/a")).body == b"one two"


@pytest.mark.parametrize(("body", "name"), [(b"\x1f\x8bnonsense", "gzip"), (gzip.compress(b"hello" * 999)[:-9], "gzip"),
                                            (b"x", "br"), (b"x", "gzip, gzip")])
def test_a_broken_or_unasked_packing_is_an_error(server: Any, body: bytes, name: str) -> None:
    server.serve("/a", body, content_encoding=name)
    with pytest.raises(FetchError, match="pack"):
        _gate().get(server.url("/a"))


def _bomb(size: int) -> bytes:
    pack = zlib.compressobj(9, zlib.DEFLATED, 31)
    block = bytes(1 << 20)
    return b"".join(pack.compress(block) for _ in range(size >> 20)) + pack.flush()


def test_a_bomb_of_300_kb_that_unpacks_to_300_mb_is_stopped_below_100_mb(server: Any) -> None:
    bomb = _bomb(300 << 20)
    assert len(bomb) < 320_000
    server.serve("/a", bomb, content_encoding="gzip")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(FetchError, match="longer than 20,000,000 bytes"):
        _gate().get(server.url("/a"))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000  # kilobytes


def test_an_answer_that_never_ends_is_cut_off(server: Any) -> None:
    def endless(asked: BaseHTTPRequestHandler) -> None:
        asked.send_response(200)
        asked.end_headers()
        while True:
            asked.wfile.write(b"<item>" * 10_000)

    server.routes["/a"] = endless
    with pytest.raises(FetchError, match="longer than 1,000,000"):
        _gate(bytes=1_000_000).get(server.url("/a"))


@pytest.mark.parametrize("part", ["body", "headers", "status"])
def test_a_server_that_drips_is_left(server: Any, part: str) -> None:
    def drip(asked: BaseHTTPRequestHandler) -> None:
        if part == "body":
            asked.send_response(200)
            asked.send_header("Content-Length", "1000")
            asked.end_headers()
        else:
            asked.wfile.write(b"HTTP/1.0 200 OK\r\nX: " if part == "headers" else b"HTTP")
        for _ in range(400):
            asked.wfile.write(b"a")
            asked.wfile.flush()
            time.sleep(0.05)

    server.routes["/a"] = drip
    start = time.monotonic()
    with pytest.raises(FetchError, match="no answer in time"):
        _gate(seconds=0.5).get(server.url("/a"), polite=False)
    assert time.monotonic() - start < 10  # the server drips for twenty seconds


def test_a_silent_server_is_left(server: Any) -> None:
    server.routes["/a"] = lambda asked: time.sleep(1.5)
    with pytest.raises(FetchError, match="no answer in time"):
        _gate(silence=0.3).get(server.url("/a"), polite=False)


@pytest.mark.parametrize("status", [401, 402, 403, 451])
def test_walls_are_not_climbed(server: Any, status: int) -> None:
    server.serve("/a", "pay", status=status)
    with pytest.raises(Refused, match="not for everybody"):
        _gate().get(server.url("/a"))


@pytest.mark.parametrize("status", [404, 410, 500])
def test_a_failure_says_its_status(server: Any, status: int) -> None:
    server.serve("/a", "no", status=status)
    with pytest.raises(FetchError) as caught:
        _gate().get(server.url("/a"))
    assert caught.value.status == status and not isinstance(caught.value, Refused)


def test_a_host_that_is_not_there_is_an_error_and_no_bug() -> None:
    def unknown(host: str, port: int) -> list[str]:
        raise OSError("no such name")

    with pytest.raises(FetchError, match="not known"):
        Gate(resolve=unknown).get("http://nowhere.example.org/", polite=False)


def test_a_post_goes_to_allowed_hosts_only_and_follows_nothing(server: Any) -> None:
    server.serve("/hook", "ok", status=204)
    server.serve("/moved", "", status=302, location="/hook")
    assert _gate().post(server.url("/hook"), b"{}", allowed=["127.0.0.1"]) == 204
    with pytest.raises(Refused, match="allowed hosts"):
        _gate().post(server.url("/hook"), b"{}", allowed=["hooks.example.org"])
    with pytest.raises(FetchError, match="302"):
        _gate().post(server.url("/moved"), b"{}", allowed=["127.0.0.1"])


def test_with_a_proxy_everything_goes_through_it_and_private_names_are_still_refused(server: Any) -> None:
    server.routes["http://news.example.org/a"] = lambda asked: (asked.send_response(200), asked.end_headers(),
                                                                asked.wfile.write(b"by proxy"))

    def resolve(host: str, port: int) -> list[str]:
        if host.startswith("inside"):
            return ["10.0.0.1"]
        raise OSError("only the proxy knows")

    made = Gate(proxy=f"http://127.0.0.1:{server.port}", resolve=resolve, sleep=lambda seconds: None)
    assert made.get("http://news.example.org/a", polite=False).body == b"by proxy"
    for url in ("http://inside.example.org/a", "http://10.0.0.1/", "http://localhost/"):
        with pytest.raises(Refused):
            made.get(url, polite=False)


def test_settings_make_the_gate_and_loopback_is_off_by_default(monkeypatch: pytest.MonkeyPatch) -> None:
    made = gate({"fetch_delay": "9", "user_agent": "desk (desk@example.org)"})
    assert (made.limits.delay, made.agent) == (9.0, "desk (desk@example.org)")
    with pytest.raises(Refused):
        made.get("http://127.0.0.1:9/", polite=False)
    with pytest.raises(FetchError, match="VISAVIS_FETCH_SECONDS"):
        gate({"fetch_seconds": "soon"})


def test_mail_to_a_server_that_is_not_there_is_one_clear_error(loopback: None) -> None:
    with pytest.raises(FetchError, match="mail was not taken"):
        send_mail(EmailMessage(), server="127.0.0.1:1")


@pytest.fixture
def tls_port(loopback: None) -> Iterator[tuple[int, list[str | None]]]:
    """A TLS server for news.example.org on this machine: its port, and the names that clients asked for (SNI)."""
    asked: list[str | None] = []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    context.sni_callback = lambda wrapped, name, own: asked.append(name)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(self.headers["Host"].encode())

        def log_message(self, format: str, *args: object) -> None:
            pass

    made = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.socket = context.wrap_socket(made.socket, server_side=True)
    threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield made.server_address[1], asked
    made.shutdown()
    made.server_close()


def _trusting() -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(CERTIFICATE))


def test_tls_is_checked_by_the_name_though_the_number_is_connected_to(tls_port: tuple[int, list[str | None]]) -> None:
    port, asked = tls_port
    made = Gate(resolve=lambda host, port: ["127.0.0.1"], loopback=True, sleep=lambda seconds: None, trust=_trusting())
    assert made.get(f"https://news.example.org:{port}/a", polite=False).body == f"news.example.org:{port}".encode()
    assert asked == ["news.example.org"]
    with pytest.raises(FetchError, match="certificate"):
        made.get(f"https://other.example.org:{port}/a", polite=False)
    strict = Gate(resolve=lambda host, port: ["127.0.0.1"], loopback=True, sleep=lambda seconds: None)
    with pytest.raises(FetchError, match="certificate"):
        strict.get(f"https://news.example.org:{port}/a", polite=False)


@pytest.fixture
def post_office(loopback: None) -> Iterator[tuple[str, list[str]]]:
    """A mail server without TLS on this machine: its address, and what it was told, line by line."""
    told: list[str] = []

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"220 here\r\n")
            body = False
            for raw in self.rfile:
                line = raw.decode().rstrip("\r\n")
                told.append(line)
                if body and line != ".":
                    continue
                body = line.upper() == "DATA"
                answer = b"354 go on\r\n" if body else b"221 bye\r\n" if line.upper() == "QUIT" else b"250 ok\r\n"
                self.wfile.write(answer)
                if line.upper() == "QUIT":
                    return

    made = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield f"127.0.0.1:{made.server_address[1]}", told
    made.shutdown()
    made.server_close()


def test_mail_is_handed_over_and_no_password_is_sent_in_the_clear(post_office: tuple[str, list[str]]) -> None:
    server, told = post_office
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "desk@example.org", "a@example.org", "Alert"
    made.set_content("A first group of tourists.")
    send_mail(made, server=server)
    assert "A first group of tourists." in told and any(line.lower().startswith("rcpt to:<a@example.org>") for line in told)
    told.clear()
    with pytest.raises(FetchError, match="no TLS"):
        send_mail(made, server=server, user="desk", password="secret")
    assert not any("secret" in line or line.startswith("AUTH") for line in told)
