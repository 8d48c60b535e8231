"""The connection below HTTP: only public addresses, and a deadline that slow drips cannot outlive.

A feed carries any link anybody wrote, so every host is resolved here and every address that it resolves to must be
public; the connection then goes to that very address, so that a second answer of the name server changes nothing. A
read timeout alone starts anew with each byte: the deadline holds for connecting, handshake, head and body together.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import httpcore2

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
# Reserved by the registries of special addresses; not every supported Python knows all of them.
_RESERVED = tuple(
    map(
        ipaddress.ip_network,
        ("192.0.0.0/24", "192.88.99.0/24", "64:ff9b:1::/48", "100::/64", "2001::/23", "3fff::/20", "5f00::/16"),
    )
)

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class PrivateAddressError(httpcore2.ConnectError):
    """The host resolves to an address that is not on the public internet."""


class DeadlineError(httpcore2.ReadTimeout):
    """The request's whole time is used up."""


class _Deadline(threading.local):
    at: float | None = None


_deadline = _Deadline()


@contextmanager
def deadline(seconds: float) -> Iterator[None]:
    """Within it, all connections of this thread together have `seconds` to live."""
    outer, _deadline.at = _deadline.at, time.monotonic() + seconds
    try:
        yield
    finally:
        _deadline.at = outer


def remaining(timeout: float | None = None) -> float | None:
    """Seconds that the next step may take: its own timeout or what the deadline leaves; raises DeadlineError at 0."""
    if _deadline.at is None:
        return timeout
    left = _deadline.at - time.monotonic()
    if left <= 0:
        raise DeadlineError("the time for the whole request is used up")
    return left if timeout is None else min(timeout, left)


def share(timeout: float | None, tries: int) -> float | None:
    """Seconds for the next of so many tries: its own timeout, or its part of what the deadline leaves.

    Raises DeadlineError where nothing is left.
    """
    left = remaining()
    if left is None:
        return timeout
    return left / tries if timeout is None else min(timeout, left / tries)


def is_public(address: str) -> bool:
    """Whether an IP address, and any IPv4 address that it carries inside, is on the public internet."""
    ip = ipaddress.ip_address(address.split("%")[0])
    return all(map(_is_plainly_public, _unwrap(ip)))


def _is_plainly_public(ip: Address) -> bool:
    if ip.is_multicast or ip.is_reserved or ip.is_unspecified or ip.is_loopback or ip.is_link_local:
        return False
    return ip.is_global and not any(ip in network for network in _RESERVED)


def _unwrap(ip: Address) -> list[Address]:
    """The address itself, or the IPv4 ones that a mapped, 6to4, Teredo or NAT64 address stands for."""
    if isinstance(ip, ipaddress.IPv4Address):
        return [ip]
    if ip.ipv4_mapped:
        return [ip.ipv4_mapped]
    if ip.teredo:
        return [*ip.teredo]
    inner = ip.sixtofour
    if ip in _NAT64 or int(ip) >> 32 == 0:
        inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return [inner] if inner else [ip]


class GuardedBackend(httpcore2.SyncBackend):
    """Connects to public addresses, and to the `allow_hosts` («host:port») that tests and the demo serve on."""

    def __init__(self, allow_hosts: Iterable[str] = ()) -> None:
        self._allowed = frozenset(allow_hosts)
        self._silent: set[str] = set()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Any = None,
    ) -> httpcore2.NetworkStream:
        """A stream to the first address of the host that answers; raises PrivateAddressError before any packet.

        An address may swallow packets without a word, as IPv6 does behind many a router: each has its share of the
        time, and one that was silent is tried last from then on.
        """
        last: Exception | None = None
        addresses = sorted(self._resolve(host, port), key=self._silent.__contains__)
        for number, address in enumerate(addresses):
            seconds = share(timeout, len(addresses) - number)
            try:
                stream = super().connect_tcp(address, port, seconds, local_address, socket_options)
                return _TimedStream(stream)
            except httpcore2.ConnectError as error:
                last = error
            except httpcore2.ConnectTimeout as error:
                self._silent.add(address)
                last = error
        raise last or httpcore2.ConnectError(f"{host} has no address")

    def connect_unix_socket(self, path: str, timeout: float | None = None, socket_options: Any = None) -> Any:
        """Refused: no news is served on a socket of this machine."""
        raise PrivateAddressError(f"{path} is a socket of this machine")

    def _resolve(self, host: str, port: int) -> list[str]:
        if f"{host}:{port}" in self._allowed:
            return [host]
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise httpcore2.ConnectError(f"{host} cannot be resolved: {error}") from error
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        private = [address for address in addresses if not is_public(address)]
        if private:
            raise PrivateAddressError(f"{host} resolves to {private[0]}, which is not on the public internet")
        return addresses


class _TimedStream(httpcore2.NetworkStream):
    """A stream each of whose steps ends with the thread's deadline."""

    def __init__(self, inner: httpcore2.NetworkStream) -> None:
        self._inner = inner

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, remaining(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, remaining(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        return _TimedStream(self._inner.start_tls(ssl_context, server_hostname, remaining(timeout)))

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)
