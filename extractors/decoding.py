"""Bytes to text: declared encodings lie, so what counts is whether Arabic comes out.

    decode(body, declared=None, kind="page") -> Decoded(text, encoding, declared, problems)
    load_json(text) -> Any

Rule (notes on ingest, 2.1; passed 13 of 13 quirks there): byte order mark, then strict UTF-8, then UTF-8 with under 5 %
of its non-ASCII characters lost, then the best of the declared and the Arabic code pages by Arabic words. Text that
was already broken before it was sent is refused by name, never passed on as Arabic.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from extractors.normalize import LETTERS
from extractors.wordlists import read_lexicon

Kind = Literal["feed", "page"]

LOST = "\ufffd"
MAX_LOST_SHARE = 0.05
"""Share of lost characters among the non-ASCII ones up to which a text still counts as UTF-8."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_BINARY = (b"%PDF-", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PK\x03\x04", b"\x1f\x8b", b"RIFF", b"\x00\x00\x00\x18ftyp")
_DECLARATIONS = (
    re.compile(rb"<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([A-Za-z0-9._:-]{2,40})", re.I),
    re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9._:-]{2,40})", re.I),
)
_FALLBACKS = ("windows-1256", "iso-8859-6")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_HALVES = re.compile(r"(\\ud[89ab][\da-f]{2}\\ud[c-f][\da-f]{2})|\\ud[89a-f][\da-f]{2}|(\\.)", re.I | re.S | re.A)
"""Escapes of JSON: those of a whole pair, those of half a one, and all others."""

_WORD = re.compile(f"[{LETTERS}]{{2,}}")
_FEED_ROOT = re.compile(r"<(?:[a-z]{1,8}:)?(?:rss|feed|rdf|channel)[\s>]", re.I)
_FEED_START = re.compile(rf"<\?xml\s|{_FEED_ROOT.pattern}", re.I)
_HTML_ROOT = re.compile(r"<(?:!doctype\s+html|html|head|body)[\s>]", re.I)
_QUESTIONS = re.compile(r"\?{2,}(?:\s+\?{2,}){2,}")
_HEAD = 8192
_LONG_HEAD = 65_536
"""How far into a text its kind is looked for, behind what broken servers print first."""


