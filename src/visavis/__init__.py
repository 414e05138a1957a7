"""visavis: give it the news; ask it about two countries.

    >>> import visavis
    >>> pair = visavis.code_pair("Oslo urged Bern to act.", source=(0, 4), target=(11, 15))
    >>> pair["type"], pair["modality"]
    ('REQUEST', 'actual')
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from visavis.errors import VisavisError
from visavis.records import Actor, Claim, Document, Evidence, Modality, Report, Signal

if TYPE_CHECKING:
    __version__: str
    from visavis.brief import compose as compose_brief
    from visavis.brief.pair import dyad
    from visavis.intake import read_documents
    from visavis.measure import dyad_series
    from visavis.reading import Reading, code_pair, read

_LAZY = {
    "Reading": ("visavis.reading", "Reading"),
    "code_pair": ("visavis.reading", "code_pair"),
    "compose_brief": ("visavis.brief", "compose"),
    "dyad": ("visavis.brief.pair", "dyad"),
    "dyad_series": ("visavis.measure", "dyad_series"),
    "read": ("visavis.reading", "read"),
    "read_documents": ("visavis.intake", "read_documents"),
}
"""Names whose rooms load a parser or an engine: fetched when first asked for."""

__all__ = ["Actor", "Claim", "Document", "Evidence", "Modality", "Reading", "Report", "Signal", "VisavisError",
           "__version__", "code_pair", "compose_brief", "dyad", "dyad_series", "read", "read_documents"]


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version("visavis")
    if name not in _LAZY:
        raise AttributeError(f"module 'visavis' has no attribute {name!r}")
    module, attribute = _LAZY[name]
    return getattr(import_module(module), attribute)
