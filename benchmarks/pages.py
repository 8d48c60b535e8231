"""Whole pages of made-up outlets, 60 to 80 KB each, as news sites serve them: the story in a sea of furniture.

    pages(count, seed=1, redesign=None) -> Iterator[Page]

Six outlets with a template each; the stories are the annotated articles, long and short, with casualties and without.
Furniture changes from page to page: menus, related stories with deaths of their own, share bars, captions, pointers to
other stories between the paragraphs, adverts. From page `redesign` on every outlet serves another template.
"""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from tests.gold.gate import corpus

# Names of sections, «read also», «archive photo» and buttons to share: furniture as outlets have it.
SECTIONS = ["الرئيسية", "أخبار", "اقتصاد", "رياضة", "ثقافة", "تقارير", "فيديو"]
READ_ALSO = "اقرأ أيضاً: "
PHOTO = "صورة أرشيفية"
BUTTONS = ["فيسبوك", "تلغرام", "واتساب"]
SIZES = (60_000, 80_000)
DATE = "2024-03-05T10:00:00+03:00"


@dataclass(frozen=True)
class Page:
    """A page as its outlet serves it, with the lines of its story."""

    url: str
    html: str
    outlet: int
    lines: tuple[str, ...]


def stories():
    """Title and lines of every annotated article that may be read."""
    found = []
    for name in ("dev", "own", "no_events"):
        for line in corpus(name)[1]:
            lines = tuple(" ".join(part.split()) for part in line["text"].splitlines() if part.strip())
            found.append((line.get("title") or " ".join(lines[0].split()[:9]), lines))
    return found


def pages(count: int, seed: int = 1, redesign: int | None = None) -> Iterator[Page]:
    """As many pages; the same seed gives the same ones."""
    chance = random.Random(seed)
    told = stories()
    for number in range(count):
        outlet = chance.randrange(len(BODIES))
        title, lines = chance.choice(told)
        if chance.random() < 0.3:  # a longer report: two stories in one
            lines += chance.choice(told)[1]
        changed = redesign is not None and number >= redesign
        body = BODIES[(outlet + changed) % len(BODIES)](chance, number, title, lines, told)
        url = f"https://outlet{outlet}.example/2024/03/{1 + number % 28:02}/{number}"
        parts = [head(title, url), f"<body class='single postid-{number}'>", menu(chance), body]
        html = "".join([*parts, related(chance, told, 24), footer()])
        yield Page(url, pad(html, chance.randrange(*SIZES)) + "</body></html>", outlet, lines)


def el(name, inner, cls="", **attributes):
    """One element."""
    given = {"class": cls, **attributes}
    return f"<{name}{''.join(f' {key}={value!r}' for key, value in given.items() if value)}>{inner}</{name}>"


def link(number, text):
    return el("a", text, href=f"/{number}")


def head(title, url):
    stated = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": title, "datePublished": DATE}
    return (
        f"<html dir=rtl lang=ar><head><meta charset=utf-8>{el('title', escape(title))}<link rel=canonical href='{url}'>"
        f"<meta property='og:title' content='{escape(title)}'><meta property='og:type' content=article>"
        f"<meta property='article:published_time' content='{DATE}'>"
        f"{el('script', json.dumps(stated, ensure_ascii=False), type='application/ld+json')}"
        f"{''.join(f'<link rel=stylesheet href=/css/{n}.css>' for n in range(8))}"
        f"{el('style', '.menu li a:hover{color:#333;margin:0 4px} ' * 60)}</head>"
    )


def menu(chance):
    items = [el("li", link(n, SECTIONS[n % len(SECTIONS)]), f"menu-item-{n}") for n in range(60)]
    advert = el("div", el("script", f"var ad={chance.random()};"), f"ad slot-{chance.randrange(99)}")
    return el("header", el("nav", el("ul", "".join(items)), "menu"), id="top") + advert


def related(chance, told, count):
    items = [el("li", link(n, f"<img src=/i/{n}.jpg alt=''>{escape(chance.choice(told)[0])}")) for n in range(count)]
    return el("aside", el("h3", SECTIONS[1]) + el("ul", "".join(items)), "related most-read")


def footer():
    items = [el("li", link(n, name)) for n, name in enumerate(SECTIONS)]
    return el("footer", el("p", f"{SECTIONS[5]} \u00a9 2024") + el("ul", "".join(items)))


def pad(html, size):
    """Scripts up to the size, which is most of what a page of news weighs."""
    short = size - len(html.encode())
    line = "window.dataLayer=window.dataLayer||[];dataLayer.push({event:'view',section:'news',slot:12}); "
    return html + el("script", line * max(0, short // len(line)))


def share():
    return el("div", " ".join(link(n, name) for n, name in enumerate(BUTTONS)), "share-bar")


def paragraphs(chance, lines, told, extras=True):
    """The story's paragraphs, with what outlets put between them."""
    out = []
    for number, line in enumerate(lines):
        text = escape(line)
        if chance.random() < 0.2:
            first, _, rest = text.partition(" ")
            text = f"{el('strong', first)} {rest}"
        out.append(el("p", text))
        if extras and number == 1 and chance.random() < 0.3:
            out.append(el("p", link("also", READ_ALSO + escape(chance.choice(told)[0]))))
    return "\n".join(out)


def plain(chance, number, title, lines, told):
    story = el("div", paragraphs(chance, lines, told) + share(), "entry-content")
    headline = el("h1", escape(title)) + el("time", "5/3/2024", datetime="2024-03-05")
    return el("main", el("article", headline + story, "post hentry", id=f"post-{number}"))


def pictured(chance, number, title, lines, told):
    figure = el("figure", f"<img src='/p/{number}.jpg'>{el('figcaption', PHOTO)}") if chance.random() < 0.7 else ""
    story = el("div", paragraphs(chance, lines, told), id="article-body", itemprop="articleBody")
    return el("section", el("h1", escape(title), "headline") + figure + share() + story, "article-page")


def nested(chance, number, title, lines, told):
    story = "".join(el("div", el("div", el("p", escape(line)), "text"), "row") for line in lines)
    main = el("h1", escape(title)) + el("div", story, "story") + share()
    return el("div", el("div", main, "col main"), f"container c{number}")


def broken(chance, number, title, lines, told):
    story = el("div", "<br><br>".join(map(escape, lines)), "newsbody")
    cells = el("td", related(chance, told, 6), "side") + el("td", el("h2", escape(title)) + story, "news")
    return el("table", el("tr", cells))


def advertised(chance, number, title, lines, told):
    half = len(lines) // 2
    advert = el("div", el("script", f"show({number});"), "ad in-story")
    tags = el("ul", "".join(el("li", link(n, name)) for n, name in enumerate(SECTIONS[:4])), "tags")
    parts = [paragraphs(chance, lines[:half], told), advert, paragraphs(chance, lines[half:], told, extras=False), tags]
    return el("article", el("header", el("h1", escape(title))) + el("div", "".join(parts), "content-body"))


def quoted(chance, number, title, lines, told):
    lead, *rest = lines
    quote = el("blockquote", el("p", escape(rest[-1]))) if len(rest) > 2 else ""
    behind = paragraphs(chance, rest[:-1] if quote else rest, told)
    story = el("div", el("p", el("b", escape(lead)), "lead") + behind + quote, "post-text")
    return el("div", el("h1", escape(title), "title") + story + share(), role="main")


BODIES = (plain, pictured, nested, broken, advertised, quoted)
