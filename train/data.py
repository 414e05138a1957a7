"""The labelled sentences of train/text as examples, and the check that no pattern rules a class.

The rule: a sentence of a data set that we measure on never comes in here.

Two formats. In `.tsv` each line has six fields parted by tabs: type, mode, modality, evidence, direction, and the
sentence with one <s>source</s> and one <t>target</t>; `-` stands for "none". In `.txt` each line is a whole sentence
with every actor marked `[1:China]` and, after a tab, all its events `1>2 TYPE mode modality evidence` (`1=2` for a
mutual one) parted by `;`: every pair that is not listed has none.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

TYPES = ("AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST", "ACCUSE", "REJECT",
         "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT", "NONE")
DIRECTIONS = ("forward", "backward", "both")
MODALITIES = ("actual", "planned", "predicted", "hypothetical", "negated")
EVIDENCE = ("asserted", "attributed", "reported", "rumoured")
_TAG = re.compile(r"<(s|t)>(.*?)</\1>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Example:
    """One sentence with a marked pair: text without tags, offsets of source and target, labels (some may be None)."""

    text: str
    source: tuple[int, int]
    target: tuple[int, int]
    type: str
    mode: str | None
    modality: str
    evidence: str
    direction: str | None

    def swapped(self) -> Example:
        """The same sentence with source and target exchanged; the direction turns round with them."""
        turned = {"forward": "backward", "backward": "forward"}.get(self.direction or "", self.direction)
        return replace(self, source=self.target, target=self.source, direction=turned)


def load(folder: Path) -> list[Example]:
    """Every example of the files of a folder, in order of name.

    Raises ValueError naming file and line for a line that does not hold to the format.
    """
    paths = sorted([*folder.glob("*.tsv"), *folder.glob("*.txt")])
    return [example for path in paths for example in _file(path)]


def _file(path: Path) -> Iterator[Example]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        try:
            if path.suffix == ".txt":
                yield from parse_whole(line)
            else:
                yield parse(line)
        except ValueError as error:
            raise ValueError(f"{path.name}:{number}: {error}") from None


def parse(line: str) -> Example:
    """One line as an example; ValueError says what is wrong.

    >>> parse("REQUEST\\tchange\\tactual\\tasserted\\tforward\\t<s>Oslo</s> urged <t>Bern</t> to act.").target
    (11, 15)
    """
    fields = line.split("\t")
    if len(fields) != 6:
        raise ValueError(f"{len(fields)} fields where 6 are due")
    type_, mode, modality, evidence, direction, marked = fields
    if type_ not in TYPES or modality not in MODALITIES or evidence not in EVIDENCE:
        raise ValueError(f"unknown label in {fields[:4]}")
    if type_ != "NONE" and direction not in DIRECTIONS:
        raise ValueError(f"unknown direction {direction!r}")
    text, spans = untag(marked)
    return Example(text, spans["s"], spans["t"], type_, None if mode == "-" else mode, modality, evidence,
                   direction if direction in DIRECTIONS else None)


def parse_whole(line: str) -> list[Example]:
    """Every pair of actors of a whole sentence, those without an event as NONE; ValueError says what is wrong.

    >>> parse_whole("[1:Oslo] urged [2:Bern] to act.\\t1>2 REQUEST change actual asserted")[0].direction
    'forward'
    """
    marked, _, listed = line.partition("\t")
    text, spans = _unmark(marked)
    events = dict(_event(entry, spans) for entry in reversed(listed.split(";")) if entry.strip())
    pairs = [(a, b) for a in spans for b in spans if a < b]
    return [_of_pair(text, spans, pair, events) for pair in pairs]


_MARK = re.compile(r"\[(\d+):([^\[\]]*)\]")


def _unmark(marked: str) -> tuple[str, dict[int, tuple[int, int]]]:
    text, spans, last = "", {}, 0
    for match in _MARK.finditer(marked):
        text += marked[last:match.start()]
        spans[int(match[1])] = (len(text), len(text) + len(match[2]))
        text, last = text + match[2], match.end()
    return text + marked[last:], spans


def _event(entry: str, spans: dict[int, tuple[int, int]]) -> tuple[tuple[int, int], tuple[str, ...]]:
    """((a, b), (direction, type, mode, modality, evidence)) with a < b."""
    who, type_, mode, modality, evidence = entry.split()
    sign = ">" if ">" in who else "="
    a, b = (int(part) for part in who.split(sign))
    if type_ not in TYPES or modality not in MODALITIES or evidence not in EVIDENCE or not {a, b} <= set(spans):
        raise ValueError(f"unknown label or actor in {entry!r}")
    direction = "both" if sign == "=" else "forward" if a < b else "backward"
    return (min(a, b), max(a, b)), (direction, type_, mode, modality, evidence)


def _of_pair(text: str, spans: dict[int, tuple[int, int]], pair: tuple[int, int],
             events: dict[tuple[int, int], tuple[str, ...]]) -> Example:
    source, target = spans[pair[0]], spans[pair[1]]
    if pair not in events:
        return Example(text, source, target, "NONE", None, "actual", "asserted", None)
    direction, type_, mode, modality, evidence = events[pair]
    return Example(text, source, target, type_, None if mode == "-" else mode, modality, evidence, direction)


def untag(marked: str) -> tuple[str, dict[str, tuple[int, int]]]:
    """The text without its tags, and where the tagged stretches stand in it."""
    out, spans, last, length = [], {}, 0, 0
    for match in _TAG.finditer(marked):
        out += [marked[last:match.start()], match[2]]
        start = length + match.start() - last
        spans[match[1]] = (start, start + len(match[2]))
        length, last = start + len(match[2]), match.end()
    out.append(marked[last:])
    text = "".join(out)
    if set(spans) != {"s", "t"} or "<s>" in text or "<t>" in text:
        raise ValueError("one <s>…</s> and one <t>…</t> are due")
    return text, spans


def recast(base: Example, other: Example) -> Example:
    """`base` with the actors of `other`: the act must be told from the words between."""
    new = {base.source: other.text[slice(*other.source)], base.target: other.text[slice(*other.target)]}
    text, spans, last = "", {}, 0
    for span in sorted(new):
        text += base.text[last:span[0]]
        spans[span] = (len(text), len(text) + len(new[span]))
        text, last = text + new[span], span[1]
    return replace(base, text=text + base.text[last:], source=spans[base.source], target=spans[base.target])


def skeleton(example: Example) -> str:
    """The sentence with its actors and names blanked: what two sentences of one template share."""
    first, second = sorted((example.source, example.target))
    text = f"{example.text[:first[0]]}#{example.text[first[1]:second[0]]}#{example.text[second[1]:]}"
    return re.sub(r"\b[A-Z]\w+\b|\d+", "#", text)


def template_shares(examples: Sequence[Example]) -> dict[str, tuple[float, str]]:
    """For each type the largest share that one skeleton has of it, with the skeleton."""
    shares = {}
    for type_ in TYPES:
        counts = Counter(skeleton(e) for e in examples if e.type == type_)
        if counts:
            text, most = counts.most_common(1)[0]
            shares[type_] = (most / counts.total(), text)
    return shares
