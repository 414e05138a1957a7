"""Standard output and standard error: always UTF-8, errors of one line, progress only for eyes.

The rule: standard output carries results alone; what is said about the work goes to standard error.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from visavis.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import Console


class Step(Protocol):
    """What moves a progress bar: by how much, and what is at hand."""

    def __call__(self, advance: int, label: str = "") -> None:
        """Moves it."""


def use_utf8() -> None:
    """Makes both streams write UTF-8 with line feeds, whatever the locale."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")


def line(text: str) -> None:
    """One line of results."""
    sys.stdout.write(text + "\n")


def json_line(text: str) -> None:
    """One line of JSON, with the three further line ends of Unicode escaped, at which many readers split lines."""
    line(text.replace("\x85", "\\u0085").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029"))


def flush() -> None:
    """Hands on what was written, so that a pipe sees each document as it is done."""
    sys.stdout.flush()


def binary(made: bytes) -> None:
    """Results that are no lines of text: a page, a table in another format."""
    sys.stdout.flush()
    sys.stdout.buffer.write(made)
    sys.stdout.buffer.flush()


def deliver(made: bytes, out: Path | None, what: str = "") -> None:
    """The results on standard output, or in a file, with a note that `what` was written; InputError where it cannot."""
    if out is None:
        binary(made)
        return
    try:
        out.write_bytes(made)
    except OSError as error:
        raise InputError("cannot be written", where=str(out), hint=error.strerror or "choose another place") from error
    note(f"{out}: {what}{' ' if what else ''}written")


def error(message: str) -> None:
    """One line on standard error."""
    _say(f"visavis: error: {one_line(message)}")


def note(message: str) -> None:
    """One line on standard error that is no error."""
    _say(f"visavis: {one_line(message)}")


def counted(number: int, noun: str) -> str:
    """A number with its noun.

    >>> counted(1, "report"), counted(1200, "report")
    ('1 report', '1,200 reports')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def one_line(text: str) -> str:
    """`text` with line ends and control characters shown, so that no file name can break or colour a line."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


def console(*, stderr: bool = False) -> Console:
    """A rich console that honours NO_COLOR and knows whether somebody looks."""
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() else 120
    return Console(file=stream, width=width, highlight=False, markup=False, emoji=False, soft_wrap=False)


@contextmanager
def progress(total: int | None, what: str, *, shown: bool = True) -> Iterator[Step]:
    """A bar on standard error while work goes on, where a terminal is watched; else nothing."""
    if not (shown and sys.stderr.isatty()):
        yield lambda advance, label="": None
        return
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), BarColumn(),
               TimeElapsedColumn())
    with Progress(*columns, console=console(stderr=True), redirect_stdout=False, transient=True) as bar:
        task = bar.add_task(what, total=total)  # errors written meanwhile are shown above the bar by rich
        yield lambda advance, label="": bar.update(task, advance=advance, description=label or what)


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")
    sys.stderr.flush()
