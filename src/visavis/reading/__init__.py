"""Reading: a document's text -> reports, claims and signals.

    read(document)                 the reports, claims and signals of one document
    read_all(documents)            the same for many, in one parse
    code_pair(text, source, target)  what passes between two given actors of a sentence
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from visavis.reading.document import Explained, Reading, read, read_all
    from visavis.reading.pairs import code_pair

__all__ = ["Explained", "Reading", "code_pair", "read", "read_all"]


def __getattr__(name: str) -> Any:
    """The public names, fetched when first asked for, since they load the parser."""
    if name not in __all__:
        raise AttributeError(f"module 'visavis.reading' has no attribute {name!r}")
    return getattr(import_module("visavis.reading.pairs" if name == "code_pair" else "visavis.reading.document"), name)
