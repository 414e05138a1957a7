"""The command `visavis`: its commands, and how it ends.

The rule: 0 done, 1 failed (some input may still have been done), 2 usage; errors are one line on standard
error and no traceback is shown without --debug. Start-up stays under half a second: whatever loads spaCy,
pyarrow or DuckDB is imported inside a command, never at the head of a module of this folder.
"""

from __future__ import annotations

import logging
import os
import sys
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib.metadata import version
from typing import Annotated

import typer

from visavis.cli import (
    add,
    alerts,
    brief,
    calendar,
    code,
    collect,
    desk,
    digest,
    doctor,
    dyad,
    events,
    export,
    forecast,
    init,
    ledger,
    load,
    mcp,
    output,
    read,
    revisions,
    search,
    serve,
    sources,
    user,
    visits,
    watch,
)
from visavis.errors import VisavisError

_EPILOG = """\b
Start with:
  visavis brief PRK CHN --versus RUS
  visavis read article.html
  visavis doctor"""

app = typer.Typer(
    name="visavis", help="Give it the news; ask it about two countries.", add_completion=False,
    rich_markup_mode=None, pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]}, epilog=_EPILOG)
for command in (
    init.init,
    add.add,
    collect.collect,
    load.load,
    read.read,
    code.code,
    dyad.dyad,
    events.events,
    visits.visits,
    brief.brief,
    digest.digest,
    search.search,
    revisions.revisions,
    calendar.calendar,
    export.export,
    serve.serve,
    mcp.mcp,
    doctor.doctor,
):
    app.command()(command)
for group in (
    forecast.app,
    ledger.app,
    sources.app,
    watch.app,
    alerts.app,
    desk.desk,
    user.user,
):
    app.add_typer(group)


@app.callback(invoke_without_command=True)
def _frame(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
) -> None:
    if version:
        output.line(f"visavis {installed_version()}")
        raise typer.Exit(0)
    if context.invoked_subcommand is None:
        output.line(context.get_help())
        raise typer.Exit(2)


def installed_version() -> str:
    """The version of the installed package."""
    return version("visavis")


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command line (by default the process's own) and gives back its exit code."""
    output.use_utf8()
    words = list(sys.argv[1:] if arguments is None else arguments)
    debug = "--debug" in words[: words.index("--") if "--" in words else None]
    if debug:  # wherever it stands
        words.remove("--debug")
    try:
        with _logged(debug):
            code = app(words, standalone_mode=False, prog_name="visavis")
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except (BrokenPipeError, SystemExit):  # whoever reads our output has had enough, as `head` has
        with suppress(OSError):  # typer makes SystemExit of a broken pipe, and of nothing else
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        if debug:
            traceback.print_exc()
        return _ended(error)


@contextmanager
def _logged(debug: bool) -> Iterator[None]:
    """With --debug, what the package logs goes to standard error: tracebacks of what was told in one line."""
    logger, handler = logging.getLogger("visavis"), logging.StreamHandler(sys.stderr)
    level = logger.level
    if debug:
        logger.addHandler(handler)
        logger.setLevel(logging.DEBUG)
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)


def _ended(error: Exception) -> int:
    if isinstance(error, VisavisError):
        output.error(str(error))
        return 1
    message = getattr(error, "format_message", None)  # of click's usage errors, whichever click typer brings
    if message is not None:
        context = getattr(error, "ctx", None)
        output.error(f"{message()}; see {context.command_path if context else 'visavis'} --help")
        return 2
    if isinstance(error, typer.Abort):
        output.error("stopped")
        return 1
    output.error(f"a bug in visavis: {type(error).__name__}: {error}; run again with --debug and report it")
    return 1
