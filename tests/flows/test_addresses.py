from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from flows.fetching import Fetcher
from tests.flows.fetchers import make_settings
from tests.flows.web import HOST, Answer, Site


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as site:
        yield site


@pytest.fixture
def fetcher(site: Site, tmp_path: Path) -> Iterator[Fetcher]:
    with Fetcher(make_settings(tmp_path, site.host, f"localhost:{site.port}", timeout=10)) as fetcher:
        yield fetcher


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
