"""Many files of a data set into the event table, one after the other; a file that fails stops no other.

The rule: what is told about a file is told once it is done; nothing of a file that fails is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from visavis.datasets import events, gdelt
from visavis.datasets.gdelt import Mentioned
from visavis.datasets.loading import Loaded, Seen, load_file
from visavis.datasets.sources import dataset
from visavis.datasets.unpacking import DATA_SUFFIXES
from visavis.errors import InputError

OTHER_SUFFIXES = (".gz", ".xz", ".zip", ".jsonl", ".parquet")
"""Besides those of tables, what files end in that are taken from a folder."""


def load(name: str, paths: Iterable[Path], folder: Path, *,
         seen: Seen = lambda size: None) -> Iterator[Loaded | Mentioned | InputError]:
    """Loads files, and those in folders, of the data set `name` into `folder`/`name`; what became of each.

    "events" stands for what visavis has exported. `seen` is told of each stretch of input. Files of mentions, of
    GDELT only, are joined to the files of events given with them. Raises UnknownCode for a data set that is
    not known.
    """
    given = list(files_of(paths))
    if name == events.NAME:
        yield from (_kept(events.load_file, path, folder, seen) for path in given)
        return
    wanted = dataset(name)
    beside = [path for path in given if name == gdelt.DATASET.name and gdelt.is_mentions(path)]
    with gdelt.told(beside, folder, seen=seen) as (told, outcomes):
        yield from outcomes
        for path in given:
            if path not in beside:
                yield _kept(load_file, path, folder, seen, dataset=wanted, told=told.path if told else None,
                            told_by=told.name if told else "")


def files_of(paths: Iterable[Path]) -> Iterator[Path]:
    """The files that `paths` stand for: as given, and of folders whatever may hold rows, in the order of names."""
    for path in paths:
        if path.is_dir():
            yield from (one for one in sorted(path.rglob("*")) if one.is_file() and _may_hold_rows(one))
        else:
            yield path


def size_of(paths: Sequence[Path]) -> int:
    """The bytes of all files that `paths` stand for; what is not there counts nothing."""
    return sum(path.stat().st_size for path in files_of(paths) if path.is_file())


def _may_hold_rows(path: Path) -> bool:
    return not path.name.startswith(".") and path.suffix.lower() in (*DATA_SUFFIXES, *OTHER_SUFFIXES)


def _kept(work: Callable[..., Loaded], path: Path, folder: Path, seen: Seen, **more: object) -> Loaded | InputError:
    """What `work` makes of a file, or the error that it ends with."""
    try:
        return work(path, folder=folder, seen=seen, **more)
    except InputError as error:
        return error
