"""Feeds and pages of the sample outlets, rendered from templates/ in each outlet's own manner."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from email.utils import format_datetime
from functools import cache
from html import escape
from importlib.resources import files
from string import Template
from urllib.parse import quote, urlsplit

from flows.sample.texts import Outlet, SampleArticle

DISCLAIMER_AR = "موقع تجريبي: جميع النصوص مختلقة لأغراض العرض ولا تصف أي حادثة حقيقية."
DISCLAIMER_EN = "Demonstration site: all texts are invented; no real incident is described."

WEEKDAYS = ("الإثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد")
MONTHS = (
    "كانون الثاني",
    "شباط",
    "آذار",
    "نيسان",
    "أيار",
    "حزيران",
    "تموز",
    "آب",
    "أيلول",
    "تشرين الأول",
    "تشرين الثاني",
    "كانون الأول",
)
HEADLINES_SHOWN = 4


def article_url(base: str, article: SampleArticle) -> str:
    """The canonical address, percent-encoded."""
    parts = urlsplit(article.path)
    return base + quote(parts.path) + (f"?{parts.query}" if parts.query else "")


def render_feed(outlet: Outlet, base: str, edition: int) -> str:
    """The outlet's feed, newest entry first."""
    articles = sorted(outlet.at(edition), key=lambda article: article.published, reverse=True)
    items = "".join(_render_item(outlet, base, article) * article.listings for article in articles)
    values = _site_values(outlet, base) | {"items": items, "changed": _feed_date(outlet, max_changed(articles))}
    return _template(f"{outlet.id}/feed.xml").substitute(values)


def render_article(outlet: Outlet, base: str, article: SampleArticle, edition: int) -> str:
    """The page at an article's address: the article, or a gallery that holds none."""
    name = "gallery.html" if article.served == "gallery" else f"{outlet.id}/page.html"
    neighbours = _neighbours(outlet.at(edition), article)
    values = _site_values(outlet, base) | _article_values(outlet, base, article)
    values |= {
        "body": "\n".join(outlet.paragraph.format(escape(text, quote=False)) for text in article.paragraphs),
        "related": _links(base, neighbours),
        "most_read": _links(base, outlet.at(edition)[:HEADLINES_SHOWN]),
        "comments": "".join(f"<li>{escape(text)}</li>" for text in article.comments) or "<li>كن أول من يعلق</li>",
        "json_ld": _json_ld(outlet, base, article),
    }
    return _template(name).substitute(values)


def render_index(outlet: Outlet, base: str, edition: int) -> str:
    """The outlet's home page, a list of headlines."""
    values = _site_values(outlet, base) | {"headlines": _links(base, outlet.at(edition))}
    return _template("index.html").substitute(values)


def render_missing(outlet: Outlet, base: str) -> str:
    """The page that goes with a 404."""
    return _template("missing.html").substitute(_site_values(outlet, base))


def max_changed(articles: Iterable[SampleArticle]) -> dt.datetime:
    """When the newest of the articles last changed."""
    return max(article.changed for article in articles)


@cache
def _template(name: str) -> Template:
    return Template((files("flows.sample") / "templates" / name).read_text(encoding="utf-8"))


def _site_values(outlet: Outlet, base: str) -> dict[str, str]:
    return {
        "base": base,
        "name_ar": escape(outlet.name_ar),
        "feed_path": outlet.feed_path,
        "encoding": outlet.encoding,
        "sections": "".join(f'<li><a href="{base}/">{escape(name)}</a></li>' for name in outlet.sections),
        "disclaimer_ar": DISCLAIMER_AR,
        "disclaimer_en": DISCLAIMER_EN,
    }


def _article_values(outlet: Outlet, base: str, article: SampleArticle) -> dict[str, str]:
    return {
        "title": escape(article.title),
        "summary": escape(article.summary),
        "section": escape(article.section),
        "number": str(article.number),
        "path": quote(article.path),
        "url": escape(article_url(base, article)),
        "published_iso": article.published.isoformat(),
        "changed_iso": article.changed.isoformat(),
        "published_naive": article.published.strftime("%Y-%m-%d %H:%M"),
        "published_ar": arabic_date(article.published),
        "changed_ar": arabic_date(article.changed),
    }


def _render_item(outlet: Outlet, base: str, article: SampleArticle) -> str:
    url = article_url(base, article)
    joint = "&" if "?" in url else "?"
    link = f"{url}{joint}{outlet.link_query}" if outlet.link_query else url
    values = _site_values(outlet, base) | _article_values(outlet, base, article)
    values |= {
        "link": escape(link),
        "date": article.feed_date or _feed_date(outlet, article.published),
        "changed": _feed_date(outlet, article.changed),
    }
    return _template(f"{outlet.id}/item.xml").substitute(values)


def _feed_date(outlet: Outlet, moment: dt.datetime) -> str:
    """The moment as this outlet's feed writes it: with an offset, without one, ISO, or in Arabic words."""
    if outlet.date_style == "rfc822":
        return format_datetime(moment)
    if outlet.date_style == "rfc822-naive":
        return format_datetime(moment).rsplit(" ", 1)[0]
    if outlet.date_style == "iso":
        return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return arabic_date(moment)


def arabic_date(moment: dt.datetime) -> str:
    """Weekday, day, Levantine month, year and clock, as Arabic pages print them."""
    day = f"{WEEKDAYS[moment.weekday()]} {moment.day} {MONTHS[moment.month - 1]} {moment.year}"
    return f"{day} - {moment:%H:%M}"


def _neighbours(articles: tuple[SampleArticle, ...], article: SampleArticle) -> tuple[SampleArticle, ...]:
    """The next few articles in the outlet's list, round the end; their headlines tell other people's tolls."""
    place = [other.id for other in articles].index(article.id)
    turned = articles[place + 1 :] + articles[:place]
    return turned[:HEADLINES_SHOWN]


def _links(base: str, articles: Iterable[SampleArticle]) -> str:
    return "".join(f'<li><a href="{escape(article_url(base, a))}">{escape(a.title)}</a></li>' for a in articles)


def _json_ld(outlet: Outlet, base: str, article: SampleArticle) -> str:
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": article.title,
        "datePublished": article.published.isoformat(),
        "dateModified": article.changed.isoformat(),
        "inLanguage": "ar",
        "mainEntityOfPage": article_url(base, article),
        "publisher": {"@type": "NewsMediaOrganization", "name": outlet.name_ar},
    }
    return json.dumps(data, ensure_ascii=False).replace("</", "<\\/")
