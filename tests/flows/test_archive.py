"""The archive: what was received comes back, and is kept once."""

import datetime as dt
import gzip

import pytest

from flows.archive import (
    ArchivedPage,
    BodyMissingError,
    body_path,
    drop_pages,
    find_pages,
    list_pages,
    read_body,
    read_list,
    store_body,
)
from flows.documents import Document
from flows.reading import Job, read_document

DAY = dt.date(2024, 1, 10)


def test_bodies_come_back_and_lie_under_their_hash_once(tmp_path):
    body = "نص".encode() * 1000
    digest = store_body(tmp_path, body)
    assert store_body(tmp_path, body) == digest
    assert read_body(tmp_path, digest) == body
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [body_path(tmp_path, digest)]
    assert body_path(tmp_path, digest).stat().st_size < len(body) / 10


def test_a_body_that_is_not_kept_any_more(tmp_path):
    with pytest.raises(BodyMissingError):
        read_body(tmp_path, "0" * 64)


DAMAGES = {
    "empty": lambda packed: b"",
    "zeros": lambda packed: bytes(len(packed)),
    "cut off": lambda packed: packed[:-6],
    "cut in its head": lambda packed: packed[:5],
    "a byte turned": lambda packed: packed[:-10] + bytes([packed[-10] ^ 255]) + packed[-9:],
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_what_a_power_cut_spoilt_is_missing_until_it_is_received_again(damage, tmp_path):
    body = "نص الخبر".encode() * 20
    digest = store_body(tmp_path, body)
    path = body_path(tmp_path, digest)
    path.write_bytes(DAMAGES[damage](path.read_bytes()))
    with pytest.raises(BodyMissingError):
        read_body(tmp_path, digest)
    document = Document("https://one.example/1", "feed", url="https://one.example/1", body_hash=digest)
    (reading,) = read_document(document, Job("run", dt.datetime(2024, 1, 10, tzinfo=dt.UTC), tmp_path))
    assert (reading.problem.name, "fetch it again" in reading.problem.what) == ("no_body", True)
    store_body(tmp_path, body)
    assert read_body(tmp_path, digest) == body


def test_a_half_written_body_never_stands_under_its_hash(tmp_path, monkeypatch):
    def fail(*arguments, **options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(gzip, "compress", fail)
    with pytest.raises(OSError, match="No space left"):
        store_body(tmp_path, b"x")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def archive(folder, day, *bodies):
    at = dt.datetime.combine(day, dt.time(12), dt.UTC)
    pages = [ArchivedPage(store_body(folder, body), "https://one.example/1", "one", None, at) for body in bodies]
    list_pages(folder, day, pages)
    return pages


def test_the_list_says_where_and_when_bytes_came_from(tmp_path):
    first, second = archive(tmp_path, DAY, b"1", b"2")
    (third,) = archive(tmp_path, DAY + dt.timedelta(days=1), b"3")
    assert list(read_list(tmp_path)) == [third, second, first]


TORN = {
    "half a line": '{"body_hash": "ab", "ur',
    "half a line and a letter cut in two": '{"body_hash": "ab", "url": "https://one.example/ق'.encode()[:-1].decode(
        "latin-1"
    ),
    "a line of other keys": '{"body": "ab"}\n',
    "no object": "7\n",
    "a blank line": "\n",
    "zeros": "\0" * 30,
}


@pytest.mark.parametrize("torn", TORN)
def test_half_a_line_spoils_no_other(torn, tmp_path):
    (first,) = archive(tmp_path, DAY, b"1")
    with (tmp_path / f"pages-{DAY}.jsonl").open("ab") as out:
        out.write(TORN[torn].encode("latin-1"))
    (second,) = archive(tmp_path, DAY, b"2")
    assert list(read_list(tmp_path)) == [second, first]
    assert find_pages(tmp_path, [first.fetched_at]) == {first.fetched_at: [second, first]}
    assert drop_pages(tmp_path, DAY + dt.timedelta(days=30), 10) == 2


def test_an_address_may_hold_any_sign(tmp_path):
    at = dt.datetime(2024, 1, 10, tzinfo=dt.UTC)
    page = ArchivedPage("ab", "https://one.example/\u2028\x85\x0c", "one", None, at)
    list_pages(tmp_path, DAY, [page])
    assert list(read_list(tmp_path)) == [page]


def test_pages_are_forgotten_when_their_days_are_over(tmp_path):
    kept_for_good, again = archive(tmp_path, DAY, b"1", b"2")
    archive(tmp_path, DAY + dt.timedelta(days=5), b"2")
    assert drop_pages(tmp_path, DAY + dt.timedelta(days=30), 0) == 0
    assert drop_pages(tmp_path, DAY + dt.timedelta(days=10), 10) == 0
    assert drop_pages(tmp_path, DAY + dt.timedelta(days=11), 10) == 1
    assert [page.body_hash for page in read_list(tmp_path)] == [again.body_hash]
    assert read_body(tmp_path, again.body_hash) == b"2"
    with pytest.raises(BodyMissingError):
        read_body(tmp_path, kept_for_good.body_hash)
