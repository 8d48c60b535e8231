"""A data folder with a queue, and the desk served from copies of it on loopback, opened in a real browser."""

from __future__ import annotations

import json
import shutil
import threading
import tomllib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from typer.testing import CliRunner

from flows.cli import app
from flows.desk.app import make_app
from flows.desk.serving import listen, make_server
from flows.settings import Settings, load_settings
from tests.browser import open_chromium

ARTICLES = tomllib.loads((Path(__file__).parent / "articles.toml").read_text(encoding="utf-8"))["article"]
KEY = "key-of-the-tests"
RETRY = 0.05
DESKTOP = {"width": 1280, "height": 900}

Opener = Callable[..., Page]


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the articles of articles.toml."""
    folder = tmp_path_factory.mktemp("desk")
    articles = folder / "articles.jsonl"
    articles.write_text("\n".join(json.dumps(article) for article in ARTICLES), encoding="utf-8")
    result = CliRunner().invoke(app, ["ingest", str(articles), "--home", str(folder)])
    assert result.exit_code == 0, result.output
    return folder


@pytest.fixture
def settings(made: Path, tmp_path: Path) -> Settings:
    """The settings of a copy of it."""
    return load_settings(shutil.copytree(made, tmp_path / "home"))


@contextmanager
def served(settings: Settings, port: int = 0, key: str = KEY) -> Iterator[str]:
    """The desk of a data folder, on a free port where none is named; gives its address."""
    listener = listen(port)
    server = make_server(make_app(settings, key=key, author="rana", retry=RETRY))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/{key}/"
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


@pytest.fixture
def address(settings: Settings) -> Iterator[str]:
    with served(settings) as url:
        yield url


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A browser that goes with its file: while one is open, no other can be opened in this process, and no loop."""
    with open_chromium() as browser:
        yield browser


@pytest.fixture
def desk(chromium: Browser, address: str) -> Iterator[Opener]:
    """Opens the desk: `desk("ar", item=…, **options of the browser's context)`."""
    with ExitStack() as stack:

        def open_page(language: str = "en", **options: Any) -> Page:
            context = chromium.new_context(**{"viewport": DESKTOP, **options})
            stack.callback(context.close)
            page = context.new_page()
            page.goto(f"{address}?lang={language}", wait_until="networkidle")
            return page

        yield open_page


def choose(page: Page, reason: str) -> None:
    """Choose the first item of a reason, and wait until it is shown."""
    entry = page.locator(f"#queue li[data-reasons={reason}]").first
    entry.locator("a").click()
    expect(page.locator(f"#item article[data-id={entry.get_attribute('data-id')}]")).to_be_visible()


def ask(settings: Settings, query: str) -> list[tuple[Any, ...]]:
    """What the published warehouse answers."""
    from warehouse.query import ask as ask_snapshot

    with ask_snapshot(settings.warehouse_path, query) as answer:
        return [tuple(row) for row in answer.rows()]
