"""Which article is which: one key for all spellings of an address, one hash for all printings of a text.

    article_key(url) -> str                     "" where the address is none of the web's
    split_address(url) -> SplitResult | None    its parts, None likewise
    text_key(outlet, day, text) -> str          the key of an article that has no address
    article_id(key) -> str                      16 hex digits, the same for ever
    entry_key(entry, policy) -> str             a feed's entry under the feed's id policy
    version_hash(text, title="") -> str         32 hex digits, over words and numbers in normal form

Rules: notes on ingest, 2.4, with the witness of each. Near-duplicates of different addresses: extractors.similarity.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator
from hashlib import blake2b
from typing import Literal
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlsplit, urlunsplit

from extractors.records import FeedEntry
from extractors.tokens import NUMBER, WORD, tokenize

IdPolicy = Literal["guid", "link", "link+title"]
ID_POLICIES: tuple[IdPolicy, ...] = ("guid", "link", "link+title")

_TRACKING = re.compile(
    r"(?:utm_|at_|mc_|ga_|pk_|hsa_|fb_|wt_|sc_|__)\w*|[gdm]clid|fbclid|igshid|yclid|msclkid|twclid|ocid|cmpid|xtor|smid"
    r"|traffic_source|ref|ref_src|ref_url|referrer|referer|source|src|share|shared|from|feature|spm|s_cid|ito|ns_\w+"
    r"|amp|outputtype|output_type|nocache|cachebuster|jsessionid|phpsessid|doing_wp_cron|preview|replytocom|print",
    re.I,
)
_HOST_PREFIX = re.compile(r"^(?:(?:www\d?|m|mobile|amp)\.)+(?=[^.]+\.[^.]+)")
_AMP_PATH = re.compile(r"/(?:amp(?:/|$)|(?:index|default)\.(?:html?|php|aspx?)$)", re.I)
_AMP_PREFIX = re.compile(r"^/amp/(?=.)", re.I)
_AMP_CACHE = re.compile(r"^https?://(?:[^/]+\.cdn\.ampproject\.org/[vci]/|(?:www\.)?google\.[a-z.]+/amp/)(s/)?", re.I)
_SESSION = re.compile(r";(?:jsessionid|phpsessid)=[^/?#]*", re.I)
_DEFAULT_PORTS = {"http": 80, "https": 443}


def article_key(url: str) -> str:
    """One spelling for all addresses of an article, itself an address; "" for what is no web address.

    https; host lowered, in ASCII, without www, m and amp; path percent-encoded once in capitals, without trailing
    slash, AMP twin, index file and session; query without tracking, sorted; no fragment. `?p=123` stays: WordPress
    names articles by it.
    """
    parts = split_address(_unwrap(url.strip()))
    if parts is None:
        return ""
    host = _HOST_PREFIX.sub("", _ascii_host((parts.hostname or "").rstrip(".")))
    if ":" in host:
        host = f"[{host}]"
    if parts.port and parts.port != _DEFAULT_PORTS[parts.scheme]:
        host = f"{host}:{parts.port}"
    return urlunsplit(("https", host, _one_path(parts.path), _one_query(parts.query), ""))


def split_address(url: str) -> SplitResult | None:
    """The parts of a web address, None for what is none: another scheme, no host, or what the standard refuses."""
    try:
        parts = urlsplit(url)
        is_one = parts.scheme in _DEFAULT_PORTS and (parts.hostname or "").rstrip(".") and (parts.port or True)
    except ValueError:
        return None
    return parts if is_one else None


def text_key(outlet: str, day: dt.date | None, text: str) -> str:
    """The key of an article without an address: outlet, day and text."""
    return f"text:{outlet}:{day.isoformat() if day else ''}:{version_hash(text)}"


def article_id(key: str) -> str:
    """A short name for an article key: 64 bits, so that two of a million articles share one with 1 in 37 million."""
    return blake2b(key.encode(), digest_size=8).hexdigest()


def entry_key(entry: FeedEntry, policy: IdPolicy) -> str:
    """What makes an entry this entry within its feed.

    `guid` trusts the outlet's own id where there is one; `link` is for feeds that reuse or flip it; `link+title` for
    feeds whose entries share one address. A guid that is an address counts in its canonical spelling, so that a flip
    from http to https is no new entry.
    """
    link = article_key(entry.url)
    if policy == "guid" and entry.guid:
        return article_key(entry.guid) or entry.guid.strip()
    if policy == "link+title":
        return f"{link} {' '.join(_words(entry.title or ''))}"
    return link


def version_hash(text: str, title: str = "") -> str:
    """128 bits over the words and numbers: two printings differ in it only if they say something else."""
    digest = blake2b(digest_size=16)
    for part in (title, text):
        digest.update(" ".join(_words(part)).encode())
        digest.update(b"\x1f")
    return digest.hexdigest()


def _words(text: str) -> Iterator[str]:
    tokens = tokenize(text)
    return (
        norm.lower() for norm, kind in zip(tokens.norms, tokens.kinds, strict=True) if kind in (WORD, NUMBER, "latin")
    )


def _unwrap(url: str) -> str:
    """The publisher's address behind an AMP cache's."""
    match = _AMP_CACHE.match(url)
    return f"http{'s' if match[1] else ''}://{url[match.end() :]}" if match else url


def _ascii_host(host: str) -> str:
    try:
        return host.lower().encode("idna").decode("ascii")
    except UnicodeError:
        return host.lower()


def _one_path(path: str) -> str:
    path = _AMP_PREFIX.sub("/", re.sub(r"/{2,}", "/", _SESSION.sub("", path)))
    path = _AMP_PATH.sub("", path).rstrip("/") or "/"
    # Bytes that are no UTF-8 (old sites encode windows-1256) must stay themselves: replaced, two articles become one.
    plain = unicodedata.normalize("NFC", unquote(path, errors="surrogateescape"))
    return quote(plain, safe="/:@!$&'()*+,;=~-._", errors="surrogateescape")


def _one_query(query: str) -> str:
    pairs = parse_qsl(query, keep_blank_values=True, errors="surrogateescape")
    kept = sorted((name, value) for name, value in pairs if (name or value) and not _TRACKING.fullmatch(name))
    return "&".join(f"{_quote(name)}={_quote(value)}" if value else _quote(name) for name, value in kept)


def _quote(text: str) -> str:
    return quote(unicodedata.normalize("NFC", text), safe="", errors="surrogateescape")
