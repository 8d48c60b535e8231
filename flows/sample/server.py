"""The sample outlets as real web servers on 127.0.0.1, one port an outlet."""

from __future__ import annotations

import gzip
import hashlib
import json
import socket
import threading
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from flows.sample.render import max_changed, render_article, render_feed, render_index, render_missing
from flows.sample.texts import Outlet, SampleArticle, load_outlets

HOST = "127.0.0.1"
ROBOTS = "User-agent: *\nDisallow: /plus/\nAllow: /\n"
# Every outlet's own addresses need no more of the query than this; the rest is tracking.
KEPT_PARAMETER = "id"
GZIP_FROM_BYTES = 512
POLL_SECONDS = 0.02

CLOSED_FEED = {
    "id": "sample-sahel",
    "outlet": "sahel",
    "name_ar": "صوت الساحل",
    "name_en": "Voice of the Coast (made up, down)",
    "kind": "broadcaster",
    "country": "SY",
    "timezone": "Asia/Damascus",
    "id_policy": "link",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What one address answers: status, media type and undecorated body, with the day it last changed if known."""

    status: HTTPStatus
    media_type: str
    body: bytes
    changed: datetime | None = None

    @property
    def etag(self) -> str:
        """A strong validator of the body."""
        return f'"{hashlib.sha256(self.body).hexdigest()[:16]}"'

    def is_fresh(self, headers: Message) -> bool:
        """Whether the reader's stored copy still holds (RFC 9110: If-None-Match wins over If-Modified-Since)."""
        known = headers.get("If-None-Match")
        if known is not None:
            return self.etag in (tag.strip().removeprefix("W/") for tag in known.split(","))
        since = headers.get("If-Modified-Since")
        if since is None or self.changed is None:
            return False
        try:
            return self.changed.replace(microsecond=0) <= parsedate_to_datetime(since)
        except (TypeError, ValueError):
            return False


class SampleSite:
    """Serves the sample outlets while its context is open, from threads of this process.

    `edition` may be set at any time: from 2 on, the articles that have a revision show it at the same address.
    `requests` lists (outlet, path, status) of everything served. Ports are free ones, or `first_port` and those after
    it, so that addresses stay the same from run to run.
    """

    def __init__(self, edition: int = 1, first_port: int = 0) -> None:
        self.edition = edition
        self.outlets = load_outlets()
        self.requests: list[tuple[str, str, int]] = []
        self._first_port = first_port
        self._bases: dict[str, str] = {}
        self._stack = ExitStack()

    def __enter__(self) -> SampleSite:
        """Open the ports and start serving.

        Raises OSError where a wanted port is taken.
        """
        with ExitStack() as stack:
            for offset, outlet in enumerate(self.outlets):
                self._bases[outlet.id] = self._serve(stack, outlet, self._port(offset))
            # Bound and not listening: the address is ours, and every connection to it is refused.
            closed = stack.enter_context(socket.socket())
            closed.bind((HOST, self._port(len(self.outlets))))
            self._bases[CLOSED_FEED["outlet"]] = f"http://{HOST}:{closed.getsockname()[1]}"
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop serving and close the ports."""
        self._stack.close()

    @property
    def feeds(self) -> list[dict[str, Any]]:
        """The registry's tables of the outlets' feeds, the closed one last; keys as in flows/feeds.toml."""
        tables = [
            {
                "id": f"sample-{outlet.id}",
                "outlet": outlet.id,
                "name_ar": outlet.name_ar,
                "name_en": outlet.name_en,
                "kind": outlet.kind,
                "country": outlet.country,
                "timezone": outlet.timezone,
                "id_policy": outlet.id_policy,
                "selector": outlet.selector,
                "url": self.base(outlet.id) + outlet.feed_path,
            }
            for outlet in self.outlets
        ]
        tables.append({**CLOSED_FEED, "url": self.base(CLOSED_FEED["outlet"]) + "/feed/"})
        # The registry leaves a key out where there is nothing to say: a world-wide outlet has no country.
        told = [{key: value for key, value in table.items() if value} for table in tables]
        return [{**table, "homepage": self.base(table["outlet"]) + "/", "enabled": True} for table in told]

    @property
    def allow_hosts(self) -> set[str]:
        """The host:port pairs that a fetcher has to be allowed on loopback, the closed one among them."""
        return {urlsplit(base).netloc for base in self._bases.values()}

    def base(self, outlet: str) -> str:
        """The root address of an outlet, without the last slash."""
        return self._bases[outlet]

    def write_feeds(self, path: Path) -> Path:
        """Write the registry of the sample feeds as TOML and give back its path."""
        # A JSON string is a TOML basic string, and true and false are the same words.
        tables = [
            "\n".join(f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in table.items())
            for table in self.feeds
        ]
        text = "# The feeds of the sample site; all of it is invented.\n"
        path.write_text(text + "".join(f"\n[[feed]]\n{table}\n" for table in tables), encoding="utf-8")
        return path

    def answer(self, outlet: Outlet, target: str) -> Answer:
        """What the outlet serves at a request target (path and query)."""
        parts = urlsplit(target)
        path = unquote(parts.path)
        base = self.base(outlet.id)
        if path == "/robots.txt":
            return Answer(HTTPStatus.OK, "text/plain", ROBOTS.encode("ascii"))
        if path == outlet.feed_path:
            media_type = "application/atom+xml" if outlet.feed_kind == "atom" else "application/rss+xml"
            changed = max_changed(outlet.at(self.edition))
            return self._encode(outlet, media_type, render_feed(outlet, base, self.edition), changed)
        if path == "/":
            return self._encode(outlet, "text/html", render_index(outlet, base, self.edition))
        kept = parse_qs(parts.query).get(KEPT_PARAMETER)
        article = self._find(outlet, f"{path}?{KEPT_PARAMETER}={kept[0]}" if kept else path)
        if article is None or article.served == "missing":
            return self._encode(outlet, "text/html", render_missing(outlet, base), status=HTTPStatus.NOT_FOUND)
        page = render_article(outlet, base, article, self.edition)
        return self._encode(outlet, "text/html", page, article.changed)

    def _find(self, outlet: Outlet, path: str) -> SampleArticle | None:
        return next((article for article in outlet.at(self.edition) if article.path == path), None)

    def _encode(
        self,
        outlet: Outlet,
        media_type: str,
        text: str,
        changed: datetime | None = None,
        status: HTTPStatus = HTTPStatus.OK,
    ) -> Answer:
        # The outlet in the old code page leaves the charset out of its headers, as such servers do.
        charset = "; charset=UTF-8" if outlet.encoding == "utf-8" else ""
        return Answer(status, media_type + charset, text.encode(outlet.encoding), changed)

    def _port(self, offset: int) -> int:
        return self._first_port + offset if self._first_port else 0

    def _serve(self, stack: ExitStack, outlet: Outlet, port: int) -> str:
        server = stack.enter_context(_OutletServer((HOST, port), self, outlet))
        thread = threading.Thread(target=server.serve_forever, args=(POLL_SECONDS,), name=f"sample-{outlet.id}")
        thread.start()
        stack.callback(thread.join)
        stack.callback(server.shutdown)
        return f"http://{HOST}:{server.server_port}"


class _OutletServer(ThreadingHTTPServer):
    daemon_threads = False

    def __init__(self, address: tuple[str, int], site: SampleSite, outlet: Outlet) -> None:
        self.site = site
        self.outlet = outlet
        super().__init__(address, _Handler)


class _Handler(BaseHTTPRequestHandler):
    """One request a connection: a client that keeps connections open must not hold up the site's end."""

    server: _OutletServer
    server_version = "sample"
    timeout = 5

    def do_GET(self) -> None:
        self._respond(with_body=True)

    def do_HEAD(self) -> None:
        self._respond(with_body=False)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is the base class's
        """Keep the terminal for the flow's own words."""

    def _respond(self, *, with_body: bool) -> None:
        answer = self.server.site.answer(self.server.outlet, self.path)
        fresh = answer.status is HTTPStatus.OK and answer.is_fresh(self.headers)
        status = HTTPStatus.NOT_MODIFIED if fresh else answer.status
        self.server.site.requests.append((self.server.outlet.id, self.path, int(status)))
        self.send_response(status)
        if answer.status is HTTPStatus.OK:
            self.send_header("ETag", answer.etag)
            if answer.changed is not None:
                self.send_header("Last-Modified", format_datetime(answer.changed.astimezone(UTC), usegmt=True))
        body = b"" if fresh else self._send_body_headers(answer)
        self.send_header("Connection", "close")
        self.end_headers()
        if with_body:
            self.wfile.write(body)

    def _send_body_headers(self, answer: Answer) -> bytes:
        body = answer.body
        self.send_header("Content-Type", answer.media_type)
        self.send_header("Vary", "Accept-Encoding")
        if len(body) >= GZIP_FROM_BYTES and "gzip" in self.headers.get("Accept-Encoding", ""):
            # A fixed time in the gzip header keeps the bytes the same from request to request.
            body = gzip.compress(body, mtime=0)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        return body
