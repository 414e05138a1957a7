"""`visavis sources`: what the desk collects from."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from visavis.cli import output
from visavis.cli.options import Desk, desk_folder
from visavis.cli.read import Format

app = typer.Typer(name="sources", help="The sources that the desk collects from.", no_args_is_help=True,
                  rich_markup_mode=None)

Country = Annotated[str, typer.Option(metavar="CODE", help="Country of the outlet, as PRK.")]
Language = Annotated[str, typer.Option(metavar="CODE", help="Its language, as en.")]
Ownership = Annotated[str, typer.Option(metavar="WORD", help="state, party, government, public, private, ngo.")]
Reliability = Annotated[str, typer.Option(metavar="LETTER", help="Admiralty letter: A reliable to E, F unknown.")]
Rhythm = Annotated[str, typer.Option(metavar="TIME", help="How often it has something new: 6h, 1d; else learned.")]


@app.command(name="list")
def list_(format: Annotated[Format | None, typer.Option(help="table, or jsonl; as in `read`.")] = None,
          desk: Desk = None) -> None:
    """List the sources: how far each is read, which are silent, broken or not asked yet.

    \b
    visavis sources list
    """
    from visavis.watch.silence import standing
    from visavis.watch.sources import sources_of

    folder = desk_folder(desk)
    with folder.archive() as archive:
        rows = standing(archive, sources_of(folder), now=datetime.now(UTC))
    if (format or (Format.TABLE if sys.stdout.isatty() else Format.JSONL)) is Format.JSONL:
        for one in rows:
            output.json_line(json.dumps(one.as_row(), ensure_ascii=False, separators=(",", ":")))
        return
    _table([(one.source.outlet, one.source.kind, one.source.country, one.source.reliability, one.text) for one in rows])


@app.command()
def add(
    address: Annotated[str, typer.Argument(metavar="ADDRESS", help="An http(s) address, or a folder or file.")],
    outlet: Annotated[str, typer.Option("--outlet", metavar="NAME", help="Whose voice it is.")],
    kind: Annotated[str, typer.Option("--kind", help="feed, sitemap, page, folder or gdelt.")] = "feed",
    country: Country = "", language: Language = "", ownership: Ownership = "unknown", reliability: Reliability = "F",
    rhythm: Rhythm = "",
    text: Annotated[str, typer.Option("--text", help="page: fetch each article; feed: it is all there.")] = "page",
    desk: Desk = None,
) -> None:
    """Add a source to the folder's list, `sources.opml`.

    \b
    visavis sources add https://tass.com/rss/v2.xml --outlet TASS --country RUS --ownership state
    visavis sources add inbox --outlet "Our own notes" --kind folder
    """
    from visavis.intake import opml
    from visavis.intake.addresses import check_url
    from visavis.settings import setting
    from visavis.watch import sources

    folder = desk_folder(desk)
    if kind not in opml.KINDS:
        raise typer.BadParameter(f"unknown kind {kind!r}; known: {', '.join(opml.KINDS)}")
    if text not in ("page", "feed"):
        raise typer.BadParameter(f"--text {text!r}; give page or feed")
    if kind == "folder":
        address = str(Path(address).resolve())
    else:
        check_url(address, loopback=setting("fetch_loopback", desk=folder.settings) == "1")
    made = opml.Source(kind, address, outlet, country.upper(), language, ownership, reliability.upper(),
                            opml.rhythm(rhythm, where="--rhythm"), text)  # type: ignore[arg-type]
    new, _ = sources.add(folder, [made])
    output.line(f"{outlet}: {'added' if new else 'replaced'}; next: visavis collect --once")


@app.command(name="import")
def import_(
    files: Annotated[list[Path], typer.Argument(metavar="FILE", help="OPML files, as feed readers write them.")],
    country: Country = "", language: Language = "", ownership: Ownership = "", reliability: Reliability = "",
    desk: Desk = None,
) -> None:
    """Add the feeds of OPML files to the folder's list; the options fill what the files leave open.

    \b
    visavis sources import feeds.opml --country KOR --reliability B
    """
    from visavis.errors import InputError
    from visavis.watch import sources

    folder = desk_folder(desk)
    given = {"country": country, "language": language, "ownership": ownership, "reliability": reliability}
    defaults = {key: value for key, value in given.items() if value}
    found = []
    for path in files:
        if not path.is_file():
            raise InputError("no such file", where=str(path), hint="check the path")
        found += sources.read_file(path, defaults=defaults, note=output.note)
    new, replaced = sources.add(folder, found)
    output.line(f"{output.counted(new, 'source')} added, {replaced:,} replaced; next: visavis collect --once")


@app.command()
def export(desk: Desk = None) -> None:
    """Write all sources of the desk as OPML to standard output.

    \b
    visavis sources export > feeds.opml
    """
    from visavis.intake.opml import write_opml
    from visavis.watch.sources import sources_of

    folder = desk_folder(desk)
    sys.stdout.write(write_opml(sources_of(folder), title=f"{folder.name}: sources"))


@app.command()
def remove(address: Annotated[str, typer.Argument(metavar="ADDRESS", help="Its address, or the outlet's name.")],
           desk: Desk = None) -> None:
    """Take a source out of the folder's list; what it gave stays.

    \b
    visavis sources remove TASS
    """
    from visavis.watch import sources

    gone = sources.remove(desk_folder(desk), address)
    output.line(f"{gone.outlet}: removed")


def _table(rows: list[tuple[str, ...]]) -> None:
    from rich.table import Table

    table = Table("outlet", "kind", "country", "reliability", "how it stands", box=None)
    for row in rows:
        table.add_row(*(output.one_line(cell) for cell in row))
    output.console().print(table)
