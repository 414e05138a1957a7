"""A brief on paper: PDF, DOCX, template, citations; footnotes, evidence, and the same bytes again."""

import io
import json
import re
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from event_rows import history
from made_up import TODAY, brief, reading

from visavis.archive import init_desk
from visavis.brief import citations, compose, pdf, template, word
from visavis.brief.composition import SECTIONS
from visavis.brief.findings import Finding
from visavis.brief.formats import FORMATS
from visavis.brief.printed import printed
from visavis.errors import InputError

pytest.importorskip("typst", reason="needs the extra print")
docx = pytest.importorskip("docx", reason="needs the extra print")


@pytest.fixture(scope="module")
def made():
    return brief()


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """A desk that knows one document since four days before TODAY."""
    folder = init_desk(tmp_path_factory.mktemp("printed") / "desk", "korea", version="1")
    store(folder, TODAY - timedelta(days=4))
    return folder


def store(folder, day):
    told = reading(day)
    with folder.archive() as archive:
        archive.add(told.document, [*told.reports[:0], *told.claims, *told.signals],
                    known_from=datetime(day.year, day.month, day.day, tzinfo=UTC), coder="test-1")


def forged(made):
    """The brief with a sentence whose evidence has been taken away behind the back of its record."""
    finding = Finding("Nobody says so.", None, None, ("E1",))
    object.__setattr__(finding, "evidence", ())
    return replace(made, answer=(finding, *made.answer))


@pytest.mark.parametrize("render", [pdf.render, word.render, printed])
def test_a_sentence_without_evidence_cannot_be_printed(made, render):
    with pytest.raises(ValueError, match="Nobody says so"):
        render(forged(made))


def test_nor_by_a_template_or_with_evidence_that_is_not_listed(made, tmp_path):
    path = tmp_path / "plain.txt"
    path.write_text("nothing of the brief", encoding="utf-8")
    with pytest.raises(ValueError, match="Nobody says so"):
        template.render(forged(made), path)
    with pytest.raises(ValueError, match="E9999"):
        replace(made, answer=(Finding("Somebody says so.", None, None, ("E9999",)),))


@pytest.mark.parametrize("name", FORMATS)
def test_as_of_a_day_the_same_bytes_come_again_whatever_was_added_since(name, desk):
    day = TODAY - timedelta(days=2)

    def make(today):
        with desk.archive() as archive:
            return FORMATS[name](compose("PRK", "CHN", versus="RUS", today=today, as_of=day, archive=archive,
                                         history=history(300), desk=desk.desk))

    first = make(day)
    store(desk, TODAY - timedelta(days=1))
    assert make(TODAY + timedelta(days=400)) == first
    assert len(first) > 100


def test_every_sentence_of_the_word_file_has_its_footnote_and_each_note_its_source(made):
    document = docx.Document(io.BytesIO(word.render(made)))
    paper = printed(made)
    bullets = {one.text: one for one in document.paragraphs if one.style.name == "List Bullet"}
    sentences = [*paper.answer, *(one for part in paper.parts for one in part.sentences)]
    shown = [text for text in bullets if any(text.replace("\u00a0", " ").startswith(one.text) for one in sentences)]
    assert len(shown) >= len({one.text for one in sentences})
    with zipfile.ZipFile(io.BytesIO(word.render(made))) as package:
        notes = package.read("word/footnotes.xml").decode()
        body = package.read("word/document.xml").decode()
    references = re.findall(r'<w:footnoteReference w:id="(\d+)"/>', body)
    assert sorted(set(map(int, references))) == list(range(2, 2 + len(paper.notes)))
    assert len(references) == len(set(references)), "Word has each footnote once"
    for text in paper.notes:
        assert text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") in notes


def test_a_word_of_probability_stands_with_its_number_on_paper(made):
    document = docx.Document(io.BytesIO(word.render(made)))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert "“highly likely”: 88 % (80 to 95 %)" in cells
    assert "“highly likely”: 88 % (80 to 95 %)" in [cell for part in printed(made).parts for table in part.tables
                                                    for row in table.rows for cell in row]


def test_a_pdf_is_tagged_for_screen_readers_and_holds_hostile_text_as_text(made):
    hostile = replace(made, title='#read("/etc/passwd") $x$ *bold* \\ "quoted" <tag> @cite')
    told = pdf.render(hostile)
    assert told.startswith(b"%PDF-")
    assert b"/StructTreeRoot" in told or b"/MarkInfo" in told
    assert b"pdfuaid" in told


