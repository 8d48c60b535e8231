from __future__ import annotations

import datetime as dt
import socket
import threading
import tomllib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.fetched import Fetched
from flows.fetching import Fetcher
from flows.pacing import Pace, read_retry_after
from tests.flows.fetchers import NOW, make_settings
from tests.flows.web import Answer, Site, answer_of

CASES = tomllib.loads((Path(__file__).parent / "cases" / "web.toml").read_text("utf-8"))["case"]


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as site:
        yield site


@pytest.fixture
def fetcher(site: Site, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Fetcher]:
    """A fetcher that loses its patience soon where a case is about that; five redirects may take half a second."""
    case = request.node.callspec.params.get("case", {}) if hasattr(request.node, "callspec") else {}
    patience = 0.5 if case.get("outcome") in ("timeout", "robots_unavailable") else 10
    settings = make_settings(tmp_path, site.host, f"localhost:{site.port}", timeout=patience)
    with Fetcher(settings, now=lambda: NOW) as fetcher:
        yield fetcher


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_web_as_it_is(case: dict[str, Any], site: Site, fetcher: Fetcher) -> None:
    scripts = {**case.get("at", {}), case.get("path", "/x"): case.get("answers", [])}
    if "robots" in case:
        scripts["/robots.txt"] = [{"body": case["robots"]}]
    site.answers = {path: [answer_of(table, site) for table in tables] for path, tables in scripts.items()}

    fetched = fetcher.get(site.base + case.get("path", "/x"), kind=case.get("kind", "page"))

    assert fetched.outcome == case["outcome"], fetched.detail
    assert (fetched.body == b"") or fetched.outcome == "ok"
    told = {
        "status": fetched.status,
        "body": fetched.body.decode("utf-8", "replace"),
        "bytes": len(fetched.body),
        "redirects": [urlsplit(url).path for url in fetched.redirects],
        "retry_s": (fetched.retry_at - NOW).total_seconds() if fetched.retry_at else None,
        "charset": fetched.charset,
        "elsewhere": fetched.is_elsewhere,
    }
    expected = {name: case[name] for name in told if name in case}
    assert {name: told[name] for name in expected} == expected
    assert case.get("detail", "") in fetched.detail
    if fetched.outcome not in ("ok", "not_modified"):
        assert fetched.detail
        assert "\n" not in fetched.detail
    if "then" in case:
        assert fetcher.get(site.base + "/x").outcome == case["then"]
    if "asked" in case:
        assert site.paths == case["asked"]


def test_at_least_sixty_things_of_the_web_are_tried() -> None:
    assert len(CASES) >= 60


def test_tls_that_fails(site: Site, fetcher: Fetcher) -> None:
    assert fetcher.get(f"https://{site.host}/x").outcome == "tls"


def test_a_request_says_who_asks_and_carries_the_validators(site: Site, tmp_path: Path) -> None:
    site.answers = {"/x": [Answer(body=b"ok", headers={"ETag": 'W/"1 ٢"', "Last-Modified": "yesterday"}), Answer(304)]}
    settings = make_settings(tmp_path, site.host, contact="https://desk.example/bot")
    with Fetcher(settings) as fetcher:
        first = fetcher.get(site.base + "/x", kind="feed")
        second = fetcher.get(site.base + "/x", kind="feed", etag=first.etag, last_modified=first.last_modified)
    assert (first.outcome, second.outcome) == ("ok", "not_modified")
    sent = site.asked[-1].headers
    assert sent["If-None-Match"].encode("latin-1").decode() == 'W/"1 ٢"'
    assert sent["If-Modified-Since"] == "yesterday"
    assert sent["User-Agent"].startswith("hasila/")
    assert "https://desk.example/bot" in sent["User-Agent"]
    assert sent["Accept-Encoding"] == "gzip"
    assert "If-None-Match" not in site.asked[1].headers


@pytest.mark.parametrize(
    ("homes", "outcome"), [([], "ok"), (["{}"], "ok"), (["http://outlet.example/"], "moved_domain")]
)
def test_a_page_that_left_its_outlet(homes: list[str], outcome: str, site: Site, fetcher: Fetcher) -> None:
    there = f"http://localhost:{site.port}/y"
    site.answers = {"/x": [Answer(302, headers={"Location": there})], "/y": [Answer(body=b"ok")]}
    fetched = fetcher.get(site.base + "/x", homes=[home.format(there) for home in homes])
    assert (fetched.outcome, fetched.body) == (outcome, b"ok" if outcome == "ok" else b"")


def test_no_cookie_is_kept(site: Site, fetcher: Fetcher) -> None:
    site.answers = {"/x": [Answer(body=b"ok", headers={"Set-Cookie": "id=1; Path=/"})]}
    for _ in range(2):
        fetcher.get(site.base + "/x")
    assert all("Cookie" not in asked.headers for asked in site.asked)


def test_no_proxy_is_taken_from_the_environment(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    site.answers = {"/x": [Answer(body=b"ok")]}
    with Fetcher(make_settings(tmp_path, site.host)) as fetcher:
        assert fetcher.get(site.base + "/x").outcome == "ok"


def test_one_request_in_flight_a_host(site: Site, fetcher: Fetcher) -> None:
    flying, most, guard = 0, 0, threading.Lock()

    def count(path: str) -> None:
        nonlocal flying, most
        with guard:
            flying += 1
            most = max(most, flying)
        site.stopped.wait(0.01)
        with guard:
            flying -= 1

    site.on_request = count
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda n: fetcher.get(f"{site.base}/{n}"), range(12)))
    assert most == 1
    assert len(site.paths) == 12


