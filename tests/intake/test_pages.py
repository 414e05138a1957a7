from __future__ import annotations

import gzip
import json
import re
import zipfile
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from visavis.intake.pages import has_article, read_page

TODAY = date(2024, 8, 1)
BODY = "".join(f"<p>The envoys of the two states met for the {n}th time on Friday and signed a paper.</p>"
               for n in range(4, 8))


def read(html: str, *, url: str | None = None) -> tuple[str, date | None, str | None, str | None, str | None]:
    found = read_page(html.encode(), today=TODAY, where="p.html", url=url)
    return found.text, found.published, found.title, found.url, found.outlet


def article(head: str = "", before: str = "", after: str = "") -> str:
    return (f"<html><head><title>Envoys meet</title>{head}</head><body><nav><a href='/'>Home</a></nav>{before}"
            f"<article>{BODY}</article>{after}<footer>All rights reserved</footer></body></html>")


def test_main_text_and_nothing_round_it() -> None:
    text, _, title, _, _ = read(article())
    assert text.count("signed a paper.") == 4
    assert "rights reserved" not in text and "Home" not in text
    assert title == "Envoys meet"


@pytest.mark.parametrize("head", [
    '<meta property="article:published_time" content="2024-07-26T08:00:00+09:00">',
    '<meta name="date" content="2024-07-26">',
    '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2024-07-26T01:00:00Z"}</script>',
])
def test_the_day_that_a_page_states_of_itself(head: str) -> None:
    assert read(article(head))[1] == date(2024, 7, 26)


def test_the_day_in_the_address() -> None:
    assert read(article(), url="https://www.example.org/2024/07/26/envoys-meet")[1] == date(2024, 7, 26)


@pytest.mark.parametrize("told", [
    "<p>The war ended on July 27, 1953, and a treaty was signed on 11 July 1961.</p>",
    "<p>Copyright 2023 by the outlet, all rights reserved and so on and so forth.</p>",
])
def test_a_day_in_the_text_is_no_day_of_publication(told: str) -> None:
    assert read(article().replace("</article>", f"{told}</article>"))[1] is None


def test_a_day_in_the_future_is_not_taken() -> None:
    assert read(article('<meta name="date" content="2031-07-26">'))[1] is None


def test_address_and_outlet() -> None:
    head = '<link rel="canonical" href="https://www.example.org/a"><meta property="og:site_name" content="The Example">'
    assert read(article(head))[3:] == ("https://www.example.org/a", "example.org")
    assert read(article(head), url="http://news.example.com/b")[3:] == ("http://news.example.com/b", "news.example.com")
    assert read(article('<meta property="og:site_name" content="The Example">'))[3:] == (None, "The Example")


def test_what_counts_as_an_article() -> None:
    assert has_article("Two states agreed on Friday to open a crossing.")
    assert has_article("중국 대표단이 평양을 방문했다.")
    assert not has_article("Home\nNews\nLog in\nEnable JavaScript to run this app.")
    assert not has_article("")


def test_main_text_of_real_pages(shared: Path) -> None:
    """F1 of words on saved news pages against their expected text; bench/pages.py prints the rest."""
    folder = shared / "text" / "html_news_pages"
    truth = json.loads(gzip.decompress((folder / "dev_aeb_ground_truth.json.gz").read_bytes()))
    scores = []
    with zipfile.ZipFile(folder / "dev_aeb_html_quarter.zip") as pages:
        for name in sorted(pages.namelist())[:12]:
            found = read_page(gzip.decompress(pages.read(name)), today=date(2026, 1, 1), where=name)
            scores.append(_f1(found.text, truth[Path(name).name.partition(".")[0]]["articleBody"]))
    assert len(scores) == 12
    assert sum(scores) / len(scores) > 0.95


def _f1(one: str, other: str) -> float:
    a, b = Counter(re.findall(r"\w+", one)), Counter(re.findall(r"\w+", other))
    return 2 * sum((a & b).values()) / (sum(a.values()) + sum(b.values()))


@pytest.mark.parametrize("html", [
    "<p>{}</p>", "<div>{}</div>", "{}<br>", "<title>Title</title><p>{}", "<p>By a writer</p>\n<p>{}</p>"])
def test_a_fragment_is_a_page(html: str) -> None:
    sentence = "The envoys of the two states met on Friday and signed a paper."
    assert read(html.format(sentence))[0].splitlines()[-1] == sentence