class DecodeError(ValueError):
    """The bytes hold no readable text; `reason` is empty, binary or mojibake."""

    def __init__(self, reason: Literal["empty", "binary", "mojibake"], detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text and how it was come by; `problems` names what had to be mended (lying_declaration, lost_bytes, …)."""

    text: str
    encoding: str
    declared: str | None = None
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Signs:
    words: frozenset[str]
    broken: re.Pattern[str]


@lru_cache(maxsize=1)
def _signs() -> _Signs:
    table = read_lexicon("decoding")
    pairs = "|".join(map(re.escape, table["mojibake"]["pairs"]))
    leads = "".join(map(re.escape, table["mojibake"]["leads"]))
    return _Signs(
        frozenset(table["function_words"]),
        re.compile(f"{pairs}|[{leads}][\u0080-\u00ff\u0152-\u0192\u02c6-\u02dc\u2013-\u2122]"),
    )


def decode(body: bytes, declared: str | None = None, kind: Kind = "page") -> Decoded:
    """The text of a feed or page; raises DecodeError where there is none to be read.

    `declared` is the Content-Type header or its charset. Control characters that no XML may hold are dropped, and so
    is what stands before the start of a feed (blank lines, warnings of a broken server). A feed is not refused as
    mojibake here: its reader judges each entry, so that one wreck does not cost the others.
    """
    if not body.strip(b"\x00\t\n\r "):
        raise DecodeError("empty", "no bytes but blanks")
    if body.startswith(_BINARY):
        raise DecodeError("binary", f"starts with {body[:8]!r}")
    claims = [name for name in (_codec(declared), *_claims_inside(body)) if name]
    text, encoding = _read(body, claims)
    problems = [] if not claims or _same(claims[0], encoding) else ["lying_declaration"]
    lost = text.count(LOST)
    if lost:
        problems.append("lost_bytes")
    clean = _CONTROLS.sub("", text)
    if len(clean) != len(text):
        problems.append("control_characters")
    if kind == "feed":
        cut = _strip_prolog(clean)
        if len(cut) != len(clean):
            problems.append("junk_before_feed")
        clean = cut
    elif is_mojibake(clean):
        raise DecodeError("mojibake", f"read as {encoding}, the text is broken: {_sample(clean)}")
    return Decoded(clean, encoding, claims[0] if claims else None, tuple(problems))


def load_json(text: str, *, strict: bool = True) -> Any:
    """The value of a JSON text; raises ValueError for any that is none, is nested too deep or has a number too long.

    Half an emoji, which systems that cut titles leave behind (`"\\ud83d"`), is dropped: no database or file takes it.
    """
    if "\\u" in text and ("\\ud" in text or "\\uD" in text):
        text = _HALVES.sub(lambda match: match[1] or match[2] or "", text)
    try:
        return json.loads(text, strict=strict)
    except RecursionError as error:
        raise ValueError("nested too deep") from error


def is_mojibake(text: str) -> bool:
    """Whether a text is Arabic that was decoded wrongly or lost before it reached us.

    A tenth of its non-ASCII characters (and at least 4) are pairs that only a wrong code page gives and few Arabic
    words are left, or a tenth is lost, or words of question marks outnumber its letters. One quoted wreck in a long
    text does not make it so.
    """
    foreign = _count_foreign(text)
    lost = text.count(LOST)
    questions = sum(map(len, _QUESTIONS.findall(text)))
    if (lost >= 4 and lost * 10 > foreign) or (questions >= 12 and questions > foreign):
        return True
    broken = len(_signs().broken.findall(text))
    return broken >= 4 and broken * 10 > foreign and broken * 2 > len(_WORD.findall(text))


def _count_foreign(text: str) -> int:
    """Characters outside ASCII."""
    return len(text) - len(text.encode("ascii", "ignore"))


def _read(body: bytes, claims: list[str]) -> tuple[str, str]:
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace"), name
    wide = _wide(body)
    if wide:
        return body.decode(wide, "replace"), wide
    try:
        return body.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data" and error.end == len(body):
            return body[: error.start].decode("utf-8"), "utf-8"
    text = body.decode("utf-8", "replace")
    if text.count(LOST) < MAX_LOST_SHARE * _count_foreign(text):
        return text, "utf-8"
    return _best(body, claims)


def _best(body: bytes, claims: list[str]) -> tuple[str, str]:
    """The reading with the most Arabic; at a tie the earlier: declared before guessed."""
    names = [name for name in dict.fromkeys((*claims, *_FALLBACKS)) if name != "utf-8"]
    readings = [(body.decode(name, "replace"), name) for name in names]
    return max(readings, key=lambda reading: _score(reading[0]))


def _score(text: str) -> int:
    words = _WORD.findall(text)
    known = _signs().words
    return sum(4 if word in known else 1 for word in words) - text.count(LOST)


def _claims_inside(body: bytes) -> Iterator[str | None]:
    for pattern in _DECLARATIONS:
        match = pattern.search(body[:_HEAD])
        if match:
            yield _codec(match.group(1).decode("ascii"))


def _codec(name: str | None) -> str | None:
    """The codec's own name of a charset or of a Content-Type's, None where Python knows no such text encoding."""
    if not name:
        return None
    try:
        info = codecs.lookup(name.lower().rpartition("charset=")[2].split(";")[0].strip(" \"'"))
    except (LookupError, ValueError):
        return None
    return info.name if getattr(info, "_is_text_encoding", True) else None


def _same(claim: str, used: str) -> bool:
    if claim in ("ascii", "utf-8-sig"):
        claim = "utf-8"
    return used.startswith(claim) or _codec(used) == claim


def _wide(body: bytes) -> str | None:
    """UTF-16 without a mark: every other byte of Latin mark-up is zero."""
    head = body[:200]
    even, odd = head[::2].count(0), head[1::2].count(0)
    if max(even, odd) < len(head) // 8 or min(even, odd):
        return None
    return "utf-16-be" if even else "utf-16-le"


def is_feed(text: str) -> bool:
    """Whether the mark-up of a feed comes before any of a page; a warning of the server before it does not count."""
    root = _FEED_ROOT.search(text[:_LONG_HEAD])
    return bool(root) and not _HTML_ROOT.search(text[: root.start() if root else 0])


def _strip_prolog(text: str) -> str:
    start = _FEED_START.search(text[:_LONG_HEAD])
    return text[start.start() :] if start and is_feed(text) else text


def _sample(text: str) -> str:
    match = _signs().broken.search(text)
    start = match.start() if match else 0
    return repr(text[start : start + 20])
