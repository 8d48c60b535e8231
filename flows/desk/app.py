"""The desk's pages and their one door for decisions, as an ASGI app."""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from hashlib import blake2b
from typing import Any

import duckdb
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from flows.desk.board import Board, Opened
from flows.desk.deciding import Clerk
from flows.desk.entries import Names, show_entry
from flows.desk.guard import Guard
from flows.desk.showing import Shown, show_item
from flows.desk.words import Words, choose_language, load_words
from flows.settings import Settings
from warehouse.errors import WarehouseError, WarehouseMissing
from warehouse.refusals import tell

RETRY_SECONDS = 4.0
"""Between two attempts to write a decision while a run holds the warehouse."""

_LARGEST_BODY = 100_000
KEYS = (
    ("move", ("j", "k", "↓", "↑")), ("accept", ("a",)), ("merge", ("m",)), ("split", ("s",)), ("change", ("c",)),
    ("reject", ("x",)), ("undo", ("u",)), ("filter", ("/",)), ("help", ("?",)),
)  # fmt: skip


def make_app(settings: Settings, *, key: str, author: str = "", retry: float = RETRY_SECONDS) -> ASGIApp:
    """The desk of a data folder, under the path `/<key>/`; the key is the token of its decisions too."""
    pages = Pages(settings, key, author, retry)
    routes = [
        Route("/", pages.page),
        Route("/queue", pages.queue),
        Route("/item", pages.item),
        Route("/decide", pages.decide, methods=["POST"]),
        Mount("/static", StaticFiles(packages=[("flows.desk", "static")])),
    ]
    answers = {404: lost, WarehouseError: failed, duckdb.Error: outdated}
    return Guard(Starlette(routes=[Mount(f"/{key}", routes=routes)], exception_handlers=answers), key)


def lost(request: Request, error: Exception) -> Response:
    """The answer to an address without the key of this start."""
    return PlainTextResponse(f"{words_of(request)('desk.lost')}\n", 404)


def failed(request: Request, error: Exception) -> Response:
    """The answer where the snapshot cannot be read."""
    told = tell(error, words_of(request).language)
    return PlainTextResponse(f"{told}\n", 404 if isinstance(error, WarehouseMissing) else 500)


def outdated(request: Request, error: Exception) -> Response:
    """The answer where the snapshot has other tables than this version of the package."""
    told = words_of(request)("desk.outdated", why=str(error).splitlines()[0])
    return PlainTextResponse(f"{told}\n", 500)


class Pages:
    """What the desk answers with; the routes of one data folder."""

    def __init__(self, settings: Settings, token: str, author: str, retry: float) -> None:
        self.board = Board(settings)
        self.clerk = Clerk(settings)
        home = blake2b(str(settings.home).encode(), digest_size=6).hexdigest()
        self.about = {"token": token, "author": author, "retry": retry, "home": home, "keys": KEYS}

    def page(self, request: Request) -> Response:
        """The whole page, with the item that is asked for, else the first."""
        words = words_of(request)
        names = self._names(words)
        rows = [show_entry(item, names) for item in self.board.read().items]
        wanted = request.query_params.get("item") or (rows[0].id if rows else "")
        tally = Counter(reason for row in rows for reason in row.reasons)
        reasons = [(code, words.code("reason", code), number) for code, number in tally.most_common()]
        context = {**self.about, "rows": rows, "reasons": reasons, "spoken": words.for_script()}
        return render("page.html", words, item=self._show(wanted, names), governorates=names.by_country, **context)

    def queue(self, request: Request) -> Response:
        """The queue's lines alone."""
        words = words_of(request)
        names = self._names(words)
        rows = [show_entry(item, names) for item in self.board.read().items]
        return render("queue.html", words, rows=rows, item=None)

    def item(self, request: Request) -> Response:
        """One item alone."""
        words = words_of(request)
        names = self._names(words)
        item = self._show(request.query_params.get("item", ""), names)
        return render("item.html" if item else "gone.html", words, item=item, governorates=names.by_country)

    async def decide(self, request: Request) -> Response:
        """Make a decision; its outcome as JSON, with a status of HTTP that says the same."""
        body = await request.body()
        try:
            told = json.loads(body) if len(body) <= _LARGEST_BODY else None
        except ValueError:
            told = None
        words = words_of(request)
        names = await run_in_threadpool(self._names, words)
        status, answer = await run_in_threadpool(self.clerk.take, told, names)
        return JSONResponse(answer, status)

    def _names(self, words: Words) -> Names:
        held = self.board.read()
        return Names(held.governorates, held.outlets, words)

    def _show(self, item_id: str, names: Names) -> Shown | None:
        opened: Opened | None = self.board.open(item_id)
        return show_item(opened, names) if opened else None


def words_of(request: Request) -> Words:
    """The words of the language that a request asks for."""
    return load_words(choose_language(request.query_params.get("lang"), request.headers.get("accept-language", "")))


def render(template: str, t: Words, **context: Any) -> Response:
    """A page or a part of it."""
    return HTMLResponse(environment().get_template(template).render(t=t, **context))


@cache
def environment() -> Environment:
    """The templates, with everything escaped that is not marked as our own."""
    made = Environment(
        loader=PackageLoader("flows.desk", "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    made.filters["n"] = lambda value: f"{value:,}"
    return made
