"""Where an outlet's pages keep the lines of the story: a layout learnt from the general extractor's own answers.

    learn_layout(pages) -> Layout | None            from pages with the lines that the general way finds on them
    read_layout(tree, layout) -> list[str] | None   the same lines, in a tenth of the time

A page costs the general extractor 5 to 8 ms, a look at known elements a tenth of that. A layout is only learnt where it
gives the very lines that the general way gives, on every page that it was shown; on a page with anything that it has
not seen inside the story's box it gives None, and the general way is taken.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from lxml.etree import iterwalk
from lxml.html import HtmlElement

MIN_PAGES = 8
"""Pages of one outlet before a layout is learnt; the odd box (a poll, a video) stands on one page in five or so."""
_INLINE = frozenset(
    ("a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "del", "em", "font", "i", "ins", "mark", "q", "s", "small",
     "span", "strong", "sub", "sup", "time", "tt", "u", "wbr")
)  # fmt: skip
_SILENT = frozenset(("script", "style", "noscript", "template", "iframe", "svg", "form", "button", "select", "object"))
_NAME = re.compile(r"[A-Za-z_-]+")
_LINKED = "@"
_HALF = 0.5


@dataclass(frozen=True, slots=True)
class Layout:
    """The element that holds the story, and which lines inside it are the story's.

    `box` describes the element; `kept` and `dropped` describe the lines by the elements from the box down to them, with
    «@» behind a line that is mostly links.
    """

    box: str
    kept: frozenset[str]
    dropped: frozenset[str]


class _Line(NamedTuple):
    """A line of text, the element that holds it, and whether it is mostly links."""

    holder: HtmlElement
    text: str
    linked: bool


class _Lines:
    """Cuts the text of an element into lines: each block element and `br` begins one."""

    def __init__(self, box: HtmlElement) -> None:
        self._holders = [box]
        self._parts: list[str] = []
        self._links = 0
        self._linked = 0
        self.found: list[_Line] = []

    def enter(self, element: HtmlElement) -> None:
        """An element begins."""
        if element.tag == "a":
            self._links += 1
        elif element.tag not in _INLINE:
            self.flush()
            self._holders.append(element)
        self.add(element.text)

    def leave(self, element: HtmlElement) -> None:
        """An element ends, and what follows it belongs to the one around it."""
        if element.tag == "a":
            self._links -= 1
        elif element.tag not in _INLINE:
            self.flush()
            self._holders.pop()
        self.add(element.tail)

    def add(self, text: str | None) -> None:
        """Text of the present line."""
        if text:
            self._parts.append(text)
            self._linked += len(text.strip()) if self._links else 0

    def flush(self) -> None:
        """The present line ends."""
        text = " ".join("".join(self._parts).split())
        if text:
            self.found.append(_Line(self._holders[-1], text, self._linked > len(text) * _HALF))
        self._parts, self._linked = [], 0


def _lines(box: HtmlElement) -> list[_Line]:
    lines = _Lines(box)
    lines.add(box.text)
    walk = iterwalk(box, events=("start", "end", "comment", "pi"))
    next(walk)
    for event, element in walk:
        if event in ("comment", "pi"):
            lines.add(element.tail)
        elif element.tag in _SILENT:
            if event == "start":
                walk.skip_subtree()
            else:
                lines.add(element.tail)
        elif event == "start":
            lines.enter(element)
        elif element is not box:
            lines.leave(element)
    lines.flush()
    return lines.found


def read_layout(tree: HtmlElement, layout: Layout) -> list[str] | None:
    """The story's lines; None where its box is not there once, or holds a kind of line that nobody has judged."""
    boxes = _find_boxes(tree, layout.box)
    if len(boxes) != 1:
        return None
    lines = []
    for line in _lines(boxes[0]):
        path = _describe_line(line, boxes[0])
        if path in layout.kept:
            lines.append(line.text)
        elif path not in layout.dropped:
            return None
    return lines or None


def learn_layout(pages: Sequence[tuple[HtmlElement, Sequence[str]]]) -> Layout | None:
    """The layout of one outlet's pages, each with the lines that the general way found; None where none gives them.

    Exact or nothing: every page shown must read the same by the layout as by the general way.
    """
    if len(pages) < MIN_PAGES:
        return None
    stories = [(tree, _held(tree, lines), list(lines)) for tree, lines in pages]
    if not all(held for _, held, _ in stories):
        return None
    described = [_describe_boxes(held) for _, held, _ in stories]
    for box in described[0]:
        layout = _layout_of(box, stories) if all(box in boxes for boxes in described) else None
        if layout is not None and all(read_layout(tree, layout) == lines for tree, _, lines in stories):
            return layout
    return None


def _layout_of(box: str, stories: Sequence[tuple[HtmlElement, list[_Line], list[str]]]) -> Layout | None:
    kept: set[str] = set()
    dropped: set[str] = set()
    for tree, held, _ in stories:
        boxes = _find_boxes(tree, box)
        if len(boxes) != 1:
            return None
        ours = {id(line.holder) for line in held}
        for line in _lines(boxes[0]):
            (kept if id(line.holder) in ours else dropped).add(_describe_line(line, boxes[0]))
    return None if kept & dropped else Layout(box, frozenset(kept), frozenset(dropped))


def _held(tree: HtmlElement, lines: Sequence[str]) -> list[_Line]:
    """The page's lines that the general way found; none where a line of its was not found again."""
    wanted = Counter(lines)
    body = tree.find("body")
    found = [line for line in _lines(body if body is not None else tree) if line.text in wanted]
    return found if {line.text for line in found} == set(wanted) else []


def _describe_boxes(held: Sequence[_Line]) -> list[str]:
    """Descriptions of the deepest element that holds all the lines, then of the two around it."""
    paths = [[*reversed([*line.holder.iterancestors()]), line.holder] for line in held]
    shared = [ones[0] for ones in zip(*paths, strict=False) if all(one is ones[0] for one in ones)]
    return [name for element in shared[:-4:-1] for name in _describe_box(element)]


def _describe_box(element: HtmlElement) -> Iterator[str]:
    identity, item = element.get("id") or "", element.get("itemprop") or ""
    if _NAME.fullmatch(identity):
        yield f"#{identity}"
    if item:
        yield f"[{item}]"
    yield _describe(element)


def _find_boxes(tree: HtmlElement, box: str) -> list[HtmlElement]:
    if box.startswith("#"):
        return list(tree.xpath("//*[@id=$name]", name=box[1:]))
    if box.startswith("["):
        return list(tree.xpath("//*[@itemprop=$name]", name=box[1:-1]))
    return [element for element in tree.iter(box.split(".")[0]) if _describe(element) == box]


def _describe(element: HtmlElement) -> str:
    """The tag with its classes, in order of the alphabet; names with digits belong to one page only."""
    names = sorted({name for name in (element.get("class") or "").split() if _NAME.fullmatch(name)})
    return ".".join((element.tag, *names))


def _describe_line(line: _Line, box: HtmlElement) -> str:
    parts = [_LINKED] if line.linked else []
    element = line.holder
    while element is not box:
        parts.append(_describe(element))
        element = element.getparent()
    return "/".join(reversed(parts))
