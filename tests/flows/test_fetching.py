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
from flows.settings import Settings
from tests.flows.web import HOST, Answer, Site, answer_of

CASES = tomllib.loads((Path(__file__).parent / "cases" / "web.toml").read_text("utf-8"))["case"]
NOW = dt.datetime(2024, 1, 5, 12, tzinfo=dt.UTC)


def make_settings(home: Path, *hosts: str, **changes: Any) -> Settings:
    settings = Settings(
        home=home, host_interval=0, timeout=0.5, max_feed_bytes=20_000, max_page_bytes=20_000, allow_hosts=tuple(hosts)
    )
    return replace(settings, **changes)


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


PRIVATE = [
    "http://127.0.0.1/", "http://127.0.0.2/", "http://127.1/", "http://0.0.0.0/", "http://0/", "http://localhost/",
    "http://0x7f000001/", "http://2130706433/", "http://017700000001/", "http://0x7f.1/", "http://10.0.0.1/",
    "http://172.16.0.1/", "http://172.31.255.255/", "http://192.168.1.1/", "http://169.254.169.254/latest/",
    "http://100.64.0.1/", "http://192.0.0.8/", "http://192.0.2.1/", "http://198.18.0.1/", "http://203.0.113.7/",
    "http://224.0.0.1/", "http://240.0.0.1/", "http://255.255.255.255/", "http://[::1]/", "http://[::]/",
    "http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/", "http://[::127.0.0.1]/", "http://[fe80::1]/",
    "http://[fc00::1]/", "http://[fd12:3456::1]/", "http://[ff02::1]/", "http://[64:ff9b::7f00:1]/",
    "http://[2002:7f00:1::]/", "http://[2002:a00:1::]/", "http://[2001:0:7f00:1::]/", "http://[2001:db8::1]/",
    "https://127.0.0.1/", "http://127.0.0.1:80/", "http://127.0.0.1.:80/", "http://１２７.0.0.1/",
]  # fmt: skip


