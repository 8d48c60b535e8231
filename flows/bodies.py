"""Bodies as they come in: counted, unpacked, and stopped at a cap."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

from flows.fetched import StopError

GZIP = frozenset({"gzip", "x-gzip"})
OTHER_PACKINGS = frozenset({"br", "compress", "x-compress", "deflate", "zstd", "dcb", "dcz"})
"""The other names of IANA's registry for content; what is none (servers say utf-8, none, text) packs nothing."""

BOMB_RATIO = 50
"""Unpacked bytes per received one beyond which an oversized answer is called a bomb; news HTML packs about tenfold."""


def read_body(chunks: Iterator[bytes], encoding: str, announced: str, cap: int) -> tuple[bytes, int]:
    """The unpacked body and the number of bytes received for it; both at most `cap`.

    `encoding` and `announced` are the Content-Encoding and Content-Length headers. Raises StopError with too_large,
    bomb, bad_encoding or cut_off.
    """
    if announced.isdecimal() and int(announced) > cap:
        raise StopError("too_large", f"announces {announced} bytes, {cap} are allowed")
    counter = _Counter(cap)
    watched = counter.watch(chunks)
    packings = (GZIP | OTHER_PACKINGS) & set(re.split(r"[\s,]+", encoding.lower()))
    if packings - GZIP:
        raise StopError("bad_encoding", f"is packed as {encoding!r}, only gzip was offered")
    return _gunzip(watched, counter) if packings else b"".join(watched), counter.seen


class _Counter:
    """Counts the bytes received and stops at the cap."""

    def __init__(self, cap: int) -> None:
        self.cap = cap
        self.seen = 0

    def watch(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        for chunk in chunks:
            self.seen += len(chunk)
            if self.seen > self.cap:
                raise StopError("too_large", f"more than {self.cap} bytes")
            yield chunk


def _gunzip(chunks: Iterator[bytes], counter: _Counter) -> bytes:
    """Unpacks gzip members as they come, never more than the cap."""
    body = bytearray()
    unpacker = zlib.decompressobj(wbits=31)
    try:
        for chunk in chunks:
            data = chunk
            while data:
                if unpacker.eof:
                    unpacker = zlib.decompressobj(wbits=31)
                body += unpacker.decompress(data, counter.cap + 1 - len(body))
                if len(body) > counter.cap:
                    used = counter.seen - len(unpacker.unconsumed_tail)
                    is_bomb = used * BOMB_RATIO < len(body)
                    raise StopError("bomb" if is_bomb else "too_large", f"unpacks to more than {counter.cap} bytes")
                data = unpacker.unused_data if unpacker.eof else unpacker.unconsumed_tail
    except zlib.error as error:
        raise StopError("bad_encoding", f"is no sound gzip: {error}") from error
    if not unpacker.eof and counter.seen:
        raise StopError("cut_off", "the packed answer ends before its end")
    return bytes(body)
