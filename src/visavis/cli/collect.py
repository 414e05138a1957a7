"""`visavis collect`: what the desk's sources have that is new, once or every so often."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from visavis.cli import output
from visavis.cli.alerts import sent_out
from visavis.cli.alerts import told as told_alerts
from visavis.cli.options import Coder, Desk, Intake, coder, desk_folder, latest_day, whole_number
from visavis.cli.reading import Reader
from visavis.errors import FetchError, InputError

if TYPE_CHECKING:
    from visavis.archive import Archive, DeskFolder
    from visavis.intake.opml import Source
    from visavis.watch.asking import Message
    from visavis.watch.collect import Round

SHOWN = 10
"""Problems of a round that are told one by one."""


def collect(
    once: Annotated[bool, typer.Option("--once", help="One round, which is what happens without --every.")] = False,
    every: Annotated[str | None, typer.Option(
        "--every", metavar="TIME", help="A round every 30m, 2h, 1d, until it is stopped.")] = None,
    only: Annotated[list[str] | None, typer.Option(
        "--only", metavar="OUTLET", help="Only this outlet's sources, or this address; may be repeated.")] = None,
    chosen: Coder = None,
    desk: Desk = None,
) -> None:
    """Collect what the desk's sources have that is new, and read it.

    Stopped or killed at any moment, it goes on with the next round. The report tells what
    was new, revised, there already or failed, and which sources are silent or broken.

    \b
    visavis collect --once
    visavis collect --every 30m --desk work
    """
    if once and every:
        raise typer.BadParameter("--once and --every exclude each other")
    folder = desk_folder(desk)
    stretch = _stretch(every) if every else None
    with coder(chosen, folder.settings), _stoppable() as stop:
        if stretch is None:
            made = _round(folder, only or [], stop)
            if set(made.outcomes.values()) == {"failed"}:
                raise typer.Exit(1)
        else:
            _rounds(folder, only or [], stop, stretch)


def _rounds(folder: DeskFolder, only: list[str], stop: threading.Event, stretch: timedelta) -> None:
    """Rounds until `stop`; one that is late or still running is not made up for by a second one."""
    from apscheduler.schedulers.background import BackgroundScheduler
    from apscheduler.triggers.interval import IntervalTrigger

    def guarded() -> None:
        try:
            _round(folder, only, stop)
        except Exception as error:  # the next round may find a mended disk or network; nobody watches this one
            output.error(f"the round ended early: {error}")

    scheduler = BackgroundScheduler(timezone="UTC", job_defaults={"coalesce": True, "max_instances": 1,
                                                                  "misfire_grace_time": None})
    guarded()
    scheduler.add_job(guarded, IntervalTrigger(seconds=int(stretch.total_seconds()), timezone="UTC"))
    scheduler.start()
    try:
        while not stop.wait(1.0):
            pass
    finally:
        scheduler.shutdown(wait=True)


def _round(folder: DeskFolder, only: list[str], stop: threading.Event) -> Round:
    from visavis.archive.collected import SharedPace
    from visavis.intake.fetch import gate
    from visavis.watch.collect import Collector
    from visavis.watch.evaluation import evaluate
    from visavis.watch.sources import sources_of
    from visavis.watch.watches import all_watches

    sources = [one for one in sources_of(folder) if not only or {one.outlet, one.address} & set(only)]
    if not sources:
        raise InputError("no source to collect from" + (f" among {', '.join(only)}" if only else ""),
                         where=str(folder.path), hint="add one: visavis sources add ADDRESS --outlet NAME")
    intake = Intake([], published=None, language=None, settings=folder.settings)
    reader = Reader(folder.desk.indicators, intake, calendar=folder.desk.calendar)
    with folder.archive() as archive, output.progress(len(sources), "collecting") as step:
        def told(source: Source, message: Message) -> None:
            ended = type(message).__name__ == "Ended"
            step(int(ended), source.outlet[:40])

        collector = Collector(
            archive, gate(folder.settings, pace=SharedPace(str(folder.path)), sleep=_sleeper(stop)), reader.records,
            reader.coder, latest_day, max_text_bytes=whole_number("max_text_bytes", folder.settings), told=told)
        made = collector.round(sources, stop=stop)
        report(made, sources, archive)
        told_alerts(folder, archive, evaluate(archive, all_watches(archive, folder.desk), now=datetime.now(UTC)))
        try:
            sent_out(folder, archive)
        except FetchError as error:  # stays unsent, and goes out with the next round
            output.error(str(error))
    output.flush()
    return made


def report(made: Round, sources: list[Source], archive: Archive) -> None:
    """Tells a round: the counts, then each source that is broken or silent, then what failed."""
    from visavis.watch.silence import standing

    total = made.total
    unchanged = sum(outcome == "unchanged" for outcome in made.outcomes.values())
    output.line(f"{output.counted(len(made.outcomes), 'source')}, {unchanged:,} unchanged: {total.new:,} new"
                f" ({total.copies:,} of them copies of another outlet's text), {total.revised:,} revised,"
                f" {total.duplicate:,} duplicate, {total.failed:,} failed")
    for one in standing(archive, sources, now=made.ended or made.started):
        if one.what != "speaks":
            output.line(f"{one.source.outlet}: {one.text}")
    for outlet, problem in made.problems[:SHOWN]:
        output.note(f"{outlet}: {problem}")
    if len(made.problems) > SHOWN:
        output.note(f"and {len(made.problems) - SHOWN:,} more problems; see: visavis sources list")


def _sleeper(stop: threading.Event) -> Callable[[float], None]:
    """Waits for a host's turn, and no longer than until `stop`: then the turn is given up."""
    def sleep(seconds: float) -> None:
        if stop.wait(seconds):
            raise FetchError("stopped before its turn came", hint="the next round takes it up")
    return sleep


@contextmanager
def _stoppable() -> Iterator[threading.Event]:
    """An event that is set by the first interrupt; the second one ends the command at once."""
    stop = threading.Event()

    def ask(number: int, frame: object) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        output.note("stopping after the item in hand; interrupt again to stop at once")
        stop.set()

    if threading.current_thread() is not threading.main_thread():
        yield stop
        return
    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _stretch(text: str) -> timedelta:
    from visavis.intake.opml import rhythm

    found = rhythm(text, where="--every")
    if found is None or found < timedelta(minutes=1):
        raise typer.BadParameter(f"{text!r} is no stretch of time of a minute or more; write 30m, 2h or 1d")
    return found
