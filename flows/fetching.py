"""Polite, capped HTTP: one door to the web, which never raises for what the web does.

    with Fetcher(settings) as fetcher:
        fetched = fetcher.get(url, kind="feed", etag=…, last_modified=…, min_interval=…)

`Fetched.outcome` (flows.fetched) names what happened. Safe to use from several threads. Robots.txt is asked and obeyed,
redirects are followed by hand, every hop checked like the first, nothing is unpacked beyond its cap, no cookie is kept,
no proxy is taken from the environment.
"""

from __future__ import annotations

import datetime as dt
import ssl
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import lru_cache
from http.cookiejar import CookieJar, DefaultCookiePolicy
from types import TracebackType
from typing import Self, cast
from urllib.parse import urlsplit

import httpcore2
import httpx2

from extractors.metadata import same_site
from flows.bodies import read_body
from flows.fetched import Fetched, Kind, Outcome, StopError, name_failure, one_line
from flows.network import GuardedBackend, deadline
from flows.pacing import DEFAULT_RETRY_AFTER, Holds, Pace, read_retry_after
from flows.robots import Robots, RobotsFile, read_robots
from flows.settings import Settings

__all__ = ["Fetched", "Fetcher", "Kind", "Outcome"]

_PORTS = {"http": 80, "https": 443}
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_ACCEPT: dict[Kind, bytes] = {
    "feed": b"application/rss+xml, application/atom+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5",
    "page": b"text/html, application/xhtml+xml;q=0.9, */*;q=0.5",
    "robots": b"text/plain, */*;q=0.5",
    "file": b"*/*",
}
_NEVER_TEXT = ("image/", "video/", "audio/", "font/", "application/pdf", "application/zip", "application/msword")


