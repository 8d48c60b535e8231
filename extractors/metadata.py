"""What a page says of itself: headline, dates, address and kind, from JSON-LD, meta elements and the address.

    read_metadata(tree, url, timezone, now=None) -> Metadata

`tree` is the page as lxml reads it. A statement is taken from the first place that makes a possible one; which place
that was is kept for dates. The order is notes on ingest, 2.2; footers and free text are never searched for dates
(that is how © years became publication dates elsewhere).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal
from urllib.parse import urljoin, urlsplit

from courlan import extract_domain
from lxml.etree import XPath
from lxml.html import HtmlElement

from extractors.dates import ParsedDate, parse_date
from extractors.decoding import load_json
from extractors.wordlists import read_lexicon

DateSource = Literal["json_ld", "meta", "time", "visible", "url"]

_ARTICLE_TYPES = ("article", "posting", "report")
_PUBLISHED = ("article:published_time", "og:published_time", "datepublished", "date", "dc.date", "dcterms.created",
              "dc.date.issued", "publishdate", "publish_date", "pubdate", "parsely-pub-date", "sailthru.date",
              "article.published", "cxenseparse:recs:publishtime", "publication_date")  # fmt: skip
_UPDATED = ("article:modified_time", "og:updated_time", "datemodified", "dcterms.modified", "lastmod", "last-modified")
_URL_DAY = re.compile(r"(?:^|[/_-])((?:19|20)\d\d)([/_-]?)(0?[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01]|[1-9])(?=[/_-]|$)")
_LD_DATE = re.compile(r'"(datePublished|dateModified)"\s*:\s*"([^"]{8,40})"')
_IS_A_TEXT = "boolean(//body//*[normalize-space(.)=$bare])"
_SEPARATORS = re.compile(r"\s+[|\u2013\u2014\u00bb\u00ab\u2022:-]+\s+")


@dataclass(frozen=True, slots=True)
class Metadata:
    """A page's own statements; None where it makes none. `updates` are the raw JSON-LD items of a live blog."""

    title: str | None
    canonical_url: str
    site_name: str | None
    language: str | None
    page_type: str | None
    published: ParsedDate | None
    published_source: DateSource | None
    updated: ParsedDate | None
    body: str | None
    is_live: bool
    may_archive: bool
    updates: tuple[dict[str, Any], ...] = ()


def read_metadata(tree: HtmlElement, url: str, timezone: str, now: dt.datetime | None = None) -> Metadata:
    """The statements of the page that was received from `url`; dates without a zone are in `timezone`."""
    metas = _read_metas(tree)
    scripts = [script.text_content() for script in tree.xpath('//script[contains(@type, "ld+json")]')]
    node = _find_article(scripts)
    published, source = _find_published(tree, metas, node, scripts, url, timezone, now)
    site = metas.get("og:site_name")
    return Metadata(
        title=_find_title(tree, metas, node, site),
        canonical_url=_find_canonical(tree, metas, url),
        site_name=site,
        language=(tree.get("lang") or metas.get("og:locale") or "")[:2].lower() or None,
        page_type=(metas.get("og:type") or "").lower() or None,
        published=published,
        published_source=source,
        updated=_first_date([_text(node.get("dateModified")), *_pick(metas, _UPDATED)], timezone, now),
        body=_text(node.get("articleBody")),
        is_live="liveblogposting" in _types(node),
        may_archive=not re.search(r"noarchive|none", metas.get("robots", ""), re.I)
        and metas.get("tdm-reservation") != "1",
        updates=tuple(item for item in _listed(node.get("liveBlogUpdate")) if isinstance(item, dict)),
    )


def stated_address(tree: HtmlElement) -> str | None:
    """The whole web address that a page states for itself, for a page that comes without the one it was asked by."""
    links = [link.get("href") for link in tree.iter("link") if (link.get("rel") or "").lower() == "canonical"]
    claims = (_join("", claim) for claim in (*links, _read_metas(tree).get("og:url")))
    return next(filter(None, claims), None)


def same_site(a: str, b: str) -> bool:
    """Whether two addresses belong to one registrable domain (`news.site.co.uk`, `m.site.co.uk`) or bare host."""
    first, second = _domain(a), _domain(b)
    return first == second and bool(first)


def _domain(url: str) -> str:
    """The registrable domain; of a host outside the public suffixes its last two labels, of an address all of it."""
    try:
        host = (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return ""
    if not re.search(r"[^\d.:]", host) or ":" in host:
        return host
    return extract_domain(url) or ".".join(host.split(".")[-2:])


def url_day(url: str) -> str | None:
    """The day that an address names (`/2024/01/05/`, `-2024-1-5`), in ISO form; None where it names none."""
    try:
        match = _URL_DAY.search(urlsplit(url).path)
    except ValueError:
        return None
    return f"{match[1]}-{int(match[3]):02}-{int(match[4]):02}" if match else None


def _read_metas(tree: HtmlElement) -> dict[str, str]:
    metas: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or element.get("http-equiv")
        content = (element.get("content") or "").strip()
        if name and content:
            metas.setdefault(name.lower().strip(), content)
    return metas


def _find_article(scripts: list[str]) -> dict[str, Any]:
    """The JSON-LD node of the story: of the types that mean one, the live blog first, then the first."""
    found: dict[str, Any] = {}
    for script in scripts:
        try:
            data = load_json(script.strip().rstrip(";"), strict=False)
        except ValueError:
            continue
        for node in _nodes(data, 0):
            kinds = _types(node)
            if "liveblogposting" in kinds:
                return node
            if not found and any(kind.endswith(_ARTICLE_TYPES) or kind == "newsarticle" for kind in kinds):
                found = node
    return found


def _nodes(data: Any, depth: int) -> Iterator[dict[str, Any]]:
    if depth > 6:
        return
    if isinstance(data, dict):
        yield data
        for key in ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "item"):
            if key in data:
                yield from _nodes(data[key], depth + 1)
    elif isinstance(data, list):
        for item in data[:50]:
            yield from _nodes(item, depth + 1)


