"""The archive: what was received comes back, and is kept once."""

import gzip

import pytest

from flows.archive import body_path, read_body, store_body


def test_bodies_come_back_and_lie_under_their_hash_once(tmp_path):
    body = "نص".encode() * 1000
    digest = store_body(tmp_path, body)
    assert store_body(tmp_path, body) == digest
    assert read_body(tmp_path, digest) == body
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [body_path(tmp_path, digest)]
    assert body_path(tmp_path, digest).stat().st_size < len(body) / 10


def test_a_body_that_is_not_kept_any_more(tmp_path):
    with pytest.raises(FileNotFoundError):
        read_body(tmp_path, "0" * 64)


def test_a_half_written_body_never_stands_under_its_hash(tmp_path, monkeypatch):
    def fail(*arguments, **options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(gzip, "compress", fail)
    with pytest.raises(OSError, match="No space left"):
        store_body(tmp_path, b"x")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