class Fetcher:
    """The one door to the web; see the module. Close it, or use it as a context, to keep what robots.txt said."""

    def __init__(
        self,
        settings: Settings,
        *,
        pace: Pace | None = None,
        now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
    ) -> None:
        self._settings = settings
        self._pace = pace or Pace()
        self._now = now
        self._holds = Holds(settings.home / "holds.json")
        self._client = _make_client(settings)
        self.robots = Robots(settings.user_agent, self._fetch_robots, now, settings.home / "robots.json")

    @property
    def interval(self) -> float:
        """The least pause in seconds between two requests of one host."""
        return self._settings.host_interval

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Closes it."""
        self.close()

    def close(self) -> None:
        """Closes the connections and stores what the next run has to know: robots files and hosts to leave alone."""
        self._client.close()
        self.robots.save()
        self._holds.save(self._now())

    def get(
        self,
        url: str,
        *,
        kind: Kind = "page",
        etag: str | None = None,
        last_modified: str | None = None,
        min_interval: float | None = None,
        homes: Iterable[str] = (),
    ) -> Fetched:
        """The answer to a GET; a redirect to another registrable domain is followed for pages alone.

        `min_interval` is the pause in seconds since the host's last request, the setting `host_interval` by default; a
        longer crawl delay of the site wins. With `homes`, a page has to end on the domain of its address or of one of
        these: outlets use short links, and expired domains are sold to those who sell worse.
        """
        validators = {b"If-None-Match": etag, b"If-Modified-Since": last_modified}
        # What could not stand in a header is not sent: the answer is then whole, never an error.
        headers = {name: value.encode() for name, value in validators.items() if value and value.isprintable()}
        interval = self._settings.host_interval if min_interval is None else min_interval
        fetched = self._follow(url, kind, headers, interval)
        homes = tuple(homes)
        if fetched.outcome == "ok" and homes and not any(same_site(fetched.final_url, home) for home in (url, *homes)):
            detail = f"the page now lies at {fetched.final_url}, which is no site of the outlet"
            return replace(fetched, outcome="moved_domain", body=b"", detail=detail)
        return fetched

    def _follow(self, url: str, kind: Kind, headers: dict[bytes, bytes], interval: float) -> Fetched:
        """The answer at the end of all redirects."""
        passed: list[str] = []
        spent = 0.0
        address = url
        while True:
            fetched = self._hop(address, kind, headers, interval, spent)
            spent += fetched.elapsed_ms / 1000
            fetched = replace(fetched, url=url, elapsed_ms=round(spent * 1000), redirects=tuple(passed))
            target = fetched.headers.get("location", "") if fetched.status in _REDIRECTS else ""
            if fetched.status in _REDIRECTS and not target and fetched.outcome == "ok":
                return replace(fetched, outcome="protocol", detail="a redirect that does not say where to")
            if not target or fetched.outcome != "ok":
                return fetched
            passed.append(address)
            target = _join(address, target)
            stop = self._refuse_redirect(url, target, passed, kind)
            if stop:
                return replace(
                    fetched, outcome=stop.outcome, detail=stop.detail, final_url=target, redirects=tuple(passed)
                )
            address = target

    def _refuse_redirect(self, url: str, target: str, passed: list[str], kind: Kind) -> StopError | None:
        if target in passed:
            return StopError("redirect_loop", f"redirected back to {target}")
        if len(passed) > self._settings.max_redirects:
            return StopError("too_many_redirects", f"more than {self._settings.max_redirects}, the last to {target}")
        if kind in ("feed", "file") and not same_site(url, target):
            return StopError(
                "moved_domain", f"the {kind} now redirects to {target}; check who owns it, then mend its url"
            )
        return None

    def _hop(self, url: str, kind: Kind, headers: dict[bytes, bytes], interval: float, spent: float) -> Fetched:
        """One request, from the checks before it to the last byte of its answer."""
        result = Fetched(url, url, "protocol", self._now())
        try:
            host = self._check_address(url)
            self._check_held(host)
            interval = max(interval, self._ask_robots(url, kind))
            with self._pace.turn(host, interval):
                self._check_held(host)
                result = replace(result, fetched_at=self._now())
                return self._request(result, host, kind, headers, self._settings.timeout - spent)
        except StopError as stop:
            return replace(result, outcome=stop.outcome, detail=stop.detail, retry_at=stop.retry_at)

    def _request(self, result: Fetched, host: str, kind: Kind, headers: dict[bytes, bytes], seconds: float) -> Fetched:
        started = time.monotonic()
        try:
            with (
                deadline(seconds),
                self._client.stream("GET", result.url, headers={**headers, b"Accept": _ACCEPT[kind]}) as response,
            ):
                result = replace(result, status=response.status_code, headers=_plain_headers(response))
                result = self._judge(result, host, kind)
                if result.outcome == "ok" and response.status_code not in _REDIRECTS:
                    result = self._read_body(result, response, kind)
        except StopError as stop:
            result = replace(result, outcome=stop.outcome, detail=stop.detail)
        except (httpx2.HTTPError, httpx2.InvalidURL, httpcore2.TimeoutException) as error:
            result = replace(result, outcome=name_failure(error), detail=one_line(error))
        return replace(result, elapsed_ms=round((time.monotonic() - started) * 1000))

    def _judge(self, result: Fetched, host: str, kind: Kind) -> Fetched:
        """The outcome by status and headers, before the body is read."""
        status = result.status or 0
        if status == 429 or (status == 503 and "retry-after" in result.headers):
            asked = read_retry_after(result.headers.get("retry-after"), result.fetched_at)
            retry_at = asked or result.fetched_at + DEFAULT_RETRY_AFTER
            self._holds.hold(host, retry_at, self._now())
            return replace(result, outcome="rate_limited", retry_at=retry_at, detail=f"not before {retry_at:%F %T} UTC")
        outcome = _by_status(status)
        if result.headers.get("cf-mitigated") == "challenge":
            outcome = "blocked"
        if outcome == "ok" and status not in _REDIRECTS and kind not in ("robots", "file"):
            _check_type(result.headers)
        detail = "" if outcome in ("ok", "not_modified") else f"HTTP {status}"
        return replace(result, outcome=outcome, detail=detail)

    def _read_body(self, result: Fetched, response: httpx2.Response, kind: Kind) -> Fetched:
        settings = self._settings
        cap = {"page": settings.max_page_bytes, "file": settings.max_file_bytes}.get(kind, settings.max_feed_bytes)
        # A packing may stand in a second header of the name.
        packing, announced = response.headers.get("content-encoding", ""), result.headers.get("content-length", "")
        body, wire_bytes = read_body(response.iter_raw(), packing, announced, cap)
        return replace(result, body=body, wire_bytes=wire_bytes)

    def _check_address(self, url: str) -> str:
        """The «host:port» of an address that may be asked at all."""
        try:
            parts = httpx2.URL(url)
            urlsplit(url)  # what the standard library refuses, later steps could not read
            host, port = parts.host, parts.port or _PORTS.get(parts.scheme, 0)
        except (httpx2.InvalidURL, ValueError, TypeError) as error:
            raise StopError("bad_address", f"{url!r} is no web address: {error}") from error
        if parts.scheme not in _PORTS or not host:
            raise StopError("bad_address", f"{url!r} is no http or https address")
        if parts.userinfo:
            raise StopError("bad_address", "the address carries a user name or password")
        name = f"{host}:{port}"
        if port != _PORTS[parts.scheme] and name not in self._settings.allow_hosts:
            raise StopError("bad_address", f"port {port} is not the web's")
        return name

    def _check_held(self, host: str) -> None:
        until = self._holds.held(host, self._now())
        if until:
            raise StopError("held_off", f"{host} asked for patience until {until:%F %T} UTC", until)

    def _ask_robots(self, url: str, kind: Kind) -> float:
        """The pause that the site asks for; stops what it forbids."""
        if kind == "robots":
            return 0.0
        permission = self.robots.permission(url)
        if permission.verdict == "disallowed":
            raise StopError("robots_disallowed", "robots.txt forbids this address")
        if permission.verdict == "unavailable":
            outcome = cast("Outcome", permission.file.failure or "robots_unavailable")
            raise StopError(outcome, permission.file.detail)
        return permission.delay

    def _fetch_robots(self, url: str) -> RobotsFile:
        fetched = self.get(url, kind="robots")
        if fetched.status and (fetched.outcome == "ok" or fetched.status >= 400):
            return read_robots(fetched.status, fetched.body, fetched.fetched_at)
        return RobotsFile(None, fetched.status, fetched.fetched_at, fetched.outcome, fetched.detail)


@lru_cache(maxsize=1)
def _trust() -> ssl.SSLContext:
    """The certificates that are believed; reading them takes a tenth of a second, so it is done once."""
    return httpx2.create_ssl_context(trust_env=False)


def _make_client(settings: Settings) -> httpx2.Client:
    transport = httpx2.HTTPTransport(verify=_trust(), trust_env=False)
    # httpx2 offers no other way to choose the network backend; tests hold that private addresses stay refused.
    transport._pool = httpcore2.ConnectionPool(
        ssl_context=_trust(),
        max_connections=None,
        network_backend=GuardedBackend(settings.allow_hosts),
    )
    return httpx2.Client(
        transport=transport,
        trust_env=False,
        follow_redirects=False,
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
        timeout=httpx2.Timeout(settings.timeout, connect=settings.connect_timeout),
        headers={
            "User-Agent": settings.user_agent,
            "Accept-Encoding": "gzip",
            "Accept-Language": "ar, en;q=0.5",
        },
    )


def _by_status(status: int) -> Outcome:
    if status == 304:
        return "not_modified"
    if status in (401, 403, 407, 451):
        return "blocked"
    if 200 <= status < 300 or status in _REDIRECTS:
        return "ok"
    return "http_5xx" if status >= 500 else "http_4xx" if status >= 400 else "protocol"


def _check_type(headers: dict[str, str]) -> None:
    kind = headers.get("content-type", "").split(";")[0].strip().lower()
    if kind.startswith(_NEVER_TEXT):
        raise StopError("wrong_type", f"is {kind}, no text")


def _plain_headers(response: httpx2.Response) -> dict[str, str]:
    """Names in lower case; a header sent twice keeps its first value where a list makes no sense."""
    headers: dict[str, str] = {}
    for name, value in response.headers.multi_items():
        headers.setdefault(name.lower(), value)
    return headers


def _join(base: str, location: str) -> str:
    try:
        return str(httpx2.URL(base).join(location))
    except (httpx2.InvalidURL, ValueError, TypeError):
        return location
