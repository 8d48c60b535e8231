"""Pages to articles: the story's own words, its title, dates and address, without the page around it.

    read_page(html, url, timezone=…, selector=None, now=None) -> PageArticle(title, text, canonical_url, …)

Raises PageError(reason): `blocked` (a page that asks for a browser or a human), `live_blog` (a running page whose
totals must not be counted as news), `not_an_article` (front page, list, missing page), `too_short`, `not_arabic`,
`mojibake`.
"""

from __future__ import annotations

import datetime as dt
import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from typing import Literal
from urllib.parse import urlsplit

from bs4 import BeautifulSoup
from lxml.html import HtmlElement
from trafilatura import bare_extraction, load_html

from extractors.challenge import find_challenge
from extractors.dates import Precision
from extractors.decoding import is_mojibake
from extractors.metadata import DateSource, Metadata, read_metadata
from extractors.normalize import LETTERS, normalize_phrase
from extractors.wordlists import read_lexicon

Reason = Literal["blocked", "live_blog", "not_an_article", "too_short", "not_arabic", "mojibake"]

MIN_LETTERS = 60
"""Arabic letters below which a page holds no report; the shortest bulletins have about 80."""
MIN_ARABIC_SHARE = 0.5
HEADLINE_LENGTH = 140
LIST_LINES = 8
UNMARKED_LENGTH = 250
"""Characters; prose of this length has a full stop or a comma, headlines run together have none."""

# What it logs as errors are the pages that this module refuses by name.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)

_ARABIC = re.compile(f"[{LETTERS}]")
_LATIN = re.compile(r"[^\W\d_]")
_NO_WORD = re.compile(r"[^\w\s]+")
_MARK = re.compile("[.,!\u060c\u061b\u061f\u06d4]")
_ENDS = (".", "!", "\u061f", "\u06d4", "\u2026", "\u00bb", '"')


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
    method: Literal["selector", "trafilatura", "json_ld", "paragraphs"]
    may_archive: bool = True


@dataclass(frozen=True, slots=True)
class _Words:
    related: frozenset[str]
    read_also: tuple[str, ...]
    furniture: frozenset[str]
    live: tuple[str, ...]
    missing: tuple[str, ...]


@lru_cache(maxsize=1)
def _words() -> _Words:
    table = read_lexicon("pages")
    folded = {name: tuple(map(_fold, table[name])) for name in table}
    return _Words(
        frozenset(folded["related_lists"]),
        folded["read_also"],
        frozenset(folded["furniture"]),
        folded["live_titles"],
        folded["missing_titles"],
    )


def read_page(
    html: str, url: str, *, timezone: str = "UTC", selector: str | None = None, now: dt.datetime | None = None
) -> PageArticle:
    """The article on the page that was received from `url`; raises PageError.

    `selector` is the outlet's CSS selector for the story's body; where it finds nothing, the general way is taken.
    """
    tree = load_html(html)
    if tree is None or not html.strip():
        raise PageError("not_an_article", "no HTML")
    about = read_metadata(tree, url, timezone, now)
    _refuse_by_title(about, url)
    text, method = _find_text(html, tree, about, selector)
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


def clean_text(lines: Iterable[str], title: str | None = None) -> str:
    """The story's lines: without the page's furniture, pointers to other stories, lists of them and a repeated title.

    After the head of a list («مقالات ذات صلة») the lines that look like headlines go with it; prose that follows stays.
    """
    kept: list[str] = []
    known_title = _fold(title or "")
    headlines = 0  # still to be dropped
    for line in (" ".join(line.split()) for line in lines):
        folded = _fold(line)
        if not folded:
            continue
        if headlines and _is_headline(line):
            headlines -= 1
            continue
        pointed = _pointed_headlines(folded)
        headlines = pointed or 0
        if pointed is not None:
            continue
        if folded in _words().furniture or (not kept and folded == known_title):
            continue
        kept.append(line)
    return "\n".join(kept)


