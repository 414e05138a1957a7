"""One HTML page -> its article: main text, title, date, address, outlet.

The rule: the date is the one that the page states of itself. A date found in the running text is a date of
something that it tells: of 200 press releases wrapped as bare pages htmldate's extensive search gave 61 wrong
dates and 15 right ones, the plain search 0 wrong and 10 right, so the plain search it is.
"""

from __future__ import annotations

import logging
import re
from datetime import date
from typing import Any

from visavis.errors import InputError
from visavis.intake.decoding import decode_page
from visavis.intake.markup import refuse_monsters
from visavis.intake.terms import Found, host_of

ARTICLE_WORDS, ARTICLE_CHARACTERS = 8, 12
"""A page holds an article if one line has as many words, or as many Chinese, Japanese or Korean characters;
menus, log-in forms and "enable JavaScript" have fewer."""

FRAGMENT_HEAD = 1000
"""A page whose first characters hold no <html> is a fragment, as a content system gives it out."""

_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")


def read_page(data: bytes, *, today: date, where: str, url: str | None = None,
              charset: str | None = None) -> Found:
    """The article of a page, with what the page says of itself; its date is None where it states none.

    Raises InputError for a page that cannot be decoded, is of a monstrous shape, or has no article.
    """
    html = decode_page(data, where=where, header=charset)
    refuse_monsters(html, where=where)
    article = _extracted(html, today=today, where=where, url=url)
    text = (article.text or "").strip() if article else ""
    if not has_article(text):
        raise InputError("no article in the page", where=where,
                         hint="save it with its text loaded, or give its text as .txt")
    address = url or _absolute(article.url)
    return Found(text, date.fromisoformat(article.date) if article.date else None, "page", None,
                 article.title, address, host_of(address) or article.sitename)


def has_article(text: str) -> bool:
    """Whether some line of `text` is long enough to be a sentence of an article."""
    return any(len(line.split()) >= ARTICLE_WORDS or len(_CJK.findall(line)) >= ARTICLE_CHARACTERS
               for line in text.splitlines())


def _absolute(url: str | None) -> str | None:
    return url if url and url.startswith(("http://", "https://")) else None


def _extracted(html: str, *, today: date, where: str, url: str | None) -> Any:
    import trafilatura

    for name in ("trafilatura", "htmldate"):  # they log what we raise
        logging.getLogger(name).addHandler(logging.NullHandler())
    if "<html" not in html[:FRAGMENT_HEAD].lower():  # a fragment of one block is refused by trafilatura
        html = f"<html>{html}"
    dates = {"original_date": True, "extensive_search": False, "max_date": today.isoformat()}
    try:
        return trafilatura.bare_extraction(html, url=url, with_metadata=True, include_comments=False,
                                           favor_precision=True, date_extraction_params=dates)
    except Exception as error:  # the border to a parser that meets the worst of the web
        raise InputError(f"the page cannot be parsed ({type(error).__name__})", where=where,
                         hint="give its text as .txt") from error
