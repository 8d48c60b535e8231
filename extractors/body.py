"""The story's own words on its page: found, and freed of what the page puts between and behind them.

    find_text(html, tree, about, selector, layout=None) -> (text, method)
    clean_text(lines, title) -> text

The order: the outlet's own selector; the layout learnt from its pages; trafilatura, which may not fall back on the
whole page (its menus tell of other deaths); the text that the page states in JSON-LD; whatever stands there as prose.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from typing import Literal

from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag
from lxml.html import HtmlElement
from trafilatura import bare_extraction

from extractors.layouts import Layout, read_layout
from extractors.metadata import Metadata
from extractors.normalize import LETTERS, normalize_phrase
from extractors.wordlists import read_lexicon

Method = Literal["selector", "layout", "trafilatura", "json_ld", "prose"]

MIN_LETTERS = 60
"""Arabic letters below which a page holds no report; the shortest bulletins have about 80."""
MIN_PROSE = 40
"""Arabic letters from which a line with a full stop or comma counts as prose; headlines are shorter or have none."""
HEADLINE_LENGTH = 140

# What it logs as errors are the pages that are refused by name.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)

_ARABIC = re.compile(f"[{LETTERS}]")
MARK = re.compile("[.,!\u060c\u061b\u061f\u06d4]")
_COPYRIGHT = re.compile(r"\u00a9\s*\d{4}|\d{4}\s*\u00a9")
_NO_WORD = re.compile(r"[^\w\s]+")
_ENDS = (".", "!", "\u061f", "\u06d4", "\u2026", "\u00bb", '"')
_NOT_STORY = ["script", "style", "noscript", "template", "figcaption", "aside", "nav", "form", "footer", "select"]
_BLOCKS = [
    "br",
    "p",
    "li",
    "ul",
    "ol",
    "div",
    "section",
    "article",
    "table",
    "tr",
    "td",
    "blockquote",
    "h1",
    "h2",
    "h3",
    "h4",
]


@dataclass(frozen=True, slots=True)
class _Words:
    related: frozenset[str]
    read_also: tuple[str, ...]
    furniture: frozenset[str]


@lru_cache(maxsize=1)
def _words() -> _Words:
    table = read_lexicon("pages")
    return _Words(
        frozenset(map(fold_line, table["related_lists"])),
        tuple(map(fold_line, table["read_also"])),
        frozenset(map(fold_line, table["furniture"])),
    )


def find_text(
    html: str, tree: HtmlElement, about: Metadata, selector: str | None, layout: Layout | None = None
) -> tuple[str, Method]:
    """The text of the story and what found it; the longest of too short ones where none is long enough."""
    longest: tuple[str, Method] = ("", "prose")
    for method, lines in _attempts(html, tree, about, selector, layout):
        text = clean_text(lines, about.title)
        if count_letters(text) >= MIN_LETTERS:
            return text, method
        longest = max(longest, (text, method), key=lambda found: len(found[0]))
    return longest


def _attempts(
    html: str, tree: HtmlElement, about: Metadata, selector: str | None, layout: Layout | None
) -> Iterator[tuple[Method, Iterable[str]]]:
    if selector:
        boxes = BeautifulSoup(html, "lxml").select(selector)
        yield "selector", [line for box in boxes for line in _read_lines(_clean(box))]
    known = read_layout(tree, layout) if layout else None
    if known:
        yield "layout", known
    yield "trafilatura", read_generally(tree)
    if about.body:
        yield "json_ld", read_stated(about.body)
    page = BeautifulSoup(html, "lxml").body
    yield "prose", filter(is_prose, _read_lines(_clean(page))) if page else ()


def read_generally(tree: HtmlElement) -> list[str]:
    """The lines that trafilatura takes for the story."""
    # Without «precision» a short story makes trafilatura return the whole page, with the headlines of other stories.
    found = bare_extraction(
        tree, fast=True, favor_precision=True, include_comments=False, include_tables=False, with_metadata=False
    )
    lines = (" ".join(line.split()) for line in (getattr(found, "text", None) or "").splitlines())
    return [line for line in lines if line]


def clean_text(lines: Iterable[str], title: str | None = None) -> str:
    """The story's lines: without the page's furniture, pointers to other stories, lists of them and a repeated title.

    After the head of a list («مقالات ذات صلة») the lines that look like headlines go with it; prose that follows stays.
    """
    kept: list[str] = []
    known_title = fold_line(title or "")
    headlines = 0  # still to be dropped
    for line in (" ".join(line.split()) for line in lines):
        folded = fold_line(line)
        if not folded:
            continue
        if headlines and is_headline(line):
            headlines -= 1
            continue
        pointed = _pointed_headlines(folded)
        headlines = pointed or 0
        if pointed is not None:
            continue
        if _COPYRIGHT.search(line) or folded in _words().furniture or (not kept and folded == known_title):
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


def is_headline(line: str) -> bool:
    """Whether a line is short and does not end like a sentence."""
    return len(line) < HEADLINE_LENGTH and not line.endswith(_ENDS)


def is_prose(line: str) -> bool:
    """Whether a line is long enough for a sentence and has the marks of one."""
    return count_letters(line) >= MIN_PROSE and bool(MARK.search(line))


def read_stated(stated: str) -> list[str]:
    """The lines of a body stated in JSON-LD, which is text in one outlet and mark-up, even escaped, in the next."""
    text = unescape(stated)
    return _read_lines(BeautifulSoup(text, "lxml")) if "<" in text else text.splitlines()


def _clean(element: Tag) -> Tag:
    """The element without what is never the story: scripts, menus, forms, and lines that are mostly links."""
    for part in element(_NOT_STORY):
        part.decompose()
    for link in element("a"):
        line = None if link.decomposed else link.parent
        if line is not None and not line.find(_BLOCKS[1:]) and _count_linked(line) * 2 > count_letters(line.get_text()):
            line.decompose()
    return element


def _count_linked(element: Tag) -> int:
    return sum(count_letters(link.get_text()) for link in element("a"))


def _read_lines(element: Tag) -> list[str]:
    """The element's text, a line for each block in it; line ends in the mark-up's source are blanks."""
    for string in element.find_all(string=lambda text: type(text) is NavigableString):
        string.replace_with(" ".join(f"|{string}|".split())[1:-1])
    for block in element.find_all(_BLOCKS):
        block.insert_before("\n")
        block.insert_after("\n")
    return element.get_text("").splitlines()


def fold_line(line: str) -> str:
    """A line's words in normal form, without its marks, to compare it by."""
    return normalize_phrase(_NO_WORD.sub(" ", line)).lower()


def count_letters(text: str) -> int:
    """The Arabic letters of a text."""
    return len(_ARABIC.findall(text))
