"""Options that several commands share, and what they stand for.

The rule: the clock is read here and nowhere below.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from visavis.cli import output
from visavis.errors import InputError, VisavisError
from visavis.settings import setting

if TYPE_CHECKING:
    from visavis.archive import DeskFolder
    from visavis.desks import desk as desk_records
    from visavis.records import Document

LATEST_ZONE = timedelta(hours=14)
"""UTC+14, the zone where a day begins first: a paper dated tomorrow there is no paper from the future."""


def day(text: str) -> date:
    """A day given on the command line."""
    try:
        if len(text) == 10:
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise typer.BadParameter(f"{text!r} is not a day; write YYYY-MM-DD")


def first_day(text: str) -> date:
    """The first day of a day, month or year given on the command line."""
    return _stretch(text)[0]


def last_day(text: str) -> date:
    """The last day of a day, month or year given on the command line."""
    return _stretch(text)[1]


def _stretch(text: str) -> tuple[date, date]:
    from visavis.measure.periods import stretch

    try:
        return stretch(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a day; write YYYY, YYYY-MM or YYYY-MM-DD") from None


Files = Annotated[list[str], typer.Argument(
    metavar="FILE", help="Files (.txt .html .jsonl .warc, also .gz), folders, or - for standard input.")]
Published = Annotated[date | None, typer.Option(
    parser=day, metavar="YYYY-MM-DD", help="Day of publication of all of them; overrides what they say.")]
Language = Annotated[str | None, typer.Option(
    metavar="CODE", help="Language of all of them, as en; found out where it is not given.")]
Coder = Annotated[Literal["auto", "rules", "model"] | None, typer.Option(
    "--coder", help="Who decides the type of an event: rules, model, or auto (the model where there is one).")]
Desk = Annotated[str | None, typer.Option(
    metavar="DIR", help="The desk's folder; by default the current one if it is a desk.")]

Master = Annotated[str, typer.Option(
    "--master", metavar="URL", help="The master of Spark: local[2], spark://host:7077, yarn.")]


class Which(StrEnum):
    """What does the work."""

    DUCKDB = "duckdb"
    SPARK = "spark"


def today() -> date:
    """The day, by UTC."""
    return datetime.now(UTC).date()


def latest_day() -> date:
    """The last day that has begun anywhere: nothing read now can be dated later."""
    return (datetime.now(UTC) + LATEST_ZONE).date()


def desk_path(flag: str | None) -> Path | None:
    """The desk's folder by flag or VISAVIS_DESK, or the current folder if it holds a desk.toml; else None."""
    if named := setting("desk", flag=flag):
        return Path(named)
    return Path() if Path("desk.toml").exists() else None


def desk_folder(flag: str | None) -> DeskFolder:
    """The opened desk folder; DeskError if there is none."""
    from visavis.archive import open_desk

    return open_desk(desk_path(flag) or Path())


def desks(flag: str | None) -> tuple[desk_records.Desk, ...]:
    """The desk at hand, by folder or by name; where there is none, all desks of the package."""
    from visavis.desks import known, load_desk

    if flag in known():
        return (load_desk(str(flag)),)
    if desk_path(flag) is not None:
        return (desk_folder(flag).desk,)
    return tuple(load_desk(name) for name in known())


class Intake:
    """The documents of a command line: errors go to standard error as they come, and are counted.

    Iterating gives each document; `step` is told of each stretch of input.
    """

    def __init__(self, paths: list[str], *, published: date | None, language: str | None,
                 settings: Mapping[str, str] | None = None) -> None:
        self.paths, self.published, self.language = paths, published, language
        self.limit = whole_number("max_text_bytes", settings)
        self.documents = self.failed = 0
        self.step: output.Step = lambda advance, label="": None

    def __iter__(self) -> Iterator[Document]:
        from visavis.intake import read_documents

        for found in read_documents(
                self.paths, today=latest_day(), published=self.published, language=self.language,
                stdin=sys.stdin.buffer, max_text_bytes=self.limit, note=output.note,
                seen=lambda size: self.step(size)):
            if isinstance(found, InputError):
                self.fail(found)
            else:
                self.documents += 1
                self.step(0, f"{self.documents:,} {found.id}"[:60])  # a title may name a private person
                yield found

    @contextmanager
    def watched(self, *, shown: bool = True) -> Iterator[None]:
        """Shows a progress bar by bytes of input while documents are taken."""
        from visavis.intake import size_of

        with output.progress(size_of(self.paths), "reading", shown=shown) as self.step:
            yield

    def fail(self, error: VisavisError) -> None:
        """Tells an error and counts it."""
        self.failed += 1
        output.error(str(error))

    def end(self) -> None:
        """Ends the command with 1 if some input failed."""
        if self.failed:
            raise typer.Exit(1)


def whole_number(name: str, settings: Mapping[str, str] | None = None) -> int:
    """A setting that is a number; a usage error if it is none."""
    text = setting(name, desk=settings)
    if not text.isdecimal() or int(text) < 1:
        raise typer.BadParameter(f"the setting {name} is {text!r}; give a whole number above 0")
    return int(text)


@contextmanager
def coder(flag: str | None, settings: Mapping[str, str]) -> Iterator[None]:
    """The setting `coder` by flag or desk while a command runs; the reader asks the environment for it."""
    chosen, before = setting("coder", flag=flag, desk=settings), os.environ.get("VISAVIS_CODER")
    if chosen not in ("auto", "rules", "model"):
        raise typer.BadParameter(f"the setting coder is {chosen!r}; give auto, rules or model")
    os.environ["VISAVIS_CODER"] = chosen
    try:
        yield
    finally:
        del os.environ["VISAVIS_CODER"]
        if before is not None:
            os.environ["VISAVIS_CODER"] = before


def desk_settings(flag: str | None) -> Mapping[str, str]:
    """The settings of the desk at hand; none where there is no desk folder."""
    from visavis.desks import known

    return desk_folder(flag).settings if flag not in known() and desk_path(flag) is not None else {}
