"""Every trick by which an address can lead somewhere else than it seems, in one table."""

from __future__ import annotations

import ipaddress

import pytest

from visavis.errors import Refused
from visavis.intake.addresses import canonical, check_url, link, refusal

TRICKS = [  # the trick, the address
    ("a scheme that reads files", "file:///etc/passwd"),
    ("a scheme that speaks another protocol", "gopher://example.org:70/_x"),
    ("a scheme that is a script", "javascript:alert(1)"),
    ("data in the address", "data:text/html,hello"),
    ("ftp", "ftp://example.org/feed.xml"),
    ("no scheme", "//example.org/feed"),
    ("no host", "http:///feed"),
    ("loopback", "http://127.0.0.1/"),
    ("loopback by name", "http://localhost/"),
    ("loopback by a name below it", "http://a.localhost/"),
    ("loopback by a name with a last dot", "http://localhost./"),
    ("loopback elsewhere in its range", "http://127.8.8.8/"),
    ("loopback short", "http://127.1/"),
    ("loopback as one number", "http://2130706433/"),
    ("loopback in hexadecimal", "http://0x7f000001/"),
    ("loopback in hexadecimal parts", "http://0x7f.0.0.1/"),
    ("loopback in octal", "http://0177.0.0.1/"),
    ("loopback with leading zeros", "http://127.0.0.01/"),
    ("loopback in full-width digits", "http://１２７.0.0.1/"),
    ("loopback with ideographic dots", "http://127。0。0。1/"),
    ("loopback in circled digits", "http://①②⑦.0.0.1/"),
    ("localhost in full-width letters", "http://ｌｏｃａｌｈｏｓｔ/"),
    ("loopback percent-encoded", "http://%31%32%37.0.0.1/"),
    ("this network", "http://0.0.0.0/"),
    ("zero", "http://0/"),
    ("private 10", "http://10.1.2.3/"),
    ("private 172.16", "http://172.31.255.255/"),
    ("private 192.168", "http://192.168.0.1/"),
    ("carrier NAT", "http://100.64.0.1/"),
    ("carrier NAT that is a cloud's metadata", "http://100.100.100.200/latest/meta-data"),
    ("link-local metadata", "http://169.254.169.254/latest/meta-data"),
    ("metadata on a public-looking address", "http://168.63.129.16/"),
    ("metadata in the protocol range", "http://192.0.0.192/"),
    ("metadata by name", "http://metadata.google.internal/computeMetadata/v1/"),
    ("multicast", "http://224.0.0.1/"),
    ("broadcast", "http://255.255.255.255/"),
    ("documentation", "http://203.0.113.7/"),
    ("IPv6 loopback", "http://[::1]/"),
    ("IPv6 loopback written out", "http://[0:0:0:0:0:0:0:1]/"),
    ("IPv6 unspecified", "http://[::]/"),
    ("IPv6 private", "http://[fd00:ec2::254]/"),
    ("IPv6 link-local", "http://[fe80::1]/"),
    ("IPv6 link-local with a zone", "http://[fe80::1%25eth0]/"),
    ("IPv6 multicast", "http://[ff02::1]/"),
    ("IPv4-mapped", "http://[::ffff:127.0.0.1]/"),
    ("IPv4-mapped in hexadecimal", "http://[::ffff:7f00:1]/"),
    ("IPv4-compatible", "http://[::127.0.0.1]/"),
    ("NAT64 of loopback", "http://[64:ff9b::7f00:1]/"),
    ("NAT64 of metadata", "http://[64:ff9b::a9fe:a9fe]/"),
    ("NAT64 local use", "http://[64:ff9b:1::1]/"),
    ("6to4 of a private address", "http://[2002:c0a8:0001::1]/"),
    ("Teredo of loopback", "http://[2001:0:5ef5:79fb::80ff:fffe]/"),
    ("ISATAP of a private address", "http://[2600::5efe:10.0.0.1]/"),
    ("a user name that looks like the host", "http://example.org@127.0.0.1/"),
    ("a user name and password", "http://user:secret@example.org/"),
    ("an empty user name", "http://@example.org/"),
    ("a backslash before the real host", "http://example.org\\@127.0.0.1/"),
    ("backslashes for slashes", "http:\\\\example.org\\feed"),
    ("a backslash in the path", "http://example.org/\\..\\x"),
    ("a tab inside the scheme", "ht\ttp://example.org/"),
    ("a line end inside the host", "http://exam\nple.org/"),
    ("a header smuggled in", "http://example.org/\r\nHost: internal"),
    ("a NUL", "http://example.org/\x00"),
    ("a space in the host", "http://exa mple.org/"),
    ("a no-break space", "http://example.org/\xa0"),
    ("a port of mail", "http://example.org:25/"),
    ("a port of a shell", "https://example.org:22/"),
    ("port zero", "http://example.org:0/"),
    ("a port beyond all", "http://example.org:99999/"),
    ("a port that is none", "http://example.org:80a/"),
    ("a bare name of the local network", "http://intranet/"),
    ("a printer of the local network", "http://printer.local/"),
    ("the home network", "http://router.home.arpa/"),
    ("an onion", "http://expyuzz4wqqyqhjn.onion/"),
    ("a broken bracket", "http://[::1/"),
    ("an empty label", "http://example..org/"),
    ("a label that begins with a hyphen", "http://-example.org/"),
    ("an address without end", "http://example.org/" + "a" * 5000),
]


