"""Pages to articles: the story's own words, its title, dates and address, without the page around it.

    read_page(html, url, timezone=…, selector=None, now=None) -> PageArticle(title, text, canonical_url, …)

Raises PageError(reason): `blocked` (a page that asks for a browser or a human), `live_blog` (a running page whose
totals must not be counted as news), `not_an_article` (front page, list, missing page), `too_short`, `not_arabic`,
`mojibake`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from trafilatura import load_html

from extractors.body import (
    MARK,
    MIN_LETTERS,
    Method,
    count_letters,
    find_text,
    fold_line,
    is_headline,
    read_generally,
)
from extractors.challenge import find_challenge
from extractors.dates import Precision
from extractors.decoding import is_mojibake
from extractors.identity import split_address
from extractors.layouts import Layout, learn_layout
from extractors.metadata import DateSource, Metadata, read_metadata
from extractors.wordlists import read_lexicon

Reason = Literal["blocked", "live_blog", "not_an_article", "too_short", "not_arabic", "mojibake"]

MIN_ARABIC_SHARE = 0.5
LIST_LINES = 8
UNMARKED_LENGTH = 250
"""Characters; prose of this length has a full stop or a comma, headlines run together have none."""

_LETTER = re.compile(r"[^\W\d_]")


class PageError(ValueError):
    """A page that gives no article to read; `reason` names why, `detail` shows it."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason: Reason = reason
        self.detail = detail


@dataclass(frozen=True, slots=True)
class PageArticle:
    """One article as its page gives it; paragraphs of `text` stand on lines of their own.

    `published_source` says which part of the page stated the date, `published_precision` how exactly. `method` is what
    found the text. `may_archive` is false where the page asks not to be kept (noarchive, TDM reservation).
    """

    title: str | None
    text: str
    canonical_url: str
    published_at: dt.datetime | None
    published_day: dt.date | None
    published_precision: Precision | None
    published_source: DateSource | None
    updated_at: dt.datetime | None
    language: str | None
    method: Method
    may_archive: bool = True


def read_page(
    html: str,
    url: str,
    *,
    timezone: str = "UTC",
    selector: str | None = None,
    layout: Layout | None = None,
    now: dt.datetime | None = None,
) -> PageArticle:
    """The article on the page that was received from `url`; raises PageError.

    `selector` is the outlet's CSS selector for the story's body, `layout` what its earlier pages taught of it; where
    neither finds the story, the general way is taken.
    """
    tree = load_html(html)
    if tree is None or not html.strip():
        raise PageError("not_an_article", "no HTML")
    about = read_metadata(tree, url, timezone, now)
    _refuse_by_title(about, url)
    text, method = find_text(html, tree, about, selector, layout)
    _refuse_by_text(text, html)
    published = about.published
    return PageArticle(
        title=about.title,
        text=text,
        canonical_url=about.canonical_url,
        published_at=published.at if published else None,
        published_day=published.day if published else None,
        published_precision=published.precision if published else None,
        published_source=about.published_source,
        updated_at=about.updated.at if about.updated else None,
        language=about.language,
        method=method,
        may_archive=about.may_archive,
    )


def learn_pages(pages: Sequence[str]) -> Layout | None:
    """The layout that pages (HTML) of one outlet share, learnt from what the general way finds on them; else None."""
    # Each page is parsed twice: the general way takes its tree apart.
    read = [(tree, read_generally(load_html(html))) for html in pages if (tree := load_html(html)) is not None]
    return learn_layout([(tree, lines) for tree, lines in read if count_letters("".join(lines)) >= MIN_LETTERS])


@lru_cache(maxsize=1)
def _titles() -> tuple[frozenset[str], frozenset[str]]:
    """What titles of live pages and of missing ones start with."""
    table = read_lexicon("pages")
    live, missing = (frozenset(map(fold_line, table[name])) for name in ("live_titles", "missing_titles"))
    return live, missing


def _starts_with(title: str, phrases: frozenset[str]) -> bool:
    return title in phrases or title.startswith(tuple(f"{phrase} " for phrase in phrases))


def _refuse_by_title(about: Metadata, url: str) -> None:
    title = fold_line(about.title or "")
    live, missing = _titles()
    if about.is_live or _starts_with(title, live):
        raise PageError("live_blog", f"{about.title!r}")
    if _starts_with(title, missing):
        raise PageError("not_an_article", f"the page says {about.title!r}")
    address = split_address(url)
    if address and not address.path.strip("/") and not address.query:
        raise PageError("not_an_article", "the front page of a site")


def _refuse_by_text(text: str, html: str) -> None:
    if is_mojibake(text):
        raise PageError("mojibake", repr(text[:40]))
    arabic = count_letters(text)
    if arabic < MIN_LETTERS:
        challenge = find_challenge(html)
        if challenge:
            raise PageError("blocked", f"a page that says {challenge!r}")
    letters = len(_LETTER.findall(text))
    if letters >= MIN_LETTERS and arabic < letters * MIN_ARABIC_SHARE:
        raise PageError("not_arabic", f"{arabic} of {letters} letters are Arabic")
    if not letters:
        raise PageError("not_an_article", "no story on the page")
    if arabic < MIN_LETTERS:
        raise PageError("too_short", f"{arabic} Arabic letters")
    lines = text.splitlines()
    if len(lines) >= LIST_LINES and all(map(is_headline, lines)):
        raise PageError("not_an_article", f"a list of {len(lines)} headlines")
    if len(text) >= UNMARKED_LENGTH and not MARK.search(text):
        raise PageError("not_an_article", f"{len(text)} characters without one mark of a sentence")