def _types(node: dict[str, Any]) -> list[str]:
    return [str(kind).lower() for kind in _listed(node.get("@type"))]


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _text(value: Any) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def _pick(metas: dict[str, str], names: tuple[str, ...]) -> list[str | None]:
    return [metas.get(name) for name in names]


def _first_date(raws: Sequence[str | None], timezone: str, now: dt.datetime | None) -> ParsedDate | None:
    return next((found for raw in raws if raw and (found := parse_date(raw, timezone, now))), None)


def _find_published(
    tree: HtmlElement, metas: dict[str, str], node: dict[str, Any], scripts: list[str], url: str, timezone: str,
    now: dt.datetime | None,
) -> tuple[ParsedDate | None, DateSource | None]:  # fmt: skip
    stated = [_text(node.get("datePublished")), _text(node.get("dateCreated"))]
    if not node:
        stated = [value for script in scripts for name, value in _LD_DATE.findall(script) if name == "datePublished"]
    elements = tree.xpath("//article//time | //header//time | //main//time | //*[@itemprop='datePublished']")
    times = [element.get("datetime") or element.get("content") or element.text_content() for element in elements[:3]]
    places: tuple[tuple[DateSource, Callable[[], Sequence[str | None]]], ...] = (
        ("json_ld", lambda: stated),
        ("meta", lambda: _pick(metas, _PUBLISHED)),
        ("time", lambda: times),
        ("visible", lambda: _visible_dates(tree)),
        ("url", lambda: [url_day(url)]),
    )
    for source, find in places:
        found = _first_date(find(), timezone, now)
        if found:
            return found, source
    return None, None


def _visible_dates(tree: HtmlElement) -> Sequence[str | None]:
    """Short texts that start with the words for «published on»."""
    return [_collapse(text) for text in _find_labelled()(tree)[:3]]


@lru_cache(maxsize=1)
def _find_labelled() -> XPath:
    """Finds the texts of fewer than 120 characters that start with a label of the lexicon; ten times faster in lxml."""
    labels: list[str] = read_lexicon("pages")["date_labels"]
    starts = " or ".join(f'starts-with(normalize-space(), "{label}")' for label in labels)
    return XPath(f"//body//text()[string-length() < 120][{starts}]")


def _find_title(tree: HtmlElement, metas: dict[str, str], node: dict[str, Any], site: str | None) -> str | None:
    stated = next(filter(None, map(_collapse, (_text(node.get("headline")), metas.get("og:title")))), None)
    if stated:
        return _strip_site(stated, site, tree)
    # The outlet's name may be a heading or a lazy template's title; the story's own is the longer one.
    page_title = next((_collapse(element.text_content()) for element in tree.iter("title")), "")
    headings = [_collapse(heading.text_content()) for heading in tree.iter("h1")]
    return max((_strip_site(page_title, site, tree), *headings), key=len) or None


def _collapse(text: str | None) -> str:
    return " ".join((text or "").split())


def _strip_site(title: str, site: str | None, tree: HtmlElement) -> str:
    """The title without the outlet's name before or behind it.

    What is cut is the outlet's name, or what remains stands somewhere on the page as a text of its own.
    """
    marks = list(_SEPARATORS.finditer(title))
    if not marks:
        return title
    ends = (
        (title[: marks[-1].start()], title[marks[-1].end() :]),
        (title[marks[0].end() :], title[: marks[0].start()]),
    )
    found = [bare for bare, name in ends if name == site or tree.xpath(_IS_A_TEXT, bare=bare)]
    return max(found, key=len, default=title)


def _find_canonical(tree: HtmlElement, metas: dict[str, str], url: str) -> str:
    """The address that the page claims on its own site; a claim to be the front page is a template's mistake."""
    links = [link.get("href") for link in tree.iter("link") if (link.get("rel") or "").lower() == "canonical"]
    for claim in (*links, metas.get("og:url")):
        address = _join(url, claim)
        if (
            address
            and same_site(address, url)
            and (urlsplit(address).path.strip("/") or not urlsplit(url).path.strip("/"))
        ):
            return address
    return url


def _join(base: str, link: str | None) -> str | None:
    try:
        address = urljoin(base, (link or "").strip())
        return address if link and urlsplit(address).scheme in ("http", "https") else None
    except ValueError:
        return None
