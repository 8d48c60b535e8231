"""Archives on loopback for the tests of the past: a WordPress-like API, and the public CDX with pages and limits."""

import datetime as dt
import json
from urllib.parse import parse_qs, unquote, urlsplit

from tests.flows.stories import page
from tests.flows.web import Answer, Site

HTML = {"Content-Type": "text/html; charset=utf-8"}
JSON = {"Content-Type": "application/json; charset=UTF-8"}
CHALLENGE = b"<!doctype html><html><head><title>Just a moment...</title></head><body>Enable JavaScript</body></html>"


class SlowClock:
    """Time that passes only where somebody waits; `pauses` are the waits."""

    def __init__(self):
        self.now = 0.0
        self.pauses = []

    def __call__(self):
        return self.now

    def sleep(self, seconds):
        self.pauses.append(seconds)
        self.now += seconds


class WordPressSite(Site):
    """Answers /wp-json/wp/v2/posts as WordPress does: local dates, exclusive bounds, pages with their total."""

    def __init__(self, posts, zone_hours=3):
        super().__init__()
        self.posts = posts
        self.zone = dt.timedelta(hours=zone_hours)

    def next_answer(self, asked):
        address = urlsplit(asked.path)
        if address.path != "/wp-json/wp/v2/posts":
            return super().next_answer(asked)
        with self._guard:
            self.asked.append(asked)
        if "fail" in self.answers:
            return self.answers["fail"].pop(0) if len(self.answers["fail"]) > 1 else self.answers.pop("fail")[0]
        query = {name: values[0] for name, values in parse_qs(address.query).items()}
        return self.answer_posts(query)

    def answer_posts(self, query):
        def instant(name):
            return dt.datetime.fromisoformat(query[name]).replace(tzinfo=None) if name in query else None

        after, before, edited = (instant(name) for name in ("after", "before", "modified_after"))
        found = [
            post
            for post in self.posts
            # An old installation: it compares its local time with the bounds, whatever their zone.
            if after < post["at"] + self.zone < before and (edited is None or post.get("edited", post["at"]) > edited)
        ]
        size, number = int(query["per_page"]), int(query["page"])
        pages = -(-len(found) // size)
        if number > max(pages, 1):
            return Answer(400, b'{"code":"rest_post_invalid_page_number"}', JSON)
        rows = [self.describe(post) for post in found[(number - 1) * size : number * size]]
        body = json.dumps(rows).encode()
        return Answer(200, body, {**JSON, "X-WP-Total": str(len(found)), "X-WP-TotalPages": str(pages)})

    def describe(self, post):
        return {
            "id": post["id"],
            "date_gmt": post["at"].isoformat(),
            "modified_gmt": post.get("edited", post["at"]).isoformat(),
            "link": f"{self.base}/archives/{post['id']}",
            "title": {"rendered": "قصف &#8220;سرمين&#8221;"},
            "content": {"rendered": "".join(f"<p>{part}</p>" for part in post["text"].split("\n"))},
        }


class PublicIndex(Site):
    """The Wayback Machine's dialect: arrays with a header, collapse, an empty row before the resume key, 429.

    `captures` are (stamp, address, status, digest, body); `budget` is how many requests it answers before it says 429.
    """

    def __init__(self, captures, budget=1000):
        super().__init__()
        self.captures = sorted(captures, key=lambda row: (row[1], row[0]))
        self.budget = budget
        self.queries = []

    def next_answer(self, asked):
        address = urlsplit(asked.path)
        if address.path == "/robots.txt":
            return Answer(404)
        with self._guard:
            self.asked.append(asked)
            if not self.budget:
                return Answer(429, b"<html>Too Many Requests</html>", {**HTML, "Retry-After": "60"})
            self.budget -= 1
        if address.path == "/cdx/search/cdx":
            return self.answer_index({name: values[0] for name, values in parse_qs(address.query).items()})
        return self.answer_capture(unquote(asked.path))

    def answer_index(self, query):
        self.queries.append(query)
        names = ["urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length"]
        rows = [row for row in self.captures if row[1] == query["url"] and query["from"] <= row[0] <= query["to"]]
        rows = [row for place, row in enumerate(rows) if not place or row[3] != rows[place - 1][3]]
        start = int(query.get("resumeKey", "0"))
        chosen = rows[start : start + int(query["limit"])]
        table = [names, *([self.column(row, name) for name in names] for row in chosen)] if chosen else []
        if start + len(chosen) < len(rows):
            table += [[], [str(start + len(chosen))]]
        return Answer(200, json.dumps(table).encode(), JSON)

    def column(self, row, name):
        return {
            "urlkey": row[1],
            "timestamp": row[0],
            "original": row[1],
            "mimetype": "text/html",
            "statuscode": row[2],
            "digest": row[3],
            "length": "1",
        }[name]

    def answer_capture(self, path):
        stamp, _, url = path.removeprefix("/web/").partition("id_/")
        found = [row for row in self.captures if (row[0], row[1]) == (stamp, url)]
        return Answer(200, found[0][4], {"Content-Type": "text/plain"}) if found else Answer(404)


def feed(*items):
    """A feed of (address, title, published, text)."""
    told = "".join(
        f"<item><title>{title}</title><link>{url}</link><guid>{url}</guid>"
        f"<pubDate>{at:%a, %d %b %Y %H:%M:%S} GMT</pubDate><description><![CDATA[{text}]]></description></item>"
        for url, title, at, text in items
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>منبر</title>{told}</channel></rss>'.encode()


def html(text, day=None):
    """A page as an answer."""
    return Answer(200, page(text, day).encode(), HTML)