@pytest.mark.parametrize(("trick", "url"), TRICKS, ids=[trick for trick, _ in TRICKS])
def test_the_trick_is_refused_with_one_line_that_says_what_to_do(trick: str, url: str) -> None:
    with pytest.raises(Refused) as caught:
        check_url(url)
    assert "\n" not in caught.value.what and caught.value.hint


@pytest.mark.parametrize("url", [
    "https://example.org", "http://example.org:8080/a?b=c&d=%20e", "https://xn--e1afmkfd.example/", "https://пример.example/",
    "https://93.184.216.34/", "https://[2606:2800:220:1:248:1893:25c8:1946]/", "https://a_b.example.org/~x/;y"])
def test_an_honest_address_is_let_through(url: str) -> None:
    assert check_url(url).host


@pytest.mark.parametrize("number", ["8.8.8.8", "1.1.1.1", "2606:4700::1111", "64:ff9b::808:808"])
def test_public_numbers_are_connected_to(number: str) -> None:
    assert refusal(ipaddress.ip_address(number)) is None


def test_loopback_is_let_through_only_where_it_is_asked_for_and_nothing_else_with_it() -> None:
    assert check_url("http://127.0.0.1:8000/", loopback=True).port == 8000
    for url in ("http://10.0.0.1/", "http://[64:ff9b::7f00:1]/", "http://169.254.169.254/"):
        with pytest.raises(Refused):
            check_url(url, loopback=True)


def test_links_of_scripts_are_dropped_and_relative_ones_made_whole() -> None:
    assert link("https://example.org/a/feed.xml", "../b c?x=1#y") == "https://example.org/b%20c?x=1"
    assert [link("https://example.org/", bad) for bad in ("javascript:alert(1)", "mailto:a@example.org", "http://[")] == [None] * 3


def test_a_page_has_one_canonical_address() -> None:
    assert canonical("https://www.example.org/a?fbclid=9&b=2&utm_medium=feed#c") == canonical("https://www.example.org/a?b=2")


def test_a_refusal_of_this_machine_says_how_a_trial_may_reach_it() -> None:
    with pytest.raises(Refused, match="VISAVIS_FETCH_LOOPBACK=1"):
        check_url("http://127.0.0.1:8000/feed")
    with pytest.raises(Refused) as caught:
        check_url("http://10.0.0.1/feed")
    assert "LOOPBACK" not in str(caught.value)
