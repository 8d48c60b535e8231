from __future__ import annotations

from extractors.discovery import FoundFeed, find_feeds, guess_feeds

URL = "https://jisr.example/ar/"
PAGE = """<html><head>
<link rel="alternate" type="application/rss+xml" title="جسر الأخبار « التعليقات" href="/comments/feed/">
<link rel="ALTERNATE" type="application/rss+xml" title="جسر الأخبار" href="https://jisr.example/feed/">
<link rel="alternate" hreflang="en" href="/en/">
<link rel="alternate" type="application/json+oembed" href="/oembed">
</head><body>
<a href="/rss.xml"> خلاصات <b>سوريا</b> </a><a href="http://www.jisr.example/feed">مرة أخرى</a>
<a href="/category/rssi-notes">لا شيء</a><a href="mailto:rss@jisr.example">بريد</a><a>بلا عنوان</a><a href="http://[rss">x</a>
<a href="/podcast/feed">بودكاست</a>
</body></html>"""


def test_announced_feeds_news_first() -> None:
    assert find_feeds(PAGE, URL) == [
        FoundFeed("https://jisr.example/feed/", "جسر الأخبار"),
        FoundFeed("https://jisr.example/rss.xml", "خلاصات سوريا"),
        FoundFeed("https://jisr.example/comments/feed/", "جسر الأخبار « التعليقات"),
        FoundFeed("https://jisr.example/podcast/feed", "بودكاست"),
    ]


def test_a_page_without_feeds() -> None:
    assert find_feeds("<html><body><a href='/x'>x</a></body></html>", URL) == []
    assert find_feeds("", URL) == []


def test_guesses_lie_at_the_root() -> None:
    assert guess_feeds("https://jisr.example/ar/news/7?x=1")[:2] == [
        "https://jisr.example/feed/",
        "https://jisr.example/rss.xml",
    ]
    assert len(guess_feeds(URL)) == len(set(guess_feeds(URL)))