def _pointed_headlines(folded: str) -> int | None:
    """How many headlines a line announces: a list of them, one, none («اقرأ أيضا: …»); None for a line of the story."""
    words = _words()
    if folded in words.related:
        return 1_000
    if folded in words.read_also:
        return 1
    return 0 if folded.startswith(tuple(f"{start} " for start in words.read_also)) else None


def _is_headline(line: str) -> bool:
    return len(line) < HEADLINE_LENGTH and not line.endswith(_ENDS)


def _fold(line: str) -> str:
    return normalize_phrase(_NO_WORD.sub(" ", line)).lower()


def _find_text(
    html: str, tree: HtmlElement, about: Metadata, selector: str | None
) -> tuple[str, Literal["selector", "trafilatura", "json_ld", "paragraphs"]]:
    if selector:
        text = clean_text(_select(html, selector), about.title)
        if count_letters(text) >= MIN_LETTERS:
            return text, "selector"
    found = bare_extraction(tree, fast=True, include_comments=False, include_tables=False, with_metadata=False)
    text = clean_text((getattr(found, "text", None) or "").splitlines(), about.title)
    if count_letters(text) >= MIN_LETTERS:
        return text, "trafilatura"
    if about.body:
        stated = clean_text(read_lines(about.body), about.title)
        if count_letters(stated) >= MIN_LETTERS:
            return stated, "json_ld"
    return clean_text(_select(html, "article p, main p, [itemprop=articleBody] p"), about.title) or text, "paragraphs"


def read_lines(stated: str) -> list[str]:
    """The lines of a body stated in JSON-LD, which is text in one outlet and mark-up, even escaped, in the next."""
    text = unescape(stated)
    if "<" not in text:
        return text.splitlines()
    soup = BeautifulSoup(text, "lxml")
    for block in soup.find_all(["p", "br", "li", "div", "h2", "h3", "h4", "blockquote"]):
        block.insert_after("\n")
    return soup.get_text("").splitlines()


def _select(html: str, selector: str) -> list[str]:
    """The lines of what a selector finds, each block once."""
    soup = BeautifulSoup(html, "lxml")
    for element in soup(["script", "style", "noscript", "figcaption", "aside", "nav", "form"]):
        element.decompose()
    lines: list[str] = []
    for element in soup.select(selector):
        for line_break in element.find_all("br"):
            line_break.replace_with("\n")
        blocks = element.find_all(["p", "h2", "h3", "h4", "li", "blockquote"]) or [element]
        lines.extend(line for block in blocks for line in block.get_text("").splitlines())
    return list(dict.fromkeys(lines))


def _refuse_by_title(about: Metadata, url: str) -> None:
    title = _fold(about.title or "")
    words = _words()
    if about.is_live or any(title == live or title.startswith(f"{live} ") for live in words.live):
        raise PageError("live_blog", f"{about.title!r}")
    if any(title == missing or title.startswith(f"{missing} ") for missing in words.missing):
        raise PageError("not_an_article", f"the page says {about.title!r}")
    if not urlsplit(url).path.strip("/") and not urlsplit(url).query:
        raise PageError("not_an_article", "the front page of a site")


def _refuse_by_text(text: str, html: str) -> None:
    if is_mojibake(text):
        raise PageError("mojibake", repr(text[:40]))
    arabic = count_letters(text)
    if arabic < MIN_LETTERS:
        challenge = find_challenge(html)
        if challenge:
            raise PageError("blocked", f"a page that says {challenge!r}")
    letters = len(_LATIN.findall(text))
    if letters >= MIN_LETTERS and arabic < letters * MIN_ARABIC_SHARE:
        raise PageError("not_arabic", f"{arabic} of {letters} letters are Arabic")
    if arabic < MIN_LETTERS:
        raise PageError("too_short", f"{arabic} Arabic letters")
    lines = text.splitlines()
    if len(lines) >= LIST_LINES and all(map(_is_headline, lines)):
        raise PageError("not_an_article", f"a list of {len(lines)} headlines")
    if len(text) >= UNMARKED_LENGTH and not _MARK.search(text):
        raise PageError("not_an_article", f"{len(text)} characters without one mark of a sentence")


def count_letters(text: str) -> int:
    """The Arabic letters of a text."""
    return len(_ARABIC.findall(text))
