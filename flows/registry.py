"""Changes to the person's own registry of feeds: tables appended, selectors set, the rest of the file left as it is."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flows.feeds import Feed, load_feeds
from flows.files import write_whole
from flows.settings import Settings

_HEADER = re.compile(r"^[ \t]*\[\[[ \t]*feed[ \t]*\]\].*$", re.M)


def own_registry(settings: Settings) -> Path:
    """The person's own registry; a copy of the packaged one, which it replaces, where there is none yet."""
    path = settings.home / "feeds.toml"
    if not path.exists():
        write_whole(path, settings.feeds_path.read_text(encoding="utf-8"))
    return path


def format_feed(table: dict[str, Any]) -> str:
    """One [[feed]] table; a JSON string is a TOML basic string."""
    return "[[feed]]\n" + "".join(f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in table.items())


def append_feeds(settings: Settings, tables: Iterable[dict[str, Any]]) -> Path:
    """Add feeds to the person's own registry and return its path; raises FeedsError, and leaves it as it was."""
    path = own_registry(settings)
    text = path.read_text(encoding="utf-8")
    return _replace(path, text.rstrip("\n") + "\n" + "".join(f"\n{format_feed(table)}" for table in tables))


def set_selector(settings: Settings, outlet: str, selector: str) -> Path:
    """Set the selector of all feeds of an outlet in the person's own registry and return its path."""
    path = own_registry(settings)
    feeds = load_feeds(path)
    text = path.read_text(encoding="utf-8")
    starts = [match.start() for match in _HEADER.finditer(text)]
    line = f"selector = {json.dumps(selector, ensure_ascii=False)}"
    parts = [text[: starts[0]]]
    for feed, start, end in zip(feeds, starts, [*starts[1:], len(text)], strict=True):
        table = text[start:end]
        parts.append(_set_line(table, line) if feed.outlet == outlet else table)
    return _replace(path, "".join(parts))


def _set_line(table: str, line: str) -> str:
    """The table with this line in place of its selector, else right behind its header."""
    found = re.search(r"^[ \t]*selector[ \t]*=.*$", table, re.M) or _HEADER.match(table)
    assert found is not None
    before = f"{found.group()}\n" if _HEADER.match(found.group()) else ""
    return table[: found.start()] + before + line + table[found.end() :]


def _replace(path: Path, text: str) -> Path:
    """Put a text in place of the registry, once it can be read as one."""
    part = path.with_suffix(".part")
    part.write_text(text, encoding="utf-8")
    try:
        load_feeds(part)
    except BaseException:
        part.unlink()
        raise
    return part.replace(path)


def name_feed(url: str, taken: Iterable[str]) -> str:
    """An id for a feed, after its host, that no other feed has."""
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    with suppress(UnicodeError):
        host = host.encode("idna").decode()
    name = re.sub(r"[^a-z0-9]+", "-", host).strip("-")[:56] or "feed"
    taken = set(taken)
    return next(one for one in (name, *(f"{name}-{number}" for number in range(2, len(taken) + 3))) if one not in taken)


def is_known(url: str, feeds: Iterable[Feed]) -> bool:
    """Whether the registry has this feed already, in whatever spelling of its address."""
    from extractors.identity import article_key

    return article_key(url) in {article_key(feed.url) for feed in feeds}
