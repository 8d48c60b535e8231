"""Articles without end: the annotated texts with other places, numbers and dates, the same for the same seed."""

import csv
import datetime as dt
import gzip
import json
import random
import re
from functools import cache
from importlib.resources import files

from extractors.hits import may_tell_outcomes
from tests.flows.stories import Warc
from tests.gold.gate import corpus

FIRST_DAY = dt.date(2019, 1, 1)
MONTHS = (
    "كانون الثاني", "شباط", "آذار", "نيسان", "أيار", "حزيران", "تموز", "آب", "أيلول", "تشرين الأول", "تشرين الثاني",
    "كانون الأول",
)  # fmt: skip
EGYPTIAN = (
    "يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر",
)  # fmt: skip
WEEKDAYS = ("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد")
NUMBERS = (
    ("ثلاثة", "أربعة", "خمسة", "ستة", "سبعة", "ثمانية", "تسعة", "عشرة"),
    ("ثلاث", "أربع", "خمس", "ست", "سبع", "ثماني", "تسع", "عشر"),
)
OUTLETS = tuple(f"outlet-{number}" for number in range(12))


@cache
def towns():
    """Names of Syrian localities that are one word and no word besides."""
    with (files("extractors") / "gazetteer/places_sy.csv").open(encoding="utf-8") as rows:
        found = {row["name"] for row in csv.DictReader(rows) if not row["common"] and row["kind"] != "governorate"}
    return sorted(name for name in found if len(name) > 4 and " " not in name)


@cache
def templates():
    """The annotated texts with events and those without, as pieces (kind, words), and words that tell of no casualties.

    Pieces but those `as_is` are chosen anew.
    """
    held = set(towns())
    months = "|".join((*MONTHS, *EGYPTIAN))
    mark = re.compile(
        rf"(?P<date>\d{{1,2}} (?:{months})(?: \d{{4}})?)|(?P<year>\b20[012]\d\b)"
        r"|(?P<number>(?<![\d.])\d{1,3}(?![\d.]))|(?P<word>[\u0621-\u064a]+)"
    )
    lines = [line for name in ("dev", "own", "no_events") for line in corpus(name)[1]]
    cut = [[list(split(part, mark, held)) for part in (line.get("title") or "", line["text"])] for line in lines]
    telling = [parts for parts, line in zip(cut, lines, strict=True) if line["events"]]
    silent = [parts for parts, line in zip(cut, lines, strict=True) if not line["events"]]
    parts = [part for line in lines for part in re.split(r"[.\n\u060c]", line["text"]) if not may_tell_outcomes(part)]
    return telling, silent, [word for part in parts for word in part.split()]


def split(text, mark, held):
    """The pieces of a text."""
    end = 0
    for match in mark.finditer(text):
        kind = match.lastgroup
        if kind == "word":
            word = match.group()
            kind = "town" if word in held else "weekday" if word in WEEKDAYS else None
            kind = kind or next((f"count{place}" for place, words in enumerate(NUMBERS) if word in words), None)
        if kind:
            yield "as_is", text[end : match.start()]
            yield kind, match.group()
            end = match.end()
    yield "as_is", text[end:]


def vary(chooser, pieces, day, names):
    """A text with other words in the marked pieces; a town named twice stays one."""
    told = []
    for kind, words in pieces:
        if kind == "town":
            words = names.setdefault(words, chooser.choice(towns()))
        elif kind == "number":
            words = str(chooser.randint(2, 60))
        elif kind == "year":
            words = str(day.year)
        elif kind == "weekday":
            words = WEEKDAYS[day.weekday()]
        elif kind == "date":
            past = day - dt.timedelta(days=chooser.randint(0, 2))
            words = f"{past.day} {MONTHS[past.month - 1]}"
        elif kind.startswith("count"):
            words = chooser.choice(NUMBERS[int(kind[-1])])
        told.append(words)
    return "".join(told)


TRAPS = 0.25
"""Of the silent articles, those that are annotated texts without events, which all have words of casualties."""
SENTENCES, WORDS = 9, 13


