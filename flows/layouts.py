"""The layouts of outlets' pages, learnt from run to run and kept in the data folder.

A run reads with the layouts that it found; what its pages teach serves the next one. Every twentieth page of a host is
read both ways, and a host whose layout gave another text even once is forgotten and learnt anew.
"""

from __future__ import annotations

import dataclasses
import json
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extractors.identity import split_address
from extractors.layouts import MIN_PAGES, Layout
from flows.files import write_whole

if TYPE_CHECKING:
    from flows.documents import Document
    from flows.reading import Reading

VERIFY_EVERY = 20
SHOWN = MIN_PAGES + 4
"""Pages of a host that are kept to learn from; one without a story may be among them."""

HOSTS = 60
"""Hosts of which pages are kept at a time: a crawl of the world's news has thousands, and pages of 70 kB each."""


def host_of(url: str | None) -> str:
    """The host and port of an address, to which a layout belongs; "" where it is none of the web's."""
    parts = split_address(url or "")
    return parts.netloc.lower() if parts else ""


def is_verified(url: str) -> bool:
    """Whether a page is one of those that are read both ways; the same pages in every run."""
    return zlib.crc32(url.encode()) % VERIFY_EVERY == 0


class LayoutBook:
    """The layouts by host, and the pages of hosts that have none yet.

    With `path` None nothing is known and nothing learnt.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self.layouts: Mapping[str, Layout] = _read(path) if path else {}
        self._shown: dict[str, dict[str, Document]] = {}
        self._uses: dict[str, Counter[str]] = {}

    def watch(self, readings: Iterable[Reading]) -> Iterator[Reading]:
        """The readings as they come; what they teach is written down behind the last one."""
        for reading in readings:
            if self._path is not None:
                self._note(reading)
            yield reading

    def _note(self, reading: Reading) -> None:
        document = reading.document
        host = host_of(document.url)
        if document.text is not None or document.selector or reading.problem or not host:
            return
        if reading.layout:
            self._uses.setdefault(host, Counter())[reading.layout] += 1
        if reading.layout != "used" and (host in self._shown or len(self._shown) < HOSTS):
            shown = self._shown.setdefault(host, {})
            if len(shown) < SHOWN:
                shown.setdefault(document.url or "", document)

    def learn(self, archive: Path | None) -> int:
        """Learn what the pages teach, write it down in one step, and return how many hosts changed."""
        stale = {host for host, uses in self._uses.items() if uses["drifted"] or uses["odd"] > uses["used"]}
        unknown = stale | (self._shown.keys() - self.layouts.keys())
        pages = {host: self._shown.get(host, {}).values() for host in sorted(unknown)}
        found = {host: layout for host, shown in pages.items() if (layout := _learn(shown, archive))}
        changed = stale | found.keys()
        self._shown, self._uses = {}, {}
        if not changed or self._path is None:
            return 0
        layouts = {host: layout for host, layout in self.layouts.items() if host not in changed} | found
        self.layouts = layouts
        text = json.dumps({host: _to_json(layouts[host]) for host in sorted(layouts)}, ensure_ascii=False, indent=1)
        write_whole(self._path, text + "\n")
        return len(changed)


def _learn(documents: Iterable[Document], archive: Path | None) -> Layout | None:
    from extractors.article import learn_pages
    from extractors.decoding import DecodeError
    from flows.archive import BodyMissingError
    from flows.reading import load_html

    pages = []
    for document in documents:
        try:
            pages.append(load_html(document, archive))
        except (DecodeError, BodyMissingError):
            continue  # dropped since, because its page asks not to be kept
    return learn_pages(pages)


def _to_json(layout: Layout) -> dict[str, Any]:
    return {"box": layout.box, "kept": sorted(layout.kept), "dropped": sorted(layout.dropped)}


def _read(path: Path) -> dict[str, Layout]:
    """The layouts of the file; none where it is not there, or is not ours to read: they are learnt again."""
    names = {field.name for field in dataclasses.fields(Layout)}
    try:
        table = json.loads(path.read_text(encoding="utf-8"))
        return {
            host: Layout(one["box"], frozenset(one["kept"]), frozenset(one["dropped"]))
            for host, one in table.items()
            if one.keys() == names
        }
    except (FileNotFoundError, ValueError, TypeError, KeyError, AttributeError):
        return {}
