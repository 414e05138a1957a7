"""Brief: findings with their evidence, and what renders them for a terminal, as Markdown and as HTML.

    compose(a, b, today=, history=)   the brief of a dyad
    terminal.render, markdown.render, page.render
"""

from visavis.brief.composition import compose
from visavis.brief.findings import Brief, Evidence, Finding, Section

__all__ = ["Brief", "Evidence", "Finding", "Section", "compose"]