@pytest.mark.parametrize("url", PRIVATE)
def test_private_addresses_are_refused(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def connect(*_: object, **__: object) -> None:
        pytest.fail(f"connected for {url}")

    monkeypatch.setattr(socket, "create_connection", connect)
    with Fetcher(make_settings(tmp_path)) as fetcher:
        # A form that this system's resolver does not take for an address is as good as refused.
        assert fetcher.get(url).outcome in ("private_address", "dns", "bad_address")


@pytest.mark.parametrize("url", PRIVATE)
def test_redirects_to_private_addresses_are_refused(url: str, site: Site, fetcher: Fetcher) -> None:
    site.answers = {"/x": [Answer(302, headers={"Location": url})]}
    fetched = fetcher.get(site.base + "/x")
    assert fetched.outcome in ("private_address", "dns", "bad_address")
    assert fetched.body == b""


NAMES = {
    "intranet.example": ["10.0.0.5"],
    "mixed.example": ["93.184.215.14", "127.0.0.1"],
    "metadata.example": ["169.254.169.254"],
    "six.example": ["::ffff:192.168.0.1"],
}


@pytest.mark.parametrize("name", NAMES)
def test_names_of_private_addresses_are_refused(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda host, port, **_: [(0, 0, 0, "", (ip, port)) for ip in NAMES[host]]
    )
    monkeypatch.setattr(socket, "create_connection", lambda *_, **__: pytest.fail("connected"))
    with Fetcher(make_settings(tmp_path)) as fetcher:
        assert fetcher.get(f"http://{name}/").outcome == "private_address"


def test_the_connection_goes_to_the_address_that_was_checked(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name server that answers otherwise the second time changes nothing: there is no second time."""
    reached: list[Any] = []

    def connect(address: Any, *_: object, **__: object) -> None:
        reached.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", lambda host, port, **_: [(0, 0, 0, "", ("93.184.215.14", port))])
    monkeypatch.setattr(socket, "create_connection", connect)
    with Fetcher(make_settings(tmp_path)) as fetcher:
        assert fetcher.get("http://news.example/").outcome == "refused"
    assert reached == [("93.184.215.14", 80)]


SILENT, OTHER, SOUND = "2606:4700::1", "2606:4700::2", "93.184.215.14"


@pytest.mark.parametrize(
    ("addresses", "tried", "most"),
    [
        ([SILENT, SOUND], [SILENT, SOUND, SOUND], [10, 10, 10]),
        ([SOUND, SILENT], [SOUND, SOUND], [10, 10]),
        ([SILENT, OTHER, SOUND, "93.184.215.15"], [SILENT, OTHER, SOUND, SOUND], [6, 8, 10, 6]),
    ],
)
def test_an_address_that_swallows_packets_hides_no_other(
    addresses: list[str],
    tried: list[str],
    most: list[float],
    site: Site,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The first request finds the address that answers, each with its share of 24 seconds; the second begins there."""
    reached: list[str] = []
    waits: list[float] = []

    def connect_there(address: Any, timeout: float, **_: object) -> socket.socket:
        reached.append(address[0])
        waits.append(timeout)
        if address[0] in (SILENT, OTHER):
            raise TimeoutError("timed out")
        there = socket.socket()
        there.connect((HOST, site.port))
        return there

    monkeypatch.setattr(socket, "getaddrinfo", lambda host, port, **_: [(0, 0, 0, "", (ip, port)) for ip in addresses])
    monkeypatch.setattr(socket, "create_connection", connect_there)
    site.answers = {"/robots.txt": [Answer(body=b"ok", headers={"Connection": "close"})]}
    with Fetcher(make_settings(tmp_path, timeout=24)) as fetcher:
        outcomes = [fetcher.get("http://news.example/robots.txt", kind="robots").outcome for _ in range(2)]
    assert outcomes == ["ok", "ok"]
    assert reached == tried
    assert all(0 < wait <= share for wait, share in zip(waits, most, strict=True))


def test_a_name_that_turns_private_is_refused_from_then_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each request is judged by the addresses that it will connect to, not by those of the request before it."""
    answers = iter(["93.184.215.14", "127.0.0.1", "10.0.0.5", "93.184.215.14"])
    reached: list[str] = []

    def connect(address: Any, *_: object, **__: object) -> None:
        reached.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", lambda host, port, **_: [(0, 0, 0, "", (next(answers), port))])
    monkeypatch.setattr(socket, "create_connection", connect)
    with Fetcher(make_settings(tmp_path)) as fetcher:
        outcomes = [fetcher.get("http://news.example/", kind="robots").outcome for _ in range(4)]
    assert outcomes == ["refused", "private_address", "private_address", "refused"]
    assert reached == ["93.184.215.14"] * 2


def test_only_the_allowed_port_of_loopback_is_open(site: Site, tmp_path: Path) -> None:
    site.answers = {"/x": [Answer(body=b"ok")]}
    with Site() as other, Fetcher(make_settings(tmp_path, site.host)) as fetcher:
        assert fetcher.get(site.base + "/x").outcome == "ok"
        assert fetcher.get(other.base + "/x").outcome == "bad_address"
        assert fetcher.get(f"http://localhost:{site.port}/x").outcome == "bad_address"


@pytest.mark.parametrize(
    "url",
    ["", "x", "//h/x", "ftp://example.com/x", "file:///etc/hosts", "javascript:1", "data:text/html,x", "http://", "http:///x",
     "http://u@example.com/", "http://u:p@example.com/", "http://example.com:22/", "https://example.com:80/", "http://[::1",
     "http://example.com:99999/", "gopher://example.com/"],
)  # fmt: skip
def test_what_is_no_web_address(url: str, fetcher: Fetcher) -> None:
    assert fetcher.get(url).outcome == "bad_address"


def test_names_without_an_address_and_closed_ports(tmp_path: Path) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
        with Fetcher(make_settings(tmp_path, f"127.0.0.1:{port}")) as fetcher:
            assert fetcher.get(f"http://127.0.0.1:{port}/").outcome == "refused"
            fetched = fetcher.get("http://nowhere.invalid/")
    assert (fetched.outcome, fetched.is_transient) == ("dns", True)
    assert "nowhere.invalid" in fetched.detail


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
