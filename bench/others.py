"""The smaller labelled sets: PETRARCH's validation suite, AW's dyad sentences from Wikipedia, UN sentences.

    python -m bench.others [--sets petrarch_validation aw_wiki un_quad]

All three are measured on, never learned from. What is asked of each is thin, since none was made for this reader:
petrarch_validation: `code_pair` on the pairs whose made-up actors stand in the text, quad class and PLOVER root of the
CAMEO code that PETRARCH must give (its own rules and dictionaries pass all by design); aw_wiki: `code_pair`,
cooperation or conflict, actors mostly persons and things of domestic news; un_quad (English): the quad class of the
act highest in the sentence by the rules alone, NONE where there is none - its labels were carried over by machine.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from bench.coding import DATA, YIELD, _untag, interval, macro_f1
from visavis.codes import cameo, plover
from visavis.errors import VisavisError
from visavis.reading import coder, predicates
from visavis.reading.pairs import code_pair
from visavis.reading.sentences import Sentence
from visavis.reading.syntax import parser

Labels: TypeAlias = tuple[list[str], list[str]]
"""Right and found, row by row."""

QUADS = {"VERCOOP": "1", "MATCOOP": "2", "VERCONF": "3", "MATCONF": "4", "NONE": "0"}


@dataclass(frozen=True, slots=True)
class Line:
    """One figure of the table: what was measured, on how many, its value with a 95 % interval, what is published."""

    name: str
    digest: str
    measure: str
    rows: int
    value: float
    low: float
    high: float
    published: str


def digest(path: Path) -> str:
    """The first 12 digits of a file's sha256."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def line(name: str, path: Path, measure: str, labels: Labels, published: str) -> Line:
    """Macro-F1 of labels as a line of the table."""
    low, high = interval(*labels)
    return Line(name, digest(path), measure, len(labels[0]), macro_f1(*labels), low, high, published)


# --- petrarch_validation -------------------------------------------------------------------------------------

RECORDS = DATA / "petrarch_validation" / "PETR.UnitTest.records.xml"
ACTORS = DATA / "petrarch_validation" / "PETR.Validate.actors.txt"


def petrarch() -> Iterator[Line]:
    """Quad class and root of the pairs of PETRARCH's validation records."""
    rows = [(text, source, target, code) for text, source, target, code in _records() if code is not None]
    found = [code_pair(text, source, target) for text, source, target, _ in rows]
    quads = ([str(plover.quad(code)) for *_, code in rows], [str(f["quad"]) for f in found])
    roots = ([YIELD.get(code, code) for *_, code in rows], [YIELD.get(f["type"], f["type"]) for f in found])
    published = "none; PETRARCH passes its own by design"
    yield line("petrarch_validation", RECORDS, "quad macro-F1", quads, published)
    yield line("petrarch_validation", RECORDS, "root macro-F1", roots, published)


def _records() -> list[tuple[str, tuple[int, int], tuple[int, int], str | None]]:
    names = _actors()
    out = []
    for record in re.findall(r"<Sentence .*?</Sentence>", RECORDS.read_text("utf-8"), re.S):
        told = re.search(r"<Text>(.*?)</Text>", record, re.S)
        for source, target, code in re.findall(
                r'sourcecode="([^"]*)" targetcode="([^"]*)" eventcode="(\d+)"', record):
            text = " ".join(told[1].split()) if told else ""
            one, other = _span(text, source, names), _span(text, target, names)
            if one is not None and other is not None and one != other:
                out.append((text, one, other, _type(code)))
    return out


def _actors() -> Mapping[str, list[str]]:
    """The first three letters of a code -> the names that the suite's dictionary gives it."""
    found: dict[str, list[str]] = {}
    code = ""
    for row in ACTORS.read_text("utf-8").splitlines():
        match = re.match(r"^\+?([A-Z][A-Z_ .'-]*[A-Z._])\s*(?:\[([A-Z]{3})[A-Z]*\])?", row)
        if match and not row.startswith(("#", "<")):
            code = match[2] or (code if row.startswith("+") else "")
            found.setdefault(code, []).append(match[1].strip("_ ").replace("_", " "))
    found.pop("", None)
    return found


def _span(text: str, code: str, names: Mapping[str, list[str]]) -> tuple[int, int] | None:
    for name in sorted(names.get(code[:3], []), key=len, reverse=True):
        match = re.search(rf"\b{re.escape(name)}\w*", text, re.IGNORECASE)
        if match:
            return match.span()
    return None


def _type(code: str) -> str | None:
    try:
        coding = cameo.to_plover(code)
    except VisavisError:
        return None
    return coding.type if coding is not None else None


# --- aw_wiki -------------------------------------------------------------------------------------------------

AW = DATA / "aw_wiki" / "AW_train_wikievents_only.tsv"


def aw_wiki() -> Iterator[Line]:
    """Cooperation or conflict of the marked pairs."""
    gold, found = [], []
    with AW.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            text, spans = _untag(row["marked_sentence"])
            if "s" in spans and "t" in spans and text:
                gold.append(row["gold_binary"])
                found.append("0" if code_pair(text, spans["s"], spans["t"])["quad"] <= 2 else "1")
    yield line("aw_wiki", AW, "binary macro-F1", (gold, found), "none found for this part")


# --- un_quad -------------------------------------------------------------------------------------------------

UN = DATA / "un_quad_en_es_ar" / "un_quad_dev.tsv.gz"


def un_quad() -> Iterator[Line]:
    """Quad class of the English sentences."""
    with gzip.open(UN, "rt", encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    docs = parser().pipe([row["en"] for row in rows], batch_size=8)
    found = [_quad([Sentence(sent, 0) for sent in doc.sents]) for doc in docs]
    labels = ([QUADS[row["quad"]] for row in rows], found)
    yield line("un_quad, English", UN, "quad and none macro-F1", labels, "none found for English dev")


def _quad(sentences: Sequence[Sentence]) -> str:
    """The quad class of the act nearest to a sentence's root; 0 where there is none."""
    acts = [act for sentence in sentences for act in predicates.find(sentence)]
    highest = min(acts, key=lambda act: sum(1 for _ in act.token.ancestors), default=None)
    return str(plover.quad(highest.sense.type)) if highest is not None else "0"


SETS: Mapping[str, Callable[[], Iterator[Line]]] = {
    "petrarch_validation": petrarch, "aw_wiki": aw_wiki, "un_quad": un_quad}


def show(lines: Sequence[Line]) -> None:
    """Print lines as a table."""
    for one in lines:
        scale = 3 if one.value <= 1 else 1
        print(f"{one.name:22}{one.digest:>13} {one.measure:28}{one.rows:6}{one.value:8.{scale}f} "
              f"({one.low:.{scale}f}-{one.high:.{scale}f})".ljust(98) + one.published)


def main() -> None:
    """Print the lines."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    arguments.add_argument("--sets", nargs="+", default=list(SETS), choices=list(SETS))
    given = arguments.parse_args()
    print(f"coder of pairs: {'model' if coder.available() else 'rules'}")
    for name in given.sets:
        show(list(SETS[name]()))


if __name__ == "__main__":
    main()
