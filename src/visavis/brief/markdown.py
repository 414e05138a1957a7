"""A brief as Markdown (CommonMark with the tables of GitHub).

The rule: text from documents is escaped, so that it can neither be taken for markup nor break a table.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from visavis.brief import words
from visavis.brief.findings import Brief, Evidence, Finding, Section, Table

MARKUP = re.compile(r"([\\`*_\[\]<>|~#!&$])")
LEADING = re.compile(r"^(\s*)([-+]|\d+[.)])(?=\s)")


def render(brief: Brief) -> str:
    """The brief as one Markdown text, ending in a line feed."""
    return "\n".join(_lines(brief)).rstrip() + "\n"


def escape(text: str) -> str:
    """The text with every character of markup made plain, on one line.

    >>> escape("a | b <script> [x](y) *z*")
    'a \\\\| b \\\\<script\\\\> \\\\[x\\\\](y) \\\\*z\\\\*'
    """
    flat = MARKUP.sub(r"\\\1", " ".join(text.split()))
    return LEADING.sub(lambda found: f"{found[1]}\\{found[2]}", flat)


def grid(table: Table) -> str:
    """A table with its caption above, ending in a line feed."""
    return "\n".join(_table(table)).lstrip() + "\n"


def listed(items: Iterable[Evidence]) -> str:
    """Pieces of evidence as a list, ending in a line feed."""
    return "\n".join(line for item in items for line in _item(item)) + "\n"


def _lines(brief: Brief) -> Iterator[str]:
    yield from (f"# {escape(brief.title)}", "", escape(brief.subtitle), "", "## The answer", "")
    yield from (_finding(one) for one in brief.answer)
    for section in brief.sections:
        yield from _section(section)
    yield from ("", "## Evidence")
    for title, items in brief.by_kind:
        yield from ("", f"### {escape(title)}", "")
        for item in items:
            yield from _item(item)
    if brief.unlisted:
        yield ""
        yield from (f"*{escape(note)}*" for note in brief.unlisted)


def _section(section: Section) -> Iterator[str]:
    yield from ("", f"## {escape(section.title)}", "")
    yield from (_finding(one) for one in section.findings)
    for table in section.tables:
        yield from _table(table)
    if section.notes:
        yield ""
        yield from (f"- *{escape(note)}*" for note in section.notes)


def _finding(finding: Finding) -> str:
    return f"- {escape(finding.text)} \\[{words.labels(finding.evidence)}\\]"


def _table(table: Table) -> Iterator[str]:
    columns = [*table.columns, *(["evidence"] if table.cited else [])]
    yield from ("", f"**{escape(table.caption)}**", "", f"| {' | '.join(map(escape, columns))} |")
    yield f"| {' | '.join('---:' if at in table.numeric else '---' for at in range(len(columns)))} |"
    for row in table.rows:
        cells = [*map(escape, row.cells), *([words.labels(row.evidence)] if table.cited else [])]
        yield f"| {' | '.join(cells)} |"


def _item(item: Evidence) -> Iterator[str]:
    told = f" ({item.tellers})" if item.tellers else ""
    source = ", ".join(part for part in (escape(item.where or ""), _link(item.address)) if part)
    yield f"- **{item.label}** {escape(item.text)}{told}{f'. {source}' if source else ''}"
    for quote in item.quotes:
        where = f"{quote.outlet or 'no outlet'}, {quote.published or 'no date'}, document {quote.document}"
        yield f"  - “{escape(quote.text)}” ({escape(where)})"


def _link(address: str | None) -> str:
    """An address, or several parted by spaces, as links, if they are of the web; else as text."""
    if not address:
        return ""
    plain = re.fullmatch(r"https?://[^\s<>]+(?: https?://[^\s<>]+)*", address)
    return " ".join(f"<{one}>" for one in address.split()) if plain else escape(address)
