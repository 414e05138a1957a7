import re
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from made_up import brief

from visavis.brief import chart, markdown, page, terminal
from visavis.errors import InputError


@pytest.fixture(scope="module")
def made():
    return brief()


@pytest.fixture(scope="module")
def html(made):
    return page.render(made)


class Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.ids, self.links, self.stack, self.words = [], [], [], [], []

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.tags.append((tag, found))
        self.ids += [found["id"]] if "id" in found else []
        self.links += [found["href"]] if tag == "a" else []
        if tag not in {"meta", "br", "img", "link", "input", "hr"}:
            self.stack.append(tag)

    def handle_endtag(self, tag):
        assert self.stack.pop() == tag, f"</{tag}> closes nothing"

    def handle_data(self, data):
        self.words.append(data)


@pytest.fixture(scope="module")
def read(html):
    reader = Reader()
    reader.feed(html)
    reader.close()
    assert not reader.stack
    return reader


def test_the_page_loads_nothing_and_runs_nothing(read):
    assert not {"script", "link", "iframe", "object", "embed", "img"} & {tag for tag, _ in read.tags}
    assert not any(name.startswith("on") or name in {"src", "xlink:href", "srcdoc"}
                   for _, found in read.tags for name in found)
    policy = next(found["content"] for tag, found in read.tags if found.get("http-equiv"))
    assert "default-src 'none'" in policy


def test_links_go_inside_the_page_or_to_the_web_and_every_anchor_exists(read):
    assert all(link.startswith(("#", "https://")) for link in read.links)
    assert {link[1:] for link in read.links if link.startswith("#")} <= set(read.ids)
    assert len(read.ids) == len(set(read.ids))


def test_all_evidence_can_be_reached(made, read):
    assert {one.label for one in made.evidence} <= set(read.ids)


def test_what_a_document_says_is_shown_and_never_taken_for_markup(html, read):
    text = "".join(read.words)
    assert "A <Wire>" in text and "It is *highly likely* that" in text and "javascript:alert(1)" in text
    assert "<Wire>" not in html


def test_tables_have_captions_and_heads(read):
    tables = [tag for tag, _ in read.tags if tag == "table"]
    assert len(tables) > 4
    assert len([tag for tag, _ in read.tags if tag == "caption"]) == len(tables)
    assert all("scope" in found for tag, found in read.tags if tag == "th")


def test_the_chart_is_told_in_words_and_has_no_fixed_ink(made):
    drawing = ElementTree.fromstring(chart.svg(made.panels, title="A & B", description="<c>"))
    space = "{http://www.w3.org/2000/svg}"
    assert drawing.get("role") == "img"
    assert (drawing.find(f"{space}title").text, drawing.find(f"{space}desc").text) == ("A & B", "<c>")
    assert chart.INK not in ElementTree.tostring(drawing, "unicode")


@pytest.mark.parametrize("ending", chart.FORMATS)
def test_a_chart_can_be_saved(made, tmp_path, ending):
    path = tmp_path / f"c{ending}"
    chart.save(made.panels, path, title="Events")
    start = {".svg": b"<svg", ".png": b"\x89PNG", ".html": b"<!DOCTYPE html>", ".json": b"{"}[ending]
    assert path.read_bytes().lstrip()[: len(start)].lower() == start.lower()


def test_a_chart_of_an_unknown_kind_is_refused(made, tmp_path):
    with pytest.raises(InputError, match=r"written as \.gif"):
        chart.save(made.panels, tmp_path / "c.gif")
    with pytest.raises(InputError, match="cannot be written"):
        chart.save(made.panels, tmp_path / "none" / "c.svg")


def test_markdown_is_escaped_and_its_tables_hold_together(made):
    text = markdown.render(made)
    assert "\\*highly likely\\*" in text and "A \\<Wire\\>" in text
    assert not re.search(r"(?<!\\)<(?!https://)", text)
    tables = re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE)
    assert len(tables) > 4
    for table in tables:
        assert len({len(re.findall(r"(?<!\\)\|", line)) for line in table.splitlines()}) == 1


def test_the_terminal_shows_the_answer_first_and_no_line_is_too_long(made):
    text = terminal.text(terminal.render(made), width=100)
    lines = text.splitlines()
    assert "The answer" in lines[3] or "The answer" in lines[4]
    assert max(map(len, lines)) <= 100
    assert text.count("highly likely") >= 2 and "“highly likely”: 88 %" in " ".join(text.split())


@pytest.mark.parametrize("width", [80, 100, 120])
def test_no_column_is_cut_off(made, width):
    for part in made.sections:
        for table in part.tables:
            drawn = terminal.text(terminal.grid(table), width=width)
            assert table.columns[-1].split()[0][:4] in drawn
            if table.cited:
                assert next(row.evidence[0] for row in table.rows if row.evidence) in drawn


def test_bars_tell_silence_from_absence(made):
    line = terminal.bar(made.panels[0])
    assert len(line) == made.panels[0].series.num_rows and set(line) <= set(terminal.BARS + "·×")
