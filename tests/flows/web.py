"""A scripted site on loopback: what it answers is data, what it was asked is kept."""

from __future__ import annotations

import gzip
import random
import string
import threading
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

HOST = "127.0.0.1"
ENCODINGS = {"gzip": "gzip", "two_gzip": "gzip", "half_gzip": "gzip", "no_gzip": "gzip", "deflate": "deflate"}


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: `pack` compresses the body, `mode` says how it is sent (whole, drip, drip_head, hang, cut, raw)."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    pack: str = ""
    mode: str = "whole"


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it came in."""

    path: str
    headers: Message


def answer_of(table: dict[str, Any], site: Site) -> Answer:
    """The answer that a case's table describes; «{site}» stands for the site's own address."""
    text = table.get("body", "") * table.get("repeat", 1)
    if "noise" in table:
        numbers = random.Random(table["noise"])
        text = "".join(numbers.choices(string.printable, k=table["noise"]))
    body = text.replace("{site}", site.base).encode(table.get("encoding", "utf-8"))
    headers = {
        name: value.replace("{site}", site.base).replace("{port}", str(site.port))
        for name, value in table.get("headers", {}).items()
    }
    return Answer(table.get("status", 200), body, headers, table.get("pack", ""), table.get("mode", "whole"))


class Site:
    """Serves `answers` by path, each list in turn and its last one for ever; whatever is not scripted is a 404."""

    poll_seconds = 0.01

    def __init__(self, answers: dict[str, list[Answer]] | None = None) -> None:
        self.answers = answers or {}
        self.asked: list[Asked] = []
        self.on_request: Callable[[str], None] = lambda path: None
        self.stopped = threading.Event()
        self._guard = threading.Lock()
        self._server = ThreadingHTTPServer((HOST, 0), type("Handler", (_Handler,), {"site": self}))
        self._server.daemon_threads = True
        self._server.handle_error = lambda request, client_address: None  # type: ignore[method-assign]

    def __enter__(self) -> Self:
        options = {"poll_interval": self.poll_seconds}
        threading.Thread(target=self._server.serve_forever, kwargs=options, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopped.set()
        self._server.shutdown()
        self._server.server_close()

    @property
    def port(self) -> int:
        return self._server.server_address[1]

    @property
    def host(self) -> str:
        return f"{HOST}:{self.port}"

    @property
    def base(self) -> str:
        return f"http://{self.host}"

    @property
    def paths(self) -> list[str]:
        """What was asked, without robots.txt."""
        return [asked.path for asked in self.asked if asked.path != "/robots.txt"]

    def next_answer(self, asked: Asked) -> Answer:
        with self._guard:
            self.asked.append(asked)
            script = self.answers.get(asked.path) or [Answer(404)]
            return script.pop(0) if len(script) > 1 else script[0]


class _Handler(BaseHTTPRequestHandler):
    site: Site
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass

    def do_GET(self) -> None:
        answer = self.site.next_answer(Asked(self.path, self.headers))
        self.site.on_request(self.path)
        if answer.mode == "hang":
            self.site.stopped.wait(30)
            return
        body = _pack(answer)
        if answer.mode != "raw":
            self._send_head(answer, body)
        if answer.mode == "drip":
            self._drip(body)
        elif answer.status != 304:
            self.wfile.write(body[: len(body) // 2] if answer.mode == "cut" else body)
        self.close_connection |= answer.mode in ("raw", "cut")

    def _send_head(self, answer: Answer, body: bytes) -> None:
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            # Arabic outlets do send addresses as raw UTF-8.
            self.send_header(name, value.encode().decode("latin-1"))
        if answer.pack in ENCODINGS:
            self.send_header("Content-Encoding", ENCODINGS[answer.pack])
        if answer.status != 304 and "Content-Length" not in answer.headers:
            self.send_header("Content-Length", str(len(body)))
        if answer.mode == "drip_head":
            self.flush_headers()
            self._drip(b"X-Slow: 1\r\n" * 10)
        self.end_headers()

    def _drip(self, body: bytes) -> None:
        for at in range(len(body)):
            if self.site.stopped.wait(0.02):
                return
            self.wfile.write(body[at : at + 1])
            self.wfile.flush()


def _pack(answer: Answer) -> bytes:
    if answer.pack == "gzip":
        return gzip.compress(answer.body)
    if answer.pack == "half_gzip":
        packed = gzip.compress(answer.body)
        return packed[: len(packed) // 2]
    if answer.pack == "two_gzip":
        return gzip.compress(answer.body) + gzip.compress(answer.body)
    return zlib.compress(answer.body) if answer.pack == "deflate" else answer.body
