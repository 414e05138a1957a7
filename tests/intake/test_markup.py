from __future__ import annotations

import time
from datetime import date

import pytest

from visavis.errors import InputError
from visavis.intake.markup import MAX_ATTRIBUTES, MAX_DEPTH, MAX_TAGS, refuse_monsters
from visavis.intake.pages import read_page

BODY = "<p>The envoys of the two states met on Friday and signed a paper on trade.</p>"


def depth(html: str) -> int:
    """How deep `html` nests, found by nesting it in as many tags as are allowed."""
    for more in range(MAX_DEPTH + 1, 0, -1):
        try:
            refuse_monsters("<div>" * more + html, where="p")
            return MAX_DEPTH - more
        except InputError:
            continue
    return MAX_DEPTH


@pytest.mark.parametrize(("html", "expected"), [
    ("<p>one<p>two<br>", 1), ("<div><p>a</div><div>b</div>", 2), ("<!-- <div><div> --><b>", 1),
    ("<script>'<div><div>'</script><b>", 1), ("<ul><li>a<li>b</ul>", 2), ("<b>" * 3, 3),
    ("<a title='<i><i>' href=\"<i>\">x</a>", 1), ("<b><a href=x>1</a><a href=y>2</a></b>", 2),
])
def test_depth(html: str, expected: int) -> None:
    assert depth(html) == expected


@pytest.mark.parametrize("html", [
    "<div>" * 200_000, "<div" * 100_000, "<a href='x'" * 100_000, "<p>x</p>" * MAX_TAGS,
    "<div " + " ".join(f"a{n}='x'" for n in range(200_000)) + ">", "<div " + "a " * (MAX_ATTRIBUTES + 1) + ">",
    "<div " + " ".join(f"a{n}='<'" for n in range(2_000)) + ">", "<div " + "a=\">\" " * 2_000 + ">",
])
def test_monsters_are_refused_at_once(html: str) -> None:
    start = time.perf_counter()
    with pytest.raises(InputError, match="which no article has"):
        refuse_monsters(f"<html><body>{html}{BODY}", where="p")
    assert time.perf_counter() - start < 2


@pytest.mark.parametrize("html", ["<" * 1_000_000, "<!--" * 300_000, "<a'" * 100, "'\"" * 500_000, "<p 'x" * 100,
                                  "<script>" * 100_000, "</" * 500_000, "<p>" * 50_000, " " * 1_000_000])
def test_what_is_odd_but_harmless_costs_little(html: str) -> None:
    start = time.perf_counter()
    refuse_monsters(html, where="p")
    assert time.perf_counter() - start < 2


def test_a_page_as_deep_as_is_allowed_keeps_its_text() -> None:
    deep = MAX_DEPTH - 3
    html = f"<html><body>{'<div>' * deep}{BODY}{'</div>' * deep}</body></html>"
    assert read_page(html.encode(), today=date(2024, 8, 1), where="p").text.endswith("a paper on trade.")
