"""Where an outlet's pages keep the story: a CSS selector learnt from pages of one template, and watched for drift.

    learn_selector(pages) -> Proposal | None
    check_selector(selector, pages) -> Proposal

What the pages of an outlet share is its furniture; prose that stands on one of them only is a story. The selector
sought is the one whose element holds most of that prose and little else, on as many pages as possible. It needs no
other extractor to be right, so it serves just where the general way fails.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bs4 import BeautifulSoup, Tag

from extractors.normalize import LETTERS

MIN_PAGES = 3
MIN_PROSE = 40
"""Arabic letters from which a text with a full stop or comma counts as prose; headlines are shorter or have none."""
STORY_SHARE = 0.6
"""Of a page's own prose; the rest is a lead that stands apart and what readers wrote below."""
GOOD = 0.8

_ARABIC = re.compile(f"[{LETTERS}]")
_MARK = re.compile("[.\u060c\u061b\u061f]")
_NAME = re.compile(r"[A-Za-z][A-Za-z_-]*(?:\d[A-Za-z_-]*)?")
_BOXES = ["div", "section", "ul", "ol"]
_NOT_STORY = re.compile(r"comment|cmt|disqus|related|newsletter", re.I)
_NOT_TEXT = ["script", "style", "noscript", "template", "nav", "footer", "aside", "form", "select"]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A selector and how well it does: the share of the pages' own prose that it finds (`recall`), the share of what it
    finds that is such prose (`precision`), the share of pages on which it finds a story at all (`found`); 0 to 1.
    """

    selector: str
    recall: float
    precision: float
    found: float
    pages: int

    @property
    def is_good(self) -> bool:
        """Whether it may be relied on; below that the outlet has changed its pages, or never had one template."""
        return min(self.recall, self.precision, self.found) >= GOOD

    @property
    def score(self) -> float:
        """One figure to compare selectors of one outlet by."""
        return self.found * 2 * self.recall * self.precision / (self.recall + self.precision or 1)


@dataclass(frozen=True, slots=True)
class _Page:
    soup: BeautifulSoup
    blocks: tuple[tuple[Tag, str], ...]
    """Elements with prose of their own that no other page has, and that prose."""


def learn_selector(pages: Sequence[str]) -> Proposal | None:
    """The best selector for pages (HTML) of one outlet; None where fewer than three tell a story or none fits."""
    read = [page for page in _read_pages(pages) if page.blocks]
    if len(read) < MIN_PAGES:
        return None
    votes = Counter(selector for page in read for selector in set(_describe(_find_story(page))))
    likely = [selector for selector, count in votes.most_common(30) if count * 2 > len(read)]
    proposals = [_measure(selector, read) for selector in likely]
    best = max(proposals, key=lambda one: (round(one.score, 2), -len(one.selector)), default=None)
    return best if best and best.is_good else None


def check_selector(selector: str, pages: Sequence[str]) -> Proposal:
    """How well a known selector still does on an outlet's newest pages."""
    return _measure(selector, [page for page in _read_pages(pages) if page.blocks])


def _read_pages(pages: Sequence[str]) -> list[_Page]:
    soups = [BeautifulSoup(html, "lxml") for html in dict.fromkeys(pages)]
    for soup in soups:
        for element in (*soup(_NOT_TEXT), *soup(_BOXES, class_=_NOT_STORY), *soup(_BOXES, id=_NOT_STORY)):
            element.decompose()
    prose = [[(element, text) for element, text in _own_texts(soup) if _is_prose(text)] for soup in soups]
    seen = Counter(text for blocks in prose for text in {text for _, text in blocks})
    return [
        _Page(soup, tuple((element, text) for element, text in blocks if seen[text] == 1))
        for soup, blocks in zip(soups, prose, strict=True)
    ]


def _own_texts(soup: BeautifulSoup) -> Iterator[tuple[Tag, str]]:
    """Each element with the text that stands directly in it."""
    for element in soup.find_all(True):
        text = " ".join(" ".join(element.find_all(string=True, recursive=False)).split())
        if text:
            yield element, text


def _find_story(page: _Page) -> Tag:
    """The deepest element that holds most of the page's own prose."""
    weight: Counter[int] = Counter()
    elements: dict[int, Tag] = {}
    for element, text in page.blocks:
        for holder in (element, *element.parents):
            weight[id(holder)] += _count(text)
            elements[id(holder)] = holder
    enough = STORY_SHARE * max(weight.values())
    holders = [elements[key] for key, held in weight.items() if held >= enough]
    return max(holders, key=lambda holder: len(list(holder.parents)))


def _describe(story: Tag) -> Iterator[str]:
    """Selectors of an element and of the two around it; names with numbers in them belong to one page only."""
    for element in (story, *list(story.parents)[:2]):
        if element.name in ("body", "html", "[document]"):
            return
        identity = element.get("id")
        if isinstance(identity, str) and _NAME.fullmatch(identity):
            yield f"#{identity}"
        if isinstance(element.get("itemprop"), str):
            yield f"[itemprop={element['itemprop']}]"
        classes = [name for name in element.get_attribute_list("class") if name and _NAME.fullmatch(name)]
        yield from (f"{element.name}.{name}" for name in classes)
        if len(classes) > 1:
            yield f"{element.name}.{'.'.join(classes)}"
        if not classes and not identity:
            yield element.name


def _measure(selector: str, pages: Sequence[_Page]) -> Proposal:
    recall = precision = 0.0
    found = 0
    for page in pages:
        inside = {id(child) for element in page.soup.select(selector) for child in (element, *element.find_all(True))}
        own = sum(_count(text) for element, text in page.blocks if id(element) in inside)
        held = sum(_count(text) for element, text in _own_texts(page.soup) if id(element) in inside)
        total = sum(_count(text) for _, text in page.blocks)
        if own:
            found += 1
            recall += own / total
            precision += own / held
    share = found or 1
    return Proposal(selector, recall / share, precision / share, found / (len(pages) or 1), len(pages))


def _is_prose(text: str) -> bool:
    return _count(text) >= MIN_PROSE and bool(_MARK.search(text))


def _count(text: str) -> int:
    return len(_ARABIC.findall(text))
