"""`visavis add`: documents into the desk's archive, with what is read in them."""

from __future__ import annotations

from collections import Counter

from visavis.cli import output
from visavis.cli.options import Coder, Desk, Files, Intake, Language, Published, coder, desk_folder
from visavis.cli.reading import Reader


def add(files: Files, published: Published = None, chosen: Coder = None, language: Language = None,
        desk: Desk = None) -> None:
    """Read documents and keep them in the desk.

    What is there already is left as it is, so the same command can be run again, also after it was stopped.

    \b
    visavis add articles/ --desk work
    visavis add release.html notes.txt --published 2024-07-27
    """
    from visavis.archive import keep

    folder = desk_folder(desk)
    intake = Intake(files, published=published, language=language, settings=folder.settings)
    became: Counter[str] = Counter()
    found: Counter[str] = Counter()
    with folder.archive() as archive, coder(chosen, folder.settings), intake.watched():
        reader = Reader(folder.desk.indicators, intake, calendar=folder.desk.calendar)
        for kept in keep(archive, intake, reader.records, coder=reader.coder):
            became[kept.became] += 1
            found.update(record.kind for record in kept.records)
    output.line(summary(became, found, intake.failed))
    intake.end()


def summary(became: Counter[str], found: Counter[str], failed: int) -> str:
    """What was done, in one line.

    >>> summary(Counter(new=2, known=1), Counter(report=3), 0)
    '3 documents: 2 new, 1 there already; read 3 reports, 0 claims, 0 signals'
    """
    words = {"new": "new", "revised": "revised", "recoded": "coded again", "known": "there already"}
    parts = ", ".join(f"{became[key]:,} {word}" for key, word in words.items() if became[key])
    read = ", ".join(output.counted(found[kind], kind) for kind in ("report", "claim", "signal"))
    tail = f"; {failed:,} failed" if failed else ""
    return f"{output.counted(became.total(), 'document')}{f': {parts}' if parts else ''}; read {read}{tail}"