def chat(chooser, words):
    """A text of words that tell of no casualties: no two are alike, as no two stories of a day are."""
    return " ".join(" ".join(chooser.choices(words, k=WORDS)) + "." for _ in range(SENTENCES))


REST = 10
"""Days for which half of the texts are told, then the others: none goes on and on as a copy of the week before."""


def articles(count, seed=1, days=None, telling=1.0, first=0, first_day=FIRST_DAY):
    """So many articles, some fifty a day by default, in the order of their days; their numbers begin with `first`.

    A share `telling` is chosen among all annotated texts, of which two thirds tell of casualties.
    """
    telling_texts, silent_texts, words = templates()
    share = telling * len(telling_texts) / (len(telling_texts) + len(silent_texts))
    chooser = random.Random(seed)
    days = days or max(1, count // 50)
    for number in range(count):
        since = number * days // count
        day, names = first_day + dt.timedelta(days=since), {}
        if chooser.random() < share:
            parts = chooser.choice(telling_texts[since // REST % 2 :: 2])
        else:
            parts = chooser.choice(silent_texts) if chooser.random() < TRAPS else None
        title, text = (vary(chooser, part, day, names) for part in parts) if parts else ("", chat(chooser, words))
        yield {
            "id": first + number,
            "url": f"https://{(outlet := chooser.choice(OUTLETS))}.example/{day:%Y/%m/%d}/{first + number}",
            "outlet": outlet,
            "published": f"{day}T{chooser.randrange(24):02}:{chooser.randrange(60):02}:00+03:00",
            "title": title or " ".join(chooser.choices(words, k=6)),
            "text": text,
        }


def write_jsonl(path, count, seed=1, days=None, telling=1.0):
    """The articles as a file of JSON lines."""
    with path.open("w", encoding="utf-8") as out:
        for article in articles(count, seed, days, telling):
            out.write(json.dumps(article, ensure_ascii=False) + "\n")


PAGE_BYTES = 85_000
"""The size of an outlet's page: notes of measured ones say 60 to 120 KB."""


@cache
def furniture():
    """What stands around a story: menus, scripts, teasers."""
    chooser = random.Random(0)
    teasers = "".join(
        f'<li class="teaser"><a href="/news/{number}"><img src="/img/{number}.jpg" alt=""><span>'
        f"{chooser.choice(towns())} {chooser.choice(WEEKDAYS)}</span></a></li>"
        for number in range(300)
    )
    script = "".join(f"window.config['{chooser.getrandbits(64):x}'] = {chooser.random()};\n" for _ in range(700))
    return f"<nav><ul>{teasers[: PAGE_BYTES // 4]}</ul></nav>", f"<script>{script}</script>", f"<ul>{teasers}</ul>"


def make_page(article):
    """An article as its outlet's page, of realistic size."""
    menu, script, more = furniture()
    body = "".join(f"<p>{part}</p>" for part in article["text"].split("\n"))
    head = (
        f"<title>{article['title']}</title><link rel='canonical' href='{article['url']}'>"
        f"<meta property='article:published_time' content='{article['published']}'>"
    )
    story = f"<article><h1>{article['title']}</h1>{body}</article>"
    page = (
        f"<!doctype html><html lang=ar><head>{head}{script}</head><body>{menu}<main>{story}</main><aside>{more}</aside>"
    )
    return f"{page}</body></html>"


def write_warc(path, count, seed=1, days=None, telling=1.0, first=0):
    """The articles as pages in a WARC file."""
    with path.open("wb") as out:
        for article in articles(count, seed, days, telling, first):
            warc = Warc()
            captured = dt.datetime.fromisoformat(article["published"]).astimezone(dt.UTC)
            warc.add(article["url"], f"{captured:%Y-%m-%dT%H:%M:%SZ}", make_page(article))
            out.write(warc.data)


def write_packed(path, count, seed=1, days=None):
    """The articles as packed JSON lines."""
    lines = (json.dumps(article, ensure_ascii=False).encode() + b"\n" for article in articles(count, seed, days))
    path.write_bytes(gzip.compress(b"".join(lines)))
