"""A brief as a Word document (.docx), by python-docx.

The rule: the same brief gives the same bytes: no clock is asked, and the parts are packed with a fixed date.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from visavis.brief import chart
from visavis.brief.findings import Brief
from visavis.brief.page import describe, link
from visavis.brief.pdf import LEGEND
from visavis.brief.printed import Grid, Item, Printed, Sentence, printed
from visavis.errors import ModelError

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

PACKED = (1980, 1, 1, 0, 0, 0)
"""The date of each part in the package: the first that a ZIP file can hold."""

TEXT_WIDTH = 17
"""Centimetres of text on a line: A4 less its margins."""

MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
FOOTNOTES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
CONTENT = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
"""Names of ECMA-376, part 1, 11.3.7: the part of the footnotes, which python-docx does not make."""

FIRST = 2
"""The id of the first footnote; 0 and 1 are the lines that part footnotes from the text."""


def render(brief: Brief) -> bytes:
    """The brief as .docx. ValueError for a sentence without evidence, ModelError where python-docx is missing."""
    try:
        import docx
    except ImportError:
        raise ModelError("python-docx is not installed, which writes the file", where="--format docx",
                         hint='install it: python3 -m pip install "visavis[print]"') from None
    paper = printed(brief)
    document = docx.Document()
    _set_up(document, brief)
    _Writer(document, paper).write(chart.png(brief.panels), describe(brief.panels))
    _add_footnotes(document, paper.notes)
    stream = io.BytesIO()
    document.save(stream)
    return _repacked(stream.getvalue())


class _Writer:
    """Writes a printed brief into a document."""

    def __init__(self, document: Document, paper: Printed) -> None:
        self._document, self._paper = document, paper
        self._named: set[int] = set()

    def write(self, drawing: bytes, described: str) -> None:
        from docx.shared import Cm

        paper, document = self._paper, self._document
        document.add_heading(paper.title, 0)
        _small(document.add_paragraph(paper.subtitle))
        document.add_heading("The answer", 1)
        self._sentences(paper.answer)
        document.add_picture(io.BytesIO(drawing), width=Cm(TEXT_WIDTH))
        document.inline_shapes[0]._inline.docPr.set("descr", described)
        _small(document.add_paragraph(LEGEND))
        for part in paper.parts:
            document.add_heading(part.title, 1)
            self._sentences(part.sentences)
            for table in part.tables:
                self._grid(table)
            for note in part.notes:
                document.add_paragraph(style="List Bullet").add_run(note).italic = True
        document.add_heading("Evidence", 1)
        for title, items in paper.evidence:
            document.add_heading(f"{title} ({len(items)})", 2)
            for item in items:
                self._item(item)
        for note in paper.unlisted:
            document.add_paragraph().add_run(note).italic = True

    def _sentences(self, sentences: Sequence[Sentence]) -> None:
        for one in sentences:
            paragraph = self._document.add_paragraph(style="List Bullet")
            paragraph.add_run(one.text.replace(" %", "\u00a0%"))
            self._reference(paragraph, one.note)

    def _reference(self, paragraph: Paragraph, number: int) -> None:
        """The footnote where it is first named; after that its number alone, since Word has each footnote once."""
        run = paragraph.add_run("" if number not in self._named else str(number))
        run.font.superscript = True
        if number not in self._named:
            run._r.append(_element("w:footnoteReference", {"w:id": str(number - 1 + FIRST)}))
            self._named.add(number)

    def _grid(self, grid: Grid) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH

        heading = self._document.add_paragraph()
        heading.add_run(grid.caption).bold = True
        heading.paragraph_format.keep_with_next = True
        table = self._document.add_table(1 + len(grid.rows), len(grid.columns), style="Table Grid")
        table.autofit = False
        table.rows[0]._tr.get_or_add_trPr().append(_element("w:tblHeader", {"w:val": "true"}))
        widths = _widths(grid)
        for number, (row, cells) in enumerate(zip(table.rows, [grid.columns, *grid.rows], strict=True)):
            row._tr.get_or_add_trPr().append(_element("w:cantSplit", {"w:val": "true"}))
            for at, (cell, text) in enumerate(zip(row.cells, cells, strict=True)):
                paragraph = cell.paragraphs[0]
                paragraph.paragraph_format.space_after = 0
                paragraph.add_run(text).bold = number == 0
                cell.width = widths[at]
                _small(paragraph, 8)
                if at in grid.numeric:
                    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        self._document.add_paragraph().paragraph_format.space_after = 0

    def _item(self, item: Item) -> None:
        paragraph = self._document.add_paragraph()
        paragraph.add_run(f"{item.label}  ").bold = True
        paragraph.add_run(item.text + (f" · {item.source}" if item.source else ""))
        if link(item.address):
            paragraph.add_run(" · ")
            _hyperlink(paragraph, item.address)
        elif item.address:
            paragraph.add_run(f" · {item.address}")
        for quote, source in item.quotes:
            paragraph.add_run(f"\n“{quote}” ")
            paragraph.add_run(source).italic = True
        _small(paragraph, 8.5)


def _widths(grid: Grid) -> list[int]:
    """The widths of the columns, by their longest text: short ones whole, long ones in proportion."""
    from docx.shared import Cm

    longest = [min(60, max(len(row[at]) for row in (grid.columns, *grid.rows))) for at in range(len(grid.columns))]
    weights = [3 + (length if length <= 18 else 18 + (length - 18) / 2) for length in longest]
    return [int(Cm(TEXT_WIDTH) * weight / sum(weights)) for weight in weights]


def _set_up(document: Document, brief: Brief) -> None:
    from docx.shared import Cm, Pt

    section, about = document.sections[0], document.core_properties
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2)
    document.styles["Normal"].font.size = Pt(10.5)
    document.styles["Normal"].paragraph_format.space_after = Pt(4)
    about.title, about.author, about.subject, about.language = brief.title, "visavis", brief.subtitle, "en"
    about.created = about.modified = datetime.combine(brief.today, time())
    about.comments = ""


def _small(paragraph: Paragraph, size: float = 9) -> None:
    from docx.shared import Pt

    for run in paragraph.runs:
        run.font.size = Pt(size)


def _hyperlink(paragraph: Paragraph, address: str) -> None:
    from docx.opc.constants import RELATIONSHIP_TYPE

    run = paragraph.add_run(address.split("//", 1)[-1])
    made = _element("w:hyperlink", {"r:id": paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK,
                                                                     is_external=True)})
    paragraph._p.append(made)
    made.append(run._r)


def _element(name: str, attributes: dict[str, str]) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(key), value)
    return made


def _add_footnotes(document: Document, notes: Sequence[str]) -> None:
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part
    from lxml import etree

    root = etree.Element(f"{{{MAIN}}}footnotes", nsmap={"w": MAIN})
    for number, kind in enumerate(("separator", "continuationSeparator")):
        note = etree.SubElement(root, f"{{{MAIN}}}footnote", {f"{{{MAIN}}}type": kind, f"{{{MAIN}}}id": str(number)})
        etree.SubElement(_run(note, None), f"{{{MAIN}}}{kind}")
    for number, text in enumerate(notes, FIRST):
        note = etree.SubElement(root, f"{{{MAIN}}}footnote", {f"{{{MAIN}}}id": str(number)})
        mark = _run(note, "superscript")
        etree.SubElement(mark, f"{{{MAIN}}}footnoteRef")
        told = etree.SubElement(_run(note[0], None), f"{{{MAIN}}}t")
        told.text = f" {_legal(text)}"
        told.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    package = document.part.package
    assert package is not None
    part = Part(PackURI("/word/footnotes.xml"), CONTENT, etree.tostring(root, xml_declaration=True, encoding="UTF-8",
                                                                        standalone=True), package)
    document.part.relate_to(part, FOOTNOTES)


def _run(parent: Any, align: str | None) -> Any:
    """A run of small type in `parent`, in a paragraph of its own if it is a footnote."""
    from lxml import etree

    if parent.tag == f"{{{MAIN}}}footnote":
        parent = etree.SubElement(parent, f"{{{MAIN}}}p")
    run = etree.SubElement(parent, f"{{{MAIN}}}r")
    properties = etree.SubElement(run, f"{{{MAIN}}}rPr")
    etree.SubElement(properties, f"{{{MAIN}}}sz", {f"{{{MAIN}}}val": "16"})
    if align:
        etree.SubElement(properties, f"{{{MAIN}}}vertAlign", {f"{{{MAIN}}}val": align})
    return run


def _legal(text: str) -> str:
    """`text` without the control characters that XML cannot hold."""
    return "".join(one for one in text if one in "\t\n" or ord(one) >= 32)


def _repacked(package: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as made, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in made.namelist():
            packed.writestr(zipfile.ZipInfo(name, PACKED), made.read(name), zipfile.ZIP_DEFLATED)
    return stream.getvalue()
