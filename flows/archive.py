"""The local archive of what was received: bytes under their hash, compressed, each kept once."""

from __future__ import annotations

import gzip
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile


def store_body(archive: Path, body: bytes) -> str:
    """Keep the bytes and return their SHA-256 in hex; bytes that are there already are left alone."""
    digest = sha256(body).hexdigest()
    path = body_path(archive, digest)
    if path.exists():
        return digest
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    # A half-written body must never stand under its hash, so it gets its name when it is whole.
    with NamedTemporaryFile(dir=path.parent, prefix=".part-", delete=False) as part:
        try:
            part.write(gzip.compress(body, compresslevel=6, mtime=0))
        except BaseException:
            Path(part.name).unlink()
            raise
    Path(part.name).replace(path)
    return digest


def read_body(archive: Path, digest: str) -> bytes:
    """The bytes under a hash; raises FileNotFoundError where they are not kept (any more)."""
    return gzip.decompress(body_path(archive, digest).read_bytes())


def drop_body(archive: Path, digest: str) -> None:
    """Forget the bytes under a hash, if they are kept."""
    body_path(archive, digest).unlink(missing_ok=True)


def body_path(archive: Path, digest: str) -> Path:
    """Where a body lies."""
    return archive / digest[:2] / f"{digest}.gz"
