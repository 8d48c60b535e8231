from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from flows.robots import FAILURE_AGE, MAX_AGE, MAX_BYTES, RETRY_AGE, Robots, RobotsFile, origin_of, read_robots

NOW = dt.datetime(2024, 1, 5, 12, tzinfo=dt.UTC)
AGENT = "hasila/0.1 (+https://desk.example/bot)"
SITE = "https://wire.example"


class Web:
    """Answers every robots.txt with one text or status, and counts."""

    def __init__(self, body: bytes = b"", status: int = 200) -> None:
        self.body = body
        self.status = status
        self.now = NOW
        self.asked: list[str] = []

    def fetch(self, url: str) -> RobotsFile:
        self.asked.append(url)
        return read_robots(self.status, self.body, self.now)

    def robots(self, path: Path | None = None) -> Robots:
        return Robots(AGENT, self.fetch, lambda: self.now, path)


RULES = [
    ("no rules", b"", "/feed", "allowed"),
    ("all forbidden", b"User-agent: *\nDisallow: /", "/feed", "disallowed"),
    ("an empty Disallow allows all", b"User-agent: *\nDisallow:", "/feed", "allowed"),
    ("a byte order mark before the first group", b"\xef\xbb\xbfUser-agent: *\nDisallow: /feed", "/feed", "disallowed"),
    ("wildcard before the feed", b"User-agent: *\nDisallow: /*/feed", "/ar/feed/", "disallowed"),
    ("wildcard over the query", b"User-agent: *\nDisallow: /*?s=", "/?s=x", "disallowed"),
    ("end mark", b"User-agent: *\nDisallow: /feed$", "/feed/ar", "allowed"),
    ("the longer rule wins", b"User-agent: *\nDisallow: /\nAllow: /feed", "/feed", "allowed"),
    ("our own group wins", b"User-agent: *\nAllow: /\n\nUser-agent: Hasila\nDisallow: /", "/x", "disallowed"),
    ("another's group is not ours", b"User-agent: GPTBot\nDisallow: /", "/x", "allowed"),
    ("our group by version", b"User-agent: *\nAllow: /\n\nUser-agent: hasila/0\nDisallow: /", "/x", "disallowed"),
    ("a word of our contact's address is not our name", b"User-agent: bot\nDisallow: /", "/x", "allowed"),
    ("nor is its host", b"User-agent: *\nDisallow: /\n\nUser-agent: desk.example\nAllow: /", "/x", "disallowed"),
    ("Windows line ends, comments, capitals", b"USER-AGENT: * # all\r\nDISALLOW: /no\r\n", "/no", "disallowed"),
    ("an Arabic path", "User-agent: *\nDisallow: /أخبار/".encode(), "/%D8%A3%D8%AE%D8%A8%D8%A7%D8%B1/1", "disallowed"),
    ("bytes that are no UTF-8", b"User-agent: *\nDisallow: /no\n# \xcd\xe1\xc8", "/no", "disallowed"),
    ("a page in place of the file", b"<!doctype html><html><body>404</body></html>", "/x", "allowed"),
    ("rules beyond 500,000 bytes", b"#" * MAX_BYTES + b"\nUser-agent: *\nDisallow: /", "/x", "allowed"),
]


@pytest.mark.parametrize(("body", "path", "verdict"), [rule[1:] for rule in RULES], ids=[rule[0] for rule in RULES])
def test_rules(body: bytes, path: str, verdict: str) -> None:
    assert Web(body).robots().permission(SITE + path).verdict == verdict


@pytest.mark.parametrize(
    ("status", "verdict"),
    [(404, "allowed"), (401, "allowed"), (403, "allowed"), (410, "allowed"), (429, "unavailable"), (500, "unavailable"),
     (503, "unavailable"), (304, "unavailable")],
)  # fmt: skip
def test_answers_without_a_file(status: int, verdict: str) -> None:
    assert Web(b"User-agent: *\nDisallow: /", status).robots().permission(SITE + "/x").verdict == verdict


@pytest.mark.parametrize(("line", "delay"), [("10", 10), ("2.5", 2.5), ("86400", 60), ("-1", 0), ("slow", 0), ("", 0)])
def test_crawl_delay_is_kept_within_a_minute(line: str, delay: float) -> None:
    robots = Web(f"User-agent: *\nCrawl-delay: {line}\nDisallow: /no".encode()).robots()
    assert robots.permission(SITE + "/x").delay == delay


def test_a_file_is_asked_for_once_a_day_and_site() -> None:
    web = Web(b"")
    robots = web.robots()
    for url in (
        f"{SITE}/1",
        f"{SITE}/2",
        "https://WIRE.example/3",
        "https://wire.example:8443/4",
        "http://wire.example/5",
    ):
        robots.permission(url)
    assert web.asked == [f"{SITE}/robots.txt", "https://wire.example:8443/robots.txt", "http://wire.example/robots.txt"]
    web.now += MAX_AGE
    robots.permission(f"{SITE}/1")
    assert web.asked[3:] == [f"{SITE}/robots.txt"]


@pytest.mark.parametrize(("failure", "age"), [("", RETRY_AGE), ("timeout", FAILURE_AGE)])
def test_a_failure_is_asked_again_sooner(failure: str, age: dt.timedelta) -> None:
    file = RobotsFile(None, None, NOW, failure)
    assert file.is_fresh(NOW + age * 0.9)
    assert not file.is_fresh(NOW + age)


def test_files_outlive_the_run(tmp_path: Path) -> None:
    path = tmp_path / "home" / "robots.json"
    web = Web("User-agent: *\nDisallow: /لا".encode())
    first = web.robots(path)
    first.permission(SITE + "/x")
    first.save()
    second = web.robots(path)
    assert second.permission(SITE + "/لا").verdict == "disallowed"
    assert len(web.asked) == 1
    assert second.file(SITE + "/y") == first.file(SITE + "/x")


@pytest.mark.parametrize(
    "damage", ["", "{", "[]", '{"https://wire.example": {"text": 1}}', '{"https://wire.example": 7}']
)
def test_a_damaged_store_only_means_asking_again(damage: str, tmp_path: Path) -> None:
    path = tmp_path / "robots.json"
    path.write_text(damage, encoding="utf-8")
    web = Web(b"User-agent: *\nDisallow: /no")
    assert web.robots(path).permission(SITE + "/no").verdict == "disallowed"
    assert len(web.asked) == 1


def test_an_origin_is_scheme_host_and_port() -> None:
    assert origin_of("HTTPS://user@Wire.example:8443/a?b#c") == "https://wire.example:8443"
