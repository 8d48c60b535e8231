"""The desk's server: who is refused, what its answers carry, and what it says where there is nothing to show."""

from __future__ import annotations

import dataclasses
import http.client
import json
import signal
import socket
import subprocess
import sys
import time
import tomllib
from pathlib import Path
from urllib.parse import urlsplit

import duckdb
import pytest

from flows.desk.app import environment
from flows.desk.entries import Names, show_entry
from flows.desk.guard import HEADERS
from flows.desk.serving import HOST, listen
from flows.desk.words import choose_language, load_words
from flows.errors import UserError
from flows.settings import Settings, load_settings
from tests.desk.conftest import KEY, served
from warehouse.review import Item

CASES = tomllib.loads((Path(__file__).parent / "guarded.toml").read_text(encoding="utf-8"))["case"]


@pytest.fixture(scope="module")
def address(made: Path):  # type: ignore[no-untyped-def]
    with served(load_settings(made)) as url:
        yield url


def request(
    address: str, method: str = "GET", path: str = f"/{KEY}/", headers: dict[str, str] | None = None, body: str = ""
) -> tuple[int, dict[str, str], str]:
    """Status, headers and body of one answer; the headers as given, also a Host that lies."""
    port = urlsplit(address).port
    con = http.client.HTTPConnection(HOST, port, timeout=30)
    try:
        con.putrequest(method, path, skip_host=True)
        told = {"host": f"{HOST}:{port}", "content-length": str(len(body.encode())), **(headers or {})}
        for name, value in told.items():
            con.putheader(name, value)
        con.endheaders(body.encode())
        answer = con.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read().decode()
    finally:
        con.close()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_only_its_own_page_is_answered(address: str, case: dict[str, object]) -> None:
    port = str(urlsplit(address).port)

    def fill(text: object) -> str:
        return str(text).replace("{host}", f"{HOST}:{port}").replace("{port}", port).replace("{key}", KEY)

    given = case.get("headers", {})
    assert isinstance(given, dict)
    headers = {name: fill(value) for name, value in given.items()}
    asked = fill(case.get("path", f"/{KEY}/"))
    status, answered, text = request(address, str(case.get("method", "GET")), asked, headers, str(case.get("body", "")))
    assert status == case["status"], text
    assert str(case.get("says", "")) in text
    assert HEADERS.items() <= answered.items()
    assert not {"server", "set-cookie", "access-control-allow-origin"} & answered.keys()


def test_its_policy_lets_nothing_in_from_elsewhere() -> None:
    policy = dict(part.split(" ", 1) for part in HEADERS["content-security-policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert {value for name, value in policy.items() if name != "img-src"} == {"'none'", "'self'"}
    assert policy["frame-ancestors"] == policy["form-action"] == policy["base-uri"] == "'none'"


def test_it_listens_on_loopback_alone() -> None:
    with listen(0) as listener:
        assert listener.getsockname()[0] == "127.0.0.1"
        with pytest.raises(UserError, match="name a free one with --port"):
            listen(listener.getsockname()[1])
    with listen(None) as first, listen(None) as second:
        assert first.getsockname()[1] != second.getsockname()[1]
    with pytest.raises(UserError, match="port 70000"):
        listen(70000)


def test_a_folder_without_a_warehouse_is_told(tmp_path: Path) -> None:
    with served(load_settings(tmp_path / "none")) as url:
        status, _, text = request(url)
        assert (status, "there is no warehouse yet" in text) == (404, True)
    assert not (tmp_path / "none").exists()


def test_a_warehouse_of_another_version_is_told(tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as con:
        con.execute("create schema mart")
    with served(load_settings(tmp_path)) as url:
        status, _, text = request(url)
    assert (status, "published by another version" in text, text.count("\n")) == (500, True, 1)


def test_a_queue_that_is_done_says_so(tmp_path: Path) -> None:
    from typer.testing import CliRunner

    from flows.cli import app

    article = {"id": "a", "published": "2017-05-04", "text": "قتل مدني في غارة على مدينة بنش بريف إدلب اليوم الخميس."}
    (tmp_path / "a.jsonl").write_text(json.dumps(article), encoding="utf-8")
    assert CliRunner().invoke(app, ["ingest", str(tmp_path / "a.jsonl"), "--home", str(tmp_path)]).exit_code == 0
    with served(load_settings(tmp_path)) as url:
        _, _, text = request(url)
    assert "Nothing waits for review." in text


def test_a_browser_is_answered_in_its_language(address: str) -> None:
    for accepted, direction in (("ar-SY,en;q=0.5", "rtl"), ("fr, en", "ltr"), ("", "ltr")):
        _, _, text = request(address, headers={"accept-language": accepted})
        assert f'dir="{direction}"' in text.split("\n", 3)[1]
    assert choose_language("en", "ar") == "en"
    assert choose_language("xx", "de;q=1, ar;q=0.3") == "ar"


def test_the_pages_words_cannot_end_its_script() -> None:
    for language in ("ar", "en"):
        assert "<" not in load_words(language).for_script()  # type: ignore[arg-type]


def test_texts_of_articles_are_no_markup(settings: Settings) -> None:
    from flows.desk.painting import excerpt, paint

    text = 'قتل ثلاثة <script>alert("x")</script> & سواهم'
    span = {"field": "text", "span_start": 4, "span_end": 9, "role": "killed"}
    assert "<script" not in paint(text, [span])
    assert '<mark class="count">ثلاثة</mark> &lt;script&gt;' in excerpt(text, [span])


def test_the_command_serves_until_it_is_interrupted(made: Path) -> None:
    command = [sys.executable, "-c", "from flows.cli import app; app()", "review", "web", "--home", str(made)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        address = process.stdout.readline().strip()
        assert len(urlsplit(address).path) > 20
        status, _, text = request(address, path=urlsplit(address).path)
        assert (status, "7 to review" in text) == (200, True)
    finally:
        process.send_signal(signal.SIGINT)
        _, complaints = process.communicate(timeout=60)
    assert (process.returncode, complaints) == (0, "")


def test_the_command_names_what_is_missing(tmp_path: Path) -> None:
    from typer.testing import CliRunner

    from flows.cli import app

    result = CliRunner().invoke(app, ["review", "web", "--home", str(tmp_path / "none")])
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
    assert "there is no warehouse yet" in result.stderr


def test_a_port_is_bound_once(made: Path) -> None:
    with served(load_settings(made)) as url, socket.socket() as other, pytest.raises(OSError, match="in use"):
        other.bind((HOST, urlsplit(url).port))


def test_a_thousand_items_cost_the_server_little() -> None:
    names = Names([], {}, load_words("ar"))
    nothing = dict.fromkeys(field.name for field in dataclasses.fields(Item))
    items = [
        Item(**{**nothing, "item_id": f"q{number}", "reason": "jump", "detail": "killed 9 to 24", "people": 24.0,
                "killed_low": 9, "killed_best": 24, "killed_high": 24, "source_count": 2, "place": "سرمين"})
        for number in range(1000)
    ]  # fmt: skip
    started = time.process_time()
    rows = [show_entry(item, names) for item in items]
    page = environment().get_template("queue.html").render(t=names.words, rows=rows, item=None)
    assert time.process_time() - started < 0.5
    assert page.count("<li ") == 1000
