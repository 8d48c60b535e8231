"""What a request came to: its named outcome, and the naming of what can go wrong below HTTP."""

from __future__ import annotations

import datetime as dt
import re
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message
from typing import Literal

import httpcore2
import httpx2

from extractors.metadata import same_site
from flows.network import PrivateAddressError

Kind = Literal["feed", "page", "robots", "file"]
Outcome = Literal[
    "ok",
    "not_modified",
    "http_4xx",
    "http_5xx",
    "rate_limited",
    "held_off",
    "blocked",
    "robots_disallowed",
    "robots_unavailable",
    "timeout",
    "dns",
    "refused",
    "tls",
    "cut_off",
    "protocol",
    "too_large",
    "bomb",
    "bad_encoding",
    "wrong_type",
    "bad_address",
    "private_address",
    "redirect_loop",
    "too_many_redirects",
    "moved_domain",
]
TRANSIENT: frozenset[Outcome] = frozenset({"timeout", "dns", "refused", "cut_off", "http_5xx"})
"""Outcomes that may be another within seconds and so are worth a retry in the same run."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a request came to.

    `headers` have lower-case names; `body` is unpacked and there only with `ok`; `wire_bytes` counts it as received.
    `elapsed_ms` is the requests' own time, without waiting for the host's turn. `retry_at` is the instant before which
    the host asked not to be asked again. `redirects` are the addresses passed through, in order. `detail` says in a
    line what is wrong.
    """

    url: str
    final_url: str
    outcome: Outcome
    fetched_at: dt.datetime
    status: int | None = None
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    wire_bytes: int = 0
    elapsed_ms: int = 0
    redirects: tuple[str, ...] = ()
    retry_at: dt.datetime | None = None
    detail: str = ""

    @property
    def is_transient(self) -> bool:
        """Whether another try within the run makes sense."""
        return self.outcome in TRANSIENT

    @property
    def is_elsewhere(self) -> bool:
        """Whether the answer came from another registrable domain than was asked."""
        return not same_site(self.url, self.final_url)

    @property
    def charset(self) -> str | None:
        """The charset that the Content-Type header declares."""
        message = Message()
        message["content-type"] = self.headers.get("content-type", "")
        return message.get_content_charset()

    @property
    def may_archive(self) -> bool:
        """Whether the headers leave it to us to keep the body (no noarchive, no reservation of text mining)."""
        robots = self.headers.get("x-robots-tag", "").lower()
        is_reserved = self.headers.get("tdm-reservation", "").strip() == "1"
        return not is_reserved and not {"noarchive", "none"} & set(re.split(r"[\s,:]+", robots))

    @property
    def etag(self) -> str | None:
        """The validator to send next time, verbatim."""
        return self.headers.get("etag")

    @property
    def last_modified(self) -> str | None:
        """The other validator, verbatim."""
        return self.headers.get("last-modified")


class StopError(Exception):
    """Ends a request with a named outcome."""

    def __init__(self, outcome: Outcome, detail: str, retry_at: dt.datetime | None = None) -> None:
        super().__init__(detail)
        self.outcome = outcome
        self.detail = detail
        self.retry_at = retry_at


def name_failure(error: BaseException) -> Outcome:
    """The outcome that an exception means, by the whole chain of its causes."""
    named: tuple[tuple[type[BaseException], Outcome], ...] = (
        (PrivateAddressError, "private_address"),
        (socket.gaierror, "dns"),
        (UnicodeError, "dns"),
        (ssl.SSLError, "tls"),
        (TimeoutError, "timeout"),
        (ConnectionRefusedError, "refused"),
        (httpx2.TimeoutException, "timeout"),
        (httpcore2.TimeoutException, "timeout"),
        (httpx2.InvalidURL, "bad_address"),
        (httpx2.UnsupportedProtocol, "bad_address"),
        (httpx2.ConnectError, "refused"),
        (httpx2.NetworkError, "cut_off"),
        (httpx2.RemoteProtocolError, "cut_off"),
    )
    chain = list(_causes(error))
    return next((outcome for kind, outcome in named if any(isinstance(link, kind) for link in chain)), "protocol")


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def one_line(error: BaseException) -> str:
    """What an exception says, short."""
    return " ".join(str(error).split())[:200] or type(error).__name__
