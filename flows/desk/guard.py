"""Who may speak with the desk: pages that it served itself, in a browser on this machine."""

from __future__ import annotations

import hmac
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HOSTS = frozenset({"127.0.0.1", "localhost"})
TOKEN = "x-hasila-token"  # noqa: S105  # the name of a header, no secret

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "cache-control": "no-store",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}


class Guard:
    """Refuses what does not come from the desk's own page, and sends every answer with strict headers.

    A name that somebody lets point to 127.0.0.1 (DNS rebinding) fails at the Host header; a form or script of another
    site fails at Origin and at the token, which only the desk's own page holds.
    """

    def __init__(self, app: ASGIApp, token: str) -> None:
        self.app = app
        self.token = token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 403 in plain words, or let the request pass."""
        if scope["type"] != "http":
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        refusal = self._refusal(scope["method"], Headers(scope=scope))
        answer = PlainTextResponse(f"{refusal}\n", 403) if refusal else self.app
        await answer(scope, receive, send_guarded)

    def _refusal(self, method: str, headers: Headers) -> str:
        host = headers.get("host", "")
        if host_name(host) not in HOSTS:
            return "The desk answers to 127.0.0.1 only."
        origin = headers.get("origin")
        if origin is not None and origin != f"http://{host}":
            return "The desk answers to its own page only."
        if headers.get("sec-fetch-site", "none") == "cross-site" and headers.get("sec-fetch-mode") != "navigate":
            return "The desk answers to its own page only."
        if method in ("GET", "HEAD"):
            return ""
        given = headers.get(TOKEN, "")
        if not hmac.compare_digest(given.encode("utf-8", "replace"), self.token.encode()):
            return "This page is of an earlier start of the desk; open the address that the command printed."
        return ""


def host_name(host: str) -> str:
    """The name of a Host header without its port, in lower case; empty where it is none."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""