def test_two_hosts_are_asked_at_the_same_time(site: Site, tmp_path: Path) -> None:
    together = threading.Barrier(2, timeout=5)
    with Site() as other, Fetcher(make_settings(tmp_path, site.host, other.host, timeout=5)) as fetcher:
        for one in (site, other):
            one.answers = {"/x": [Answer(body=b"ok")]}
            one.on_request = lambda path: path == "/x" and together.wait() and None
        with ThreadPoolExecutor(2) as pool:
            fetched = list(pool.map(lambda one: fetcher.get(one.base + "/x"), (site, other)))
    assert [one.outcome for one in fetched] == ["ok", "ok"]


class FakeTime:
    """A clock that moves only by sleeping."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def test_pauses_between_requests(site: Site, tmp_path: Path) -> None:
    time = FakeTime()
    site.answers = {"/robots.txt": [Answer(body=b"User-agent: *\nCrawl-delay: 7")]}
    with Fetcher(
        make_settings(tmp_path, site.host, host_interval=5), pace=Pace(time.sleep, lambda: time.now), now=lambda: NOW
    ) as fetcher:
        for interval in (None, None, 30.0):
            fetcher.get(site.base + "/x", min_interval=interval)
    # robots.txt first, and the site's own delay where it is the longer one.
    assert time.slept == [7, 7, 30]


def test_a_redirect_waits_its_turn_as_well(site: Site, tmp_path: Path) -> None:
    time = FakeTime()
    site.answers = {"/x": [Answer(302, headers={"Location": "/y"})], "/y": [Answer(body=b"ok")]}
    pace = Pace(time.sleep, lambda: time.now)
    with Fetcher(make_settings(tmp_path, site.host, host_interval=5), pace=pace) as fetcher:
        assert fetcher.get(site.base + "/x").outcome == "ok"
    assert time.slept == [5, 5]


def test_robots_are_kept_for_the_next_run(site: Site, tmp_path: Path) -> None:
    site.answers = {"/robots.txt": [Answer(body=b"User-agent: *\nDisallow: /no")]}
    for _ in range(2):
        with Fetcher(make_settings(tmp_path, site.host), now=lambda: NOW) as fetcher:
            assert fetcher.get(site.base + "/no").outcome == "robots_disallowed"
    assert [asked.path for asked in site.asked] == ["/robots.txt"]


@pytest.mark.parametrize("damage", [None, "[1", "[]", '{"h": 1}'])
def test_patience_outlives_the_run(damage: str | None, site: Site, tmp_path: Path) -> None:
    site.answers = {"/x": [Answer(429, headers={"Retry-After": "3600"}), Answer(body=b"ok")]}
    settings = make_settings(tmp_path, site.host)
    with Fetcher(settings, now=lambda: NOW) as fetcher:
        assert fetcher.get(site.base + "/x").outcome == "rate_limited"
    if damage is not None:
        (tmp_path / "holds.json").write_text(damage, encoding="utf-8")
    for hours, outcome in ((0.5, "held_off" if damage is None else "ok"), (1.1, "ok")):
        with Fetcher(settings, now=lambda hours=hours: NOW + dt.timedelta(hours=hours)) as fetcher:
            assert fetcher.get(site.base + "/x").outcome == outcome


@given(st.text(max_size=40))
def test_any_address_has_an_outcome(text: str) -> None:
    def fail(*_: object, **__: object) -> None:
        raise socket.gaierror(-2, "no such name")

    with (
        pytest.MonkeyPatch.context() as patch,
        TemporaryDirectory() as home,
        Fetcher(make_settings(Path(home))) as fetcher,
    ):
        patch.setattr(socket, "getaddrinfo", fail)
        for url in (text, f"http://{text}/", f"https://news.example/{text}", f"http://news.example:{text}/"):
            assert fetcher.get(url).outcome in ("bad_address", "dns", "private_address")


@pytest.mark.parametrize(
    ("headers", "may"),
    [({}, True), ({"x-robots-tag": "noindex"}, True), ({"x-robots-tag": "noarchive, nofollow"}, False),
     ({"x-robots-tag": "hasila: none"}, False), ({"tdm-reservation": "1"}, False), ({"tdm-reservation": "0"}, True)],
)  # fmt: skip
def test_what_may_be_kept(headers: dict[str, str], may: bool) -> None:
    assert Fetched("https://e.com/", "https://e.com/", "ok", NOW, headers=headers).may_archive is may


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0), ("90", 90), (" 90 ", 90), ("999999999999", 86_400), ("Fri, 05 Jan 2024 12:05:00 GMT", 300),
        ("Fri, 05 Jan 2024 12:05:00", 300), ("Fri, 05 Jan 2024 11:00:00 GMT", 0), ("-5", None), ("1.5", None),
        ("", None), (None, None), ("٩٠", None), ("later", None),
    ],
)  # fmt: skip
def test_forms_of_retry_after(value: str | None, seconds: int | None) -> None:
    at = read_retry_after(value, NOW)
    assert (at and (at - NOW).total_seconds()) == seconds


def test_what_is_worth_another_try() -> None:
    fetched = Fetched("https://e.com/", "https://e.com/", "timeout", NOW)
    assert fetched.is_transient
    assert not replace(fetched, outcome="rate_limited").is_transient
    assert not replace(fetched, outcome="blocked").is_transient