def test_a_link_on_paper_leads_to_the_web_or_nowhere(made):
    with zipfile.ZipFile(io.BytesIO(word.render(made))) as package:
        relations = package.read("word/_rels/document.xml.rels").decode()
    outside = re.findall(r'Target="([^"]*)"[^>]*TargetMode="External"', relations)
    assert outside
    assert all(address.startswith("https://") for address in outside)
    assert b"javascript:" not in pdf.render(made)


def test_sections_are_those_asked_for_in_that_order():
    made = brief(parts=["limits", "record"])
    assert [part.key for part in made.sections] == ["limits", "record"]
    keys = [part.key for part in brief().sections]
    assert keys == [name for name in SECTIONS if name in keys] and len(keys) >= len(SECTIONS) - 1
    with pytest.raises(InputError, match=r"'weather'.*choose from: record"):
        brief(parts=["weather"])


def test_bibtex_holds_each_source_once_under_a_key_that_stays(made):
    told = citations.bibtex(made)
    keys = re.findall(r"^@misc\{(\w+),$", told, re.MULTILINE)
    assert len(keys) == len(set(keys)) == len(citations.sources(made)) > 10
    assert told.count("{") == told.count("}")
    assert {one.key for one in citations.sources(brief(history=history(300)))} & set(keys)
    assert "javascript" not in told


def test_csl_holds_what_the_schema_asks_for(made):
    rows = json.loads(citations.csl(made))
    assert {row["type"] for row in rows} == {"article-newspaper", "webpage", "dataset"}
    for row in rows:
        assert row["id"]
        assert row["title"]
        assert all(isinstance(part, int) for parts in row["issued"]["date-parts"] for part in parts)
    article, = [row for row in rows if row["type"] == "article-newspaper"]
    assert article["container-title"] == "A <Wire>"
    assert "URL" not in article, "a javascript: address is no source's"


def test_a_template_gets_the_brief_as_it_is_printed(made, tmp_path):
    path = tmp_path / "short.md.jinja"
    page = (Path(__file__).resolve().parents[2] / "docs" / "briefs.md").read_text(encoding="utf-8")
    path.write_text(re.search(r"```jinja\n(.*?)```", page, re.DOTALL)[1], encoding="utf-8")
    told = template.render(made, path)
    assert told.startswith("North Korea and China, beside Russia, 2026-11-24")
    assert f"\n1. {printed(made).notes[0]}\n" in told
    (tmp_path / "page.html").write_text("{{ brief.title }}{{ '<b>' }}", encoding="utf-8")
    assert template.render(made, tmp_path / "page.html").endswith("&lt;b&gt;")


@pytest.mark.parametrize(("text", "what"), [
    ("{% for %}", "does not run"), ("\n{{ nothing.there }}", "does not run"), ("{{ brief.__class__.__mro__ }}", "does not run"),
    ("{{ brief.title.__init__ }}", "does not run"), ("{% include 'other' %}", "does not run"), ("{{ 1 / 0 }}", "does not run")])
def test_a_template_that_does_not_run_is_told_and_one_that_reaches_out_does_not_run(made, tmp_path, text, what):
    path = tmp_path / "broken.txt"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=what):
        template.render(made, path)
    with pytest.raises(InputError, match="cannot be read"):
        template.render(made, tmp_path / "none.txt")


def test_dates_of_the_made_up_day_are_the_brief_s_own(made):
    about = docx.Document(io.BytesIO(word.render(made))).core_properties
    assert about.created.date() == about.modified.date() == TODAY
    assert date(2026, 11, 24) == made.today


def test_a_desk_chooses_its_sections_and_its_template(desk, capfdbinary, monkeypatch):
    from visavis.cli import main

    monkeypatch.chdir(desk.path)
    before = Path("desk.toml").read_text(encoding="utf-8")
    Path("desk.toml").write_text(before + '\n[settings]\nbrief_sections = "limits claims"\nbrief_template = "own.txt"\n',
                                 encoding="utf-8")
    Path("own.txt").write_text("{% for part in brief.parts %}{{ part.key }} {% endfor %}", encoding="utf-8")
    assert main(["brief", "PRK", "CHN"]) == 0
    assert capfdbinary.readouterr().out == b"limits claims "
    assert main(["brief", "PRK", "CHN", "--section", "watch"]) == 0
    assert capfdbinary.readouterr().out == b"watch "
    assert main(["brief", "PRK", "CHN", "-o", "brief.bib"]) == 0
    assert Path("brief.bib").read_text(encoding="utf-8").startswith("@misc{")
    Path("desk.toml").write_text(before, encoding="utf-8")
